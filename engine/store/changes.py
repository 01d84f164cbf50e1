"""Tells which records changed between two states of the same files, and keeps only those.

Records are compared by key and by the facts they see, their own and those of what they belong to,
as values and not as they are written. Nothing is fetched but counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Dictionary
from .casting import physical_type
from .frames import Frame, build_frame, key_of
from .reach import twins
from .relations import KEY, ROW, FactStore, partial, upper
from .sql import (
    alias,
    call,
    cast,
    column,
    create,
    fetch,
    not_null,
    number,
    select,
    sql_of,
    table,
    text,
)

if TYPE_CHECKING:
    import duckdb

#: The database in which the earlier records lie, and the one of the present ones.
_BEFORE, _NOW = "before", "memory"
#: A number that sums up the facts of a record: that two of one id share it by chance has odds of
#: one in 2^64, and to keep what a million records say would take gigabytes.
_FACTS = "_facts"
#: What records are seen to be now, and what they were.
_SEEN = ("seen_now", "seen_before")
#: What a record without an id is named by is no name.
_NAMELESS = "^row [0-9]+$"


@dataclass(frozen=True, slots=True)
class Changes:
    """The records that changed, and the store that has only them and what they belong to.

    `unchanged` gives, by entity, the rows that stay because others belong to them.
    """

    store: FactStore
    changed: Mapping[str, int]
    same: Mapping[str, int]
    gone: Mapping[str, int]
    unchanged: Mapping[str, frozenset[int]]


def open_beside(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Open a second database for the earlier records, which queries of the first can read."""
    beside = connection.cursor()
    beside.execute(exp.Command(this="ATTACH", expression=f"':memory:' AS {_BEFORE}").sql())
    beside.execute(exp.Command(this="USE", expression=_BEFORE).sql())
    return beside


def only_changed(
    now: FactStore,
    before: FactStore | None,
    dictionary: Dictionary,
    facts: Collection[str],
    judged: Collection[str],
) -> Changes:
    """Compare the records of two stores, and keep those that changed.

    `judged` names the entities that matter besides items and what belongs to them.

    An item is one with what belongs to it: where a market of a SKU changed, the SKU did, and all
    of its markets are kept. Without `before` nothing changed.
    """
    compared = [
        name
        for name, stored in now.entities.items()
        if not stored.assumed
        and (name in judged or (_items(now, dictionary, name) and _says(now, dictionary, name)))
    ]
    members: dict[str, list[str]] = {}
    gone: dict[str, int] = {}
    for entity in compared:
        items = _items(now, dictionary, entity)
        for item in items:
            members.setdefault(item, []).append(entity)
        gone[entity] = _compare(now, before, dictionary, entity, facts, items)
    for item, entities in members.items():
        _keep_together(now, item, entities)
    for entity in compared:
        _keep_twins(now, [name for name in twins(now, entity) if name in compared])
    counts = {
        entity: int(fetch(now.connection, _count().from_(table(_changed(entity))))[0][0])
        for entity in compared
    }
    same = {entity: now.entities[entity].rows - counts[entity] for entity in compared}
    narrowed = _narrowed(now, dictionary, counts)
    return Changes(
        narrowed,
        counts,
        same,
        {entity: count for entity, count in gone.items() if count},
        {
            entity: _unchanged_rows(now, entity)
            for entity in compared
            if same[entity] and narrowed.entities.get(entity) is now.entities[entity]
        },
    )


def _items(store: FactStore, dictionary: Dictionary, entity: str) -> list[str]:
    """Name the kinds of item a record is, or belongs to."""
    return [
        seen
        for seen in dictionary.visible_entities(entity)
        if dictionary.entities[seen].item
        and seen in store.entities
        and not store.entities[seen].assumed
    ]


def _says(store: FactStore, dictionary: Dictionary, entity: str) -> bool:
    """Tell whether any fact of the entity itself is stated."""
    return any(dictionary.facts[name].entity == entity for name in store.entities[entity].facts)


