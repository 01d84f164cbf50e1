"""Exact arithmetic on decimals."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from ...model.facts import NUMBERS, FactType
from ...model.values import EXACT, product, quotient
from .base import Function

#: A number may be rounded to at most this many places.
MOST_PLACES = 12
#: Functions whose second argument is a number of places, which has to be written out.
TO_PLACES = frozenset({"round", "floor", "ceil"})


def _same_or_decimal(types: tuple[FactType, ...]) -> FactType | None:
    """Sums keep the unit that all terms share; a mixture is a plain decimal."""
    if not all(each in NUMBERS for each in types):
        return None
    kinds = set(types) - {FactType.INTEGER}
    if not kinds:
        return FactType.INTEGER
    if len(kinds) == 1:
        return next(iter(kinds))
    return FactType.MONEY if FactType.MONEY in kinds else FactType.DECIMAL


def _product(types: tuple[FactType, ...]) -> FactType | None:
    if not all(each in NUMBERS for each in types) or types.count(FactType.MONEY) > 1:
        return None
    if FactType.MONEY in types:
        return FactType.MONEY
    if all(each is FactType.INTEGER for each in types):
        return FactType.INTEGER
    return FactType.DECIMAL


def _ratio(types: tuple[FactType, ...]) -> FactType | None:
    left, right = types
    if left not in NUMBERS or right not in NUMBERS:
        return None
    if left is FactType.MONEY and right is not FactType.MONEY:
        return FactType.MONEY
    return None if right is FactType.MONEY and left is not FactType.MONEY else FactType.DECIMAL


def _rounded(types: tuple[FactType, ...]) -> FactType | None:
    if len(types) == 2 and types[1] is not FactType.INTEGER:
        return None
    return types[0] if types[0] in NUMBERS else None


def _sum(*terms: Decimal) -> Decimal:
    total = Decimal(0)
    for term in terms:
        total = EXACT.add(total, term)
    return total


def _multiply(*factors: Decimal) -> Decimal:
    result = Decimal(1)
    for factor in factors:
        result = product(result, factor)
    return result


def _to_places(number: Decimal, places: Decimal, rounding: str) -> Decimal:
    step = Decimal(1).scaleb(-int(places))
    return number.quantize(step, rounding=rounding, context=EXACT)


def _round(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    return _to_places(number, places, ROUND_HALF_UP)


def _floor(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    return _to_places(number, places, ROUND_FLOOR)


def _ceil(number: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    return _to_places(number, places, ROUND_CEILING)


ADD = Function("add", 2, None, _same_or_decimal, _sum, "+", "the sum")
SUBTRACT = Function(
    "subtract", 2, 2, _same_or_decimal, lambda a, b: EXACT.subtract(a, b), "+-", "the difference"
)
NEGATE = Function("negate", 1, 1, _same_or_decimal, EXACT.minus, "-", "the number below zero")
#: Rises with a factor only while the other one is not negative: the engines look at the sign.
MULTIPLY = Function("multiply", 2, None, _product, _multiply, "", "the product, to 12 places")
DIVIDE = Function("divide", 2, 2, _ratio, quotient, "", "the quotient, to 12 places")
LEAST = Function("min", 1, None, _same_or_decimal, lambda *a: min(a), "+", "the smallest")
GREATEST = Function("max", 1, None, _same_or_decimal, lambda *a: max(a), "+", "the largest")
ABSOLUTE = Function("abs", 1, 1, _same_or_decimal, EXACT.abs, "", "the number without its sign")
ROUND = Function("round", 1, 2, _rounded, _round, "+", "rounded to places, halves away from zero")
FLOOR = Function("floor", 1, 2, _rounded, _floor, "+", "rounded down to places")
CEIL = Function("ceil", 1, 2, _rounded, _ceil, "+", "rounded up to places")

LISTED = (
    ADD,
    SUBTRACT,
    NEGATE,
    MULTIPLY,
    DIVIDE,
    LEAST,
    GREATEST,
    ABSOLUTE,
    ROUND,
    FLOOR,
    CEIL,
)
