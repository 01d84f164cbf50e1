"""Writes keys as text, the same way wherever a record is named or referred to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ..model.facts import WORDS, Dictionary, FactType
from .sql import call, cast, column, text


def record_key(dictionary: Dictionary, names: Sequence[str]) -> exp.Expr:
    """Write the key that stands in some columns; a blank part is none."""
    return _joined([call("nullif", _part(dictionary, name), text("")) for name in names])


def _part(dictionary: Dictionary, name: str) -> exp.Expr:
    """Write one part of a key as text; a stage or year is a number, without places."""
    kind = dictionary.facts[name].type
    if kind in WORDS:
        return column(name)
    whole = cast(column(name), "HUGEINT") if kind is FactType.INTEGER else column(name)
    return cast(whole, "VARCHAR")


def _joined(parts: Sequence[exp.Expr]) -> exp.Expr:
    """Join the parts of a key by `/`; a missing last part is left out."""
    if len(parts) == 1:
        return cast(parts[0], "VARCHAR")
    whole = call("concat_ws", text("/"), *parts)
    known = exp.not_(exp.Is(this=parts[0].copy(), expression=exp.Null()), copy=False)
    return exp.Case(ifs=[exp.If(this=known, true=whole)])
