"""SQL of exact arithmetic that cannot overflow: what leaves the language's range becomes NULL.

Every number is a DECIMAL of at most 20 whole digits and 12 places, so it fits 32 of the 38 digits
DuckDB has. Products and quotients need up to 64 digits on the way; where the operands' widths do
not rule that out, they are computed piece by piece in whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from sqlglot import exp

from ...model.values import PLACES, WHOLE_DIGITS

#: Widest decimal DuckDB knows.
WIDTH = 38
#: A tree with the width and scale of its DECIMAL.
Number: TypeAlias = "tuple[exp.Expr, int, int]"

_HALF = PLACES // 2


def decimal_literal(number: Decimal) -> Number:
    """Write a number as a DECIMAL just wide enough."""
    text = format(number.normalize(), "f") if number else "0"
    digits = text.lstrip("-")
    whole, _, fraction = digits.partition(".")
    scale = len(fraction)
    width = max(len(whole.lstrip("0")) + scale, scale, 1)
    return cast_decimal(exp.Literal.string(text), width, scale), width, scale


def cast_decimal(tree: exp.Expr, width: int, scale: int) -> exp.Expr:
    """Cast to DECIMAL(width, scale)."""
    return exp.Cast(this=tree, to=exp.DataType.build(f"DECIMAL({width}, {scale})"))


def sum_of(numbers: Sequence[Number]) -> Number:
    """Add numbers."""
    _, width, scale = _widened(numbers)
    first, *rest = numbers
    tree = cast_decimal(_paren(first[0]), width, scale)
    for each, _, _ in rest:
        tree = exp.Add(this=tree, expression=_paren(each))
    return _fitted(tree, width, scale)


def difference(left: Number, right: Number) -> Number:
    """Subtract the second number from the first."""
    _, width, scale = _widened([left, right])
    tree = exp.Sub(this=cast_decimal(_paren(left[0]), width, scale), expression=_paren(right[0]))
    return _fitted(tree, width, scale)


def _widened(numbers: Sequence[Number]) -> Number:
    scale = max(scale for _, _, scale in numbers)
    whole = max(width - scale for _, width, scale in numbers) + len(numbers) - 1
    return numbers[0][0], min(max(whole + scale, 1), WIDTH), scale


def product(left: Number, right: Number) -> Number:
    """Multiply exactly and round half-even to 12 places."""
    width, scale = left[1] + right[1], left[2] + right[2]
    if width <= WIDTH and scale <= PLACES:
        tree = exp.Mul(
            this=cast_decimal(_paren(left[0]), width, left[2]), expression=_paren(right[0])
        )
        return _fitted(tree, width, scale)
    (high, low), (other_high, other_low) = _halves(left), _halves(right)
    fine = _times(low, other_low)
    total = _plus(
        _times(_times(high, other_high), _power(PLACES)),
        _times(high, other_low),
        _times(low, other_high),
        _whole_quotient(fine, _power(PLACES)),
    )
    rest = exp.Mod(this=_paren(fine), expression=_power(PLACES))
    return _signed(_half_even(total, rest, _power(PLACES)), [left[0], right[0]])


def quotient(left: Number, right: Number) -> Number:
    """Divide exactly and round half-even to 12 places; NULL by zero."""
    shift = PLACES + right[2] - left[2]
    top_width, bottom_width = left[1] + max(shift, 0), right[1] + max(-shift, 0)
    if top_width < WIDTH and bottom_width < WIDTH:
        top = _times(_size(_units(left)), _power(max(shift, 0)))
        bottom = _times(_size(_units(right)), _power(max(-shift, 0)))
        total = _whole_quotient(top, bottom)
        rest: exp.Expr = exp.Mod(this=_paren(top), expression=_paren(bottom))
    else:
        rest, bottom = _size(_fine_units(left)), _size(_fine_units(right))
        parts = [_times(_whole_quotient(rest, bottom), _power(PLACES))]
        for places in (PLACES - _HALF, 0):
            rest = exp.Mod(this=_paren(rest), expression=_paren(bottom))
            top = _times(rest, _power(_HALF))
            parts.append(_times(_whole_quotient(top, bottom), _power(places)))
            rest = top
        total = _plus(*parts)
        rest = exp.Mod(this=_paren(rest), expression=_paren(bottom))
    tree, width, scale = _signed(_half_even(total, rest, bottom), [left[0], right[0]])
    some = exp.NEQ(this=_paren(right[0]), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=some, true=tree)]), width, scale


def rounded(number: Number, places: int) -> Number:
    """Round to places, halves away from zero."""
    tree, width, scale = number
    if places >= scale:
        return number
    wide = cast_decimal(_paren(tree), min(width + 1, WIDTH), scale)
    result = exp.Anonymous(this="round", expressions=[wide, exp.Literal.number(places)])
    return _fitted(result, max(width - scale + 1 + places, 1), places)


def stepped(number: Number, places: int, *, up: bool) -> Number:
    """Round up or down to places."""
    nearest, width, scale = rounded(number, places)
    if places >= number[2]:
        return number
    beyond = (exp.LT if up else exp.GT)(this=_paren(nearest), expression=_paren(number[0]))
    step = decimal_literal(Decimal(1).scaleb(-places))[0]
    shift = exp.Case(ifs=[exp.If(this=beyond, true=step)], default=decimal_literal(Decimal(0))[0])
    sign = exp.Add if up else exp.Sub
    tree = sign(this=cast_decimal(_paren(nearest), width + 1, scale), expression=_paren(shift))
    return _fitted(tree, width + 1, scale)


def _fitted(tree: exp.Expr, width: int, scale: int) -> Number:
    """Turn what is out of the language's range into NULL."""
    if width - scale <= WHOLE_DIGITS:
        return cast_decimal(_paren(tree), width, scale), width, scale
    kind = exp.DataType.build(f"DECIMAL({WHOLE_DIGITS + scale}, {scale})")
    return exp.TryCast(this=_paren(tree), to=kind), WHOLE_DIGITS + scale, scale


