"""Reads columns in which some cells are odd: the quick way where it does, thoroughly elsewhere.

One odd cell must not make a million others dear, neither to read nor to reckon with later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from sqlglot import exp

from ..model.facts import NUMBERS, Fact, FactType
from .casting import LONG_NUMBER, Reading, bared, quick, read_bare, short_number
from .relations import upper
from .sql import alias, cast, column, not_null, select_from, try_cast

#: Types whose quick way is the thorough one.
_READ_ONCE = frozenset({FactType.LIST, FactType.TABLE})


def can_be_mended(fact: Fact) -> bool:
    """Tell whether another look at a flagged cell may find a value."""
    return fact.type not in _READ_ONCE


def with_bare_cells(
    source: exp.Select, facts: Iterable[Fact], ranged: Collection[str]
) -> exp.Select:
    """Bare the cells of a table before they are read, since reading names each of them often."""
    bare = [
        alias(bared(column(name), fact), name)
        for fact in facts
        if fact.type not in (FactType.LIST, FactType.TABLE)
        for name in ((fact.name, upper(fact.name)) if fact.name in ranged else (fact.name,))
    ]
    if not bare:
        return source
    return select_from(source, "raw", exp.Star(replace=bare))


def mended(
    source: exp.Select, facts: Mapping[str, Fact], absent: Collection[str], long: Collection[str]
) -> tuple[exp.Select, dict[str, Reading]]:
    """Read columns with odd cells; gives the query they are read from.

    Numbers stay short but for those of `long`, where some cell has no room in a short one.
    """
    first: list[exp.Expr] = []
    second: list[exp.Expr] = []
    third: list[exp.Expr] = []
    readings = {}
    for name, fact in facts.items():
        reading = quick(column(name), fact, absent)
        odd, easy, bare, found = (
            column(f"_{each}_{name}") for each in ("odd", "easy", "bare", "found")
        )
        told = exp.Coalesce(this=exp.paren(reading.flag), expressions=[exp.false()])
        first += [alias(told, odd.name), alias(reading.value, easy.name)]
        only_odd = exp.Case(ifs=[exp.If(this=odd, true=bared(column(name), fact))])
        second.append(alias(only_odd, bare.name))
        thorough = read_bare(bare, fact, rounds=True)
        third.append(alias(thorough.value, found.name))
        joined = _joined(fact, odd, easy, bare, found, name in long)
        # NULL in the cells that are not odd, where `bare` is.
        readings[name] = replace(joined, rounded=thorough.rounded)
    for level, columns in enumerate((first, second, third), 1):
        source = select_from(source, f"level{level}", exp.Star(), *columns)
    return source, readings


def _joined(
    fact: Fact,
    odd: exp.Expr,
    easy: exp.Expr,
    bare: exp.Expr,
    found: exp.Expr,
    is_long: bool,
) -> Reading:
    unread = exp.and_(not_null(bare), exp.Is(this=found, expression=exp.Null()), copy=False)

    def value(of_odd: exp.Expr, of_others: exp.Expr) -> exp.Expr:
        return exp.Case(ifs=[exp.If(this=odd, true=of_odd)], default=of_others)

    if fact.type not in NUMBERS:
        return Reading(value(found, easy), unread)
    if is_long:
        kind = "DECIMAL({}, {})".format(*LONG_NUMBER)
        return Reading(value(found, cast(easy, kind)), unread, *LONG_NUMBER)
    width, scale = short_number(fact)
    short = try_cast(found, f"DECIMAL({width}, {scale})")
    fits = exp.Coalesce(this=exp.EQ(this=short, expression=found), expressions=[exp.false()])
    misfit = exp.and_(not_null(found), exp.not_(fits, copy=False), copy=False)
    return Reading(value(short, easy), unread, width, scale, misfit)
