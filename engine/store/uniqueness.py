"""Tells whether the keys of a table name each of its rows, or at least no two alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from .merging import Contribution, kept
from .sql import alias, call, column, count_if, fetch, select_from, table

if TYPE_CHECKING:
    import duckdb

#: Rows that are looked at before all of them are compared with the ones before them.
_FIRST = 4096


def is_unique(connection: duckdb.DuckDBPyConnection, contribution: Contribution) -> bool:
    """Tell whether no two rows have the same key."""
    key = contribution.key
    if key is None or contribution.unique or contribution.staged.rows == 1:
        return True
    if _is_ascending(connection, contribution, key):
        return True
    named = exp.Count(this=key.copy())
    return _holds(connection, contribution, exp.EQ(this=named, expression=_distinct(key)))


def names_each_row(connection: duckdb.DuckDBPyConnection, contribution: Contribution) -> bool:
    """Tell whether every row has a key, and no two the same."""
    key = contribution.key
    assert key is not None
    if _is_ascending(connection, contribution, key):
        return True
    rows = exp.Count(this=exp.Star())
    once = exp.EQ(this=rows, expression=_distinct(key))
    named = exp.EQ(this=rows.copy(), expression=exp.Count(this=key.copy()))
    return _holds(connection, contribution, exp.and_(once, named, copy=False))


def _is_ascending(
    connection: duckdb.DuckDBPyConnection, contribution: Contribution, key: exp.Expr
) -> bool:
    """Tell whether each key is greater than the one above it, as those of most exports are.

    That takes a fifth of the time that gathering the different keys does.
    """
    rows = kept(
        exp.select(alias(key.copy(), "key")).from_(table(contribution.staged.relation)),
        contribution,
    )
    above = exp.Window(this=call("lag", column("key")))
    for most in (_FIRST, None):
        part = rows if most is None else rows.limit(most)
        both = select_from(part, "keys", column("key"), alias(above, "above"))
        greater = exp.GT(this=column("key"), expression=column("above"))
        query = exp.select(exp.Count(this=exp.Star()), count_if(greater))
        found, in_order = fetch(connection, query.from_(both.subquery("pairs")))[0]
        if found < 2 or in_order != found - 1:
            return False
        if most is not None and found < most:
            break
    return True


def _distinct(key: exp.Expr) -> exp.Expr:
    return exp.Count(this=exp.Distinct(expressions=[call("hash", key.copy())]))


def _holds(
    connection: duckdb.DuckDBPyConnection, contribution: Contribution, test: exp.Expr
) -> bool:
    query = exp.select(test).from_(table(contribution.staged.relation))
    return bool(fetch(connection, kept(query, contribution))[0][0])
