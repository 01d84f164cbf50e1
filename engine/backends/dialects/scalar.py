"""Words of databases whose numbers are exact as they are, for rules without lists and tables.

They differ in little: how a number is tried, what a whole number is called, how days are counted.
What a database lacks is left out here, and then refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlglot import exp

from ...model.facts import FactType
from ...model.values import PLACES
from ...store.sql import type_of
from ..duckdb.decimals import cast_decimal, product_in_pieces
from .common import guarded_months, within_words
from .translate import Spelled, Spelling, Translator, call, named, number, paren, when

#: Moves a day or moment by a count of a unit, and tells what lies between two of them.
Move: TypeAlias = "Callable[[exp.Expr, exp.Expr, str, bool], exp.Expr]"
Between: TypeAlias = "Callable[[exp.Expr, exp.Expr, exp.Expr], exp.Expr]"


@dataclass(frozen=True, slots=True)
class Words:
    """What is a database's own: `whole` is its widest whole number, `part` takes a date apart."""

    name: str
    whole: exp.DataType
    part: Callable[[str, exp.Expr], exp.Expr]
    move: Move
    between: Between
    match: Spelled
    #: Whether numbers can be multiplied at once without losing a digit.
    multiplies: bool = True
    quotient: Callable[[exp.Expr, exp.Expr], exp.Expr] | None = None
    #: Rounds half-even to the places of the language.
    half_even: Spelled | None = None
    #: The name of decimals of any width and scale.
    decimal: str = "DECIMAL"
    functions: Mapping[str, Spelled] = field(default_factory=lambda: MappingProxyType({}))


