"""From outcomes to findings: what decided them, where it stands, and what mends it."""