def _compare(
    now: FactStore,
    before: FactStore | None,
    dictionary: Dictionary,
    entity: str,
    facts: Collection[str],
    items: Sequence[str],
) -> int:
    """Write three tables, and count the records that are gone.

    They hold the items each record belongs to, of all records, of those that changed, and of
    those that are no longer what they were.
    """
    # What shares an entity's rows in one state may lie apart in the other, and is no fact of it.
    seen = dictionary.visible_entities(entity)
    mine = sorted(name for name in facts if dictionary.facts[name].entity in seen)
    frame = build_frame(now, dictionary, entity, mine, provenance=True)
    owners = [column(_owner(item)) for item in items]
    present = _seen(frame, items, [])
    create(now.connection, _all(entity), present)
    if before is None:
        create(now.connection, _changed(entity), present.where(exp.false()))
        return 0
    if entity not in before.entities or before.entities[entity].assumed:
        create(now.connection, _changed(entity), present)
        return 0
    past = build_frame(before, dictionary, entity, mine, provenance=True)
    one, other = _parts(frame, past, dictionary)
    create(now.connection, _SEEN[0], _seen(frame, items, one))
    place = exp.table_(_SEEN[1], db="main", catalog=_NOW, quoted=True)
    earlier = _seen(past, items, other)
    written = exp.Create(this=place, kind="TABLE", replace=True, expression=earlier)
    before.connection.execute(sql_of(written))
    compared = (KEY, _FACTS)
    now_, before_ = _SEEN
    changed = _without(now_, before_, compared, column(ROW), *owners)
    create(now.connection, _changed(entity), changed)
    lost = _without(before_, now_, compared, column(KEY), *owners)
    create(now.connection, _past(entity), lost)
    gone = _without(before_, now_, (KEY,), column(KEY)).where(not_null(column(KEY, "one")))
    return int(fetch(now.connection, _count().from_(gone.subquery("gone")))[0][0])


def _seen(frame: Frame, items: Sequence[str], parts: Sequence[exp.Expr]) -> exp.Select:
    """Select the key of each record, the items it belongs to, and what is compared of it."""
    # Of records without an id only what they say can be compared.
    nameless = call("regexp_full_match", column(KEY), text(_NAMELESS))
    key = exp.Case(ifs=[exp.If(this=exp.not_(nameless), true=column(KEY))])
    owners = [
        column(key_of(item)) if item in frame.aliases else cast(exp.null(), "VARCHAR")
        for item in items
    ]
    return select(
        column(ROW),
        alias(key, KEY),
        *(alias(tree, _owner(item)) for item, tree in zip(items, owners, strict=True)),
        *([alias(call("hash", *parts), _FACTS)] if parts else [alias(number(0), _FACTS)]),
    ).from_(frame.query.subquery("frame", copy=False), copy=False)


def _parts(
    one: Frame, other: Frame, dictionary: Dictionary
) -> tuple[list[exp.Expr], list[exp.Expr]]:
    """Give for two frames what is compared: values, upper bounds, whether rows may lack."""
    found: tuple[list[exp.Expr], list[exp.Expr]] = ([], [])
    for name in sorted({*one.facts, *other.facts}):
        stored = [each.facts.get(name) for each in (one, other)]
        known = [each for each in stored if each is not None]
        # A number has the same hash only where it is of the same type.
        scale = max(each.scale for each in known)
        whole = max(each.width - each.scale for each in known)
        kind = f"DECIMAL({whole + scale}, {scale})" if whole + scale else None
        if dictionary.facts[name].columns:
            kind = physical_type(dictionary.facts[name])
        for each, parts in zip(stored, found, strict=True):
            sides = [exp.null() if each is None else column(name)]
            if any(other_.ranged for other_ in known):
                ranged = each is not None and each.ranged
                sides.append(column(upper(name)) if ranged else sides[0].copy())
            parts += sides if kind is None else [cast(side, kind) for side in sides]
            if any(other_.partial for other_ in known):
                more = column(partial(name)) if each is not None and each.partial else exp.null()
                parts.append(exp.Coalesce(this=more, expressions=[exp.false()]))
    return found


