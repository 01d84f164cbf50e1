"""Join staged tables into one relation an entity.

Users think in one table, so a file may mix grains: columns of a coarser entity (a store's rating
on every SKU row) are taken once a key and must agree; columns of a finer one (a price without a
market) mean one child. Facts of one record in several files are put together by key; where two
files disagree, the fact counts as missing and the disagreement is reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Dictionary
from ..text.diagnostics import Diagnostics
from .conflicts import report_conflicts, report_keyless, report_torn_links
from .key_text import record_key
from .merging import (
    Contribution,
    kept,
    known_children,
    merged,
    own_key,
    piled,
    record_number,
    widest,
)
from .relations import KEY, ROW, StoredEntity, StoredFact, link, source_row, upper
from .repeats import set_pieces_aside, warn_of_repeats
from .sql import alias, call, column, create, fetch, table, text
from .staging import Staged
from .uniqueness import is_unique, names_each_row

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Assembly:
    """What is at hand while relations are built."""

    dictionary: Dictionary
    staged: Sequence[Staged]
    connection: duckdb.DuckDBPyConnection
    diagnostics: Diagnostics


def assemble(assembly: Assembly) -> dict[str, StoredEntity]:
    """Build the relation of every entity that some table speaks of."""
    groups = _groups(assembly)
    for parent, child in _rows_of_children(assembly, groups):
        members, contributions = groups.pop(parent)
        taken, (only,) = groups[child]
        links = {**contributions[0].links, **only.links}
        facts = (*contributions[0].facts, *only.facts)
        groups[child] = ([*taken, *members], [replace(only, links=links, facts=facts, unique=True)])
    stored: dict[str, StoredEntity] = {}
    for entity, (members, contributions) in groups.items():
        relation = _build(assembly, entity, contributions)
        if relation is None:
            continue
        stored[entity] = relation
        for member in members[1:]:
            is_parent = member in assembly.dictionary.entities[entity].sees
            key = link(member) if is_parent and member in relation.links else KEY
            stored[member] = replace(relation, entity=member, shares=entity, key=key)
    return {name: stored[name] for name in assembly.dictionary.entities if name in stored}


def _groups(assembly: Assembly) -> dict[str, tuple[list[str], list[Contribution]]]:
    """List, for each entity with a relation of its own, its members and who speaks of them."""
    shares = _shared(assembly)
    groups = {}
    for entity in assembly.dictionary.entities:
        if entity in shares:
            continue
        members = [entity, *(child for child, parent in shares.items() if parent == entity)]
        contributions = [
            found
            for staged in assembly.staged
            if (found := _contribution(assembly, staged, entity, members)) is not None
        ]
        if contributions:
            groups[entity] = (members, contributions)
    return groups


def _rows_of_children(
    assembly: Assembly, groups: Mapping[str, tuple[list[str], list[Contribution]]]
) -> list[tuple[str, str]]:
    """Find parents whose records are row for row those of a child: one market for each SKU.

    Their facts stay beside the child's, which saves grouping and joining the table with itself.
    """
    found = []
    for parent, (_, contributions) in groups.items():
        only = contributions[0]
        if len(contributions) > 1 or only.own_grain or only.partial or only.key is None:
            continue
        for child, (_, others) in groups.items():
            if len(others) > 1 or not others[0].own_grain or others[0].staged is not only.staged:
                continue
            seen = parent in assembly.dictionary.entities[child].sees
            if seen and parent in others[0].links and names_each_row(assembly.connection, only):
                # A key that is unique by itself stays so with more parts.
                found.append((parent, child))
    return found


def _shared(assembly: Assembly) -> dict[str, str]:
    """Name the entities that no table tells apart from the entity their key extends."""
    entities = assembly.dictionary.entities
    shares = {}
    for name, entity in entities.items():
        if len(entity.key) < 2:
            continue
        parent = next(
            (other for other in entity.sees if entities[other].key == entity.key[:-1]), None
        )
        told_apart = any(entity.key[-1] in staged.facts for staged in assembly.staged)
        if parent is not None and not told_apart:
            shares[name] = parent
    return shares


def _contribution(
    assembly: Assembly, staged: Staged, entity: str, members: Sequence[str]
) -> Contribution | None:
    entities, facts = assembly.dictionary.entities, assembly.dictionary.facts
    own = staged.raw.entity in members
    keys = [name for name in entities[entity].key if name in staged.facts]
    mine = tuple(name for name in staged.facts if facts[name].entity in members)
    if not own and not mine:
        return None
    key = _key_tree(assembly, staged, entities[entity].key, own)
    finer = own or entity in _finer_than(assembly, staged.raw.entity)
    # A file of listings that names the store on each line says whose its SKUs are, too.
    told = finer or entity in assembly.dictionary.visible_entities(staged.raw.entity)
    links = {}
    for seen in entities[entity].sees:
        names = entities[seen].key
        if names and told and all(name in staged.facts for name in names):
            links[seen] = record_key(assembly.dictionary, names)
    whole = len(keys) == len(entities[entity].key)
    parent = staged.raw.entity
    outer = entities[parent].key
    if outer and keys and (*outer, *keys) == entities[entity].key:
        # The markets of SKUs that have no ids: each belongs to the SKU of its row.
        row = _row_key(assembly, staged)
        own_part = record_key(assembly.dictionary, keys)
        key = call("concat_ws", text("/"), row, own_part)
        return Contribution(staged, key, False, False, {parent: row.copy()}, mine)
    partial = finer and bool(keys) and not whole and staged.raw.entity not in members
    usable = key if whole or own or partial else None
    return Contribution(staged, usable, own, partial, links, mine, apart=whole and not told)


def _row_key(assembly: Assembly, staged: Staged) -> exp.Expr:
    """Name the record of a row as its own relation does, in a table without a column for it."""
    key = _key_tree(assembly, staged, (), own=True)
    return own_key(Contribution(staged, key, True, False, {}, ()))


def _finer_than(assembly: Assembly, entity: str) -> frozenset[str]:
    """Name the entities that see `entity`, one step or more away."""
    entities = assembly.dictionary.entities
    return frozenset(
        name
        for name in entities
        if name != entity and entity in assembly.dictionary.visible_entities(name)
    )


def _key_tree(
    assembly: Assembly, staged: Staged, names: Sequence[str], own: bool
) -> exp.Expr | None:
    present = [name for name in names if name in staged.facts]
    key = record_key(assembly.dictionary, present) if present else None
    if own and staged.raw.export is not None and staged.raw.export.key_fallback:
        fallback = call("nullif", column("_fallback"), text(""))
        key = fallback if key is None else exp.Coalesce(this=key, expressions=[fallback])
    return key


def _build(
    assembly: Assembly, entity: str, contributions: Sequence[Contribution]
) -> StoredEntity | None:
    dictionary = assembly.dictionary
    facts = widest(contributions)
    links = frozenset(seen for each in contributions for seen in each.links)
    name = f"entity_{entity}"
    only = contributions[0]
    for each in contributions:
        if each.apart:
            set_pieces_aside(assembly.connection, entity, each, dictionary, assembly.diagnostics)
    if len(contributions) == 1 and only.own_grain and is_unique(assembly.connection, only):
        create(assembly.connection, name, _plain(entity, only, facts), view=True)
        rows = only.staged.rows - only.staged.skipped
        _warn_of_blank_keys(assembly, entity, only)
        if not rows:
            return None
        return StoredEntity(entity, name, rows, facts, links, (only.staged.index,))
    pile, known = f"pile_{entity}", f"known_{entity}"
    if any(each.partial for each in contributions):
        create(assembly.connection, known, known_children(contributions))
    create(assembly.connection, pile, piled(contributions, facts, links, known), view=True)
    create(assembly.connection, name, merged(entity, pile, contributions, facts, links))
    for each in contributions:
        if each.own_grain:
            _warn_of_blank_keys(assembly, entity, each)
    staged = [each.staged for each in contributions]
    report_torn_links(assembly.connection, pile, entity, links, staged, assembly.diagnostics)
    conflicts = report_conflicts(
        assembly.connection,
        name,
        pile,
        entity,
        facts,
        staged,
        assembly.diagnostics,
    )
    if not conflicts:
        for each in contributions:
            if not _has_finer_keys(assembly, entity, each):
                warn_of_repeats(
                    assembly.connection,
                    entity,
                    assembly.dictionary.entities[entity].key,
                    each,
                    assembly.diagnostics,
                )
    rows = int(
        fetch(assembly.connection, exp.select(exp.Count(this=exp.Star())).from_(table(name)))[0][0]
    )
    tables = tuple(each.staged.index for each in contributions)
    if not rows:
        return None
    return StoredEntity(entity, name, rows, facts, links, tables, pile=pile)


def _plain(entity: str, contribution: Contribution, facts: Mapping[str, StoredFact]) -> exp.Select:
    key = exp.Coalesce(this=own_key(contribution), expressions=[text(entity)])
    # The bare number of DuckDB's: rows chosen by it are looked up, and not looked for.
    columns = [alias(exp.column("rowid"), ROW), alias(key, KEY)]
    columns += [alias(tree.copy(), link(seen)) for seen, tree in contribution.links.items()]
    for fact in facts.values():
        columns.append(column(fact.name))
        if fact.ranged:
            columns.append(column(upper(fact.name)))
    columns.append(alias(record_number(), source_row(contribution.staged.index)))
    return kept(exp.select(*columns).from_(table(contribution.staged.relation)), contribution)


def _has_finer_keys(assembly: Assembly, entity: str, contribution: Contribution) -> bool:
    """Tell whether a table names finer records, so that it has to repeat the coarser ones."""
    keys = (assembly.dictionary.entities[name].key for name in _finer_than(assembly, entity))
    return any(key and set(key) <= contribution.staged.facts.keys() for key in keys)


def _warn_of_blank_keys(assembly: Assembly, entity: str, contribution: Contribution) -> None:
    if contribution.key is None or contribution.unique:
        return
    blank = exp.Is(this=exp.paren(contribution.key.copy()), expression=exp.Null())
    query = kept(
        exp.select(exp.Count(this=exp.Star()), exp.Min(this=record_number())).from_(
            table(contribution.staged.relation)
        ),
        contribution,
    ).where(blank)
    count, first = fetch(assembly.connection, query)[0]
    if count:
        report_keyless(
            contribution.staged.raw,
            entity,
            assembly.dictionary.entities[entity].key,
            int(count),
            int(first),
            assembly.diagnostics,
        )
