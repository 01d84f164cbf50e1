"""Assume records that no input states and that there must be, with nothing known of them.

A seller has a store even if no file speaks of it, and an item goes in by way of a listing: without
them rules are undecided, not absent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Dictionary
from .relations import KEY, ROW, StoredEntity, link
from .sql import alias, call, cast, column, create, fetch, number, select, table, text

if TYPE_CHECKING:
    import duckdb


def with_assumed(
    entities: dict[str, StoredEntity],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, StoredEntity]:
    """Assume one record of each entity that stored records see and no input states."""
    seen = {
        name
        for entity in list(entities)
        for name in dictionary.visible_entities(entity)
        if name not in entities
    }
    for name in sorted(seen):
        # A file without records may have left a relation of the entity's own name behind.
        relation = f"assumed_{name}"
        create(connection, relation, exp.select(alias(number(1), ROW), alias(text(name), KEY)))
        entities[name] = StoredEntity(name, relation, 1, {}, frozenset(), (), assumed=True)
    return entities


def with_assumed_parts(
    entities: Mapping[str, StoredEntity],
    parts: Collection[str],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, StoredEntity]:
    """Assume one part of each record that has none, where files tell parts apart.

    `parts` are entities whose key extends that of the entity they are parts of.
    """
    completed = dict(entities)
    for name in sorted(parts):
        key = dictionary.entities[name].key
        whole = next(
            each
            for each in dictionary.entities[name].sees
            if dictionary.entities[each].key == key[:-1]
        )
        if name not in completed or whole not in completed or whole not in completed[name].links:
            continue
        part, of = completed[name], completed[whole]
        if part.relation == of.relation:
            continue
        lacking = _lacking(part, of, whole)
        missing = select(exp.Count(this=exp.Star())).from_(lacking.subquery("lacking"))
        count = int(fetch(connection, missing)[0][0])
        if not count:
            continue
        relation = f"whole_{part.relation}"
        stated = exp.select(exp.Star()).from_(table(part.relation))
        both = exp.Union(this=stated, expression=lacking, distinct=False, by_name=True)
        create(connection, relation, both, view=True)
        for other, each in completed.items():
            if each.relation == part.relation:
                completed[other] = replace(each, relation=relation, rows=each.rows + count)
    return completed


def _lacking(part: StoredEntity, of: StoredEntity, whole: str) -> exp.Select:
    """Select a part for each record without one, under the record's own key."""
    last = exp.select(exp.Max(this=column(ROW))).from_(table(part.relation)).subquery()
    order = exp.Window(this=call("row_number"), order=exp.Order(expressions=[column(ROW, "w")]))
    known = exp.select(column(link(whole))).from_(table(part.relation))
    known = known.where(exp.not_(exp.Is(this=column(link(whole)), expression=exp.Null())))
    links = [
        alias(column(link(seen), "w"), link(seen))
        for seen in sorted(part.links & of.links - {whole})
    ]
    return (
        exp.select(
            alias(cast(exp.Add(this=last, expression=order), "BIGINT"), ROW),
            alias(column(of.key, "w"), KEY),
            alias(column(of.key, "w"), link(whole)),
            *links,
        )
        .from_(exp.alias_(table(of.relation), "w", table=True))
        .where(exp.not_(exp.In(this=column(of.key, "w"), query=known.subquery()), copy=False))
    )
