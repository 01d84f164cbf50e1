"""Fetch subjects out of the store as values, with the records they came from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ..model.facts import Dictionary
from ..model.values import EXACT, Bounded, Exact, Known, Partial, Value
from .frames import build_frame, key_of, record_of
from .relations import KEY, ROW, FactStore, StoredFact, partial, upper
from .sql import alias, call, cast, column, fetch, sql_of, table

_BATCH = 1000
#: The one parameter of a query, which may stand in it more than once.
_FIRST = exp.Parameter(this=exp.Literal.number(1))


@dataclass(frozen=True, slots=True)
class StoredSubject:
    """A subject with the facts stated for it and for the records it belongs to.

    `records` gives, by entity and raw table, the number of the record there; `parents` the keys
    of the records the subject belongs to, by entity.
    """

    row: int
    key: str
    parents: Mapping[str, str]
    stated: Mapping[str, Value]
    records: Mapping[tuple[str, int], int]


def fetch_subjects(
    store: FactStore,
    dictionary: Dictionary,
    entity: str,
    facts: Collection[str],
    rows: Sequence[int] | None = None,
    limit: int | None = None,
) -> Iterator[StoredSubject]:
    """Yield the subjects of an entity, all or those with the given row numbers, in row order.

    `limit` ends after so many.
    """
    chosen, parameters = None, []
    if rows is not None:
        numbers = call("unnest", cast(_FIRST, "BIGINT[]"))
        chosen, parameters = exp.select(alias(numbers, ROW)), [sorted(set(rows))]
    frame = build_frame(store, dictionary, entity, sorted(facts), provenance=True, only=chosen)
    query = frame.query.order_by(column(ROW, "e0"), copy=False)
    if limit is not None:
        query = query.limit(limit, copy=False)
    cursor = store.connection.cursor().execute(sql_of(query), parameters or None)
    names = [each[0] for each in cursor.description]
    seen = dictionary.visible_entities(entity)[1:]
    while batch := cursor.fetchmany(_BATCH):
        for values in batch:
            cells = dict(zip(names, values, strict=True))
            yield StoredSubject(
                row=int(cells[ROW]),
                key=str(cells[KEY]),
                parents={
                    name: str(cells[key_of(name)])
                    for name in seen
                    if name in frame.aliases
                    and cells.get(key_of(name)) is not None
                    and not store.entities[name].assumed
                },
                stated=_stated(frame.facts, cells),
                records={
                    (name, table): int(cells[record_of(name, table)])
                    for name in frame.aliases
                    for table in store.entities[name].tables
                    if cells[record_of(name, table)] is not None
                },
            )


def lone_values(
    store: FactStore, dictionary: Dictionary, facts: Collection[str]
) -> dict[str, Value]:
    """Give the values of facts of records that are the only one of their kind."""
    values: dict[str, Value] = {}
    for entity in sorted({dictionary.facts[name].entity for name in facts}):
        stored = store.entities[entity]
        mine = {
            name: stored.facts[name] for name in facts if dictionary.facts[name].entity == entity
        }
        columns = [
            each
            for name, fact in mine.items()
            for each in ((name, upper(name)) if fact.ranged else (name,))
        ]
        query = exp.select(*(column(name) for name in columns)).from_(table(stored.relation))
        row = fetch(store.connection, query)[0]
        values |= _stated(mine, dict(zip(columns, row, strict=True)))
    return values


def _stated(facts: Mapping[str, StoredFact], cells: Mapping[str, Any]) -> dict[str, Value]:
    stated: dict[str, Value] = {}
    for name, stored in facts.items():
        low = cells[name]
        if stored.ranged:
            high = cells[upper(name)]
            if low != high and not (low is None and high is None):
                stated[name] = Bounded(known(low), known(high), frozenset({name}))  # type: ignore[arg-type]
                continue
        value = known(low)
        if stored.partial and cells[partial(name)] and isinstance(value, tuple):
            stated[name] = Partial(value, frozenset({name}))
        elif value is not None:
            stated[name] = Exact(value)
    return stated


def known(cell: Any) -> Known | None:
    """Turn a database value into a value of the language; numbers lose their idle zeros."""
    if cell is None or isinstance(cell, bool | str | datetime | date):
        return cell
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    if isinstance(cell, list):
        return tuple(
            {name: known(value) for name, value in item.items()}
            if isinstance(item, dict)
            else known(item)
            for item in cell
        )
    raise AssertionError(f"unexpected database value of type {type(cell).__name__}")


def plain_decimal(number_: Decimal) -> Decimal:
    """Drop the zeros a fixed scale adds: 8.400000000 is 8.4, and 100 stays 100."""
    normal = number_.normalize(EXACT)
    exponent = normal.as_tuple().exponent
    return (
        normal.quantize(Decimal(1), context=EXACT)
        if isinstance(exponent, int) and exponent > 0
        else normal
    )
