"""The algebra of operators over values: exact, bounded or absent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from ...model.outcome import Truth, all_of, any_of, negate
from ...model.values import Absent, Bounded, Exact, Partial, Value, in_range, product, settled

#: Units of the second currency that one unit of the first is worth.
Rates: TypeAlias = Mapping[tuple[str, str], Decimal]

#: The name under which a lacking exchange rate is reported as missing.
RATE_FACT = "fx"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The truth of a condition; an unknown names the facts that would decide it."""

    truth: Truth
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """A value with the currency it is in when it is money, or the two it is a rate between."""

    value: Value
    currency: str | None = None
    rate: tuple[str, str] | None = None


def missing_of(value: Value) -> frozenset[str]:
    """Name the facts that keep a value from being exact."""
    return frozenset() if isinstance(value, Exact) else value.missing


def bounds_of(value: Value) -> tuple[Any, Any]:
    """Return the lowest and the highest the value can be; None where it is open."""
    if isinstance(value, Exact):
        return value.value, value.value
    if isinstance(value, Bounded):
        return value.low, value.high
    return None, None


def between(low: Any, high: Any, missing: frozenset[str]) -> Value:
    """Give what is known of a value between two bounds: exact where they meet."""
    if low is None and high is None:
        return Absent(missing)
    return Exact(low) if low == high else Bounded(low, high, missing)


def aligned(left: Any, right: Any) -> tuple[Any, Any]:
    """Make a date and a datetime comparable: a day begins at its midnight."""
    if isinstance(left, datetime) == isinstance(right, datetime):
        return left, right
    return _midnight(left), _midnight(right)


def _midnight(moment: Any) -> Any:
    if isinstance(moment, date) and not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)
    return moment


