"""Spark's words (4.0 and later), also where ANSI mode is off.

Spark keeps 38 digits and gives up decimal places where a result might need more, without a word.
So every number an operation is done on is first given a width at which nothing can be lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlglot import exp

from ...model.facts import FactType
from ...model.values import PLACES, WHOLE_DIGITS
from ...store.sql import type_of
from .common import (
    floor_or_ceil,
    full_match,
    guarded_months,
    within_words,
)
from .translate import Meant, Spelled, Spelling, Translator, call, named, number, paren, when

#: Whole numbers of 38 digits, DuckDB's 128 bits.
_WHOLE = (38, 0)
#: Sums of any number of decimals of 20 whole digits: one digit is left for Spark to add.
_SUM_WIDTH = 36
_IT, _SUM, _OTHER = "_any", "_sum", "_same"


def _decimal(tree: exp.Expr, width: int, scale: int) -> exp.Expr:
    return _cast(tree.unnest(), type_of(f"DECIMAL({width}, {scale})"))


def _cast(tree: exp.Expr, kind: exp.DataType) -> exp.Expr:
    """Cast to NULL what does not fit; unless it is `safe`, sqlglot writes a CAST that may fail."""
    return exp.TryCast(this=tree, to=kind, safe=True)


def _whole(tree: exp.Expr) -> exp.Expr:
    return _decimal(tree, *_WHOLE)


def _tried(name: str) -> Meant:
    """Do an operation on whole numbers; beyond 38 digits there is none."""

    def say(of: Translator, tree: exp.Expr) -> exp.Expr:
        return _whole(call(name, _whole(of(tree.this)), _whole(of(tree.expression))))

    return say


def _arithmetic(name: str) -> Meant:
    whole = _tried(name)

    def say(of: Translator, tree: exp.Expr) -> exp.Expr:
        meaning = tree.meta.get("meaning")
        if meaning is not None and meaning.word == "whole":
            return whole(of, tree)
        done = call(name, of(tree.this), of(tree.expression))
        if meaning is not None and meaning.word == "fits":
            width, scale = meaning.said
            return _decimal(done, min(width, _SUM_WIDTH), scale)
        return done

    return say


def _rest(of: Translator, tree: exp.Expr) -> exp.Expr:
    return paren(_remainder(of(tree.this), of(tree.expression)))


def _remainder(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    return exp.Mod(
        this=paren(_whole(top)), expression=call("nullif", _whole(bottom), _whole(number(0)))
    )


def _quotient(of: Translator, tree: exp.Expr) -> exp.Expr:
    return _whole_quotient(of(tree.this), of(tree.expression))


def _whole_quotient(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    """Divide without a rest; Spark's `div` gives a 64-bit number, and its `/` rounds."""
    divisible = call("try_subtract", _whole(top), paren(_remainder(top, bottom)))
    return _whole(call("try_divide", _whole(divisible), _whole(bottom)))


def _product(of: Translator, left: tuple, right: tuple) -> exp.Expr:  # type: ignore[type-arg]
    sides = [_decimal(of(tree), width, scale) for tree, width, scale in (left, right)]
    return call("try_multiply", *sides)


def _in_units(of: Translator, count: exp.Expr) -> exp.Expr:
    """Give a count of units of the last place as a number, whole and fraction apart."""
    units, power = of(count), exp.Literal.string("1" + "0" * PLACES)
    whole = _decimal(_whole_quotient(units, power), 20, 0)
    rest = _decimal(paren(_remainder(units, power)), PLACES, 0)
    unit = _decimal(exp.Literal.string("0." + "0" * (PLACES - 1) + "1"), PLACES, PLACES)
    return call("try_add", whole, call("try_multiply", rest, unit))


def _half_even(of: Translator, tree: exp.Expr) -> exp.Expr:
    return call("bround", of(tree), number(PLACES))


