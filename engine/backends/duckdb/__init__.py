"""The columnar engine: a plan compiled to SQL and run on embedded DuckDB."""