@dataclass(frozen=True, slots=True)
class ValueAlgebra:
    """Implements `conditions.operators.Algebra` over terms."""

    rates: Rates

    def at_least(self, left: Term, right: Term) -> Judgement:
        """Test `left >= right`."""
        return self._ordered(left, right, lambda a, b: bool(a >= b))

    def more_than(self, left: Term, right: Term) -> Judgement:
        """Test `left > right`."""
        return self._ordered(left, right, lambda a, b: bool(a > b))

    def _ordered(self, left: Term, right: Term, test: Callable[[Any, Any], bool]) -> Judgement:
        first, second, missing = self.in_one_currency(left, right)
        (low, high), (floor, ceiling) = bounds_of(first), bounds_of(second)
        if low is not None and ceiling is not None and test(*aligned(low, ceiling)):
            return Judgement(Truth.TRUE)
        if high is not None and floor is not None and not test(*aligned(high, floor)):
            return Judgement(Truth.FALSE)
        return Judgement(Truth.UNKNOWN, missing)

    def equal(self, left: Term, right: Term) -> Judgement:
        """Test `left == right`."""
        first, second, missing = self.in_one_currency(left, right)
        if isinstance(first, Exact) and isinstance(second, Exact):
            a, b = aligned(first.value, second.value)
            return Judgement(Truth.TRUE if a == b else Truth.FALSE)
        (low, high), (floor, ceiling) = bounds_of(first), bounds_of(second)
        apart = _above(low, ceiling) or _above(floor, high)
        return Judgement(Truth.FALSE) if apart else Judgement(Truth.UNKNOWN, missing)

    def among(self, value: Term, items: Sequence[Term]) -> Judgement:
        """Test that the value equals one of the items."""
        found = _word(value)
        words = [_word(item) for item in items]
        if found is not None and None not in words:
            # Words have no currency and no bounds; lists of them may be long.
            return Judgement(Truth.TRUE if found in words else Truth.FALSE)
        return self.any_of([self.equal(value, item) for item in items])

    def has(self, items: Term, item: Term) -> Judgement:
        """Test that the list has the item, or every one where it is a list itself."""
        (held, held_all), (wanted, wanted_all) = _items(items.value), _items(item.value)
        missing = missing_of(items.value) | missing_of(item.value)
        if held is None or wanted is None:
            return Judgement(Truth.UNKNOWN, missing)
        if not all(each in held for each in wanted if each is not None):
            return Judgement(Truth.FALSE) if held_all else Judgement(Truth.UNKNOWN, missing)
        return Judgement(Truth.TRUE) if wanted_all else Judgement(Truth.UNKNOWN, missing)

    def has_any(self, items: Term, item: Term) -> Judgement:
        """Test that the list has the item, or one of them where it is a list itself."""
        (held, held_all), (wanted, wanted_all) = _items(items.value), _items(item.value)
        missing = missing_of(items.value) | missing_of(item.value)
        if held is None or wanted is None:
            return Judgement(Truth.UNKNOWN, missing)
        if any(each in held for each in wanted if each is not None):
            return Judgement(Truth.TRUE)
        known = held_all and wanted_all
        return Judgement(Truth.FALSE) if known else Judgement(Truth.UNKNOWN, missing)

    def matches(self, text: Term, pattern: str) -> Judgement:
        """Test that the whole text matches the pattern."""
        if not isinstance(text.value, Exact):
            return Judgement(Truth.UNKNOWN, missing_of(text.value))
        found = re.fullmatch(pattern, str(text.value.value), re.ASCII)
        return Judgement(Truth.TRUE if found else Truth.FALSE)

    def known(self, value: Term) -> Judgement:
        """Test that the value is known exactly."""
        return Judgement(Truth.TRUE if isinstance(value.value, Exact) else Truth.FALSE)

    def all_of(self, tests: Sequence[Judgement]) -> Judgement:
        """Kleene's and; an unknown names what its unknown parts lack."""
        return _joined(all_of(test.truth for test in tests), tests)

    def any_of(self, tests: Sequence[Judgement]) -> Judgement:
        """Kleene's or; an unknown names what its unknown parts lack."""
        return _joined(any_of(test.truth for test in tests), tests)

    def negate(self, test: Judgement) -> Judgement:
        """Kleene's not."""
        return Judgement(negate(test.truth), test.missing)

    def in_one_currency(self, left: Term, right: Term) -> tuple[Value, Value, frozenset[str]]:
        """Bring the right side into the left's currency, and name what both lack."""
        first, second = self.converted([left, right])
        return first, second, missing_of(first) | missing_of(second)

    def converted(self, terms: Sequence[Term]) -> list[Value]:
        """Bring amounts into the first one's currency; without a rate they are unknown.

        Where an amount is lacking altogether, no rate is asked for.
        """
        values = [each.value for each in terms]
        currency = next((each.currency for each in terms if each.currency is not None), None)
        if currency is None or any(isinstance(each, Absent) for each in values):
            return values
        return [self._in_currency(each, currency) for each in terms]

    def _in_currency(self, term: Term, currency: str) -> Value:
        if term.currency is None or term.currency == currency:
            return term.value
        rate = self.rates.get((term.currency, currency))
        missing = missing_of(term.value)
        if rate is None:
            return Absent(missing | {RATE_FACT})
        low, high = (_converted(bound, rate) for bound in bounds_of(term.value))
        return between(low, high, missing)


def _converted(amount: Decimal | None, rate: Decimal) -> Decimal | None:
    if amount is None:
        return None
    converted = product(amount, settled(rate))
    return converted if in_range(converted) else None


def _items(value: Value) -> tuple[tuple[Any, ...] | None, bool]:
    """Give the known items of a list, or a single value as one, and whether they are all."""
    if isinstance(value, Exact):
        items = value.value if isinstance(value.value, tuple) else (value.value,)
        return items, None not in items
    if isinstance(value, Partial):
        return value.rows, False
    return None, False


def _word(term: Term) -> str | None:
    known = term.value.value if isinstance(term.value, Exact) else None
    return known if isinstance(known, str) else None


def _above(low: Any, high: Any) -> bool:
    if low is None or high is None or not isinstance(low, (Decimal, date)):
        return False
    first, second = aligned(low, high)
    return bool(first > second)


def _joined(truth: Truth, tests: Sequence[Judgement]) -> Judgement:
    if truth is not Truth.UNKNOWN:
        return Judgement(truth)
    missing = frozenset[str]().union(
        *(test.missing for test in tests if test.truth is Truth.UNKNOWN)
    )
    return Judgement(truth, missing)
