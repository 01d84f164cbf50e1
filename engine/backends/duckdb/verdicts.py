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
from ...store.sql import (
    alias,
    column,
    count_if,
    not_null,
    number,
    select,
    select_from,
    sum_if,
    type_of,
)
from ..needs import solvable_test
from .compile import Scope, compile_term, compile_truth
from .decimals import difference, stepped
from .frame import ComputedFrame
from .terms import case, conjunction, is_literally, is_unsettled, negation

#: The column that tells how many records a row stands for.
MANY = "_many"


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


def low_name(index: int) -> str:
    """Name the column of the lowest change among records that share their verdicts."""
    return f"_low{index}"


def high_name(index: int) -> str:
    """Name the column of the highest change among records that share their verdicts."""
    return f"_high{index}"


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


def patterns(records: exp.Table | exp.Subquery, verdicts: Sequence[Verdict]) -> exp.Select:
    """Group judged records by their verdicts: how many share them, and the first of those."""
    alike: list[exp.Expr] = []
    changes: list[exp.Expr] = []
    for index, each in enumerate(verdicts):
        alike.append(column(verdict_name(index)))
        if each.not_applicable is not None:
            alike.append(column(excluded_name(index)))
        if each.change is not None:
            change = column(change_name(index))
            changes += [
                alias(exp.Min(this=change), low_name(index)),
                alias(exp.Max(this=change), high_name(index)),
            ]
    many = alias(exp.Count(this=exp.Star()), MANY)
    first = alias(exp.Min(this=column(ROW)), ROW)
    chosen = select(*alike, many, first, *changes).from_(records, copy=False)
    return chosen.group_by(*alike, copy=False)


def counts_of(verdicts: Sequence[Verdict], *, grouped: bool) -> list[exp.Expr]:
    """List the counts of an outer query: passes, decided, not applicable, changes, a rule.

    `grouped` is for a query of patterns, and otherwise each row is a record.
    """

    def tally(tree: exp.Expr) -> exp.Expr:
        return sum_if(tree, column(MANY)) if grouped else count_if(tree)

    counts: list[exp.Expr] = []
    for index, each in enumerate(verdicts):
        verdict = column(verdict_name(index))
        counts.append(tally(verdict))
        counts.append(tally(not_null(verdict)) if grouped else exp.Count(this=verdict))
        counts.append(
            tally(column(excluded_name(index))) if each.not_applicable is not None else number(0)
        )
        if each.change is None:
            counts += [exp.Null(), exp.Null()]
            continue
        ends = (low_name(index), high_name(index)) if grouped else (change_name(index),) * 2
        low, high = (
            exp.Case(ifs=[exp.If(this=exp.not_(verdict, copy=False), true=column(end))])
            for end in ends
        )
        counts.append(exp.Min(this=low))
        counts.append(exp.Max(this=high))
    return counts


COUNTS_A_RULE = 5
