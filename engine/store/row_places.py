"""Looks up again which file and line the rows of a table fact came from.

The lists that rules are judged by hold cells and nothing else; for the few rows a finding shows,
the lines they were made of are read once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sqlglot import exp

from .relations import CELLS, KEY, RECORD, TABLE, FactStore
from .sql import alias, column, fetch, not_null, number, text
from .subjects import known

if TYPE_CHECKING:
    from ..model.values import Known
    from .staging import Staged

#: A raw table, the number of a record in it, and the index of a column.
_Cell: TypeAlias = "tuple[int, int, int]"


@dataclass(frozen=True, slots=True)
class RowSource:
    """Lines that rows of a table fact were made of.

    `named_by` is the entity whose key the lines give, `shown` the fact whose cell says the value.
    """

    fact: str
    named_by: str
    lines: exp.Select
    shown: str


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """The cells of one row, and where the value it says was read."""

    cells: Mapping[str, Known | None]
    cell: _Cell


def origin_of(staged: Staged) -> tuple[exp.Expr, exp.Expr]:
    """Give the columns that say which record of a staged table a line is."""
    record = exp.Add(this=exp.column("rowid"), expression=number(1))
    return alias(number(staged.index), TABLE), alias(record, RECORD)


def rows_of_keys(
    store: FactStore, source: RowSource, keys: Collection[str]
) -> dict[str, list[PlacedRow]]:
    """Find the rows of some records, in the order of their files."""
    query = (
        exp.select(column(KEY), column(CELLS), column(TABLE), column(RECORD))
        .from_(source.lines.subquery("lines"))
        .where(
            exp.In(this=column(KEY), expressions=[text(each) for each in sorted(keys)]),
            not_null(column(CELLS)),
        )
        .order_by(column(TABLE), column(RECORD))
    )
    found: dict[str, list[PlacedRow]] = defaultdict(list)
    for key, cells, table, record in fetch(store.connection, query):
        index = store.columns.get((int(table), source.shown), 0)
        row = {name: known(value) for name, value in cells.items()}
        found[str(key)].append(PlacedRow(row, (int(table), int(record), index)))
    return found
