"""Count which missing facts keep how many subjects undecided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from ...model.nodes import ALWAYS, Condition
from ...model.rule import Plan, Rule
from ...store.relations import ROW, FactStore
from ...store.sql import alias, column, count_if, create, fetch, number, select, select_from, table
from ..context import Context
from ..results import MissingCounts
from .compile import compile_truth
from .frame import frame_for
from .judging import Judged, undecided_in
from .parts import condition_name
from .terms import SqlTruth, conjunction, disjunction, is_null, merged

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
    holds = exp.Coalesce(this=exp.paren(clauses.truth, copy=False), expressions=[exp.false()])
    excluded = exp.Coalesce(
        this=exp.not_(exp.paren(when.truth, copy=False), copy=False), expressions=[exp.false()]
    )
    undecided = conjunction([exp.not_(holds, copy=False), exp.not_(excluded, copy=False)])
    return merged(lacking, lacking_when, under=undecided)


def _truth(rule: Rule, index: int, condition: Condition, scope: Scope) -> SqlTruth:
    """Refer to a condition by its column, or write it out where the frame has none."""
    term = scope.columns.get(condition_name(rule, index))
    return compile_truth(condition, scope) if term is None else SqlTruth(term.low, term.blame)


def missing_counts(
    plan: Plan,
    store: FactStore,
    entity: str,
    rules: Sequence[Rule],
    judged: Judged,
    context: Context,
) -> dict[str, MissingCounts]:
    """Count, over one entity's undecided rules and records, the facts to blame."""
    if not rules:
        return {}
    undecided = select(column(ROW)).from_(table(judged.table), copy=False)
    undecided = undecided.where(disjunction([undecided_in(judged, rule.id) for rule in rules]))
    frame = frame_for(plan, store, entity, rules, context, blaming=True, within=undecided)
    blames = [blames_of(rule, frame.scope) for rule in rules]
    columns: list[exp.Expr] = []
    for position, blame in enumerate(blames):
        for name, tree in blame.items():
            told = exp.Coalesce(this=exp.paren(tree, copy=False), expressions=[exp.false()])
            columns.append(alias(told, f"_b{position}_{name}"))
    if not columns:
        return {}
    names = sorted({name for blame in blames for name in blame})
    counts: list[exp.Expr] = []
    for name in names:
        mine = [
            (position, column(f"_b{position}_{name}"))
            for position, blame in enumerate(blames)
            if name in blame
        ]
        counts.append(_sum([count_if(each) for _, each in mine]))
        counts.append(_sum([count_if(_alone(blames, position, name)) for position, _ in mine]))
        counts.append(count_if(disjunction([each for _, each in mine])))
    # In a table, since DuckDB writes columns of a subquery out wherever they are read, and then
    # takes seconds to simplify the result.
    create(store.connection, "blamed", select_from(frame.query, "frame", *columns))
    found = fetch(store.connection, select(*counts).from_(table("blamed"), copy=False))[0]
    return {
        name: MissingCounts(*(int(each) for each in found[3 * index : 3 * index + 3]))
        for index, name in enumerate(names)
        if found[3 * index]
    }


def _sum(terms: Sequence[exp.Expr]) -> exp.Expr:
    total: exp.Expr = number(0)
    for term in terms:
        total = exp.Add(this=total, expression=term)
    return total


def _alone(blames: Sequence[Mapping[str, exp.Expr]], position: int, name: str) -> exp.Expr:
    others = [
        exp.not_(column(f"_b{position}_{other}"), copy=False)
        for other in blames[position]
        if other != name
    ]
    return conjunction([column(f"_b{position}_{name}"), *others])
