"""Records held in memory: what a record sees is looked up in Python, and no database is asked.

To open a database and write its SQL takes longer than to judge a few records by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.values import Exact
from .reach import is_linked, is_owned, steps, twins
from .relations import link
from .subjects import StoredSubject

if TYPE_CHECKING:
    from ..model.facts import Dictionary
    from ..model.values import Known
    from .relations import FactStore, StoredEntity


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record: its key, links and facts by column, and its number in each raw table."""

    row: int
    cells: Mapping[str, Known | None]
    numbers: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Held:
    """The records of a run by relation, each in the order of its rows, and the tables' columns."""

    relations: Mapping[str, Sequence[HeldRecord]]
    columns: Sequence[Mapping[str, Sequence[Known | None]]]


def held_records(store: FactStore, entity: str) -> Sequence[HeldRecord]:
    """List the records of an entity."""
    assert store.held is not None
    return store.held.relations[store.entities[entity].relation]


def held_subjects(
    store: FactStore,
    dictionary: Dictionary,
    entity: str,
    facts: Collection[str],
    rows: Sequence[int] | None,
    limit: int | None,
) -> Iterator[StoredSubject]:
    """Yield subjects as `fetch_subjects` does."""
    own, ways = store.entities[entity], steps(store, dictionary, entity)
    visible = dictionary.visible_entities(entity)[1:]
    owners = {name: dictionary.facts[name].entity for name in sorted(facts)}
    chosen = [each for each in held_records(store, entity) if rows is None or each.row in set(rows)]
    for record in chosen[:limit]:
        seen = _seen_by(store, entity, record, ways)
        keys = {
            name: found.cells[store.entities[name].key]
            for name, found in seen.items()
            if found is not None
        }
        yield StoredSubject(
            row=record.row,
            key=str(record.cells[own.key]),
            parents={
                name: str(keys[name])
                for name in visible
                if keys.get(name) is not None and not store.entities[name].assumed
            },
            stated={
                name: Exact(value)
                for name, owner in owners.items()
                if (found := seen.get(owner)) is not None
                and name in store.entities[owner].facts
                and (value := found.cells[name]) is not None
            },
            records={
                (name, table): found.numbers[table]
                for name, found in seen.items()
                if found is not None
                for table in store.entities[name].tables
                if table in found.numbers
            },
        )


def _seen_by(
    store: FactStore, entity: str, record: HeldRecord, ways: Sequence[tuple[str, str]]
) -> dict[str, HeldRecord | None]:
    """Find the record of each entity that a record sees; None where its link names none."""
    seen: dict[str, HeldRecord | None] = dict.fromkeys(twins(store, entity), record)
    for via, name in ways:
        stored = store.entities[name]
        twin = next(
            (each for each in seen if store.entities[each].relation == stored.relation), None
        )
        seen[name] = (
            seen[twin] if twin is not None else _joined(store, store.entities[via], seen[via], name)
        )
    return seen


def _joined(
    store: FactStore, via: StoredEntity, record: HeldRecord | None, name: str
) -> HeldRecord | None:
    """Find what a link names, or the only one of its kind where none contradicts it."""
    stored, records = store.entities[name], held_records(store, name)
    said = record.cells[link(name)] if record is not None and is_linked(via, stored) else None
    if said is None:
        return records[0] if stored.rows == 1 else None
    return next((each for each in records if each.cells[stored.key] == said), None)


def held_lone_key(store: FactStore, entity: str) -> str | None:
    """Give the key of an entity's only record; None where it has several."""
    stored = store.entities[entity]
    if stored.rows != 1:
        return None
    return str(held_records(store, entity)[0].cells[stored.key])


def held_owned_rows(
    store: FactStore, dictionary: Dictionary, child: str, entity: str, key: str, limit: int | None
) -> tuple[int, ...]:
    """List the rows of a finer entity that belong to the record of `entity` with a key."""
    if not is_owned(store, dictionary, child, entity):
        return ()
    ways = steps(store, dictionary, child)
    lone, stored = held_lone_key(store, entity), store.entities[child]
    found = []
    for record in held_records(store, child):
        if lone is not None:
            owner: object = lone
        elif entity in stored.links:
            owner = record.cells[link(entity)]
        else:
            seen = _seen_by(store, child, record, ways)[entity]
            owner = None if seen is None else seen.cells[store.entities[entity].key]
        if owner == key:
            found.append(record.row)
    return tuple(found[:limit])
