"""Look at single cells of staged tables."""

from __future__ import annotations

from sqlglot import exp

from .relations import FactStore
from .sql import column, fetch, not_null, number, table


def is_filled(store: FactStore, raw_table: int, record: int, fact: str) -> bool:
    """Tell whether a record of a raw table has a readable value of a fact."""
    query = (
        exp.select(not_null(column(fact)))
        .from_(table(f"staged_{raw_table}"))
        .where(exp.EQ(this=exp.column("rowid"), expression=number(record - 1)))
    )
    found = fetch(store.connection, query)
    return bool(found and found[0][0])
