"""The records a plan is about, as they are and as they would be after its changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..backends.needs import shared_owner, visible_from
from ..backends.reference import Subject as Judged
from ..evaluation.findings import Sight, facts_to_show, judged_subject
from ..model.values import Exact, Known
from ..store.keys import lone_key, rows_by_key
from ..store.subjects import StoredSubject, fetch_subjects

#: A record: its entity and its key.
Record = tuple[str, str]

#: What is changed of a record and of those it belongs to.
Changes = tuple[tuple[str, Known], ...]


@dataclass(frozen=True, slots=True)
class World:
    """Records by entity and row, and the values that a plan gives some of their facts."""

    sight: Sight
    changes: dict[Record, dict[str, Known]] = field(default_factory=dict)
    fetched: dict[tuple[str, int], tuple[StoredSubject, Judged]] = field(default_factory=dict)
    rows: dict[tuple[str, str, str], tuple[int, ...]] = field(default_factory=dict)
    lone: dict[str, str] = field(default_factory=dict)
    changed: dict[tuple[str, int], tuple[Changes, Judged]] = field(default_factory=dict)
    tied: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def fetch(self, entity: str, rows: Iterable[int]) -> None:
        """Fetch some records at once."""
        wanted = sorted({row for row in rows if (entity, row) not in self.fetched})
        if not wanted:
            return
        plan, store = self.sight.plan, self.sight.store
        visible = visible_from(plan, store, entity)
        facts = {
            name
            for name in facts_to_show(plan, (*plan.rules, *plan.beside))
            if plan.dictionary.facts[name].entity in visible
        }
        for stored in fetch_subjects(store, plan.dictionary, entity, facts, wanted):
            self.fetched[entity, stored.row] = (stored, judged_subject(self.sight, stored))

    def stored(self, entity: str, row: int) -> StoredSubject:
        """Give a record as it is."""
        self.fetch(entity, (row,))
        return self.fetched[entity, row][0]

    def before(self, entity: str, row: int) -> Judged:
        """Give a record to the reference evaluator as it is."""
        self.fetch(entity, (row,))
        return self.fetched[entity, row][1]

    def after(self, entity: str, row: int) -> Judged:
        """Give a record with the changes made to it and to those it belongs to."""
        stored = self.stored(entity, row)
        made: Changes = tuple(
            change
            for record in self.records_of(entity, stored)
            for change in self.changes.get(record, {}).items()
        )
        known = self.changed.get((entity, row))
        if known is not None and known[0] == made:
            return known[1]
        subject = self.before(entity, row)
        for name, value in made:
            subject = subject.with_fact(name, Exact(value))
        self.changed[entity, row] = (made, subject)
        return subject

    def records_of(self, entity: str, stored: StoredSubject) -> list[Record]:
        """List the record and those it belongs to."""
        dictionary = self.sight.plan.dictionary
        store = self.sight.store
        own = [(name, stored.key) for name in dictionary.visible_entities(entity) if name == entity]
        lone = [
            (name, self.lone_key(name))
            for name in dictionary.visible_entities(entity)[1:]
            if name in store.entities and name not in stored.parents
        ]
        return [*own, *stored.parents.items(), *lone]

    def lone_key(self, entity: str) -> str:
        """Give the key of an entity's only record, or a key that no record has."""
        if entity not in self.lone:
            self.lone[entity] = lone_key(self.sight.store, entity) or ""
        return self.lone[entity]

    def rows_seeing(self, record: Record, entity: str) -> tuple[int, ...]:
        """List the rows of an entity that are the record, or that belong to it."""
        owner, key = record
        if (owner, key, entity) not in self.rows:
            self.find_rows([record], entity)
        return self.rows[owner, key, entity]

    def find_rows(self, records: Iterable[Record], entity: str) -> None:
        """Find the rows of an entity that see some records, for all of them at once."""
        store = self.sight.store
        wanted: dict[str, dict[str, None]] = {}
        for owner, key in records:
            if (owner, key, entity) not in self.rows:
                wanted.setdefault(owner, {})[key] = None
        for owner, keys in wanted.items():
            found: Mapping[str, tuple[int, ...]] = {}
            if entity in store.entities and owner in store.entities:
                dictionary = self.sight.plan.dictionary
                found = rows_by_key(store, dictionary, entity, owner, list(keys))
            for key in keys:
                self.rows[owner, key, entity] = found.get(key, ())

    def owner_of(self, entity: str, item: str) -> str | None:
        """Name what ties records of an entity to items: the items, or what both are of."""
        if (entity, item) not in self.tied:
            plan, store = self.sight.plan, self.sight.store
            self.tied[entity, item] = shared_owner(plan.dictionary, store, entity, item)
        return self.tied[entity, item]
