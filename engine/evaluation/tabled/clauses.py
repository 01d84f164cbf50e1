"""SQL of both sides of a clause, in words and as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlglot import exp

from ...backends.duckdb.compile import Scope
from ...backends.duckdb.terms import case, conjunction
from ...conditions.describe import describe_expression
from ...conditions.operators import OPERATORS
from ...model.facts import Dictionary, FactType
from ...model.nodes import Condition, Expression, Literal
from ...model.report import Quantity
from ...model.values import Exact, representable
from ...store.sql import text
from ...wording.values import quantity, translated
from ..explain import one_test
from .filling import Words
from .quantities import (
    Shown,
    alike,
    as_number,
    in_words,
    is_known,
    is_range,
    put_in_columns,
    several_in_words,
    shown,
    unit_of,
)


@dataclass(slots=True)
class Sides:
    """What a comparison found and what it asked for, in columns of the query they are made in.

    `over` tells where the higher one of two limits counts.
    """

    actual: Shown | None = None
    limits: tuple[Shown, ...] = ()
    asked: tuple[Expression, ...] = ()
    over: exp.Expr | None = None
    several: bool = False
    #: What was asked for, where the rule has it in writing.
    written: Quantity | None = None
    columns: list[exp.Expr] = field(default_factory=list)


def sides_of(condition: Condition, scope: Scope) -> Sides:
    """Find both sides of a condition, as far as it is one comparison."""
    test = one_test(condition)
    found = Sides()
    if test is None or not test.operands:
        return found
    first, *operands = test.operands
    found.actual = _put(found, shown(first, scope), "actual")
    arity = OPERATORS[test.operator].arity
    if arity == "flag" or not operands:
        return found
    if arity == "pattern":
        operands = [each for each in operands if isinstance(each, Literal)]
    like = found.actual
    found.limits = tuple(
        _put(found, alike(each, scope, like), f"limit{index}")
        for index, each in enumerate(operands)
    )
    found.written = _written(like, operands, whole=arity == "one")
    if arity == "pair":
        found.written = None
        high = found.limits[1]
        found.asked = (operands[0], operands[1])
        above = exp.GT(this=like.low, expression=high.low)
        found.over = exp.Coalesce(
            this=conjunction([is_known(like), is_known(high), above]), expressions=[exp.false()]
        )
        return found
    found.several = arity in ("list", "pattern") or len(operands) > 1
    if not found.several:
        found.asked = (operands[0],)
    return found


def _written(like: Shown, operands: Sequence[Expression], *, whole: bool) -> Quantity | None:
    """Give what is asked for as a value, if it is one whatever the record."""
    literals = [each for each in operands if isinstance(each, Literal)]
    if isinstance(like.unit, exp.Expr) or len(literals) < len(operands) or like.titles:
        return None
    unit_ = like.unit
    if any(
        (each.unit != unit_ and each.type is FactType.MONEY)
        or (isinstance(each.value, Decimal) and not representable(each.value))
        for each in literals
    ):
        return None
    values = tuple(each.value for each in literals)
    alone = whole and len(values) == 1
    return Quantity(Exact(values[0] if alone else values), like.kind, unit_)


def _put(found: Sides, value: Shown, name: str) -> Shown:
    columns, named = put_in_columns(value, name)
    found.columns += columns
    return named


def limit_words(sides: Sides, lang: str) -> Words | None:
    """Say what was asked for."""
    if not sides.limits or sides.actual is None:
        return None
    if sides.written is not None:
        return Words(text(quantity(sides.written, lang)), exp.false())
    if sides.several:
        raw = isinstance(sides.actual.unit, exp.Expr)
        return Words(several_in_words(sides.limits, sides.actual, lang), exp.false(), raw)
    words = [in_words_of(each, lang) for each in sides.limits]
    if sides.over is None:
        return words[0]
    return Words(
        case([(sides.over, words[1].said)], words[0].said),
        case([(sides.over, words[1].ranged)], words[0].ranged),
        any(each.raw for each in words),
    )


def limit_number(sides: Sides) -> exp.Expr | None:
    """Give the number that was asked for."""
    if sides.several or not sides.limits:
        return None
    numbers = [as_number(each) for each in sides.limits]
    return numbers[0] if sides.over is None else case([(sides.over, numbers[1])], numbers[0])


def limit_origin(sides: Sides, dictionary: Dictionary, lang: str) -> exp.Expr:
    """Say where the limit comes from."""
    words: list[exp.Expr] = []
    for asked in sides.asked:
        known = isinstance(asked, Literal)
        said = "" if known else translated(describe_expression(asked, dictionary), lang)
        words.append(text(said) if said else exp.Null())
    if not words:
        return exp.Null()
    return words[0] if sides.over is None else case([(sides.over, words[1])], words[0])


def unit(sides: Sides) -> exp.Expr:
    """Give the unit of either side, as the tables have it."""
    found = [] if sides.actual is None else [unit_of(sides.actual)]
    if sides.over is not None:
        low, high = (unit_of(each) or exp.Null() for each in sides.limits)
        found.append(case([(sides.over, high)], low))
    elif sides.limits and not sides.several:
        found.append(unit_of(sides.limits[0]))
    units = [each for each in found if each is not None]
    if not units:
        return exp.Null()
    first, *rest = units
    return exp.Coalesce(this=first, expressions=rest) if rest else first


def in_words_of(value: Shown, lang: str) -> Words:
    """Say a value."""
    return Words(in_words(value, lang), is_range(value), isinstance(value.unit, exp.Expr))
