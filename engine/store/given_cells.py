"""SQL that brings the cells of a table in memory into the text that all readings begin with.

A binary float is taken for the shortest decimal that gives the same float back, which is what
whoever wrote `8.4` meant. NaN, NaT and None are what data frames hold where nothing is known.
"""

from __future__ import annotations

from sqlglot import exp

from ..model.facts import WORDS, Fact, FactType
from ..readers import GivenRows, RawTable
from .sql import call, cast, is_one_of, text

_FLOATS = ("DOUBLE", "FLOAT")
#: How Python writes what lacks, in lower case, where a column holds objects of several types.
_NOTHING = ("nan", "nat", "none", "<na>")


def holds_lists(raw: RawTable, fact: str) -> bool:
    """Tell whether the column taken for a fact holds lists, not text."""
    found = raw.column(fact)
    return (
        isinstance(raw.rows, GivenRows)
        and found is not None
        and raw.rows.types[found.index].endswith("[]")
    )


def as_text(cell: exp.Expr, kind: str, fact: Fact | None) -> exp.Expr:
    """Write a cell of some database type as text, or as a list of texts."""
    if kind.endswith("[]") and fact is not None and fact.type is FactType.LIST:
        return cast(cell, "VARCHAR[]")
    if kind in _FLOATS:
        return _unless(call("isnan", cell.copy()), cast(cell, "VARCHAR"))
    if kind == "TIMESTAMP WITH TIME ZONE":
        return cast(exp.AtTimeZone(this=cell, zone=text("UTC")), "VARCHAR")
    if kind.startswith("TIMESTAMP"):
        # No finer than the language's moments.
        return cast(cast(cell, "TIMESTAMP"), "VARCHAR")
    if kind != "VARCHAR":
        return cast(cell, "VARCHAR")
    if fact is None or fact.type in WORDS or fact.type is FactType.LIST:
        return cell
    return _unless(is_one_of(call("lower", cell.copy()), _NOTHING), cell)


def _unless(test: exp.Expr, cell: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=exp.not_(exp.paren(test), copy=False), true=cell)])
