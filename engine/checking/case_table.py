"""Put the given facts of worked cases into the database, typed as those of any input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Dictionary
from ..model.rule import Case
from ..model.values import Value
from ..readers import RawColumn, RawTable
from ..readers.documents import places_of
from ..readers.records import EntityRecords, Stated
from ..readers.values import ValueReader
from ..store.relations import KEY, ROW, FactStore, StoredEntity, StoredFact, upper
from ..store.sql import alias, cast, column, create, fetch, number, table
from ..store.staging import stage
from ..store.subjects import fetch_subjects
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping as MappingNode

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

_RELATION = "cases"


@dataclass(frozen=True, slots=True)
class CaseTable:
    """All cases as one relation: a row a case, numbered from 0, and a column a given fact."""

    connection: duckdb.DuckDBPyConnection
    facts: Mapping[str, StoredFact]
    cases: int


def stage_cases(
    cases: Sequence[Case],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> CaseTable | None:
    """Read what the cases give; gives None where the values cannot be read at all."""
    raw = _raw_table(cases, dictionary, diagnostics)
    names = frozenset(each.fact for each in raw.columns if each.fact is not None)
    staged = stage(0, raw, names, dictionary, connection, diagnostics)
    if staged is None:
        return None
    row = exp.column("rowid")
    columns: list[exp.Expr] = [alias(row, ROW), alias(cast(row.copy(), "VARCHAR"), KEY)]
    for fact in staged.facts.values():
        columns.append(column(fact.name))
        if fact.ranged:
            columns.append(column(upper(fact.name)))
    create(connection, _RELATION, exp.select(*columns).from_(table(staged.relation)))
    return CaseTable(connection, staged.facts, len(cases))


def moments(cases: CaseTable, fact: str) -> dict[int, datetime]:
    """Give what the cases state for a fact that is a moment, by the number of the case."""
    if fact not in cases.facts:
        return {}
    query = exp.select(column(ROW), column(fact)).from_(table(_RELATION))
    return {row: value for row, value in fetch(cases.connection, query) if value is not None}


def store_of(
    cases: CaseTable, dictionary: Dictionary, entity: str, chosen: Sequence[int]
) -> FactStore:
    """Give some cases to an engine as records of one entity.

    A case states facts whatever their entity, so all entities that see each other share its row.
    Records linked by keys would not do: a case may state a key itself, or leave it out.
    """
    relation = f"{_RELATION}_{chosen[0]}"
    wanted = exp.In(this=column(ROW), expressions=[number(row) for row in chosen])
    create(
        cases.connection,
        relation,
        exp.select(exp.Star()).from_(table(_RELATION)).where(wanted),
        view=True,
    )
    entities = {
        name: StoredEntity(
            name,
            relation,
            len(chosen),
            {
                fact: stored
                for fact, stored in cases.facts.items()
                if dictionary.facts[fact].entity == name
            },
            frozenset(),
            (),
            shares=None if name == entity else entity,
        )
        for name in dictionary.visible_entities(entity)
    }
    return FactStore(cases.connection, entities, (), ())


def stated_in(
    cases: CaseTable, dictionary: Dictionary, entity: str, chosen: Sequence[int]
) -> dict[int, Mapping[str, Value]]:
    """Give what some cases state of the facts that records of an entity see, by their numbers."""
    store = store_of(cases, dictionary, entity, chosen)
    facts = [fact for stored in store.entities.values() for fact in stored.facts]
    found = fetch_subjects(store, dictionary, entity, facts)
    return {each.row: each.stated for each in found}


def _raw_table(cases: Sequence[Case], dictionary: Dictionary, diagnostics: Diagnostics) -> RawTable:
    reader = ValueReader(diagnostics)
    records = EntityRecords("case")
    for case in cases:
        given = case.node.get("given")
        assert isinstance(given, MappingNode)
        record: dict[str, Stated] = {}
        for entry in given.entries:
            fact = dictionary.facts.get(entry.key)
            if fact is not None:
                value = reader.read(fact, entry.value)
                record[fact.name] = Stated(value, entry.value.span, entry.key)
        records.records.append(record)
        records.complete.append(frozenset())
    facts = tuple(records.facts())
    return RawTable(
        input=cases[0].span.source.name,
        format="yaml",
        entity=records.entity,
        columns=tuple(RawColumn(index, name, name) for index, name in enumerate(facts)),
        rows=records.rows(facts),
        sha256="",
        places=partial(places_of, records, facts),
        record_count=len(cases),
    )
