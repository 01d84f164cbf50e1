"""A store that is not there yet: tables of a warehouse by name, with the columns they will have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlglot import exp

from ...model.facts import NUMBERS, Dictionary, Fact, FactType
from ...model.rule import Plan
from ...store.casting import LONG_NUMBER, physical_type
from ...store.key_text import record_key
from ...store.relations import KEY, ROW, FactStore, StoredEntity, StoredFact, link
from ...store.sql import alias, column, select, text, try_cast
from ..needs import facts_of_rules, needed_facts

#: More than one, whatever their number: nothing is taken for the same for all records.
_MANY = 2


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table that is read, and its columns with their types in DuckDB's words."""

    entity: str
    name: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NamedStore:
    """The store, the queries by which its relations follow from the tables, and the tables."""

    store: FactStore
    relations: Mapping[str, exp.Select]
    tables: tuple[NamedTable, ...]


def named_store(
    plan: Plan,
    names: Mapping[str, str],
    *,
    single: Collection[str] = (),
    without: Collection[str] = (),
) -> NamedStore:
    """Lay out the tables that a plan reads.

    Args:
        plan: The rules; what it derives is worked out, and all else is a column.
        names: The tables by entity; nothing is known of entities left out. Without any there is
            one for each, named like it. A finer entity whose key goes on from its parent's stands
            in the parent's table unless it is named.
        single: Entities of which there is one record, which all others belong to.
        without: Facts that no table has.
    """
    dictionary = plan.dictionary
    facts = [
        dictionary.facts[name]
        for name in sorted(needed_facts(plan, facts_of_rules(plan.rules)) - set(without))
        if name not in plan.derivations
    ]
    shares = {
        name: parent
        for name in dictionary.entities
        if name not in names and (parent := _extended(dictionary, name)) is not None
    }
    groups = {
        owner: members
        for owner, members in _groups(plan, facts, shares, names).items()
        if not names or owner in names
    }
    entities: dict[str, StoredEntity] = {}
    relations: dict[str, exp.Select] = {}
    tables: list[NamedTable] = []
    for owner, members in groups.items():
        mine = [each for each in facts if each.entity in members]
        parents = {
            seen
            for member in members
            for seen in dictionary.entities[member].sees
            if seen in groups and seen not in members
        }
        name = f"entity_{owner}"
        built, columns = _relation(dictionary, members, names, mine, parents, single)
        relations[name] = built
        tables.append(NamedTable(owner, names.get(owner, owner), columns))
        stored = StoredEntity(
            owner,
            name,
            _MANY,
            {each.name: _stored(each) for each in mine},
            frozenset(parents),
            (),
        )
        for member in members:
            entities[member] = stored if member == owner else _shared(stored, member)
    for seen in _assumed(plan, entities):
        relation = f"assumed_{seen}"
        relations[relation] = select(alias(text(seen), ROW), alias(text(seen), KEY))
        entities[seen] = StoredEntity(seen, relation, 1, {}, frozenset(), (), assumed=True)
    store = FactStore(cast("Any", None), entities, (), ())
    return NamedStore(store, relations, tuple(tables))


def _extended(dictionary: Dictionary, name: str) -> str | None:
    key = dictionary.entities[name].key
    if len(key) < 2:
        return None
    entities = dictionary.entities
    return next((seen for seen in entities[name].sees if entities[seen].key == key[:-1]), None)


def _groups(
    plan: Plan, facts: Sequence[Fact], shares: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, list[str]]:
    """List the entities with a table, each with those that stand in it as well."""
    dictionary = plan.dictionary
    owners = {each.entity for each in facts} | set(names) | {rule.entity for rule in plan.rules}
    for rule in plan.rules:
        owners |= _on_the_way(dictionary, rule.entity, frozenset(owners))
    groups: dict[str, list[str]] = {}
    for name, entity in dictionary.entities.items():
        if name in owners and entity.key and entity.rows_of is None:
            owner = shares.get(name, name)
            members = groups.setdefault(owner, [owner])
            if name not in members:
                members.append(name)
    return groups


def _on_the_way(dictionary: Dictionary, start: str, ends: Collection[str]) -> set[str]:
    """Name the entities by which a record comes to those whose facts it reads, nearest first."""
    came_from: dict[str, str] = {}
    reached = [start]
    for via in reached:
        for seen in dictionary.entities[via].sees:
            if seen not in reached:
                reached.append(seen)
                came_from[seen] = via
    found: set[str] = set()
    for end in ends:
        while end in came_from:
            found.add(end)
            end = came_from[end]
    return found


def _relation(
    dictionary: Dictionary,
    members: Sequence[str],
    names: Mapping[str, str],
    facts: Sequence[Fact],
    parents: Collection[str],
    single: Collection[str],
) -> tuple[exp.Select, dict[str, str]]:
    owner, *finer = members
    columns: dict[str, str] = {}

    def key_of(entity: str) -> exp.Expr:
        if entity in single:
            return text(entity)
        for each in dictionary.entities[entity].key:
            columns.setdefault(each, physical_type(dictionary.facts[each]))
        return record_key(dictionary, dictionary.entities[entity].key)

    built: list[exp.Expr] = [alias(key_of(owner), ROW), alias(key_of(owner), KEY)]
    built += [alias(key_of(each), link(each)) for each in (*finer, *sorted(parents))]
    for each in facts:
        kind = physical_type(each)
        columns[each.name] = kind
        whole: exp.Expr = column(each.name)
        built.append(alias(try_cast(whole, kind) if each.type in NUMBERS else whole, each.name))
    source = exp.to_table(names.get(owner, owner))
    for part in source.find_all(exp.Identifier):
        part.set("quoted", True)
    return select(*built).from_(source, copy=False), columns


def _stored(fact: Fact) -> StoredFact:
    width, scale = LONG_NUMBER if fact.type in NUMBERS else (0, 0)
    if fact.type is FactType.INTEGER:
        width, scale = LONG_NUMBER
    return StoredFact(fact.name, width, scale)


def _shared(stored: StoredEntity, member: str) -> StoredEntity:
    return StoredEntity(
        member,
        stored.relation,
        stored.rows,
        stored.facts,
        stored.links,
        (),
        shares=stored.entity,
        key=link(member),
    )


def _assumed(plan: Plan, entities: Mapping[str, StoredEntity]) -> list[str]:
    """List what records see and no table holds."""
    seen = {
        name
        for entity in entities
        for name in plan.dictionary.visible_entities(entity)
        if name not in entities
    }
    return sorted(seen | {rule.entity for rule in plan.rules if rule.entity not in entities})
