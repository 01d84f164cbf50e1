"""Evaluate expressions and conditions in DuckDB, without a store."""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb
from sqlglot import exp


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """Open one database for all."""
    return duckdb.connect(":memory:")


def row(*trees: exp.Expr) -> tuple[Any, ...]:
    """Fetch the only row of a query without a table."""
    found = connection().execute(exp.select(*trees).sql("duckdb")).fetchone()
    assert found is not None
    return found
