"""Reads a table whose cells are all plain in one go, and stops at the first that is not.

Nearly all cells that machines write are plain: a column more for each fact, telling which of its
cells need a look, would cost as much as to read the file. So one condition on a row says that all
of its cells are plain, and the first row for which it does not hold ends the attempt. So does the
first number or truth value that cannot be cast, for which no condition is needed.
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
    surely = {name: _failing(tree) for name, tree in values.items()}
    inner = [exp.Star(), *(alias(tree, f"_value_{name}") for name, tree in surely.items())]
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
    except duckdb.ConversionException:
        return False
    return True


def plain_values(
    readings: Mapping[str, Reading], facts: Mapping[str, Fact], absent: Collection[str]
) -> tuple[dict[str, exp.Expr], list[exp.Expr]]:
    """Give the value of each column, and tests for cells that have to be looked at.

    A cell that cannot be cast has to be as well. The tests read the values in columns called
    `_value_` and the name. They are made of AND and OR alone, for which the database looks on only
    at the rows that are left.
    """
    values: dict[str, exp.Expr] = {}
    odd: list[exp.Expr] = []
    for name, reading in readings.items():
        fact, cell, value = facts.get(name), column(name), column(f"_value_{name}")
        values[name] = reading.value
        if fact is not None and fact.type in NUMBERS:
            values[name] = try_cast(cell, "DECIMAL({}, {})".format(*short_number(fact)))
            odd.append(_is_odd_number(fact, cell, value, reading.flag, absent))
        elif fact is not None and fact.values:
            odd.append(exp.and_(is_null(value), not_null(cell), copy=False))
        elif isinstance(reading.value, exp.TryCast):
            # Whether the cast fails is all that its flag asks.
            continue
        elif not isinstance(reading.flag, exp.Boolean):
            odd.append(_with_value(reading, value))
    return values, odd


def _is_odd_number(
    fact: Fact, cell: exp.Expr, value: exp.Expr, flag: exp.Expr, absent: Collection[str]
) -> exp.Expr:
    """Test for a number that the cast may have rounded; most are told by their length alone."""
    length = call("strlen", cell)
    if fact.type is FactType.INTEGER:
        signs = [_may_be_cut(length, value)]
    else:
        # Only with a power can so short a text have more places, and its value is small then.
        small = exp.LT(this=value, expression=exp.Literal.number("0.01"))
        signs = [small, exp.GT(this=length, expression=number(_EXACT_LENGTH))]
    if "_" not in absent:
        # The cast takes 1_000 for a number.
        signs.append(call("contains", cell, text("_")))
    return exp.and_(exp.or_(*signs, copy=False), not_null(cell), flag, copy=False)


def _may_be_cut(length: exp.Expr, value: exp.Expr) -> exp.Expr:
    """Test for a text that may have lost a fraction where it was cast to a whole number.

    The value of such a text of n bytes is at most 10 to the power n - 2: `9.5` gives 10. That of n
    digits is at least 10 to the power n - 1, so that one limit does for two lengths.
    """
    longer: exp.Expr = exp.GT(this=length, expression=number(_DIGITS))
    for digits in range(_DIGITS, 1, -2):
        short = exp.LTE(this=value, expression=number(10 ** (digits - 1)))
        reached = exp.GTE(this=length, expression=number(digits))
        longer = exp.and_(reached, exp.or_(short, longer, copy=False), copy=False)
    return longer


def _failing(tree: exp.Expr) -> exp.Expr:
    """Let a cast fail where it would give NULL."""
    return exp.Cast(this=tree.this, to=tree.args["to"]) if isinstance(tree, exp.TryCast) else tree


def _with_value(reading: Reading, value: exp.Expr) -> exp.Expr:
    """Let a flag name the value, since it would be computed once more where it is written out."""
    return reading.flag.transform(lambda node: value if node == reading.value else node)
