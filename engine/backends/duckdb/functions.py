"""SQL of each function of the formula language; exact, and NULL where it is undefined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from sqlglot import exp

from ...model.facts import FactType
from ...store.sql import type_of
from .decimals import (
    Number,
    cast_decimal,
    decimal_literal,
    difference,
    mark,
    product,
    quotient,
    rounded,
    stepped,
    sum_of,
)
from .terms import SqlTerm, attempt, case, conjunction, is_null, null

#: One side (low or high) of each argument, with the terms they come from, to one side of the
#: result with its DECIMAL's width and scale.
Builder = Callable[[Sequence[exp.Expr], Sequence[SqlTerm]], Number]


#: Microseconds.
_HOUR = Decimal(3_600_000_000)


def _paren(tree: exp.Expr) -> exp.Expr:
    return exp.paren(tree, copy=False)


def _function(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _cast(tree: exp.Expr, to: str) -> exp.Expr:
    return exp.Cast(this=_paren(tree), to=type_of(to))


def _numbers(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> list[Number]:
    return [(side, term.width, term.scale) for side, term in zip(sides, terms, strict=True)]


def _add(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
    return sum_of(_numbers(sides, terms))


def _subtract(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
    left, right = _numbers(sides, terms)
    return difference(left, right)


def _negate(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
    return exp.Neg(this=_paren(sides[0])), terms[0].width, terms[0].scale


def _multiply(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
    first, *rest = _numbers(sides, terms)
    for each in rest:
        first = product(first, each)
    return first


def _divide(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
    left, right = _numbers(sides, terms)
    return quotient(left, right)


def _extreme(name: str) -> Builder:
    def build(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
        scale = max(term.scale for term in terms)
        width = max(term.width - term.scale for term in terms) + scale
        chosen = _function(name, *(_paren(side) for side in sides))
        # LEAST and GREATEST pass over NULL; an unknown argument must not be passed over.
        known = conjunction([exp.not_(is_null(side), copy=False) for side in sides])
        return case([(known, chosen)]), width, scale

    return build


def _absolute(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
    return _function("abs", _paren(sides[0])), terms[0].width, terms[0].scale


def _places(sides: Sequence[exp.Expr]) -> int:
    if len(sides) == 1:
        return 0
    found = sides[1].find(exp.Literal)
    assert found is not None, "places are literal, checked when the rule was loaded"
    return int(str(found.this))


def _round(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
    return rounded((sides[0], terms[0].width, terms[0].scale), _places(sides))


def _stepped(*, up: bool) -> Builder:
    def build(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
        return stepped((sides[0], terms[0].width, terms[0].scale), _places(sides), up=up)

    return build


def _day_of(sides: Sequence[exp.Expr], _: Sequence[SqlTerm]) -> Number:
    return _cast(sides[0], "DATE"), 0, 0


def _days_between(sides: Sequence[exp.Expr], _: Sequence[SqlTerm]) -> Number:
    days = _function(
        "date_diff", exp.Literal.string("day"), _cast(sides[0], "DATE"), _cast(sides[1], "DATE")
    )
    return cast_decimal(days, 9, 0), 9, 0


def _hours_between(sides: Sequence[exp.Expr], _: Sequence[SqlTerm]) -> Number:
    elapsed = _function(
        "date_diff",
        exp.Literal.string("microsecond"),
        _cast(sides[0], "TIMESTAMP"),
        _cast(sides[1], "TIMESTAMP"),
    )
    return quotient((cast_decimal(elapsed, 18, 0), 18, 0), decimal_literal(_HOUR))


def _moved(interval: str, factor: int = 1) -> Builder:
    def build(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
        count = _whole(sides[1], terms[1])
        if factor != 1:
            count = exp.Mul(this=count, expression=exp.Literal.number(factor))
        return _later(sides[0], terms[0], interval, _cast(count, "INTEGER")), 0, 0

    return build


def _whole(side: exp.Expr, term: SqlTerm) -> exp.Expr:
    """Cut a count's places off, as far as it fits."""
    whole = _function("trunc", _paren(side)) if term.scale else side
    return exp.TryCast(this=_paren(whole), to=type_of("INTEGER"))


def _later(start: exp.Expr, term: SqlTerm, interval: str, count: exp.Expr) -> exp.Expr:
    """Move a day or moment; beyond the years 1 to 9999 there is none."""
    moved = exp.Add(this=_paren(start), expression=_function(interval, count))
    to = "TIMESTAMP" if term.type is FactType.DATETIME else "DATE"
    result = attempt(_cast(moved, to))
    known = exp.Between(
        this=_function("year", result),
        low=exp.Literal.number(1),
        high=exp.Literal.number(9999),
    )
    return mark(case([(known, result)]), "moved", start, term.type, interval, count)


def _add_workdays(sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]) -> Number:
    """Count on by Mondays to Fridays without a loop: whole weeks, then the days left over."""
    count = _whole(sides[1], terms[1])
    number = exp.Literal.number
    weekday = _function("isodow", sides[0])
    over = _function("greatest", number(0), exp.Sub(this=weekday, expression=number(5)))
    place = exp.Sub(this=_function("least", weekday, number(5)), expression=number(1))
    wide = _cast(count, "BIGINT")
    reach = _paren(exp.Add(this=_paren(place), expression=wide))
    weeks = exp.Mul(this=_paren(exp.IntDiv(this=reach, expression=number(5))), expression=number(7))
    rest = _paren(exp.Mod(this=reach, expression=number(5)))
    days = exp.Sub(
        this=exp.Sub(this=exp.Add(this=weeks, expression=rest), expression=_paren(place)),
        expression=_paren(over),
    )
    moved = _later(sides[0], terms[0], "to_days", _cast(days, "INTEGER"))
    return (
        case(
            [
                (exp.EQ(this=count, expression=number(0)), sides[0]),
                (exp.GT(this=count, expression=number(0)), moved),
            ],
            null(),
        ),
        0,
        0,
    )


def _count_of(sides: Sequence[exp.Expr], _: Sequence[SqlTerm]) -> Number:
    return cast_decimal(_function("len", sides[0]), 9, 0), 9, 0


SQL_FUNCTIONS: Mapping[str, Builder] = MappingProxyType(
    {
        "add": _add,
        "subtract": _subtract,
        "negate": _negate,
        "multiply": _multiply,
        "divide": _divide,
        "min": _extreme("least"),
        "max": _extreme("greatest"),
        "abs": _absolute,
        "round": _round,
        "floor": _stepped(up=False),
        "ceil": _stepped(up=True),
        "day_of": _day_of,
        "days_between": _days_between,
        "hours_between": _hours_between,
        "add_days": _moved("to_days"),
        "add_months": _moved("to_months"),
        "add_years": _moved("to_months", 12),
        "add_workdays": _add_workdays,
        "count_of": _count_of,
    }
)
