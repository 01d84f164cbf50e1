"""Spellings that several dialects share."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from ...store.sql import type_of
from .translate import Spelled, Translator, call, never_newline, number, paren, when


def full_match(function: str, frame: str) -> Spelled:
    """Test that the whole of a text matches, where the database looks for a part that does."""

    def say(text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        whole = frame.format(never_newline(str(pattern.name)))
        return call(function, text, exp.Literal.string(whole))

    return say


def floor_or_ceil(floor: str, ceil: str) -> Spelled:
    """Cut places off, towards zero."""

    def say(value: exp.Expr, *places: exp.Expr) -> exp.Expr:
        negative = exp.LT(this=paren(value), expression=number(0))
        return when((negative, call(ceil, value, *places)), otherwise=call(floor, value, *places))

    return say


def within_words(
    of: Translator, tree: exp.Expr, contains: Callable[[exp.Expr, exp.Expr], exp.Expr]
) -> exp.Expr:
    """Say that a value is one of some words, or is in a list."""
    if isinstance(tree.this, exp.Array):
        words = [of(each) for each in tree.this.expressions]
        return exp.In(this=of(tree.expression), expressions=words)
    return contains(of(tree.this), of(tree.expression))


def guarded_months(year: exp.Expr, month: exp.Expr, count: exp.Expr) -> exp.Expr:
    """Test that so many months lead into the years 1 to 9999."""
    months = exp.Add(
        this=exp.Add(
            this=exp.Mul(this=paren(year), expression=number(12)),
            expression=exp.Sub(this=paren(month), expression=number(1)),
        ),
        # Wide, so that no count is too large to be added.
        expression=exp.Cast(this=paren(count), to=type_of("BIGINT")),
    )
    return exp.Between(this=paren(months), low=number(12), high=number(12 * 9999 + 11))
