"""One run from files to a report: the rooms below wired together."""
