"""Name the records that lack a fact which would settle some rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlglot import exp

from ...model.outcome import Outcome
from ...model.rule import Plan, Rule
from ...store.keys import OWNER, owners
from ...store.relations import ROW, FactStore
from ...store.sql import alias, column, create, fetch, select, select_from, table
from ..context import Context
from ..results import RuleCounts
from .frame import frame_for
from .judging import Judged, undecided_in
from .missing import blames_of
from .terms import disjunction, holds

_BLAMED = "lacking"


def lacking(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    counts: Mapping[str, RuleCounts],
    most: int,
) -> dict[str, tuple[int, ...]]:
    """Give, for each fact that is lacking, the rows of its own entity that lack it, so many."""
    found: dict[str, set[int]] = defaultdict(set)
    grouped: dict[str, list[Rule]] = defaultdict(list)
    for rule in plan.rules:
        if rule.id in counts and counts[rule.id].outcomes[Outcome.UNKNOWN]:
            grouped[rule.entity].append(rule)
    for entity, rules in grouped.items():
        judged = relations[store.entities[entity].relation]
        undecided = select(column(ROW)).from_(table(judged.table), copy=False)
        undecided = undecided.where(
            disjunction([undecided_in(judged, rule.id) for rule in rules]), copy=False
        )
        frame = frame_for(plan, store, entity, rules, context, blaming=True, within=undecided)
        told: dict[str, list[exp.Expr]] = defaultdict(list)
        for rule in rules:
            for name, tree in blames_of(rule, frame.scope).items():
                told[name].append(holds(tree))
        if not told:
            continue
        columns = [alias(disjunction(trees), f"_l_{name}") for name, trees in told.items()]
        create(store.connection, _BLAMED, select_from(frame.query, "frame", column(ROW), *columns))
        for name in told:
            rows = select(column(ROW)).from_(table(_BLAMED)).where(column(f"_l_{name}"))
            own = _own_rows(plan, store, entity, name, rows)
            if own is not None:
                found[name].update(
                    int(row[0])
                    for row in fetch(store.connection, own.order_by(column(ROW)).limit(most))
                )
    return {name: tuple(sorted(rows))[:most] for name, rows in found.items() if rows}


def _own_rows(
    plan: Plan, store: FactStore, entity: str, fact: str, rows: exp.Select
) -> exp.Select | None:
    """Turn rows of an entity into those of the records that the fact is of."""
    owner = plan.dictionary.facts[fact].entity
    if owner not in store.entities:
        return None
    theirs = store.entities[owner]
    if theirs.relation == store.entities[entity].relation:
        return rows
    held = owners(store, plan.dictionary, entity, owner)
    if held is None:
        return None
    keys = (
        exp.select(column(OWNER))
        .from_(held.subquery("held"))
        .where(exp.In(this=column(ROW), query=rows.subquery()))
    )
    return (
        exp.select(column(ROW))
        .from_(table(theirs.relation))
        .where(exp.In(this=column(theirs.key), query=keys.subquery()))
    )
