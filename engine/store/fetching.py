"""Fetch subjects out of the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from ..model.facts import Dictionary
from ..model.values import Bounded, Exact, Partial, Value
from .frames import build_frame, key_of, record_of
from .relations import KEY, ROW, FactStore, StoredFact, partial, upper
from .sql import alias, call, cast, column, fetch, sql_of, table
from .subjects import StoredSubject, known

_BATCH = 1000
#: The one parameter of a query, which may stand in it more than once.
_FIRST = exp.Parameter(this=exp.Literal.number(1))


def queried_subjects(
    store: FactStore,
    dictionary: Dictionary,
    entity: str,
    facts: Collection[str],
    rows: Sequence[int] | None,
    limit: int | None,
) -> Iterator[StoredSubject]:
    """Yield subjects as `fetch_subjects` does."""
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
