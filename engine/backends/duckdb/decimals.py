"""SQL of exact arithmetic that cannot overflow: what leaves the language's range becomes NULL.

Every number is a DECIMAL of at most 20 whole digits and 12 places, so it fits 32 of the 38 digits
DuckDB has. Products and quotients need up to 64 digits on the way; where the operands' widths do
not rule that out, they are computed piece by piece in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from sqlglot import exp

from ...model.values import EXACT, PLACES, WHOLE_DIGITS
from ...store.sql import type_of

#: Widest decimal DuckDB knows.
WIDTH = 38
#: A tree with the width and scale of its DECIMAL.
Number: TypeAlias = "tuple[exp.Expr, int, int]"

#: Trees by the names they were bound to.
Names: TypeAlias = "Mapping[str, exp.Expr]"

#: Where a tree's meaning is noted on it.
MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a tree means, for dialects that say it in another way than DuckDB."""

    word: str
    said: tuple[Any, ...]

    def __deepcopy__(self, _memo: object) -> Meaning:
        """Stay one: copies of a tree mean the same, and trees in it are never changed."""
        return self


def mark(tree: exp.Expr, word: str, *said: Any) -> exp.Expr:
    """Note on a tree what it means."""
    tree.meta[MEANING] = Meaning(word, said)
    return tree


def decimal_literal(number: Decimal) -> Number:
    """Write a number as a DECIMAL just wide enough."""
    text = format(number.normalize(EXACT), "f") if number else "0"
    digits = text.lstrip("-")
    whole, _, fraction = digits.partition(".")
    scale = len(fraction)
    width = max(len(whole.lstrip("0")) + scale, scale, 1)
    return cast_decimal(exp.Literal.string(text), width, scale), width, scale


def cast_decimal(tree: exp.Expr, width: int, scale: int) -> exp.Expr:
    """Cast to DECIMAL(width, scale)."""
    return exp.Cast(this=tree, to=type_of(f"DECIMAL({width}, {scale})"))


def sum_of(numbers: Sequence[Number]) -> Number:
    """Add numbers."""
    _, width, scale = _widened(numbers)
    first, *rest = numbers
    tree = cast_decimal(_paren(first[0]), width, scale)
    for each, _, _ in rest:
        tree = mark(exp.Add(this=tree, expression=_paren(each)), "fits", width, scale)
    return _fitted(tree, width, scale)


def difference(left: Number, right: Number) -> Number:
    """Subtract the second number from the first."""
    _, width, scale = _widened([left, right])
    tree = exp.Sub(this=cast_decimal(_paren(left[0]), width, scale), expression=_paren(right[0]))
    return _fitted(mark(tree, "fits", width, scale), width, scale)


def _widened(numbers: Sequence[Number]) -> Number:
    scale = max(scale for _, _, scale in numbers)
    whole = max(width - scale for _, width, scale in numbers) + len(numbers) - 1
    return numbers[0][0], min(max(whole + scale, 1), WIDTH), scale


def product(left: Number, right: Number) -> Number:
    """Multiply exactly and round half-even to 12 places."""
    width, scale = left[1] + right[1], left[2] + right[2]
    # One digit is left free, since other engines count one more for a product.
    if width < WIDTH:
        tree = exp.Mul(
            this=cast_decimal(_paren(left[0]), width, left[2]), expression=_paren(right[0])
        )
        mark(tree, "product", left, right)
        if scale <= PLACES:
            return _fitted(tree, width, scale)
        settled = _let({"p": tree}, lambda of: _settled(of["p"]))
        return _fitted(settled, width - scale + 1 + PLACES, PLACES)
    return product_in_pieces(left, right)


def product_in_pieces(left: Number, right: Number) -> Number:
    """Multiply by way of whole numbers, for operands too wide to be multiplied at once."""

    def halved(of: Names) -> exp.Expr:
        high, low = _halves(of["a"], left[2])
        other_high, other_low = _halves(of["b"], right[2])
        return _let({"h": high, "l": low, "i": other_high, "m": other_low}, multiplied)

    def multiplied(of: Names) -> exp.Expr:
        fine = _times(of["l"], of["m"])
        total = _plus(
            _times(_times(of["h"], of["i"]), _power(PLACES)),
            _times(of["h"], of["m"]),
            _times(of["l"], of["i"]),
            _whole_quotient(fine, _power(PLACES)),
        )
        return _let({"t": total, "r": _rest(fine, _power(PLACES))}, rounded_off)

    def rounded_off(of: Names) -> exp.Expr:
        return _half_even(of["t"], of["r"], _power(PLACES))

    return _signed(_let({"a": _size(left[0]), "b": _size(right[0])}, halved), left[0], right[0])


