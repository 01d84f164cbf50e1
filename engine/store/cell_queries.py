"""Ask the database which of several rows or files states a fact."""

from __future__ import annotations

from sqlglot import exp

from .relations import KEY, ORDER, RECORD, FactStore
from .sql import column, fetch, not_null, number, table, text


def first_stating(store: FactStore, pile: str, key: str, fact: str) -> tuple[int, int] | None:
    """Give the place of the table and the number of the first row that states a fact."""
    query = (
        exp.select(column(ORDER), column(RECORD))
        .from_(table(pile))
        .where(exp.EQ(this=column(KEY), expression=text(key)), not_null(column(fact)))
        .order_by(column(ORDER), column(RECORD))
        .limit(1)
    )
    for order, record in fetch(store.connection, query):
        return int(order), int(record)
    return None


def is_stated(store: FactStore, raw_table: int, record: int, fact: str) -> bool:
    """Tell whether a record of a raw table states a fact."""
    query = (
        exp.select(not_null(column(fact)))
        .from_(table(f"staged_{raw_table}"))
        .where(exp.EQ(this=exp.column("rowid"), expression=number(record - 1)))
    )
    found = fetch(store.connection, query)
    return bool(found and found[0][0])
