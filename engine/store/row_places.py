"""Looks up again which file and line the rows of a table fact came from.

The lists that rules are judged by hold cells and nothing else; for the few rows a finding shows,
the lines they were made of are read once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sqlglot import exp

from .relations import CELLS, KEY, RECORD, ROW, TABLE, FactStore
from .sql import alias, column, fetch, not_null, number, table, text
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
    store: FactStore, source: RowSource, keys: Mapping[str, int | None]
) -> dict[str, list[PlacedRow]]:
    """Find the rows of some records, in the order of their files.

    `keys` gives the numbers of the records where they are known.
    """
    lines, names = _lines_of(store, source, keys)
    if not names:
        return {}
    query = (
        exp.select(column(KEY), column(CELLS), column(TABLE), column(RECORD))
        .from_(lines.subquery("lines"))
        .where(_among(KEY, sorted(names)), not_null(column(CELLS)))
        .order_by(column(TABLE), column(RECORD))
    )
    found: dict[str, list[PlacedRow]] = defaultdict(list)
    for name, cells, at, record in fetch(store.connection, query):
        index = store.columns.get((int(at), source.shown), 0)
        row = {name: known(value) for name, value in cells.items()}
        found[names[name]].append(PlacedRow(row, (int(at), int(record), index)))
    return found


def _lines_of(
    store: FactStore, source: RowSource, keys: Mapping[str, int | None]
) -> tuple[exp.Select, Mapping[str | int, str]]:
    """Give the lines of a source, and by what they name the records of some keys."""
    stored = store.entities.get(source.named_by)
    fact = stored.facts.get(source.fact) if stored is not None else None
    if stored is None or fact is None or fact.apart is None or fact.apart.named_by != ROW:
        return source.lines, {key: key for key in keys}
    numbers: dict[str | int, str] = {row: key for key, row in keys.items() if row is not None}
    if len(numbers) == len(keys):
        return fact.apart.lines, numbers
    records = (
        exp.select(column(ROW), column(stored.key))
        .from_(table(stored.relation))
        .where(_among(stored.key, sorted(keys)))
    )
    return fact.apart.lines, {int(row): str(key) for row, key in fetch(store.connection, records)}


def _among(name: str, values: Sequence[str | int]) -> exp.Expr:
    written = (number(each) if isinstance(each, int) else text(each) for each in values)
    return exp.In(this=column(name), expressions=list(written))
