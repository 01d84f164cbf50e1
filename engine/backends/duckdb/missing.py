"""Count which missing facts keep how many subjects undecided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from ...model.nodes import ALWAYS, Condition
from ...model.rule import Plan, Rule
from ...store.frames import build_frame, lone_facts
from ...store.relations import ROW, FactStore
from ...store.sql import alias, column, count_if, create, fetch, select, select_from, table
from ..context import Context
from ..needs import facts_of_rules, needed_facts
from ..results import MissingCounts
from .compile import compile_truth
from .frame import frame_for
from .judging import Judged, undecided_in
from .parts import condition_name
from .terms import (
    SqlTruth,
    conjunction,
    disjunction,
    holds,
    is_null,
    may_hold,
    merged,
    negation,
    sum_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .compile import Scope


def blames_of(rule: Rule, scope: Scope) -> Mapping[str, exp.Expr]:
    """Give, for each fact, the condition under which its lack keeps the rule undecided."""
    clauses = scope.algebra.all_of(
        [
            _truth(rule, index, clause.condition, scope)
            for index, clause in enumerate(rule.clauses, 1)
        ]
    )
    lacking = merged(clauses.blame, under=is_null(clauses.truth))
    if rule.when == ALWAYS:
        return lacking
    when = _truth(rule, 0, rule.when, scope)
    lacking_when = merged(when.blame, under=is_null(when.truth))
    undecided = conjunction([may_hold(negation(clauses.truth)), may_hold(when.truth)])
    return merged(lacking, lacking_when, under=undecided)


def _truth(rule: Rule, index: int, condition: Condition, scope: Scope) -> SqlTruth:
    """Refer to a condition by its column, or write it out where the frame has none."""
    term = scope.columns.get(condition_name(rule, index))
    return compile_truth(condition, scope) if term is None else SqlTruth(term.low, term.blame)


def missing_counts(
    plan: Plan, store: FactStore, rules: Sequence[Rule], judged: Judged, context: Context
) -> dict[str, MissingCounts]:
    """Count, over the undecided rules and records of one relation, the facts to blame."""
    if not rules:
        return {}
    same = _read_nothing(plan, store, rules)
    alike = [rule for rule in rules if rule.id in same]
    differing = [rule for rule in rules if rule.id not in same]
    records = select(column(ROW)).from_(table(judged.table), copy=False)
    undecided = records.where(
        disjunction([undecided_in(judged, rule.id) for rule in differing]), copy=False
    )
    found = _counted(plan, store, differing, undecided, context)
    lowest = alias(exp.Min(this=column(ROW)), ROW)
    first = select(lowest).from_(table(judged.table), copy=False)
    for (entity, name), counts in _counted(plan, store, alike, first, context).items():
        rows = store.entities[entity].rows
        others = found.get((entity, name), MissingCounts(0, 0, 0))
        found[entity, name] = MissingCounts(
            others.undecided + rows * counts.undecided, others.settles + rows * counts.settles, rows
        )
    total: dict[str, MissingCounts] = {}
    for (entity, name), counts in found.items():
        of = replace(counts, entities=frozenset({entity}))
        total[name] = total.get(name, MissingCounts(0, 0, 0)) + of
    return total


def _read_nothing(plan: Plan, store: FactStore, rules: Sequence[Rule]) -> frozenset[str]:
    """Name the rules that read nothing of a record, so that looking at one of them will do."""
    entity = rules[0].entity
    lone = lone_facts(store, plan.dictionary, entity)
    reads = {rule.id: needed_facts(plan, facts_of_rules([rule])) - lone for rule in rules}
    own = build_frame(store, plan.dictionary, entity, sorted(frozenset().union(*reads.values())))
    return frozenset(name for name, facts in reads.items() if not facts & own.facts.keys())


def _counted(
    plan: Plan, store: FactStore, rules: Sequence[Rule], within: exp.Select, context: Context
) -> dict[tuple[str, str], MissingCounts]:
    """Count the facts to blame for some rules, by entity and fact, in the rows of `within`."""
    if not rules:
        return {}
    frame = frame_for(plan, store, rules[0].entity, rules, context, blaming=True, within=within)
    columns: list[exp.Expr] = []
    # For each fact, where its lack is to blame, and where nothing else is.
    wanted: dict[tuple[str, str], list[tuple[exp.Expr, exp.Expr]]] = {}
    for position, rule in enumerate(rules):
        blame = blames_of(rule, frame.scope)
        mine = {name: column(f"_b{position}_{name}") for name in blame}
        columns += [alias(holds(tree), mine[name].name) for name, tree in blame.items()]
        for name, told in mine.items():
            others = [negation(each) for other, each in mine.items() if other != name]
            alone = conjunction([told, *others])
            wanted.setdefault((rule.entity, name), []).append((told, alone))
    if not wanted:
        return {}
    # In a table, since DuckDB writes columns of a subquery out wherever they are read, and then
    # takes seconds to simplify the result.
    create(store.connection, "blamed", select_from(frame.query, "frame", *columns))
    sums = [
        each
        for flags in wanted.values()
        for each in (
            sum_of([count_if(told) for told, _ in flags]),
            sum_of([count_if(alone) for _, alone in flags]),
            count_if(disjunction([told for told, _ in flags])),
        )
    ]
    found = fetch(store.connection, select(*sums).from_(table("blamed"), copy=False))[0]
    return {
        each: MissingCounts(int(told), int(settles), int(subjects))
        for each, told, settles, subjects in zip(
            wanted, found[::3], found[1::3], found[2::3], strict=True
        )
        if told
    }
