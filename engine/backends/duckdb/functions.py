"""SQL of each function of the formula language; exact, and NULL where it is undefined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from sqlglot import exp

from ...model.facts import FactType
from ...model.values import QUOTIENT_PLACES
from .terms import (
    MOST_SCALE,
    WIDTH,
    SqlTerm,
    attempt,
    case,
    cast_decimal,
    conjunction,
    is_null,
    null,
)

#: One side (low or high) of each argument, with the terms they come from, to one side of the
#: result with its DECIMAL's width and scale.
Builder = Callable[[Sequence[exp.Expr], Sequence[SqlTerm]], tuple[exp.Expr, int, int]]


def _paren(tree: exp.Expr) -> exp.Expr:
    return exp.paren(tree, copy=True)


def _function(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _cast(tree: exp.Expr, to: str) -> exp.Expr:
    return exp.Cast(this=_paren(tree), to=exp.DataType.build(to, dialect="duckdb"))


def _power(places: int) -> exp.Expr:
    text = "1" + "0" * places
    return cast_decimal(exp.Literal.string(text), len(text), 0)


def _fraction(places: int) -> exp.Expr:
    text = "1" if places == 0 else "0." + "0" * (places - 1) + "1"
    return cast_decimal(exp.Literal.string(text), max(places, 1), places)


def _sum_shape(terms: Sequence[SqlTerm]) -> tuple[int, int]:
    scale = max(term.scale for term in terms)
    whole = max(term.width - term.scale for term in terms) + len(terms) - 1
    return min(whole + scale, WIDTH), scale


def _guarded(tree: exp.Expr, width: int) -> exp.Expr:
    return attempt(tree) if width >= WIDTH else tree


def _add(
    sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    width, scale = _sum_shape(terms)
    tree = _paren(sides[0])
    for side in sides[1:]:
        tree = exp.Add(this=tree, expression=_paren(side))
    return _guarded(tree, width), width, scale


def _subtract(
    sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    width, scale = _sum_shape(terms)
    tree = exp.Sub(this=_paren(sides[0]), expression=_paren(sides[1]))
    return _guarded(tree, width), width, scale


def _negate(
    sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    return exp.Neg(this=_paren(sides[0])), terms[0].width, terms[0].scale


def _multiply(
    sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    tree, width, scale = _paren(sides[0]), terms[0].width, terms[0].scale
    for side, term in zip(sides[1:], terms[1:], strict=True):
        right, right_scale = _paren(side), term.scale
        if scale + right_scale > MOST_SCALE:
            tree, scale = cast_decimal(tree, WIDTH, 12), min(scale, 12)
            right, right_scale = cast_decimal(right, WIDTH, 12), min(right_scale, 12)
        scale += right_scale
        width = min(width + term.width, WIDTH)
        tree = _guarded(exp.Mul(this=tree, expression=right), width)
    return tree, width, scale


def _integer(tree: exp.Expr, scale: int) -> exp.Expr:
    """Give the number times 10^scale as a HUGEINT."""
    return _cast(exp.Mul(this=_paren(tree), expression=_power(scale)), "HUGEINT")


def quotient_sql(
    left: exp.Expr, left_scale: int, right: exp.Expr, right_scale: int
) -> exp.Expr:
    """Divide two decimals exactly, half-even to 12 places, in whole numbers; NULL by zero."""
    shift = QUOTIENT_PLACES + right_scale - left_scale
    top, bottom = _integer(left, left_scale), _integer(right, right_scale)
    if shift >= 0:
        top = exp.Mul(this=_paren(top), expression=_cast(_power(shift), "HUGEINT"))
    else:
        bottom = exp.Mul(this=_paren(bottom), expression=_cast(_power(-shift), "HUGEINT"))
    whole = exp.IntDiv(
        this=_function("abs", top.copy()), expression=_function("abs", bottom.copy())
    )
    rest = exp.Mod(this=_function("abs", top.copy()), expression=_function("abs", bottom.copy()))
    twice = exp.Mul(this=_paren(rest), expression=exp.Literal.number(2))
    size = _function("abs", bottom.copy())
    up = exp.or_(
        exp.GT(this=twice.copy(), expression=size.copy()),
        exp.and_(
            exp.EQ(this=twice.copy(), expression=size.copy()),
            exp.EQ(
                this=exp.Mod(this=_paren(whole), expression=exp.Literal.number(2)),
                expression=exp.Literal.number(1),
            ),
            copy=False,
        ),
        copy=False,
    )
    rounded = exp.Add(
        this=_paren(whole),
        expression=_paren(case([(up, exp.Literal.number(1))], exp.Literal.number(0))),
    )
    opposite = exp.NEQ(
        this=_paren(exp.LT(this=_paren(left), expression=exp.Literal.number(0))),
        expression=_paren(exp.LT(this=_paren(right), expression=exp.Literal.number(0))),
    )
    signed = exp.Mul(
        this=_paren(rounded),
        expression=_paren(case([(opposite, exp.Literal.number(-1))], exp.Literal.number(1))),
    )
    result = exp.Mul(
        this=cast_decimal(_paren(signed), 32, 0), expression=_fraction(QUOTIENT_PLACES)
    )
    zero = exp.NEQ(this=_paren(right), expression=exp.Literal.number(0))
    return case([(zero, attempt(cast_decimal(result, WIDTH, QUOTIENT_PLACES)))])


def _divide(
    sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    tree = quotient_sql(sides[0], terms[0].scale, sides[1], terms[1].scale)
    return tree, WIDTH, QUOTIENT_PLACES


def _extreme(name: str) -> Builder:
    def build(
        sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
    ) -> tuple[exp.Expr, int, int]:
        width, scale = _sum_shape(terms)
        chosen = _function(name, *(_paren(side) for side in sides))
        # LEAST and GREATEST pass over NULL; an unknown argument must not be passed over.
        known = conjunction([exp.not_(is_null(side), copy=False) for side in sides])
        return case([(known, chosen)]), width, scale

    return build


def _absolute(
    sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    return _function("abs", _paren(sides[0])), terms[0].width, terms[0].scale


def _places(sides: Sequence[exp.Expr]) -> int:
    if len(sides) == 1:
        return 0
    found = sides[1].find(exp.Literal)
    assert found is not None, "places are literal, checked when the rule was loaded"
    return int(found.this)


def _round(
    sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    places = _places(sides)
    if places >= terms[0].scale:
        return sides[0].copy(), terms[0].width, terms[0].scale
    tree = _function("round", _paren(sides[0]), exp.Literal.number(places))
    return tree, min(terms[0].width + 1, WIDTH), places


def _stepped(name: str) -> Builder:
    def build(
        sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
    ) -> tuple[exp.Expr, int, int]:
        places = _places(sides)
        if places >= terms[0].scale:
            return sides[0].copy(), terms[0].width, terms[0].scale
        scaled = exp.Mul(this=_paren(sides[0]), expression=_power(places))
        tree = exp.Mul(this=_function(name, scaled), expression=_fraction(places))
        return _guarded(tree, WIDTH), min(terms[0].width + places + 1, WIDTH), places

    return build


def _days_between(
    sides: Sequence[exp.Expr], _: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    days = _function(
        "date_diff", exp.Literal.string("day"), _cast(sides[0], "DATE"), _cast(sides[1], "DATE")
    )
    return cast_decimal(days, 9, 0), 9, 0


def _day_of(
    sides: Sequence[exp.Expr], _: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    return _cast(sides[0], "DATE"), 0, 0


def _hours_between(
    sides: Sequence[exp.Expr], _: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    elapsed = _function(
        "date_diff",
        exp.Literal.string("microsecond"),
        _cast(sides[0], "TIMESTAMP"),
        _cast(sides[1], "TIMESTAMP"),
    )
    hour = cast_decimal(exp.Literal.string("3600000000"), 10, 0)
    return quotient_sql(cast_decimal(elapsed, 18, 0), 0, hour, 0), WIDTH, QUOTIENT_PLACES


def _moved(interval: str, factor: int = 1) -> Builder:
    def build(
        sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
    ) -> tuple[exp.Expr, int, int]:
        count: exp.Expr = _cast(sides[1], "INTEGER")
        if factor != 1:
            count = exp.Mul(this=count, expression=exp.Literal.number(factor))
        moved = exp.Add(this=_paren(sides[0]), expression=_function(interval, count))
        to = "TIMESTAMP" if terms[0].type is FactType.DATETIME else "DATE"
        return attempt(_cast(moved, to)), 0, 0

    return build


def _add_workdays(
    sides: Sequence[exp.Expr], terms: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    """Count on by Mondays to Fridays without a loop: whole weeks, then the days left over."""
    count = _cast(sides[1], "INTEGER")
    weekday = _function("isodow", sides[0].copy())
    number = exp.Literal.number
    over = _function("greatest", number(0), exp.Sub(this=weekday.copy(), expression=number(5)))
    place = exp.Sub(this=_function("least", weekday.copy(), number(5)), expression=number(1))
    reach = _paren(exp.Add(this=_paren(place), expression=count.copy()))
    weeks = exp.Mul(
        this=_paren(exp.IntDiv(this=reach.copy(), expression=number(5))), expression=number(7)
    )
    rest = _paren(exp.Mod(this=reach.copy(), expression=number(5)))
    days = exp.Sub(
        this=exp.Sub(this=exp.Add(this=weeks, expression=rest), expression=_paren(place)),
        expression=_paren(over),
    )
    moved = exp.Add(this=_paren(sides[0]), expression=_function("to_days", _cast(days, "INTEGER")))
    to = "TIMESTAMP" if terms[0].type is FactType.DATETIME else "DATE"
    start = _cast(sides[0], to)
    return (
        case(
            [
                (exp.EQ(this=count.copy(), expression=number(0)), start),
                (exp.GT(this=count.copy(), expression=number(0)), attempt(_cast(moved, to))),
            ],
            null(),
        ),
        0,
        0,
    )


def _count_of(
    sides: Sequence[exp.Expr], _: Sequence[SqlTerm]
) -> tuple[exp.Expr, int, int]:
    return cast_decimal(_function("len", sides[0].copy()), 9, 0), 9, 0


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
        "floor": _stepped("floor"),
        "ceil": _stepped("ceil"),
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
