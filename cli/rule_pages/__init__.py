"""The rule book as pages: what stands on them, and how they are written as Markdown and HTML."""
