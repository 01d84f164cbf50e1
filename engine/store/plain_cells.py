"""Reads a table whose cells are all plain in one go, and stops at the first that is not.

Nearly all cells that machines write are plain: a column more for each fact, telling which of its
cells need a look, would cost as much as to read the file. So one condition on a row says that all
of its cells are plain, and the first row for which it does not hold ends the attempt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb
from sqlglot import exp

from ..model.facts import NUMBERS, Fact, FactType
from .casting import Reading, short_number
from .sql import (
    alias,
    call,
    column,
    create,
    is_null,
    not_null,
    number,
    select_from,
    text,
    try_cast,
)

#: What the database says at a cell that is not plain.
_ODD = "skulint: a cell is not plain"

#: A text of so many bytes has six decimal places at most: a point and six digits.
_EXACT_LENGTH = 7
#: Whole numbers of up to so many digits are told by their length.
_DIGITS = 8


def read_plain(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    source: exp.Select,
    readings: Mapping[str, Reading],
    facts: Mapping[str, Fact],
    absent: Collection[str],
    others: Sequence[exp.Expr],
) -> bool:
    """Read a table; tells whether it is there, which it is not if a cell was odd.

    `readings` read a column the quick way; `others` are columns that stay as they are.
    """
    values, odd = plain_values(readings, facts, absent)
    inner = [exp.Star(), *(alias(tree, f"_value_{name}") for name, tree in values.items())]
    outer: list[exp.Expr] = [alias(column(f"_value_{name}"), name) for name in values]
    outer = [*outer, *others] or [alias(exp.true(), "_none")]
    query = select_from(select_from(source, "raw", *inner), "valued", *outer)
    if odd:
        stop = exp.If(this=exp.or_(*odd, copy=False), true=call("error", text(_ODD)))
        query = query.where(exp.Case(ifs=[stop], default=exp.true()), copy=False)
    try:
        create(connection, relation, query)
    except duckdb.InvalidInputException as error:
        if _ODD not in str(error):
            raise
        return False
    return True


def plain_values(
    readings: Mapping[str, Reading], facts: Mapping[str, Fact], absent: Collection[str]
) -> tuple[dict[str, exp.Expr], list[exp.Expr]]:
    """Give the value of each column, and tests for cells that have to be looked at.

    The tests read the values in columns called `_value_` and the name. They are made of AND and OR
    alone, for which the database looks on only at the rows that are left.
    """
    values: dict[str, exp.Expr] = {}
    odd: list[exp.Expr] = []
    for name, reading in readings.items():
        fact, cell, value = facts.get(name), column(name), column(f"_value_{name}")
        values[name] = reading.value
        if fact is not None and fact.type in NUMBERS:
            values[name] = try_cast(cell, "DECIMAL({}, {})".format(*short_number(fact)))
            odd.append(_is_odd_number(fact, cell, value, reading.flag, absent))
        elif fact is not None and (fact.type is FactType.BOOLEAN or fact.values):
            odd.append(_is_lost(cell, value))
        elif not isinstance(reading.flag, exp.Boolean):
            odd.append(_with_value(reading, value))
    return values, odd


def _is_odd_number(
    fact: Fact, cell: exp.Expr, value: exp.Expr, flag: exp.Expr, absent: Collection[str]
) -> exp.Expr:
    """Test for a number that the cast may have rounded; most are told by their length alone."""
    length = call("strlen", cell)
    if fact.type is FactType.INTEGER:
        signs = [_is_longer(length, value), is_null(value)]
    else:
        # Only with a power can so short a text have more places, and its value is small then.
        small = exp.LT(this=value, expression=exp.Literal.number("0.01"))
        signs = [small, exp.GT(this=length, expression=number(_EXACT_LENGTH)), is_null(value)]
    if "_" not in absent:
        # The cast takes 1_000 for a number.
        signs.append(call("contains", cell, text("_")))
    return exp.and_(exp.or_(*signs, copy=False), not_null(cell), flag, copy=False)


def _is_longer(length: exp.Expr, value: exp.Expr) -> exp.Expr:
    """Test that a text is longer than its value has digits: it has a point, a sign, a zero more."""
    longer: exp.Expr = exp.GT(this=length, expression=number(_DIGITS))
    for digits in range(_DIGITS, 1, -1):
        shorter = exp.LT(this=value, expression=number(10 ** (digits - 1)))
        reached = exp.GTE(this=length, expression=number(digits))
        longer = exp.and_(reached, exp.or_(shorter, longer, copy=False), copy=False)
    return longer


def _is_lost(cell: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.and_(is_null(value), not_null(cell), copy=False)


def _with_value(reading: Reading, value: exp.Expr) -> exp.Expr:
    """Let a flag name the value, since it would be computed once more where it is written out."""
    return reading.flag.transform(lambda node: value if node == reading.value else node)
