"""The fact store: raw tables typed and joined into one relation an entity, in DuckDB."""
