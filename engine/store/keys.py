"""Find records by key, and what hangs together with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ..model.facts import Dictionary
from .frames import build_frame, key_of
from .relations import KEY, ROW, FactStore, link
from .sql import alias, call, cast, column, fetch, table, text


@dataclass(frozen=True, slots=True)
class SubjectRows:
    """The rows of one subject: its own, and by entity those of parents and children."""

    entity: str
    rows: Mapping[str, tuple[int, ...]]


def rows_of_subject(store: FactStore, dictionary: Dictionary, key: str) -> SubjectRows | None:
    """Find the record with this key, items first, with its parents and children."""
    order = sorted(store.entities, key=lambda name: (not dictionary.entities[name].item, name))
    for entity in order:
        stored = store.entities[entity]
        if stored.assumed or (stored.shares is not None and stored.key == KEY):
            continue
        query = (
            exp.select(column(ROW))
            .from_(table(stored.relation))
            .where(exp.EQ(this=column(stored.key), expression=text(key)))
        )
        found = tuple(int(row[0]) for row in fetch(store.connection, query))
        if found:
            return SubjectRows(entity, _together(store, dictionary, entity, key, found))
    return None


def _together(
    store: FactStore, dictionary: Dictionary, entity: str, key: str, own: tuple[int, ...]
) -> dict[str, tuple[int, ...]]:
    rows = {entity: own}
    frame = build_frame(store, dictionary, entity, (), provenance=True)
    chosen = exp.EQ(this=column(store.entities[entity].key, "e0"), expression=text(key))
    found = fetch(store.connection, frame.query.where(chosen))
    names = [each.alias_or_name for each in frame.query.selects]
    for name in frame.aliases:
        if name == entity or not found:
            continue
        parent = dict(zip(names, found[0], strict=True)).get(key_of(name))
        if store.entities[name].relation == store.entities[entity].relation:
            rows[name] = own
        elif parent is not None:
            rows[name] = rows_with_key(store, name, str(parent))
    for name, stored in store.entities.items():
        if name in rows:
            continue
        if stored.relation == store.entities[entity].relation:
            rows[name] = own
        elif entity in stored.links:
            link_query = (
                exp.select(column(ROW))
                .from_(table(stored.relation))
                .where(exp.EQ(this=column(f"_to_{entity}"), expression=text(key)))
                .order_by(column(ROW))
            )
            rows[name] = tuple(int(row[0]) for row in fetch(store.connection, link_query))
    return rows


def rows_with_key(store: FactStore, entity: str, key: str) -> tuple[int, ...]:
    """List the rows of an entity's records with a key."""
    query = (
        exp.select(column(ROW))
        .from_(table(store.entities[entity].relation))
        .where(exp.EQ(this=column(store.entities[entity].key), expression=text(key)))
    )
    return tuple(int(row[0]) for row in fetch(store.connection, query))


OWNER = "_owner"


def owners(store: FactStore, dictionary: Dictionary, child: str, entity: str) -> exp.Select | None:
    """Select, for each record of a finer entity, its row and the key of the `entity` it is of.

    None where there is no way from one to the other. The only record of its kind owns them all.
    """
    stored = store.entities[child]
    rows = exp.select(column(ROW)).from_(table(stored.relation))
    if store.entities[entity].rows == 1:
        query = exp.select(column(store.entities[entity].key)).from_(
            table(store.entities[entity].relation)
        )
        return rows.select(alias(query.subquery(), OWNER))
    if entity in stored.links:
        return rows.select(alias(column(link(entity)), OWNER))
    frame = build_frame(store, dictionary, child, (), provenance=True)
    if entity not in frame.aliases:
        return None
    keys = frame.query.subquery("frame")
    return exp.select(column(ROW), alias(column(key_of(entity)), OWNER)).from_(keys)


def rows_by_key(
    store: FactStore, dictionary: Dictionary, child: str, entity: str, keys: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """List, for each of some keys of `entity`, the rows of `child` that are of its record.

    Records that share a relation are the same ones.
    """
    stored, owning = store.entities[child], store.entities[entity]
    owned: exp.Select | None
    if stored.relation == owning.relation:
        columns = (column(ROW), alias(column(owning.key), OWNER))
        owned = exp.select(*columns).from_(table(stored.relation))
    else:
        owned = owners(store, dictionary, child, entity)
    found: dict[str, list[int]] = {key: [] for key in keys}
    if owned is not None:
        wanted = exp.select(alias(call("unnest", cast(exp.Placeholder(), "VARCHAR[]")), OWNER))
        query = (
            exp.select(column(OWNER), column(ROW))
            .from_(owned.subquery("owned"))
            .join(
                wanted.subquery("wanted"),
                using=[exp.to_identifier(OWNER, quoted=True)],
                join_type="semi",
            )
            .order_by(column(ROW))
        )
        for key, row in fetch(store.connection, query, [list(found)]):
            found[key].append(int(row))
    return {key: tuple(rows) for key, rows in found.items()}


def owned_rows(
    store: FactStore,
    dictionary: Dictionary,
    child: str,
    entity: str,
    key: str,
    limit: int | None = None,
) -> tuple[int, ...]:
    """List the rows of a finer entity that belong to the record of `entity` with a key."""
    owned = owners(store, dictionary, child, entity)
    if owned is None:
        return ()
    query = (
        exp.select(column(ROW))
        .from_(owned.subquery("owned"))
        .where(exp.EQ(this=column(OWNER), expression=text(key)))
        .order_by(column(ROW))
    )
    if limit is not None:
        query = query.limit(limit)
    return tuple(int(row[0]) for row in fetch(store.connection, query))


def lone_key(store: FactStore, entity: str) -> str | None:
    """Give the key of an entity's only record; None where it has several."""
    stored = store.entities[entity]
    if stored.rows != 1:
        return None
    query = exp.select(column(stored.key)).from_(table(stored.relation))
    return str(fetch(store.connection, query)[0][0])


def all_keys(store: FactStore, limit: int) -> list[str]:
    """List keys of the stored records, for a suggestion."""
    keys: list[str] = []
    for stored in store.entities.values():
        if stored.assumed:
            continue
        query = exp.select(column(stored.key)).from_(table(stored.relation)).limit(limit)
        keys += [str(row[0]) for row in fetch(store.connection, query)]
    return keys
