"""Values of facts: exact, bounded or absent, and the exact decimal arithmetic of the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import TypeAlias

#: A known value. Numbers are always `Decimal`; lists are tuples; a row of a table is a mapping
#: from column name to a value or None for a blank cell.
Row: TypeAlias = "Mapping[str, Known | None]"
Known: TypeAlias = "bool | Decimal | str | date | datetime | tuple[Known | Row | None, ...]"

#: No number has more decimal places; products and quotients are rounded half-even to them.
PLACES = 12
#: Numbers with more digits before the point are out of the language's range, hence unknown.
WHOLE_DIGITS = 20
NUMBER_LIMIT = Decimal(10) ** WHOLE_DIGITS

#: Wide enough that sums and products of numbers within the range never round.
EXACT = Context(prec=120, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Exact:
    """A value known exactly."""

    value: Known


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number or date known only to lie between two inclusive bounds; None means open."""

    low: Decimal | date | datetime | None
    high: Decimal | date | datetime | None
    missing: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Partial:
    """A list or table of which only some rows are known: there may be more."""

    rows: tuple[Known | Row | None, ...]
    missing: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Absent:
    """No value, with the names of the facts whose lack is the cause."""

    missing: frozenset[str] = field(default=frozenset())


Value: TypeAlias = "Exact | Bounded | Partial | Absent"


def in_range(number: Decimal) -> bool:
    """Tell whether a number lies within the language's range."""
    return -NUMBER_LIMIT < number < NUMBER_LIMIT


def settled(number: Decimal) -> Decimal:
    """Round half-even to the places a number can have."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -PLACES:
        return number
    return number.quantize(Decimal(1).scaleb(-PLACES), context=EXACT)


def representable(number: Decimal) -> bool:
    """Tell whether every engine can hold a number as it stands."""
    return in_range(number) and settled(number) == number


def product(left: Decimal, right: Decimal) -> Decimal:
    """Multiply exactly and round half-even to 12 places."""
    return settled(EXACT.multiply(left, right))


def quotient(left: Decimal, right: Decimal) -> Decimal | None:
    """Divide exactly and round half-even to 12 places; None for a division by zero."""
    if right == 0:
        return None
    with localcontext(EXACT):
        scaled = left.scaleb(PLACES)
        whole, rest = divmod(abs(scaled), abs(right))
        twice = 2 * rest
        if twice > abs(right) or (twice == abs(right) and whole % 2 == 1):
            whole += 1
        sign = -1 if (left < 0) != (right < 0) else 1
        return (sign * whole).scaleb(-PLACES)
