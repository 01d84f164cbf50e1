"""Judge every relation once and keep the verdicts: what is counted and shown is read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...model.rule import Plan, Rule
from ...store.relations import FactStore
from ...store.sql import column, create, fetch, select, table
from ..context import Context
from ..needs import blocking_rules, item_entity, visible_from
from .frame import frame_for
from .terms import conjunction, is_null
from .verdicts import (
    MANY,
    Verdict,
    compile_verdict,
    excluded_name,
    judged,
    patterns,
    verdict_name,
)

#: In records: verdicts of more are grouped once, and what is counted is counted of the groups.
WORTH_GROUPING = 20_000
#: So many records are looked at first: with many rules nearly each may have verdicts of its own.
_SAMPLE = 20_000
#: Grouping pays where there are so many times fewer groups.
_FEWER = 8


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts over one relation: a table with a row a record, and each rule's position.

    `patterns` is a table with a row for all records that share their verdicts; None where
    grouping them does not pay.
    """

    table: str
    verdicts: tuple[Verdict, ...]
    positions: Mapping[str, int]
    patterns: str | None = None


def judge_relations(plan: Plan, store: FactStore, context: Context) -> dict[str, Judged]:
    """Judge, for each relation, the rules of all entities that share it.

    The items' relation also gets the verdicts of the rules that decide admission for coarser
    records, of which there are several: each item has its own store's.
    """
    groups: dict[str, list[Rule]] = {}
    for rule in (*plan.rules, *plan.beside):
        if rule.entity in store.entities:
            groups.setdefault(store.entities[rule.entity].relation, []).append(rule)
    item = item_entity(plan, store)
    if item is not None:
        relation = store.entities[item].relation
        visible = visible_from(plan, store, item)
        groups.setdefault(relation, []).extend(
            rule
            for rule in blocking_rules(plan)
            if rule.entity in visible
            and rule.entity in store.entities
            and store.entities[rule.entity].relation != relation
            and store.entities[rule.entity].rows > 1
        )
    return {
        relation: _judge(plan, store, context, relation, rules)
        for relation, rules in groups.items()
        if rules
    }


def _judge(
    plan: Plan, store: FactStore, context: Context, relation: str, rules: list[Rule]
) -> Judged:
    sharing = next(name for name, each in store.entities.items() if each.relation == relation)
    frame = frame_for(plan, store, sharing, rules, context)
    verdicts = tuple(compile_verdict(rule, frame.scope) for rule in rules)
    name = f"judged_{relation}"
    create(store.connection, name, judged(frame, verdicts, changes=True))
    positions = {rule.id: index for index, rule in enumerate(rules)}
    if not _worth_grouping(store, sharing, name, verdicts):
        return Judged(name, verdicts, positions)
    grouped = f"patterns_{relation}"
    create(store.connection, grouped, patterns(table(name), verdicts))
    return Judged(name, verdicts, positions, grouped)


def _worth_grouping(
    store: FactStore, entity: str, table_name: str, verdicts: Sequence[Verdict]
) -> bool:
    """Look at some records to tell whether many share their verdicts."""
    if store.entities[entity].rows < WORTH_GROUPING:
        return False
    some = select(exp.Star()).from_(table(table_name), copy=False).limit(_SAMPLE, copy=False)
    groups = patterns(some.subquery("some", copy=False), verdicts)
    query = select(exp.Count(this=exp.Star()), exp.Sum(this=column(MANY)))
    ((found, looked_at),) = fetch(
        store.connection, query.from_(groups.subquery("patterns", copy=False), copy=False)
    )
    return int(found) * _FEWER <= int(looked_at or 0)


def undecided_in(judged: Judged, rule: str) -> exp.Expr:
    """Build the condition that a rule is undecided, over the verdicts' columns."""
    position = judged.positions[rule]
    unknown = is_null(column(verdict_name(position)))
    if judged.verdicts[position].not_applicable is None:
        return unknown
    excluded = exp.Coalesce(this=column(excluded_name(position)), expressions=[exp.false()])
    return conjunction([unknown, exp.not_(excluded, copy=False)])