def spelling(words: Words) -> Spelling:
    """Give the spelling that follows from a database's own words."""

    def whole(tree: exp.Expr) -> exp.Expr:
        return exp.Cast(this=paren(tree), to=words.whole)

    def rest(of: Translator, tree: exp.Expr) -> exp.Expr:
        return _rest(of(tree.this), of(tree.expression))

    def _rest(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
        return call("mod", whole(top), call("nullif", whole(bottom), number(0)))

    def quotient(of: Translator, tree: exp.Expr) -> exp.Expr:
        top, bottom = of(tree.this), of(tree.expression)
        if words.quotient is not None:
            return words.quotient(whole(top), call("nullif", whole(bottom), number(0)))
        divisible = exp.Sub(this=whole(top), expression=_rest(top, bottom))
        return whole(
            exp.Div(
                this=paren(divisible),
                expression=call("nullif", whole(bottom), number(0)),
                typed=True,
                safe=True,
            )
        )

    def tried(of: Translator, tree: exp.Expr) -> exp.Expr:
        asked: exp.DataType = tree.args["to"]
        value, kind = of(tree.this), of.type(asked)
        if not asked.is_type("decimal"):
            return exp.TryCast(this=value, to=kind)
        width, scale = (int(each.name) for each in asked.expressions)
        limit = exp.Literal.number("1" + "0" * (width - scale))
        # Of NaN, too, this is no truth.
        fits = exp.LT(this=call("abs", paren(value)), expression=limit)
        return when((fits, exp.Cast(this=paren(value), to=kind)))

    def moved(
        of: Translator, start: exp.Expr, kind: FactType, interval: str, count: exp.Expr
    ) -> exp.Expr:
        begin, step, moment = of(start), of(count), kind is FactType.DATETIME
        day = exp.Cast(this=paren(begin), to=type_of("DATE"))
        if interval == "to_days":
            first = words.between(exp.Literal.string("day"), day, _day("0001-01-01"))
            last = words.between(exp.Literal.string("day"), day, _day("9999-12-31"))
        else:
            at = guarded_months(words.part("YEAR", day), words.part("MONTH", day), number(0))
            assert isinstance(at, exp.Between)
            first = exp.Sub(this=at.args["low"], expression=at.this)
            last = exp.Sub(this=at.args["high"], expression=at.this)
        allowed = exp.Between(this=paren(step), low=paren(first), high=paren(last))
        # Kept within bounds, since constants may be moved before they are asked about.
        kept = call("least", call("greatest", paren(step), first), last)
        unit = {"to_days": "DAY", "to_months": "MONTH"}[interval]
        to = type_of("TIMESTAMP" if moment else "DATE")
        there = words.move(begin, kept, unit, moment)
        return when((allowed, exp.Cast(this=paren(there), to=to)))

    def product(of: Translator, left: Any, right: Any) -> exp.Expr:
        if words.multiplies:
            return exp.Mul(this=paren(of(left[0])), expression=paren(of(right[0])))
        return of(product_in_pieces(left, right)[0])

    def half_even(of: Translator, tree: exp.Expr) -> exp.Expr:
        value = of(tree)
        if not words.multiplies:
            return value  # in pieces it is rounded already
        if words.half_even is not None:
            return words.half_even(value)
        return _half_even(value, words.functions.get("trunc", named("trunc")))

    return Spelling(
        words.name,
        MappingProxyType(
            {
                **{
                    name: named(name)
                    for name in ("abs", "ceil", "nullif", "round", "trunc", "concat_ws")
                },
                "date_diff": words.between,
                "greatest": _passing_over_null("greatest"),
                "isodow": lambda day: words.part("ISODOW", day),
                "least": _passing_over_null("least"),
                "regexp_full_match": words.match,
                "try": lambda tree: tree,
                **words.functions,
            }
        ),
        MappingProxyType({"half_even": half_even, "moved": moved, "product": product}),
        MappingProxyType(
            {
                exp.Add: _of_parts,
                exp.ArrayContains: _among,
                exp.Cast: lambda of, tree: exp.Cast(
                    this=of(tree.this), to=of.type(tree.args["to"])
                ),
                exp.CountIf: lambda of, tree: exp.Count(this=when((of(tree.this), number(1)))),
                exp.IntDiv: quotient,
                exp.Mod: rest,
                exp.Mul: _of_parts,
                exp.Sub: _of_parts,
                exp.TryCast: tried,
            }
        ),
        MappingProxyType({"INT128": words.whole}),
        decimal=words.decimal,
    )


def _half_even(value: exp.Expr, trunc: Spelled) -> exp.Expr:
    """Round half away from zero, but for halves above even ones."""
    cut = trunc(value, number(PLACES))
    rest = exp.Sub(this=paren(value), expression=cut)
    is_half = exp.EQ(this=call("abs", rest), expression=_last_place(5, PLACES + 1))
    is_even = exp.EQ(this=call("mod", cut, _last_place(2, PLACES)), expression=number(0))
    even = exp.and_(is_half, is_even, copy=False)
    return when((even, cut), otherwise=call("round", value, number(PLACES)))


def _last_place(digit: int, places: int) -> exp.Expr:
    return cast_decimal(exp.Literal.string(f"0.{digit:0{places}}"), places, places)


def _of_parts(of: Translator, tree: exp.Expr) -> exp.Expr:
    return of.parts(tree)


def _among(of: Translator, tree: exp.Expr) -> exp.Expr:
    def refuse(_items: exp.Expr, _item: exp.Expr) -> exp.Expr:
        raise AssertionError("a list has no type here")

    return within_words(of, tree, refuse)


def _passing_over_null(name: str) -> Spelled:
    """Choose among what is known, as DuckDB does; many databases give NULL if anything lacks."""

    def say(*items: exp.Expr) -> exp.Expr:
        return call(
            name,
            *(
                exp.Coalesce(this=each, expressions=[*items[:at], *items[at + 1 :]])
                for at, each in enumerate(items)
            ),
        )

    return say


def _day(text: str) -> exp.Expr:
    return exp.Cast(this=exp.Literal.string(text), to=type_of("DATE"))


def extracted(part: str, moment: exp.Expr) -> exp.Expr:
    """Take a part of a date by EXTRACT."""
    taken = exp.Extract(this=exp.Var(this=part), expression=moment)
    return exp.Cast(this=taken, to=type_of("INTEGER"))
