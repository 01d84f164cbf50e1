"""Loads rules, judges facts by them and reports; knows nothing of the command line."""