def _moved(
    of: Translator, start: exp.Expr, kind: FactType, interval: str, count: exp.Expr
) -> exp.Expr:
    """Move a day or moment, where that leads into the years 1 to 9999."""
    begin, step = of(start), of(count)
    unit = {"to_days": "DAY", "to_months": "MONTH"}[interval]
    day = exp.Cast(this=begin, to=type_of("DATE"))
    if interval == "to_days":
        first = call("date_diff", _day("0001-01-01"), day)
        last = call("date_diff", _day("9999-12-31"), day)
        allowed: exp.Expr = exp.Between(this=step, low=first, high=last)
    else:
        allowed = guarded_months(call("year", day), call("month", day), step)
    if kind is FactType.DATETIME:
        moved = call("timestampadd", exp.Var(this=unit), step, begin)
    else:
        moved = call({"DAY": "date_add", "MONTH": "add_months"}[unit], begin, step)
    return when((allowed, moved))


def _day(text: str) -> exp.Expr:
    return exp.Cast(this=exp.Literal.string(text), to=type_of("DATE"))


def _date_diff(unit: exp.Expr, start: exp.Expr, end: exp.Expr) -> exp.Expr:
    if unit.name == "day":
        return call("date_diff", end, start)
    return call("timestampdiff", exp.Var(this="MICROSECOND"), start, end)


def _since_1970(moment: exp.Expr) -> exp.Expr:
    begin = exp.Cast(this=exp.Literal.string("1970-01-01 00:00:00"), to=type_of("TIMESTAMP"))
    return call("timestampdiff", exp.Var(this="MICROSECOND"), begin, moment)


def _lambda(body: exp.Expr, *names: str) -> exp.Expr:
    return exp.Lambda(this=body, expressions=[exp.to_identifier(each) for each in names])


def _known(items: exp.Expr) -> exp.Expr:
    it = exp.column(_IT)
    some = exp.not_(exp.Is(this=it, expression=exp.Null()), copy=False)
    return call("filter", items, _lambda(some, _IT))


def _total(of: Translator, items: exp.Expr, scale: int) -> exp.Expr:
    def wide(tree: exp.Expr) -> exp.Expr:
        return _decimal(tree, _SUM_WIDTH, scale)

    more = call("try_add", exp.column(_SUM), wide(exp.column(_IT)))
    # DuckDB passes over NULL, and gives NULL for the sum of nothing.
    known = _known(of(items))
    added = call("aggregate", known, wide(number(0)), _lambda(wide(more), _SUM, _IT))
    some = exp.GT(this=call("array_size", known), expression=number(0))
    return when((some, added))


def _largest(of: Translator, groups: exp.Expr) -> exp.Expr:
    """Give how often the most frequent item stands in a list."""
    items = _known(of(groups))
    same = exp.EQ(this=exp.column(_OTHER), expression=exp.column(_IT))
    alike = call("array_size", call("filter", items, _lambda(same, _OTHER)))
    return call("array_max", call("transform", call("array_distinct", items), _lambda(alike, _IT)))


def _extract(items: exp.Expr, place: exp.Expr) -> exp.Expr:
    index = exp.Sub(this=exp.Cast(this=paren(place), to=type_of("INT")), expression=number(1))
    return call("get", items, index)


def _range(first: exp.Expr, end: exp.Expr) -> exp.Expr:
    """List whole numbers up to an end that is not among them; Spark would count downwards."""
    last = exp.Sub(this=paren(end), expression=number(1))
    some = exp.LT(this=paren(first), expression=paren(end))
    nothing = exp.GTE(this=paren(first), expression=paren(end))
    empty = call("filter", call("sequence", first, first), _lambda(exp.false(), _IT))
    return when((some, call("sequence", first, last)), (nothing, empty))


def _struct_field(of: Translator, tree: exp.Expr) -> exp.Expr:
    return exp.Dot(this=of(tree.this), expression=of(tree.expression))


def _struct(of: Translator, tree: exp.Expr) -> exp.Expr:
    arguments: list[exp.Expr] = []
    for each in tree.expressions:
        arguments += [exp.Literal.string(each.this.name), of(each.expression)]
    return call("named_struct", *arguments)


def _array(of: Translator, tree: exp.Expr) -> exp.Expr:
    return call("array", *(_item(of(each)) for each in tree.expressions))


