"""Sorts the records of a document into one table for each kind, children beside their parents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..model.facts import FactType
from ..text.nodes import Entry, Mapping, Node, Scalar, Sequence
from ..text.suggest import did_you_mean
from .tables import RecordRows
from .values import ValueReader
from .vocabulary import normalise

if TYPE_CHECKING:
    from ..model.facts import Fact
    from ..text.diagnostics import Diagnostics
    from ..text.json_pointer import Way
    from ..text.source import Span
    from .tables import RawValue
    from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Stated:
    """The value of a fact in a record, where it stands, and under which name."""

    value: RawValue
    span: Span
    heading: str
    #: How one gets to it from the root of the document.
    way: Way = None


@dataclass(slots=True)
class EntityRecords:
    """The records of one entity in the order found, each a map from fact to what is stated."""

    entity: str
    records: list[dict[str, Stated]] = field(default_factory=list)
    #: For each record, the child entities whose lists stand in it.
    complete: list[frozenset[str]] = field(default_factory=list)

    def facts(self) -> dict[str, str]:
        """Return the facts in the order first seen, each with the name it was first given."""
        names: dict[str, str] = {}
        for record in self.records:
            for fact, stated in record.items():
                names.setdefault(fact, stated.heading)
        return names

    def rows(self, facts: Iterable[str]) -> RecordRows:
        """Return the records column by column."""
        columns: list[tuple[RawValue, ...]] = []
        for fact in facts:
            cells = (record.get(fact) for record in self.records)
            columns.append(tuple(cell.value if cell else None for cell in cells))
        children = sorted(frozenset().union(*self.complete))
        return RecordRows(
            tuple(columns),
            len(self.records),
            MappingProxyType(
                {child: tuple(child in names for names in self.complete) for child in children}
            ),
        )


@dataclass(slots=True)
class _Unknown:
    entity: str
    name: str
    span: Span
    count: int = 0


class RecordSorter:
    """Takes records in, and their nested children with them."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        diagnostics: Diagnostics,
        known: dict[str, tuple[str | None, ...]] | None = None,
    ) -> None:
        """Start with nothing; `known` are the facts an export descriptor gives to names."""
        self.tables: dict[str, EntityRecords] = {}
        self._words = vocabulary
        self._diagnostics = diagnostics
        self._values = ValueReader(diagnostics)
        self._by_export = known
        self._resolved: dict[tuple[str, str], Fact | None] = {}
        self._unknown: dict[tuple[str, str], _Unknown] = {}

    def add(self, entity: str, node: Node, way: Way = None) -> None:
        """Take in a list of records, or a single one, and the way to it."""
        self._add_all(entity, node, {}, way)

    def unknown(self, entity: str) -> tuple[str, ...]:
        """List the keys of an entity's records that are no facts."""
        return tuple(item.name for item in self._unknown.values() if item.entity == entity)

    def report_unknown(self) -> None:
        """Warn of each unknown key once, however many records have it."""
        if self._by_export is not None:
            return
        for item in self._unknown.values():
            names = self._words.names_for(item.entity)
            fact = self._words.dictionary.facts.get(normalise(item.name))
            if fact is not None:
                self._diagnostics.warning(
                    "SKU-F016",
                    f"fact `{fact.name}` belongs to `{fact.entity}` records, "
                    f"which `{item.entity}` records have nothing to do with",
                    span=item.span,
                    help=f"move it to a `{fact.entity}` record",
                    count=item.count,
                )
                continue
            facts = dict.fromkeys(names.values())
            self._diagnostics.warning(
                "SKU-F014",
                f"unknown fact `{item.name}`; it is not read",
                span=item.span,
                help=did_you_mean(item.name, facts)
                or did_you_mean(item.name, self._words.children(item.entity)),
                count=item.count,
            )

    def _add_all(self, entity: str, node: Node, inherited: dict[str, Stated], way: Way) -> None:
        table = self.tables.setdefault(entity, EntityRecords(entity))
        if isinstance(node, Scalar) and node.value is None:
            return
        is_list = isinstance(node, Sequence)
        for number, item in enumerate(node.items if isinstance(node, Sequence) else (node,)):
            if isinstance(item, Mapping):
                self._add_record(table, item, inherited, (way, number) if is_list else way)
            else:
                self._diagnostics.error(
                    "SKU-F018",
                    f"a `{entity}` record is a mapping, but this is "
                    f"{'a list' if isinstance(item, Sequence) else 'a single value'}",
                    span=item.span,
                    help="write `fact: value` for each fact of the record",
                )

    def _add_record(
        self, table: EntityRecords, node: Mapping, inherited: dict[str, Stated], way: Way
    ) -> None:
        record: dict[str, Stated] = {}
        children: list[tuple[str, Entry]] = []
        for entry in node.entries:
            if entry.key.startswith("$"):
                continue
            child = self._child(table.entity, entry)
            if child is not None:
                children.append((child, entry))
                continue
            fact = self._fact(table.entity, entry.key)
            others = self._beside(entry.key)
            for other in others:
                value = self._values.read(other, entry.value)
                stated = Stated(value, entry.value.span, entry.key, (way, entry.key))
                record.setdefault(other.name, stated)
            if fact is None and others:
                continue
            if fact is None:
                key = table.entity, entry.key
                unknown = self._unknown.setdefault(key, _Unknown(*key, entry.key_span))
                unknown.count += 1
            elif fact.name in record:
                self._report_repeated(fact, entry, record[fact.name])
            else:
                value = self._values.read(fact, entry.value)
                record[fact.name] = Stated(value, entry.value.span, entry.key, (way, entry.key))
        table.records.append({**inherited, **record})
        table.complete.append(
            frozenset(name for name, inner in children if isinstance(inner.value, Sequence))
        )
        if children:
            key_facts = self._words.dictionary.entities[table.entity].key
            handed = inherited | {name: record[name] for name in key_facts if name in record}
            for name, inner in children:
                wanted = self._words.dictionary.entities[name].key
                passed = {
                    fact: stated
                    for fact, stated in handed.items()
                    if fact in wanted or self._reaches(name, fact)
                }
                self._add_all(name, inner.value, passed, (way, inner.key))

    def _reaches(self, entity: str, fact: str) -> bool:
        known = self._words.dictionary.facts.get(fact)
        return known is not None and self._words.sees(entity, known.entity)

    def _child(self, entity: str, entry: Entry) -> str | None:
        """Return the entity whose records stand under a key of a record, if any do."""
        if isinstance(entry.value, Scalar):
            return None
        child = self._words.entity(entry.key)
        if child is None or child == entity or not self._words.sees(child, entity):
            return None
        fact = self._fact(entity, entry.key)
        return None if fact is not None and fact.type in (FactType.TABLE, FactType.LIST) else child

    def _fact(self, entity: str, key: str) -> Fact | None:
        known = (entity, key)
        if known not in self._resolved:
            facts = self._words.dictionary.facts
            by_export = (self._by_export or {}).get(normalise(key), (None,))[0]
            best = self._words.best(self._words.matches(key), entity)
            self._resolved[known] = (
                facts.get(by_export) if by_export else best.fact if best else None
            )
        return self._resolved[known]

    def _beside(self, key: str) -> tuple[Fact, ...]:
        """Return the facts of other records that an export has under a name."""
        if self._by_export is None:
            return ()
        facts = self._words.dictionary.facts
        others = self._by_export.get(normalise(key), (None,))[1:]
        return tuple(facts[name] for name in others if name is not None)

    def _report_repeated(self, fact: Fact, entry: Entry, first: Stated) -> None:
        self._diagnostics.warning(
            "SKU-F012",
            f"`{first.heading}` and `{entry.key}` both mean `{fact.name}`; "
            f"only `{first.heading}` is read",
            span=entry.key_span,
            help="delete one of them",
        )
