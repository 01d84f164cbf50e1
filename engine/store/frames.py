"""Lay the facts an entity's rules may read side by side: its own and those of what it sees."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from ..model.facts import Dictionary, FactType
from .apart import gathered_of
from .reach import is_linked, steps, twins
from .relations import (
    KEY,
    ROW,
    FactStore,
    StoredEntity,
    StoredFact,
    link,
    partial,
    source_row,
    upper,
)
from .sql import alias, column, select, table


@dataclass(frozen=True, slots=True)
class Frame:
    """A query with one row a subject, and the facts it has columns for."""

    entity: str
    query: exp.Select
    facts: Mapping[str, StoredFact]
    #: The entities joined, with the alias each has in the query.
    aliases: Mapping[str, str]


def key_of(entity: str) -> str:
    """Name the column that holds the key of the subject's record of `entity`."""
    return f"_key_{entity}"


def record_of(entity: str, raw_table: int) -> str:
    """Name the column that holds the number of that record in a raw table."""
    return f"_record_{entity}_{raw_table}"


def build_frame(
    store: FactStore,
    dictionary: Dictionary,
    entity: str,
    facts: Collection[str],
    *,
    provenance: bool = False,
    only: exp.Select | None = None,
    summed: Collection[str] = (),
) -> Frame:
    """Build the frame of `entity` with the given facts, as far as they are stored.

    `only` selects the numbers of rows; the others are left out before any join. Of a fact among
    `summed` the query has the key by which rows that lie apart name their record, and no list.

    With `provenance` the query also gives the keys of the records a subject belongs to, and each
    record's number in the files it came from. A record sees the only one of its kind, or the one
    its link names. What shares the entity's relation is the same record, so its facts are here too.
    """
    own = store.entities[entity]
    aliases = dict.fromkeys(twins(store, entity), "e0")
    source: exp.Expr = exp.alias_(table(own.relation), "e0", table=True)
    if only is not None:
        source = (
            select(exp.Star())
            .from_(table(own.relation), copy=False)
            .join(
                only.subquery("chosen", copy=False),
                using=[exp.to_identifier(ROW, quoted=True)],
                join_type="semi",
                copy=False,
            )
            .subquery("e0", copy=False)
        )
    query = select().from_(source, copy=False)
    wanted = _wanted(store, dictionary, entity, facts, provenance)
    for via, seen in steps(store, dictionary, entity):
        if via not in aliases or seen not in store.entities or seen not in wanted:
            continue
        stored = store.entities[seen]
        twin = next(
            (name for name in aliases if store.entities[name].relation == stored.relation), None
        )
        if twin is not None:
            aliases[seen] = aliases[twin]
            continue
        name = f"e{len({*aliases.values()})}"
        condition = _join_condition(store.entities[via], aliases[via], stored, name)
        if condition is None:
            continue
        aliases[seen] = name
        query = query.join(
            exp.alias_(table(stored.relation), name, table=True),
            on=condition,
            join_type="left",
            copy=False,
        )
    columns: list[exp.Expr] = [column(ROW, "e0"), alias(column(own.key, "e0"), KEY)]
    present: dict[str, StoredFact] = {}
    bare = query
    for fact in facts:
        owner = dictionary.facts[fact].entity
        if owner not in aliases or fact not in store.entities[owner].facts or fact in present:
            continue
        stored_fact = store.entities[owner].facts[fact]
        # A record may belong to none of them, and then lacks what all of them state.
        is_own = aliases[owner] == "e0"
        present[fact] = stored_fact if is_own else replace(stored_fact, filled=False)
        if stored_fact.apart is not None:
            named_by = column(stored_fact.apart.named_by, aliases[owner])
            if fact in summed:
                columns.append(alias(named_by, fact))
            else:
                keys = None if only is None else bare.select(named_by)
                query = _with_lists(query, stored_fact, named_by, keys)
                columns.append(column(fact, f"rows_{fact}"))
            continue
        columns.append(column(fact, aliases[owner]))
        if stored_fact.ranged:
            columns.append(column(upper(fact), aliases[owner]))
        if stored_fact.partial:
            columns.append(column(partial(fact), aliases[owner]))
    if provenance:
        for name, place in aliases.items():
            columns.append(alias(column(store.entities[name].key, place), key_of(name)))
            for raw_table in store.entities[name].tables:
                columns.append(
                    alias(column(source_row(raw_table), place), record_of(name, raw_table))
                )
    return Frame(entity, query.select(*columns, copy=False), present, aliases)


def _with_lists(
    query: exp.Select, stored: StoredFact, named_by: exp.Column, keys: exp.Select | None
) -> exp.Select:
    """Join the lists of a fact whose rows lie apart, made of the rows of some records."""
    place = f"rows_{stored.name}"
    return query.join(
        gathered_of(stored, keys).subquery(exp.to_identifier(place, quoted=True), copy=False),
        on=exp.EQ(this=named_by.copy(), expression=column(KEY, place)),
        join_type="left",
    )


def lone_facts(store: FactStore, dictionary: Dictionary, entity: str) -> frozenset[str]:
    """Name the facts that are the same for every record of `entity`.

    They belong to the only record of their kind, which every record sees.
    """
    reached, lone = {*twins(store, entity)}, set[str]()
    for via, seen in steps(store, dictionary, entity):
        if via not in reached or seen not in store.entities:
            continue
        reached.add(seen)
        stored = store.entities[seen]
        linked = seen in store.entities[via].links if via in store.entities else False
        same = stored.relation == store.entities[entity].relation
        if stored.rows == 1 and not linked and not same:
            lone.add(seen)
    return frozenset(
        name
        for seen in lone
        for name in store.entities[seen].facts
        if dictionary.facts[name].entity == seen
        and dictionary.facts[name].type not in (FactType.LIST, FactType.TABLE)
    )


def _wanted(
    store: FactStore,
    dictionary: Dictionary,
    entity: str,
    facts: Collection[str],
    provenance: bool,
) -> frozenset[str]:
    """Name the entities worth a join: those with a needed fact, and those on the way to them."""
    ways = steps(store, dictionary, entity)
    owners = {fact: dictionary.facts[fact].entity for fact in facts}
    needed = {
        owner
        for fact, owner in owners.items()
        if owner in store.entities and fact in store.entities[owner].facts
    }
    if provenance:
        needed |= {seen for _, seen in ways}
    for via, seen in reversed(ways):
        if seen in needed:
            needed.add(via)
    return frozenset(name for name in needed if name in store.entities)


def _join_condition(
    via: StoredEntity, via_alias: str, seen: StoredEntity, alias_: str
) -> exp.Expr | None:
    if not is_linked(via, seen):
        return exp.true() if seen.rows == 1 else None
    same = exp.EQ(this=column(link(seen.entity), via_alias), expression=column(seen.key, alias_))
    if seen.rows > 1:
        return same
    unsaid = exp.Is(this=column(link(seen.entity), via_alias), expression=exp.Null())
    return exp.or_(unsaid, same, copy=False)
