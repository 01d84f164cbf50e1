"""PostgreSQL's words: its `numeric` is exact at any length."""

from __future__ import annotations

from sqlglot import exp

from ...store.sql import type_of
from .scalar import Words, extracted, spelling
from .translate import Spelling, call, never_newline, paren


def _between(unit: exp.Expr, start: exp.Expr, end: exp.Expr) -> exp.Expr:
    elapsed = exp.Sub(this=paren(end), expression=paren(start))
    if unit.name == "day":
        return paren(elapsed)
    seconds = exp.Extract(this=exp.Var(this="EPOCH"), expression=paren(elapsed))
    return paren(exp.Mul(this=seconds, expression=exp.Literal.number(1_000_000)))


def _move(start: exp.Expr, count: exp.Expr, unit: str, moment: bool) -> exp.Expr:
    one = exp.Interval(this=exp.Literal.string("1"), unit=exp.Var(this=unit))
    whole = exp.Cast(this=count, to=type_of("INTEGER"))
    step = exp.Mul(this=whole, expression=one) if moment or unit == "MONTH" else whole
    return exp.Add(this=paren(start), expression=step)


def _match(text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
    whole = f"^(?:{never_newline(str(pattern.name))})$"
    return exp.RegexpLike(this=paren(text), expression=exp.Literal.string(whole))


POSTGRES: Spelling = spelling(
    Words(
        "postgres",
        exp.DataType.build("NUMERIC", dialect="postgres"),
        extracted,
        _move,
        _between,
        _match,
        quotient=lambda top, bottom: call("div", top, bottom),
    )
)
