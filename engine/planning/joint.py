"""Solve all rules on one fact together: the interval that suits them, or the pair that leaves none.

Each comparison bounds the fact on one side or both. The highest lower bound and the lowest upper
one decide, so a conflict is always one of two rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..backends.reference import Subject, judge_clause
from ..evaluation.solving import Interval, narrowed, tests_on
from ..model.facts import Fact
from ..model.outcome import Truth
from ..model.rule import Rule


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit of a fact, rounded to the safe side, and the rule it comes from."""

    value: Any
    rule: Rule


@dataclass(frozen=True, slots=True)
class Feasible:
    """The values of a fact that suit some rules: from `low` to `high`, or one of them exactly."""

    low: Bound | None = None
    high: Bound | None = None
    exactly: tuple[Bound, ...] = ()

    @property
    def conflict(self) -> tuple[Bound, Bound] | None:
        """The two rules that no value suits both of."""
        first = self.exactly[0] if self.exactly else None
        for other in self.exactly[1:]:
            if first is not None and other.value != first.value:
                return first, other
        low, high = self.low or first, self.high or first
        for under, over in ((low, high), (first, self.high), (self.low, first)):
            if under is not None and over is not None and _exceeds(under.value, over.value):
                return under, over
        return None

    @property
    def interval(self) -> Interval:
        """The interval without its origins."""
        return Interval(
            None if self.low is None else self.low.value,
            None if self.high is None else self.high.value,
            self.exactly[0].value if self.exactly else None,
        )


def _exceeds(left: Any, right: Any) -> bool:
    try:
        return bool(left > right)
    except TypeError:
        return bool(left != right)


def feasible(fact: Fact, pairs: Sequence[tuple[Rule, Subject]]) -> Feasible | None:
    """Join what rules ask of a fact; None where a comparison cannot be told or solved.

    A rule that does not apply to its subject asks nothing.
    """
    found = Feasible()
    for rule, subject in pairs:
        if judge_clause(rule.when, subject).truth is Truth.FALSE:
            continue
        tests = [test for clause in rule.clauses for test in tests_on(clause.condition, fact.name)]
        for test in tests:
            each = narrowed(Interval(), test, fact, subject)
            if each is None:
                return None
            found = _joined(found, each, rule)
    return found


def _joined(found: Feasible, each: Interval, rule: Rule) -> Feasible:
    low, high, exactly = found.low, found.high, found.exactly
    if each.low is not None and (low is None or each.low > low.value):
        low = Bound(each.low, rule)
    if each.high is not None and (high is None or each.high < high.value):
        high = Bound(each.high, rule)
    if each.exactly is not None:
        exactly = (*exactly, Bound(each.exactly, rule))
    return Feasible(low, high, exactly)


def asks_of(rule: Rule, name: str) -> bool:
    """Tell whether a rule compares a fact so that a value of it can be worked out."""
    return any(tests_on(clause.condition, name) for clause in rule.clauses)
