"""SQL of both sides of a clause, in words and as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from ...backends.duckdb.compile import Scope
from ...backends.duckdb.terms import case, conjunction
from ...conditions.describe import describe_expression
from ...conditions.operators import OPERATORS
from ...model.facts import Dictionary
from ...model.nodes import Condition, Expression, Literal
from ...store.sql import text
from ...wording.values import translated
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
    if arity == "pair":
        low, high = found.limits
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


def _put(found: Sides, value: Shown, name: str) -> Shown:
    columns, named = put_in_columns(value, name)
    found.columns += columns
    return named


def limit_words(sides: Sides, lang: str) -> Words | None:
    """Say what was asked for."""
    if not sides.limits or sides.actual is None:
        return None
    if sides.several:
        return Words(several_in_words(sides.limits, sides.actual, lang), exp.false())
    words = [Words(in_words(each, lang), is_range(each)) for each in sides.limits]
    if sides.over is None:
        return words[0]
    return Words(
        case([(sides.over, words[1].said)], words[0].said),
        case([(sides.over, words[1].ranged)], words[0].ranged),
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


def words_of(values: Mapping[str, Shown], lang: str) -> dict[str, Words]:
    """Say values by name."""
    return {name: Words(in_words(each, lang), is_range(each)) for name, each in values.items()}
