"""Put the flags of rules beside the records they concern: failed, undecided.

What becomes of a record hangs on rules of its own, of the records it belongs to, of its parts and
children, and of what belongs to the same third record: the factories of an application concern
every SKU of it. Verdicts are those that were counted already, so that this costs one more look at
columns that are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlglot import exp

from ...model.rule import Plan, Rule
from ...store.keys import OWNER, owners
from ...store.relations import KEY, ROW, FactStore
from ...store.sql import alias, column, create, fetch, number, select, select_from, table
from ..context import Context
from ..needs import shared_owner, visible_from
from .frame import frame_for
from .judging import Judged, undecided_in
from .verdicts import MANY, compile_verdict, judged, verdict_name

#: Whether a rule fails for a record, and whether it is undecided.
Flags: TypeAlias = "tuple[exp.Expr, exp.Expr]"


def flagged(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    entity: str,
    rules: Sequence[Rule],
    optional: frozenset[str] = frozenset(),
    *,
    counting: bool = False,
) -> tuple[exp.Select, dict[str, Flags]]:
    """Build a query of one row a record with the flags of every rule that was judged.

    With `counting` a row may stand for several records, of which it is the first; how many, its
    column `MANY` tells.

    Where there is nothing that a rule could be judged for it is undecided, or if it is among the
    `optional` ones no matter.

    A rule whose records cannot be told to belong to the record has none. The query has the row
    and the key of each record.
    """
    own = store.entities[entity]
    visible = visible_from(plan, store, entity)
    flags: dict[str, Flags] = {}
    beside: list[Rule] = []
    coarser: list[Rule] = []
    finer: dict[str, list[Rule]] = {}
    for rule in rules:
        stored = store.entities.get(rule.entity)
        if stored is None:
            continue
        if rule.id in _positions(relations, own.relation):
            beside.append(rule)
        elif rule.entity in visible and stored.rows == 1:
            flags[rule.id] = _same_for_all(store, relations[stored.relation], rule)
        elif rule.entity in visible:
            coarser.append(rule)
        else:
            finer.setdefault(rule.entity, []).append(rule)
    query = select(column(ROW), alias(column(own.key), KEY)).from_(table(own.relation), copy=False)
    if beside and not coarser and not finer:
        return _verdicts(relations[own.relation], beside, flags, counting=counting), flags
    if beside:
        query = _joined(query, _verdicts(relations[own.relation], beside, flags))
    if coarser:
        frame = frame_for(plan, store, entity, coarser, context)
        verdicts = tuple(compile_verdict(rule, frame.scope) for rule in coarser)
        name = f"judged_for_{entity}"
        create(store.connection, name, judged(frame, verdicts, changes=False))
        positions = {rule.id: at for at, rule in enumerate(coarser)}
        query = _joined(query, _verdicts(Judged(name, verdicts, positions), coarser, flags))
    for child, group in finer.items():
        owner = shared_owner(plan.dictionary, store, child, entity)
        if owner is not None:
            query = _with_children(plan, store, (entity, owner, child), group, relations, query)
            for rule in group:
                flags[rule.id] = (
                    exp.Coalesce(this=column(_failed(rule)), expressions=[exp.false()]),
                    exp.Coalesce(
                        this=column(_undecided(rule)),
                        expressions=[exp.false() if rule.id in optional else exp.true()],
                    ),
                )
    if counting:
        query = select_from(query, "flagged", exp.Star(), alias(number(1), MANY))
    return query, flags


def _positions(relations: Mapping[str, Judged], relation: str) -> Mapping[str, int]:
    return relations[relation].positions if relation in relations else {}


def _flag_columns(judged_: Judged, rules: Sequence[Rule]) -> list[exp.Expr]:
    columns: list[exp.Expr] = []
    for rule in rules:
        verdict = column(verdict_name(judged_.positions[rule.id]))
        failed = exp.Coalesce(this=exp.not_(verdict, copy=False), expressions=[exp.false()])
        columns += [
            alias(failed, _failed(rule)),
            alias(undecided_in(judged_, rule.id), _undecided(rule)),
        ]
    return columns


def _failed(rule: Rule) -> str:
    return f"_f_{rule.id}"


def _undecided(rule: Rule) -> str:
    return f"_u_{rule.id}"


def _same_for_all(store: FactStore, judged_: Judged, rule: Rule) -> Flags:
    """Read the flags of a rule whose entity has one record, to be written as constants."""
    query = select(*(each.this for each in _flag_columns(judged_, [rule])))
    found = fetch(store.connection, query.from_(table(judged_.table), copy=False))[0]
    failed, undecided = (exp.true() if flag else exp.false() for flag in found)
    return failed, undecided


def _verdicts(
    judged_: Judged, rules: Sequence[Rule], flags: dict[str, Flags], *, counting: bool = False
) -> exp.Select:
    """Select the flags of verdicts, a row a record or, to count them, a row a pattern."""
    for rule in rules:
        flags[rule.id] = (column(_failed(rule)), column(_undecided(rule)))
    source, columns = judged_.table, [column(ROW), *_flag_columns(judged_, rules)]
    if counting and judged_.patterns is not None:
        source = judged_.patterns
        columns.append(column(MANY))
    elif counting:
        columns.append(alias(number(1), MANY))
    return select(*columns).from_(table(source), copy=False)


def _joined(query: exp.Select, verdicts: exp.Select) -> exp.Select:
    """Put flags beside the same records."""
    return (
        exp.select(exp.Star())
        .from_(query.subquery("records"))
        .join(verdicts.subquery("verdicts"), using=[exp.to_identifier(ROW, quoted=True)])
    )


def _with_children(
    plan: Plan,
    store: FactStore,
    path: tuple[str, str, str],
    rules: Sequence[Rule],
    relations: Mapping[str, Judged],
    query: exp.Select,
) -> exp.Select:
    """Join the flags of children: one that fails blocks, and without any all is open.

    `path` names the entity of the records, the one both belong to, and that of the children.
    """
    entity, owner, child = path
    links = owners(store, plan.dictionary, child, owner)
    assert links is not None
    judged_ = relations[store.entities[child].relation]
    columns = _flag_columns(judged_, rules)
    children = select(column(ROW), *columns).from_(table(judged_.table), copy=False)
    any_child = [alias(exp.LogicalOr(this=column(each.alias)), each.alias) for each in columns]
    rolled = (
        exp.select(column(OWNER), *any_child)
        .from_(children.subquery("children"))
        .join(links.subquery("links"), using=[exp.to_identifier(ROW, quoted=True)])
        .group_by(column(OWNER))
    )
    mine = column(KEY, "records")
    if owner != entity:
        mine = column(_held_by(owner), "records")
        query = _joined(query, _held(plan, store, entity, owner))
    name = f"children_{child}"
    kept = exp.Star(except_=[exp.to_identifier(OWNER, quoted=True)])
    return (
        exp.select(kept)
        .from_(query.subquery("records"))
        .join(
            rolled.subquery(name),
            on=exp.EQ(this=mine, expression=column(OWNER, name)),
            join_type="left",
        )
    )


def _held_by(owner: str) -> str:
    return f"_held_by_{owner}"


def _held(plan: Plan, store: FactStore, entity: str, owner: str) -> exp.Select:
    """Select for each record the key of the coarser record it belongs to."""
    held = owners(store, plan.dictionary, entity, owner)
    assert held is not None
    return exp.select(column(ROW), alias(column(OWNER), _held_by(owner))).from_(
        held.subquery("held")
    )