def _item(item: exp.Expr) -> exp.Expr:
    """Give a number the width that stored lists have: lists of others cannot be compared."""
    is_number = isinstance(item, exp.TryCast) and item.to.is_type("decimal")
    return _decimal(item, WHOLE_DIGITS + PLACES, PLACES) if is_number else item


def _of_parts(of: Translator, tree: exp.Expr) -> exp.Expr:
    return of.parts(tree)


def _any_true(items: exp.Expr) -> exp.Expr:
    return call("exists", items, _lambda(exp.column(_IT), _IT))


def _contains(items: exp.Expr, item: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=call("array_contains", items, item), expressions=[exp.false()])


def _among(of: Translator, tree: exp.Expr) -> exp.Expr:
    return within_words(of, tree, _contains)


def _wanted(quantifier: str) -> Spelled:
    def say(items: exp.Expr, wanted: exp.Expr) -> exp.Expr:
        found = _contains(items, exp.column(_OTHER))
        return call(quantifier, _known(wanted), _lambda(found, _OTHER))

    return say


def _same(tree: exp.Expr) -> exp.Expr:
    return tree


def _isodow(day: exp.Expr) -> exp.Expr:
    return paren(exp.Add(this=call("weekday", day), expression=number(1)))


def _count_if(of: Translator, tree: exp.Expr) -> exp.Expr:
    return exp.Count(this=when((of(tree.this), number(1))))


def _any_row(of: Translator, tree: exp.Expr) -> exp.Expr:
    return call("bool_or", of(tree.this))


_FUNCTIONS: Mapping[str, Spelled] = MappingProxyType(
    {
        **{
            name: named(name)
            for name in ("abs", "ceil", "concat_ws", "greatest", "least", "nullif", "round", "year")
        },
        "date_diff": _date_diff,
        "epoch_us": _since_1970,
        "flatten": lambda items: call("flatten", _known(items)),
        "isodow": _isodow,
        "len": named("array_size"),
        "list_bool_or": _any_true,
        "list_count": lambda items: call("array_size", _known(items)),
        "list_distinct": lambda items: call("array_distinct", _known(items)),
        "list_extract": _extract,
        "list_filter": named("filter"),
        "list_has_all": _wanted("forall"),
        "list_has_any": _wanted("exists"),
        "list_max": named("array_max"),
        "list_min": named("array_min"),
        "list_sort": named("array_sort"),
        "list_transform": named("transform"),
        "range": _range,
        "stack": named("stack"),
        "regexp_full_match": full_match("rlike", r"\A(?:{})\z"),
        "trunc": floor_or_ceil("floor", "ceil"),
        # All that could fail gives NULL here of itself.
        "try": _same,
    }
)

_MEANINGS: Mapping[str, Meant] = MappingProxyType(
    {
        "half_even": _half_even,
        "in_units": _in_units,
        "largest": _largest,
        "moved": _moved,
        "product": _product,
        "total": _total,
    }
)

_NODES: Mapping[type[exp.Expr], Meant] = MappingProxyType(
    {
        exp.Add: _arithmetic("try_add"),
        exp.Array: _array,
        exp.ArrayContains: _among,
        exp.Cast: lambda of, tree: _cast(of(tree.this), of.type(tree.args["to"])),
        exp.CountIf: _count_if,
        exp.Dot: _struct_field,
        exp.IntDiv: _quotient,
        exp.Lambda: _of_parts,
        exp.LogicalOr: _any_row,
        exp.Mod: _rest,
        exp.Mul: _arithmetic("try_multiply"),
        exp.Struct: _struct,
        exp.Sub: _arithmetic("try_subtract"),
        exp.Sum: _of_parts,
        exp.TryCast: lambda of, tree: _cast(of(tree.this), of.type(tree.args["to"])),
        exp.Distinct: _of_parts,
    }
)

SPARK = Spelling(
    "spark",
    _FUNCTIONS,
    _MEANINGS,
    _NODES,
    {"INT128": type_of("DECIMAL(38, 0)")},
    lists=True,
    stacks=True,
)
