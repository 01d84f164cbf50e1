"""The plan on Spark: the columnar engine's trees in Spark's dialect, no Python code a row."""
