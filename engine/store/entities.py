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
from .conflicts import agreement, report_conflicts, report_keyless, report_repeats
from .relations import KEY, ROW, StoredEntity, StoredFact, link, source_row, upper
from .sql import alias, call, cast, column, create, fetch, number, table, text
from .staging import SKIPPED, Staged

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one staged table says of one entity: its key, its links and its facts."""

    staged: Staged
    #: None where the table has no key column of the entity: all its rows speak of one record.
    key: exp.Expr | None
    #: True when every row is a record of its own, so that a blank key still means a record.
    own_grain: bool
    #: True when the key is only the parent's: the row speaks of all the parent's children.
    partial: bool
    links: Mapping[str, exp.Expr]
    facts: tuple[str, ...]
    #: True when the key is already known to name each row.
    unique: bool = False


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
            key = link(member) if is_parent else KEY
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
            if seen and parent in others[0].links and _names_each_row(assembly, only):
                # A key that is unique by itself stays so with more parts.
                found.append((parent, child))
    return found


def _names_each_row(assembly: Assembly, contribution: Contribution) -> bool:
    assert contribution.key is not None
    rows = exp.Count(this=exp.Star())
    distinct = exp.Count(this=exp.Distinct(expressions=[call("hash", contribution.key.copy())]))
    named = exp.Count(this=contribution.key.copy())
    query = exp.select(
        exp.And(
            this=exp.EQ(this=rows, expression=distinct),
            expression=exp.EQ(this=rows.copy(), expression=named),
        )
    ).from_(table(contribution.staged.relation))
    return bool(fetch(assembly.connection, _kept(query, contribution))[0][0])


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
    key = _key_tree(staged, entities[entity].key, own)
    finer = own or entity in _finer_than(assembly, staged.raw.entity)
    links = {}
    for seen in entities[entity].sees:
        names = entities[seen].key
        if names and finer and all(name in staged.facts for name in names):
            links[seen] = _joined([column(name) for name in names])
    whole = len(keys) == len(entities[entity].key)
    partial = finer and bool(keys) and not whole and staged.raw.entity not in members
    usable = key if whole or own or partial else None
    return Contribution(staged, usable, own, partial, links, mine)


def _finer_than(assembly: Assembly, entity: str) -> frozenset[str]:
    """Name the entities that see `entity`, one step or more away."""
    entities = assembly.dictionary.entities
    return frozenset(
        name
        for name in entities
        if name != entity and entity in assembly.dictionary.visible_entities(name)
    )


def _key_tree(staged: Staged, names: Sequence[str], own: bool) -> exp.Expr | None:
    parts: list[exp.Expr] = [column(name) for name in names if name in staged.facts]
    key = _joined(parts) if parts else None
    if own and staged.raw.export is not None and staged.raw.export.key_fallback:
        fallback = call("nullif", column("_fallback"), text(""))
        key = fallback if key is None else exp.Coalesce(this=key, expressions=[fallback])
    return key


def _joined(parts: Sequence[exp.Expr]) -> exp.Expr:
    """Join the parts of a key by `/`; a missing last part is left out."""
    if len(parts) == 1:
        return cast(parts[0], "VARCHAR")
    whole = call("concat_ws", text("/"), *parts)
    known = exp.not_(exp.Is(this=parts[0].copy(), expression=exp.Null()), copy=False)
    return exp.Case(ifs=[exp.If(this=known, true=whole)])


def _build(
    assembly: Assembly, entity: str, contributions: Sequence[Contribution]
) -> StoredEntity | None:
    facts = _widest(contributions)
    links = frozenset(seen for each in contributions for seen in each.links)
    name = f"entity_{entity}"
    only = contributions[0]
    if len(contributions) == 1 and only.own_grain and _is_unique(assembly, only):
        create(assembly.connection, name, _plain(entity, only, facts), view=True)
        rows = only.staged.rows - only.staged.skipped
        _warn_of_blank_keys(assembly, entity, only)
        if not rows:
            return None
        return StoredEntity(entity, name, rows, facts, links, (only.staged.index,))
    pile, known = f"pile_{entity}", f"known_{entity}"
    if any(each.partial for each in contributions):
        create(assembly.connection, known, _known(contributions))
    create(assembly.connection, pile, _piled(contributions, facts, links, known), view=True)
    create(assembly.connection, name, _merged(entity, pile, contributions, facts, links))
    for each in contributions:
        if each.own_grain:
            _warn_of_blank_keys(assembly, entity, each)
    conflicts = report_conflicts(
        assembly.connection,
        name,
        pile,
        entity,
        facts,
        [each.staged for each in contributions],
        assembly.diagnostics,
    )
    if not conflicts:
        for each in contributions:
            _warn_of_repeats(assembly, entity, each)
    rows = int(
        fetch(assembly.connection, exp.select(exp.Count(this=exp.Star())).from_(table(name)))[0][0]
    )
    tables = tuple(each.staged.index for each in contributions)
    return StoredEntity(entity, name, rows, facts, links, tables) if rows else None


def _widest(contributions: Sequence[Contribution]) -> dict[str, StoredFact]:
    """Give each fact one DECIMAL that holds what every table says."""
    facts: dict[str, StoredFact] = {}
    for each in contributions:
        for name in each.facts:
            new = each.staged.facts[name]
            old = facts.get(name, new)
            facts[name] = StoredFact(
                name,
                max(old.width, new.width),
                max(old.scale, new.scale),
                old.ranged or new.ranged,
            )
    return facts


def _record(relation: str | None = None) -> exp.Expr:
    return exp.Add(this=exp.column("rowid", table=relation), expression=number(1))


def _own_key(contribution: Contribution) -> exp.Expr:
    """Name a record; one without an id is named by its row, so that it is not lost."""
    nameless = call("concat", text("row "), _record())
    if contribution.key is None and contribution.staged.rows == 1:
        return exp.Null()
    if contribution.key is None:
        return nameless
    return exp.Coalesce(this=contribution.key.copy(), expressions=[nameless])


def _kept(query: exp.Select, contribution: Contribution) -> exp.Select:
    raw = contribution.staged.raw
    if raw.export is not None and raw.export.skip_blank:
        return query.where(exp.not_(column(SKIPPED), copy=False))
    return query


def _plain(entity: str, contribution: Contribution, facts: Mapping[str, StoredFact]) -> exp.Select:
    key = exp.Coalesce(this=_own_key(contribution), expressions=[text(entity)])
    columns = [alias(_record(), ROW), alias(key, KEY)]
    columns += [alias(tree.copy(), link(seen)) for seen, tree in contribution.links.items()]
    for fact in facts.values():
        columns.append(column(fact.name))
        if fact.ranged:
            columns.append(column(upper(fact.name)))
    columns.append(alias(_record(), source_row(contribution.staged.index)))
    return _kept(exp.select(*columns).from_(table(contribution.staged.relation)), contribution)


def _is_unique(assembly: Assembly, contribution: Contribution) -> bool:
    if contribution.key is None or contribution.unique:
        return True
    query = _kept(
        exp.select(
            exp.EQ(
                this=exp.Count(this=contribution.key.copy()),
                expression=exp.Count(
                    this=exp.Distinct(expressions=[call("hash", contribution.key.copy())])
                ),
            )
        ).from_(table(contribution.staged.relation)),
        contribution,
    )
    return bool(fetch(assembly.connection, query)[0][0])


def _known(contributions: Sequence[Contribution]) -> exp.Expr:
    """List the children that some table names in full, with the parent each belongs to."""
    branches: list[exp.Expr] = []
    for each in contributions:
        if not each.partial and each.key is not None:
            parent = call("split_part", each.key.copy(), text("/"), number(1))
            branches.append(
                _kept(
                    exp.select(alias(each.key.copy(), "_child"), alias(parent, "_parent"))
                    .distinct()
                    .from_(table(each.staged.relation)),
                    each,
                )
            )
    if not branches:
        nothing = exp.select(alias(exp.Null(), "_child"), alias(exp.Null(), "_parent"))
        return nothing.where(exp.false())
    stacked: exp.Expr = branches[0]
    for branch in branches[1:]:
        stacked = exp.Union(this=stacked, expression=branch, distinct=True)
    return stacked


def _piled(
    contributions: Sequence[Contribution],
    facts: Mapping[str, StoredFact],
    links: frozenset[str],
    known: str,
) -> exp.Expr:
    """Stack what all tables say, one row a statement, with the same columns."""
    branches = []
    for order, each in enumerate(contributions):
        key = _own_key(each) if each.own_grain else (each.key or exp.Null())
        if each.partial:
            key = exp.Coalesce(this=column("_child"), expressions=[key.copy()])
        columns: list[exp.Expr] = [
            alias(cast(key.copy(), "VARCHAR"), KEY),
            alias(number(order), "_order"),
            # The table of known children has row numbers too.
            alias(_record(each.staged.relation), "_record"),
        ]
        for seen in sorted(links):
            tree = each.links.get(seen)
            columns.append(alias(exp.Null() if tree is None else tree.copy(), link(seen)))
        for fact in facts.values():
            has = fact.name in each.facts
            columns.append(alias(column(fact.name) if has else exp.Null(), fact.name))
            if fact.ranged:
                ranged = has and each.staged.facts[fact.name].ranged
                side = column(upper(fact.name)) if ranged else column(fact.name)
                columns.append(alias(side if has else exp.Null(), upper(fact.name)))
        branch = _kept(exp.select(*columns).from_(table(each.staged.relation)), each)
        if each.partial and each.key is not None:
            belongs = exp.EQ(this=column("_parent"), expression=each.key.copy())
            branch = branch.join(table(known), on=belongs, join_type="left")
        branches.append(branch)
    stacked: exp.Expr = branches[0]
    for branch in branches[1:]:
        stacked = exp.Union(this=stacked, expression=branch, distinct=False)
    return stacked


def _merged(
    entity: str,
    pile: str,
    contributions: Sequence[Contribution],
    facts: Mapping[str, StoredFact],
    links: frozenset[str],
) -> exp.Select:
    """Group the pile by key: one value a fact where all that say something agree.

    Rows without a key speak of the one record there is, so they join it.
    """
    columns: list[exp.Expr] = [
        alias(exp.Coalesce(this=call("first", column("_filled")), expressions=[text(entity)]), KEY),
        alias(exp.Min(this=column("_order")), "_first"),
        alias(
            call("arg_min", column("_record"), column("_order")),
            "_first_record",
        ),
    ]
    columns += [alias(exp.Max(this=column(link(seen))), link(seen)) for seen in sorted(links)]
    for fact in facts.values():
        agreed = agreement(fact)
        for name in (fact.name, upper(fact.name)) if fact.ranged else (fact.name,):
            value = exp.Case(ifs=[exp.If(this=agreed.copy(), true=exp.Min(this=column(name)))])
            columns.append(alias(value, name))
    for position, each in enumerate(contributions):
        mine = exp.Case(
            ifs=[
                exp.If(
                    this=exp.EQ(this=column("_order"), expression=number(position)),
                    true=column("_record"),
                )
            ]
        )
        columns.append(alias(exp.Min(this=mine), source_row(each.staged.index)))
    keys = exp.select(
        exp.Case(
            ifs=[
                exp.If(
                    this=exp.LTE(
                        this=exp.Count(this=exp.Distinct(expressions=[column(KEY)])),
                        expression=number(1),
                    ),
                    true=exp.Max(this=column(KEY)),
                )
            ]
        )
    ).from_(table(pile))
    filled = exp.Coalesce(this=column(KEY), expressions=[keys.subquery()])
    inner = exp.select(exp.Star(), alias(filled, "_filled")).from_(table(pile))
    grouped = exp.select(*columns).from_(inner.subquery("pile")).group_by(column("_filled"))
    order = exp.Window(
        this=call("row_number"),
        order=exp.Order(
            expressions=[
                exp.Ordered(this=column("_first")),
                exp.Ordered(this=column("_first_record")),
            ]
        ),
    )
    renamed = exp.Star(
        **{"except_": [exp.to_identifier(each) for each in ("_first", "_first_record")]}
    )
    return exp.select(alias(order, ROW), renamed).from_(grouped.subquery("grouped"))


def _warn_of_repeats(assembly: Assembly, entity: str, contribution: Contribution) -> None:
    """Warn of records of one table with the same id; those of a known export may have reasons."""
    staged, entities = contribution.staged, assembly.dictionary.entities
    finer = (
        set(entities[name].key) <= staged.facts.keys()
        for name in _finer_than(assembly, entity)
        if entities[name].key
    )
    no_names = contribution.key is None or contribution.unique or not contribution.own_grain
    if no_names or staged.raw.export is not None or any(finer):
        return
    assert contribution.key is not None
    repeated = (
        _kept(
            exp.select(alias(contribution.key.copy(), "_id"), alias(_record(), "_at")), contribution
        )
        .from_(table(staged.relation))
        .where(exp.not_(exp.Is(this=exp.paren(contribution.key.copy()), expression=exp.Null())))
    )
    second = call("list_extract", call("list_sort", call("list", column("_at"))), number(2))
    grouped = (
        exp.select(alias(column("_id"), "_id"), alias(second, "_second"))
        .from_(repeated.subquery("named"))
        .group_by(column("_id"))
        .having(exp.GT(this=exp.Count(this=exp.Star()), expression=number(1)))
    )
    query = exp.select(
        exp.Count(this=exp.Star()),
        exp.Min(this=column("_second")),
        call("arg_min", column("_id"), column("_second")),
    ).from_(grouped.subquery("repeated"))
    count, at, key = fetch(assembly.connection, query)[0]
    if count:
        report_repeats(
            staged.raw,
            entity,
            entities[entity].key,
            int(count),
            int(at),
            str(key),
            assembly.diagnostics,
        )


def _warn_of_blank_keys(assembly: Assembly, entity: str, contribution: Contribution) -> None:
    if contribution.key is None or contribution.unique:
        return
    blank = exp.Is(this=exp.paren(contribution.key.copy()), expression=exp.Null())
    query = _kept(
        exp.select(exp.Count(this=exp.Star()), exp.Min(this=_record())).from_(
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