def quotient(left: Number, right: Number) -> Number:
    """Divide exactly and round half-even to 12 places; NULL by zero."""
    shift = PLACES + right[2] - left[2]
    top_width, bottom_width = left[1] + max(shift, 0), right[1] + max(-shift, 0)
    if top_width < WIDTH and bottom_width < WIDTH:
        top = _times(_size(_units(left)), _power(max(shift, 0)))
        size = _let({"a": top, "b": _times(_size(_units(right)), _power(max(-shift, 0)))}, _divided)
    else:
        size = _long_division(_fine_units(left), _fine_units(right))
    tree, width, scale = _signed(size, left[0], right[0])
    some = exp.NEQ(this=_paren(right[0]), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=some, true=tree)]), width, scale


def _divided(of: Names) -> exp.Expr:
    parts = {"t": _whole_quotient(of["a"], of["b"]), "r": _rest(of["a"], of["b"]), "b": of["b"]}
    return _let(parts, lambda of: _half_even(of["t"], of["r"], of["b"]))


def _long_division(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    """Divide to 12 places in two steps, since the top times 10^12 may be beyond a HUGEINT."""
    step = _power(PLACES // 2)

    def whole(of: Names) -> exp.Expr:
        parts = {"t": _whole_quotient(of["a"], of["b"]), "r": _rest(of["a"], of["b"])}
        return _let({**parts, "b": of["b"]}, first)

    def further(of: Names) -> dict[str, exp.Expr]:
        more = _times(of["r"], step)
        total = _plus(_times(of["t"], step), _whole_quotient(more, of["b"]))
        return {"t": total, "r": _rest(more, of["b"]), "b": of["b"]}

    def first(of: Names) -> exp.Expr:
        return _let(further(of), second)

    def second(of: Names) -> exp.Expr:
        return _let(further(of), lambda of: _half_even(of["t"], of["r"], of["b"]))

    return _let({"a": top, "b": bottom}, whole)


def rounded(number: Number, places: int) -> Number:
    """Round to places, halves away from zero."""
    return number if places >= number[2] else _fitted(*_nearest(number, places))


def _nearest(number: Number, places: int) -> Number:
    tree, width, scale = number
    wide = cast_decimal(_paren(tree), min(width + 1, WIDTH), scale)
    result = exp.Anonymous(this="round", expressions=[wide, exp.Literal.number(places)])
    return result, max(width - scale + 1 + places, 1), places


def stepped(number: Number, places: int, *, up: bool) -> Number:
    """Round up or down to places."""
    if places >= number[2]:
        return number
    nearest, width, scale = _nearest(number, places)
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
    kind = type_of(f"DECIMAL({WHOLE_DIGITS + scale}, {scale})")
    return exp.TryCast(this=_paren(tree), to=kind), WHOLE_DIGITS + scale, scale


def _signed(size: exp.Expr, left: exp.Expr, right: exp.Expr) -> Number:
    """Give a count of units of the last place as a number, negative where one factor is."""
    width = WHOLE_DIGITS + PLACES
    negative = [
        _paren(exp.LT(this=_paren(each), expression=exp.Literal.number(0)))
        for each in (left, right)
    ]
    unlike = exp.NEQ(this=negative[0], expression=negative[1])
    sign = exp.Case(
        ifs=[exp.If(this=unlike, true=exp.Literal.number(-1))], default=exp.Literal.number(1)
    )
    kind = type_of(f"DECIMAL({width}, 0)")
    unit, _, _ = decimal_literal(Decimal(1).scaleb(-PLACES))
    whole = exp.TryCast(this=_times(size, sign), to=kind)
    tree = mark(exp.Mul(this=whole, expression=unit), "in_units", whole)
    return exp.Anonymous(this="TRY", expressions=[cast_decimal(tree, width, PLACES)]), width, PLACES


def _settled(number: exp.Expr) -> exp.Expr:
    """Round a DECIMAL half-even to 12 places: as DuckDB does, but for halves above even ones."""
    places = exp.Literal.number(PLACES)
    cut = exp.Anonymous(this="trunc", expressions=[number.copy(), places])
    half, _, _ = decimal_literal(Decimal(5).scaleb(-PLACES - 1))
    pair, _, _ = decimal_literal(Decimal(2).scaleb(-PLACES))
    rest = exp.Sub(this=number.copy(), expression=cut.copy())
    is_half = exp.EQ(this=_size(rest), expression=half)
    is_even = exp.EQ(this=_rest(cut, pair), expression=exp.Literal.number(0))
    down = exp.If(this=exp.And(this=is_half, expression=is_even), true=cut)
    tree = exp.Case(
        ifs=[down], default=exp.Anonymous(this="round", expressions=[number.copy(), places.copy()])
    )
    return mark(tree, "half_even", number)


def _half_even(total: exp.Expr, rest: exp.Expr, of: exp.Expr) -> exp.Expr:
    """Round a whole number up where the rest is more than half, or half and the number odd."""
    twice = _times(rest, exp.Literal.number(2))
    odd = exp.EQ(
        this=exp.Mod(this=_paren(total), expression=exp.Literal.number(2)),
        expression=exp.Literal.number(1),
    )
    more = exp.GT(this=twice, expression=_paren(of))
    half = exp.And(this=exp.EQ(this=twice, expression=_paren(of)), expression=odd)
    up = exp.If(this=exp.Or(this=more, expression=half), true=_plus(total, exp.Literal.number(1)))
    return exp.Case(ifs=[up], default=_paren(total))


def _halves(size: exp.Expr, scale: int) -> tuple[exp.Expr, exp.Expr]:
    """Part a size into its whole and its units of the twelfth place, both HUGEINT."""
    if scale == 0:
        return _huge(size), _huge(exp.Literal.number(0))
    whole = exp.Anonymous(this="trunc", expressions=[size])
    part = cast_decimal(exp.Sub(this=_paren(size), expression=whole), WIDTH, scale)
    fine = exp.Mul(this=part, expression=cast_decimal(_text_power(PLACES), PLACES + 1, 0))
    return _huge(whole), _huge(fine)


def _fine_units(number: Number) -> exp.Expr:
    """Give the size of a number in units of the twelfth place."""

    def joined(of: Names) -> exp.Expr:
        whole, fine = _halves(of["a"], number[2])
        return _plus(_times(whole, _power(PLACES)), fine)

    return _let({"a": _size(number[0])}, joined)


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
    return exp.Cast(this=_paren(tree), to=type_of("HUGEINT"))


def _times(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return mark(exp.Mul(this=_paren(left), expression=_paren(right)), "whole")


def _plus(*terms: exp.Expr) -> exp.Expr:
    tree = _paren(terms[0])
    for each in terms[1:]:
        tree = mark(exp.Add(this=tree, expression=_paren(each)), "whole")
    return tree


def _rest(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    return exp.Mod(this=_paren(top), expression=_paren(bottom))


def _whole_quotient(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    return exp.IntDiv(this=_paren(top), expression=_paren(bottom))


def _let(parts: Mapping[str, exp.Expr], body: Callable[[Names], exp.Expr]) -> exp.Expr:
    """Compute parts once and give them to a body by name: SQL's only `let` is a lambda."""
    fields = [
        exp.PropertyEQ(this=exp.to_identifier(name), expression=tree)
        for name, tree in parts.items()
    ]
    names = {
        name: exp.Dot(this=exp.column("of"), expression=exp.to_identifier(name)) for name in parts
    }
    one = exp.Array(expressions=[exp.Struct(expressions=fields)])
    function = exp.Lambda(this=body(names), expressions=[exp.to_identifier("of")])
    mapped = exp.Anonymous(this="list_transform", expressions=[one, function])
    named = exp.Anonymous(this="list_extract", expressions=[mapped, exp.Literal.number(1)])
    return mark(named, "inlined", lambda: body(parts))


def _paren(tree: exp.Expr) -> exp.Expr:
    return exp.paren(tree, copy=False)
