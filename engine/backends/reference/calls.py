"""Call a function on values that are exact, bounded or absent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ...conditions.functions import Function
from ...conditions.units import exchanged
from ...model.values import Absent, Bounded, Exact, Value, in_range
from .terms import Term, ValueAlgebra, between, bounds_of, missing_of


def call(function: Function, arguments: Sequence[Term], algebra: ValueAlgebra) -> Term:
    """Give the result; amounts are brought into the first one's currency before."""
    money = [each for each in arguments if each.currency is not None]
    currency = money[0].currency if money else None
    values = algebra.converted(arguments)
    if currency is not None:
        # A ratio of two amounts is a plain number.
        ratio = function.name == "divide" and len(money) == 2
        rate = next((each.rate for each in arguments if each.rate is not None), None)
        currency = None if ratio else exchanged(currency, rate, function.name)
    return Term(_result(function, values), currency)


def _result(function: Function, values: Sequence[Value]) -> Value:
    known = [each.value for each in values if isinstance(each, Exact)]
    if len(known) == len(values):
        result = _exact(function, known)
        return Absent() if result is None else Exact(result)
    missing = frozenset[str]().union(*(missing_of(each) for each in values))
    if any(isinstance(each, Absent) for each in values):
        return Absent(missing)
    ends = [bounds_of(each) for each in values]
    if function.name in ("multiply", "divide"):
        return _bounded_product(function, values, missing)
    if not function.directions:
        return Absent(missing)
    low = _end(function, ends, low_end=True)
    return between(low, _end(function, ends, low_end=False), missing)


def _exact(function: Function, values: Sequence[Any]) -> Any:
    result = function.exact(*values)
    return None if isinstance(result, Decimal) and not in_range(result) else result


def _end(function: Function, ends: Sequence[tuple[Any, Any]], *, low_end: bool) -> Any:
    """Compute one bound; `min` and `max` have one where any argument does."""
    chosen = [
        low if (function.direction(index) == "+") is low_end else high
        for index, (low, high) in enumerate(ends)
    ]
    known = [each for each in chosen if each is not None]
    one_is_enough = function.name == ("max" if low_end else "min")
    if len(known) < len(chosen) and not (one_is_enough and known):
        return None
    return _exact(function, known)


def _bounded_product(function: Function, values: Sequence[Value], missing: frozenset[str]) -> Value:
    """Multiply or divide one bounded number by an exact one; anything else is unknown."""
    left, right = values
    if isinstance(right, Bounded) and (isinstance(left, Bounded) or function.name == "divide"):
        return Absent(missing)
    bounded, exact = (left, right) if isinstance(left, Bounded) else (right, left)
    factor, _ = bounds_of(exact)
    ends = [None if end is None else _exact(function, [end, factor]) for end in bounds_of(bounded)]
    low, high = reversed(ends) if factor < 0 else ends
    return between(low, high, missing)
