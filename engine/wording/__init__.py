"""Values and nouns in words, in both languages; shared by what explains and what prints."""
