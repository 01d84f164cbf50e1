"""Findings as rows that DuckDB itself makes, for tables that hold all of them."""