def _signed(size: exp.Expr, signs: Sequence[exp.Expr]) -> Number:
    """Give a count of units of the last place as a number, negative where one factor is."""
    width = WHOLE_DIGITS + PLACES
    negative = [
        _paren(exp.LT(this=_paren(each), expression=exp.Literal.number(0))) for each in signs
    ]
    sign = exp.Case(
        ifs=[
            exp.If(
                this=exp.NEQ(this=negative[0], expression=negative[1]),
                true=exp.Literal.number(-1),
            )
        ],
        default=exp.Literal.number(1),
    )
    whole = exp.TryCast(this=_times(size, sign), to=exp.DataType.build(f"DECIMAL({width}, 0)"))
    unit, _, _ = decimal_literal(Decimal(1).scaleb(-PLACES))
    tree = cast_decimal(exp.Mul(this=whole, expression=unit), width, PLACES)
    return exp.Anonymous(this="TRY", expressions=[tree]), width, PLACES


def _half_even(total: exp.Expr, rest: exp.Expr, of: exp.Expr) -> exp.Expr:
    """Round a whole number up where the rest is more than half, or half and the number odd."""
    twice = _times(rest, exp.Literal.number(2))
    odd = exp.EQ(
        this=exp.Mod(this=_paren(total), expression=exp.Literal.number(2)),
        expression=exp.Literal.number(1),
    )
    more = exp.GT(this=twice.copy(), expression=_paren(of))
    half = exp.And(this=exp.EQ(this=twice.copy(), expression=_paren(of)), expression=odd)
    up = exp.Case(
        ifs=[exp.If(this=exp.Or(this=more, expression=half), true=exp.Literal.number(1))],
        default=exp.Literal.number(0),
    )
    return _plus(total, up)


def _halves(number: Number) -> tuple[exp.Expr, exp.Expr]:
    """Part a number's size into its whole and its units of the last place, both HUGEINT."""
    tree, _, scale = number
    size = exp.Anonymous(this="abs", expressions=[_paren(tree)])
    if scale == 0:
        return _huge(size), _huge(exp.Literal.number(0))
    whole = exp.Anonymous(this="trunc", expressions=[size.copy()])
    part = cast_decimal(exp.Sub(this=size.copy(), expression=whole.copy()), WIDTH, scale)
    fine = exp.Mul(this=part, expression=cast_decimal(_text_power(PLACES), PLACES + 1, 0))
    return _huge(whole), _huge(fine)


def _fine_units(number: Number) -> exp.Expr:
    """Give the size of a number in units of the twelfth place."""
    whole, fine = _halves(number)
    return _plus(_times(whole, _power(PLACES)), fine)


def _units(number: Number) -> exp.Expr:
    """Give a number in units of its own last place."""
    tree, width, scale = number
    if scale == 0:
        return _huge(tree)
    if width + scale > WIDTH:
        return _whole_quotient(_fine_units(number), _power(PLACES - scale))
    wide = cast_decimal(_paren(tree), width + scale, scale)
    return _huge(exp.Mul(this=wide, expression=cast_decimal(_text_power(scale), scale + 1, 0)))


def _size(tree: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="abs", expressions=[_paren(tree)])


def _text_power(places: int) -> exp.Expr:
    return exp.Literal.string("1" + "0" * places)


def _power(places: int) -> exp.Expr:
    return _huge(_text_power(places)) if places else _huge(exp.Literal.number(1))


def _huge(tree: exp.Expr) -> exp.Expr:
    return exp.Cast(this=_paren(tree), to=exp.DataType.build("HUGEINT", dialect="duckdb"))


def _times(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Mul(this=_paren(left), expression=_paren(right))


def _plus(*terms: exp.Expr) -> exp.Expr:
    tree = _paren(terms[0])
    for each in terms[1:]:
        tree = exp.Add(this=tree, expression=_paren(each))
    return tree


def _whole_quotient(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    return exp.IntDiv(this=_paren(top), expression=_paren(bottom))


def _paren(tree: exp.Expr) -> exp.Expr:
    return exp.paren(tree, copy=True)
