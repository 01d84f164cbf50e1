"""Find the nearest value of a fact that makes a rule pass, and prove it by judging again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from ..backends.reference import Subject, judge, term_value, value_of
from ..conditions.operators import OPERATORS, Edge
from ..conditions.steps import step_places
from ..model.facts import NUMBERS, Fact, FactType
from ..model.nodes import AllOf, Condition, FactRef, Test
from ..model.outcome import Outcome
from ..model.rule import Rule
from ..model.values import EXACT, Bounded, Exact, Known, Value


@dataclass(frozen=True, slots=True)
class Interval:
    """The passing values of a fact as far as the rule's comparisons bound them."""

    low: Any = None
    high: Any = None
    exactly: Known | None = None


def solve(rule: Rule, name: str, subject: Subject) -> Known | None:
    """Give the passing value of fact `name` nearest to its present one; None if there is none.

    Every comparison of the rule that speaks of the fact narrows the interval. The value is
    rounded to the fact's step on the safe side and then judged: what does not turn the rule to
    pass is no fix.
    """
    fact = subject.dictionary.facts[name]
    interval = _interval(rule, name, fact, subject)
    if interval is None:
        return None
    target = _nearest(interval, value_of(name, subject), fact)
    if target is None:
        return None
    outcome, _ = judge(rule, subject.with_fact(name, Exact(target)))
    return target if outcome is Outcome.PASS else None


def _tests_on(condition: Condition, name: str) -> list[Test]:
    """List the comparisons of a fact that must all hold for the condition to hold."""
    match condition:
        case Test(_, (FactRef(found), *_)) if found == name:
            return [condition]
        case AllOf(items):
            return [test for item in items for test in _tests_on(item, name)]
    return []


def _interval(rule: Rule, name: str, fact: Fact, subject: Subject) -> Interval | None:
    interval = Interval()
    tests = [test for clause in rule.clauses for test in _tests_on(clause.condition, name)]
    if not tests:
        return None
    for test in tests:
        narrowed = _narrowed(interval, test, fact, subject)
        if narrowed is None:
            return None
        interval = narrowed
    return interval


def _narrowed(interval: Interval, test: Test, fact: Fact, subject: Subject) -> Interval | None:
    operator = OPERATORS[test.operator]
    limits = [term_value(each, subject) for each in test.operands[1:]]
    if test.operator == "within":
        low, high = _end(limits[0], low=False), _end(limits[1], low=True)
        if low is not None:
            low = _rounded(low, fact, down=False, strict=False)
        if high is not None:
            high = _rounded(high, fact, down=True, strict=False)
        return Interval(
            _greater(interval.low, low), _smaller(interval.high, high), interval.exactly
        )
    if operator.edge is None or not limits:
        return None
    if operator.edge is Edge.EQUAL:
        only = limits[0]
        return Interval(exactly=only.value) if isinstance(only, Exact) else None
    upper = operator.edge in (Edge.UP_TO, Edge.BELOW)
    limit = _end(limits[0], low=upper)
    if limit is None:
        return None
    strict = operator.edge in (Edge.ABOVE, Edge.BELOW)
    rounded = _rounded(limit, fact, down=upper, strict=strict)
    if upper:
        return Interval(interval.low, _smaller(interval.high, rounded), interval.exactly)
    return Interval(_greater(interval.low, rounded), interval.high, interval.exactly)


def _end(value: Value, *, low: bool) -> Any:
    """Take the side of a limit that passes whatever the limit really is."""
    if isinstance(value, Exact):
        return value.value
    if isinstance(value, Bounded):
        return value.low if low else value.high
    return None


def _rounded(limit: Any, fact: Fact, *, down: bool, strict: bool) -> Any:
    if fact.type in NUMBERS:
        step = Decimal(1).scaleb(-step_places(fact))
        mode = ROUND_FLOOR if down else ROUND_CEILING
        rounded = Decimal(limit).quantize(step, rounding=mode, context=EXACT)
        if strict and rounded == limit:
            rounded += -step if down else step
        return rounded
    if fact.type is FactType.DATE:
        day = limit.date() if isinstance(limit, datetime) else limit
        whole = not isinstance(limit, datetime) or limit.time() == datetime.min.time()
        if down:
            return day - timedelta(days=1) if strict and whole else day
        return day + timedelta(days=1) if strict or not whole else day
    if fact.type is FactType.DATETIME:
        moment = (
            limit if isinstance(limit, datetime) else datetime(limit.year, limit.month, limit.day)
        )
        second = timedelta(seconds=1)
        return moment + (-second if down else second) if strict else moment
    return None


def _nearest(interval: Interval, actual: Value, fact: Fact) -> Known | None:
    if interval.exactly is not None:
        return interval.exactly
    low, high = interval.low, interval.high
    if low is not None and high is not None and low > high:
        return None
    if fact.type in NUMBERS and fact.type is not FactType.DECIMAL and high is not None and high < 0:
        return None
    present = actual.value if isinstance(actual, Exact) else None
    if present is None:
        chosen = high if high is not None else low
    elif high is not None and present > high:
        chosen = high
    elif low is not None and present < low:
        chosen = low
    else:
        return None
    return chosen if isinstance(chosen, Decimal | date) else None


def _greater(left: Any, right: Any) -> Any:
    return right if left is None else left if right is None else max(left, right)


def _smaller(left: Any, right: Any) -> Any:
    return right if left is None else left if right is None else min(left, right)
