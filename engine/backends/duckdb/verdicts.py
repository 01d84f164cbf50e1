"""SQL that judges: a verdict column a rule, exact counts, readiness, and the rows worth showing.

A verdict is true for a pass, false for a fail and NULL otherwise; a second column tells the
records a rule does not apply to from the undecided. Counting verdicts in an outer query is many
times faster than three filtered counts a rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...conditions.operators import OPERATORS, Edge
from ...conditions.steps import step_places
from ...model.nodes import ALWAYS, FactRef
from ...model.rule import Rule
from ...store.relations import ROW
from ...store.sql import alias, column, count_if, number, select_from, type_of
from ..needs import solvable_test
from .compile import Scope, compile_term, compile_truth
from .decimals import difference, stepped
from .frame import ComputedFrame
from .terms import case, conjunction, is_literally, is_unsettled, negation


@dataclass(frozen=True, slots=True)
class Verdict:
    """The SQL of one rule in a frame: the verdict, where it does not apply, and the change."""

    rule: Rule
    verdict: exp.Expr
    not_applicable: exp.Expr | None
    change: exp.Expr | None


def verdict_name(index: int) -> str:
    """Name the verdict column of the rule at `index`."""
    return f"_v{index}"


def excluded_name(index: int) -> str:
    """Name the column that marks the records the rule at `index` does not apply to."""
    return f"_n{index}"


def change_name(index: int) -> str:
    """Name the column of the change that would mend the rule at `index`."""
    return f"_g{index}"


def compile_verdict(rule: Rule, scope: Scope) -> Verdict:
    """Compile a rule into its verdict."""
    requirement = scope.algebra.all_of(
        [compile_truth(clause.condition, scope) for clause in rule.clauses]
    ).truth
    change = _change(rule, scope)
    if rule.when == ALWAYS:
        return Verdict(rule, requirement, None, change)
    when = compile_truth(rule.when, scope).truth
    if is_literally(when, True):
        return Verdict(rule, requirement, None, change)
    excluded = negation(when)
    failed = conjunction([when, negation(requirement)])
    verdict = case(
        [
            (excluded, exp.Cast(this=exp.Null(), to=type_of("BOOLEAN"))),
            (requirement, exp.true()),
            (failed, exp.false()),
        ]
    )
    return Verdict(rule, verdict, excluded, change)


def _change(rule: Rule, scope: Scope) -> exp.Expr | None:
    """Give what to add to the fact so that the rule's failed comparison holds.

    NULL where that comparison does not fail, or a side of it is not known exactly.
    """
    test = solvable_test(rule)
    if test is None:
        return None
    actual, limit = (compile_term(each, scope) for each in test.operands)
    if not (actual.width and limit.width):
        return None
    actual, limit = scope.algebra.converted([actual, limit])
    assert isinstance(test.operands[0], FactRef)
    places = step_places(scope.dictionary.facts[test.operands[0].name])
    up = OPERATORS[test.operator].edge is not Edge.UP_TO
    target = stepped((limit.low, limit.width, limit.scale), places, up=up)
    change, _, _ = difference(target, (actual.low, actual.width, actual.scale))
    failed = negation(compile_truth(test, scope).truth)
    known = [exp.not_(is_unsettled(each), copy=False) for each in (actual, limit) if not each.exact]
    return case([(conjunction([failed, *known]), change)])


def judged(frame: ComputedFrame, verdicts: Sequence[Verdict], *, changes: bool) -> exp.Select:
    """Build the inner query: one row a subject, one verdict column a rule."""
    columns: list[exp.Expr] = [column(ROW)]
    for index, each in enumerate(verdicts):
        columns.append(alias(each.verdict, verdict_name(index)))
        if each.not_applicable is not None:
            columns.append(alias(each.not_applicable, excluded_name(index)))
        if changes and each.change is not None:
            columns.append(alias(each.change, change_name(index)))
    return select_from(frame.query, "frame", *columns)


def counts_of(verdicts: Sequence[Verdict]) -> list[exp.Expr]:
    """List the counts of an outer query: passes, decided, not applicable, changes, a rule."""
    counts: list[exp.Expr] = []
    for index, each in enumerate(verdicts):
        verdict = column(verdict_name(index))
        counts.append(count_if(verdict))
        counts.append(exp.Count(this=verdict))
        counts.append(
            count_if(column(excluded_name(index))) if each.not_applicable is not None else number(0)
        )
        if each.change is None:
            counts += [exp.Null(), exp.Null()]
            continue
        failing = exp.If(this=exp.not_(verdict, copy=False), true=column(change_name(index)))
        guarded = exp.Case(ifs=[failing])
        counts.append(exp.Min(this=guarded))
        counts.append(exp.Max(this=guarded))
    return counts


COUNTS_A_RULE = 5
