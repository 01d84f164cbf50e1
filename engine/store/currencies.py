"""Which currency the amounts of a table are in, where the file says so outside of the dictionary.

A currency may stand in the cells (`105.29 USD`), in a heading (`Price (EUR)`), or be that of a
known export. It becomes the value of the fact that states the currency of an amount, unless the
file has a column for that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import NUMBERS, Fact, FactType
from .casting import Reading
from .sql import call, column, text
from .written_numbers import currency_of, survey, with_parts, written

if TYPE_CHECKING:
    import duckdb

    from ..readers import RawTable


@dataclass(frozen=True, slots=True)
class Told:
    """The fact that states the currency of a table's amounts, and what the headings say it is."""

    fact: str
    code: str | None
    has_column: bool


def told_currency(raw: RawTable, facts: Mapping[str, Fact], needed: Collection[str]) -> Told | None:
    """Return what a table says of its currency outside of the cells."""
    amounts = [fact for fact in facts.values() if fact.type is FactType.MONEY]
    names = {fact.currency_in for fact in amounts if fact.currency_in is not None}
    if len(names) != 1 or not names <= set(needed):
        return None
    name = names.pop()
    codes = {
        found.currency
        for fact in amounts
        if (found := raw.column(fact.name)) is not None and found.currency is not None
    }
    return Told(name, min(codes) if codes else None, name in facts)


def constant_currency(told: Told | None, facts: Mapping[str, Fact]) -> dict[str, Reading]:
    """State the currency of all rows, where headings say it is not the usual one."""
    if told is None or told.code is None or told.has_column:
        return {}
    if all(fact.unit == told.code for fact in facts.values() if fact.currency_in == told.fact):
        return {}
    return {told.fact: Reading(text(told.code), exp.false())}


def read_as_written(
    connection: duckdb.DuckDBPyConnection,
    source: exp.Select,
    parameters: Sequence[object],
    numbers: Sequence[Fact],
    told: Told | None,
) -> tuple[exp.Select, dict[str, Reading]]:
    """Read columns of numbers as people write them; gives the query they are read from."""
    source = with_parts(source, numbers)
    surveys = survey(connection, source, parameters, numbers)
    stating = [
        fact for fact in numbers if fact.type is FactType.MONEY and surveys[fact.name].with_currency
    ]
    beside: exp.Expr | None = None
    if told is not None and told.has_column:
        beside = call("upper", call("trim", column(told.fact)))
    elif told is not None and told.code is not None:
        beside = text(told.code)
    elif len(stating) > 1:
        beside = _first(stating)
    settled = told is not None and (told.has_column or told.code is not None)
    readings = {fact.name: written(fact, surveys[fact.name], beside, settled) for fact in numbers}
    if told is not None and stating and not settled:
        readings[told.fact] = Reading(_first(stating), exp.false())
    return source, readings


def _first(stating: Sequence[Fact]) -> exp.Expr:
    codes = [currency_of(fact) for fact in stating]
    return exp.Coalesce(this=codes[0], expressions=codes[1:]) if len(codes) > 1 else codes[0]


def numbers_among(names: Collection[str], facts: Mapping[str, Fact]) -> list[Fact]:
    """Give the facts among some that are numbers."""
    return [facts[name] for name in names if facts[name].type in NUMBERS]
