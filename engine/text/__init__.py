"""Text files, places in them, and the diagnostics that point at those places."""