def _without(one: str, other: str, names: Collection[str], *columns: exp.Column) -> exp.Select:
    """Select the rows of one table that the other has not; NULL is like NULL."""
    same = [
        exp.NullSafeEQ(this=column(name, "one"), expression=column(name, "other")) for name in names
    ]
    return (
        select(*(column(each.name, "one") for each in columns))
        .from_(exp.alias_(table(one), "one", table=True, copy=False), copy=False)
        .join(
            exp.alias_(table(other), "other", table=True, copy=False),
            on=exp.and_(*same, copy=False),
            join_type="anti",
            copy=False,
        )
    )


def _keep_together(store: FactStore, item: str, entities: Sequence[str]) -> None:
    """Count all records of an item as changed where one of them did, or one is gone."""
    owner = column(_owner(item))
    owners: list[exp.Expr] = [
        select(alias(owner.copy(), KEY)).from_(table(_changed(entity))) for entity in entities
    ]
    for entity in entities:
        # An item that is gone itself has nothing left to count.
        if entity != item and _has(store, _past(entity)):
            named = not_null(column(KEY))
            owners.append(select(alias(owner.copy(), KEY)).from_(table(_past(entity))).where(named))
    stacked = owners[0]
    for each in owners[1:]:
        stacked = exp.Union(this=stacked, expression=each, distinct=True)
    create(store.connection, _touched(item), stacked)
    for entity in entities:
        belongs = exp.In(
            this=owner.copy(),
            query=select(column(KEY)).from_(table(_touched(item))).subquery(),
        )
        itself = exp.In(
            this=column(ROW), query=select(column(ROW)).from_(table(_changed(entity))).subquery()
        )
        every = select(exp.Star()).from_(table(_all(entity)))
        create(store.connection, _changed(entity), every.where(exp.or_(belongs, itself)))


def _keep_twins(store: FactStore, entities: Sequence[str]) -> None:
    """Count the one record that stands for several kinds of it as changed for all of them."""
    if len(entities) < 2:
        return
    rows: exp.Expr = select(column(ROW)).from_(table(_changed(entities[0])))
    for entity in entities[1:]:
        more = select(column(ROW)).from_(table(_changed(entity)))
        rows = exp.Union(this=rows, expression=more, distinct=True)
    create(store.connection, _changed(entities[0]), rows)
    for entity in entities[1:]:
        every = select(exp.Star()).from_(table(_changed(entities[0])))
        create(store.connection, _changed(entity), every)


def _has(store: FactStore, relation: str) -> bool:
    named = exp.EQ(this=column("table_name"), expression=text(relation))
    query = _count().from_(call("duckdb_tables")).where(named)
    return bool(fetch(store.connection, query)[0][0])


def _narrowed(store: FactStore, dictionary: Dictionary, counts: Mapping[str, int]) -> FactStore:
    """Give the store without unchanged items and what belongs to them.

    A store or a brand stays, since items are judged by its facts.
    """
    entities = dict(store.entities)
    for name, stored in store.entities.items():
        together = twins(store, name)
        leader = next((each for each in together if each in counts), None)
        if leader is None or counts[leader] == stored.rows:
            continue
        if not all(_items(store, dictionary, each) for each in together):
            continue
        relation = f"{stored.relation}_changed"
        if leader == name:
            rows = select(column(ROW)).from_(table(_changed(name)))
            kept = exp.In(this=column(ROW), query=rows.subquery())
            # Rows that pass a join lose their order.
            query = select(exp.Star()).from_(table(stored.relation)).where(kept)
            create(store.connection, relation, query.order_by(column(ROW)))
        entities[name] = replace(stored, relation=relation, rows=counts[leader])
        if not counts[leader]:
            del entities[name]
    return replace(store, entities=entities)


def _unchanged_rows(store: FactStore, entity: str) -> frozenset[int]:
    query = _without(_all(entity), _changed(entity), (ROW,), column(ROW))
    return frozenset(int(row) for (row,) in fetch(store.connection, query))


def _count() -> exp.Select:
    return select(exp.Count(this=exp.Star()))


def _all(entity: str) -> str:
    return f"all_{entity}"


def _changed(entity: str) -> str:
    return f"changed_{entity}"


def _past(entity: str) -> str:
    return f"past_{entity}"


def _touched(item: str) -> str:
    return f"touched_{item}"


def _owner(item: str) -> str:
    return f"_owner_{item}"
