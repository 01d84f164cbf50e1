"""The words of warehouses that no test of ours can run: held to a parser, and to what they promise.

Each either keeps every digit or fails; none rounds on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlglot import exp

from ...model.values import PLACES
from ...store.sql import type_of
from .common import full_match
from .scalar import Words, extracted, spelling
from .translate import Spelling, Unsupported, call, named, never_newline, number, paren


def _adding(function: str, *, unit_as_text: bool) -> Callable[..., exp.Expr]:
    """Move by `date_add('day', n, x)` or `DATEADD(DAY, n, x)`."""

    def move(start: exp.Expr, count: exp.Expr, unit: str, _moment: bool) -> exp.Expr:
        word = exp.Literal.string(unit.lower()) if unit_as_text else exp.Var(this=unit)
        return call(function, word, exp.Cast(this=count, to=type_of("BIGINT")), start)

    return move


def _apart(function: str, units: Mapping[str, exp.Expr]) -> Callable[..., exp.Expr]:
    """Count units between two moments by `date_diff(unit, from, to)`."""

    def between(unit: exp.Expr, start: exp.Expr, end: exp.Expr) -> exp.Expr:
        if unit.name not in units:
            raise Unsupported(f"a difference in {unit.name}s")
        return call(function, units[unit.name], start, end)

    return between


def _days_of_bigquery(unit: exp.Expr, start: exp.Expr, end: exp.Expr) -> exp.Expr:
    if unit.name == "day":
        return call("DATE_DIFF", end, start, exp.Var(this="DAY"))
    return call("DATETIME_DIFF", end, start, exp.Var(this="MICROSECOND"))


def _move_in_bigquery(start: exp.Expr, count: exp.Expr, unit: str, moment: bool) -> exp.Expr:
    step = exp.Interval(
        this=paren(exp.Cast(this=count, to=type_of("BIGINT"))), unit=exp.Var(this=unit)
    )
    return call("DATETIME_ADD" if moment else "DATE_ADD", start, step)


def _part_in_bigquery(part: str, moment: exp.Expr) -> exp.Expr:
    if part != "ISODOW":
        return extracted(part, moment)
    sunday_first = extracted("DAYOFWEEK", moment)
    after = exp.Add(this=sunday_first, expression=exp.Literal.number(5))
    rest = call("MOD", after, exp.Literal.number(7))
    return paren(exp.Add(this=rest, expression=exp.Literal.number(1)))


def _part_in_snowflake(part: str, moment: exp.Expr) -> exp.Expr:
    if part != "ISODOW":
        return extracted(part, moment)
    return call("DAYOFWEEKISO", moment)


def _part_in_trino(part: str, moment: exp.Expr) -> exp.Expr:
    name = {"ISODOW": "day_of_week", "YEAR": "year", "MONTH": "month"}[part]
    return call(name, moment)


def _part_in_clickhouse(part: str, moment: exp.Expr) -> exp.Expr:
    name = {"ISODOW": "toDayOfWeek", "YEAR": "toYear", "MONTH": "toMonth"}[part]
    return call(name, moment)


def _match_in_bigquery(text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
    whole = rf"\A(?:{never_newline(str(pattern.name))})\z"
    return call("REGEXP_CONTAINS", text, exp.Literal.string(whole))


def _match_in_snowflake(text: exp.Expr, pattern: exp.Expr) -> exp.Expr:
    # It always asks of the whole text.
    return call("RLIKE", text, exp.Literal.string(never_newline(str(pattern.name))))


TRINO: Spelling = spelling(
    Words(
        "trino",
        type_of("DECIMAL(38, 0)"),
        _part_in_trino,
        _adding("date_add", unit_as_text=True),
        _apart("date_diff", {"day": exp.Literal.string("day")}),
        full_match("regexp_like", r"\A(?:{})\z"),
        functions=MappingProxyType(
            {"trunc": named("truncate"), "try": lambda tree: call("TRY", tree)}
        ),
    )
)

BIGQUERY: Spelling = spelling(
    Words(
        "bigquery",
        exp.DataType.build("BIGNUMERIC", dialect="bigquery"),
        _part_in_bigquery,
        _move_in_bigquery,
        _days_of_bigquery,
        _match_in_bigquery,
        quotient=lambda top, bottom: call("DIV", top, bottom),
        half_even=lambda value: call(
            "ROUND", value, number(PLACES), exp.Literal.string("ROUND_HALF_EVEN")
        ),
        decimal="BIGDECIMAL",
        functions=MappingProxyType({"concat_ws": lambda sign, *parts: _joined(sign, parts)}),
    )
)

SNOWFLAKE: Spelling = spelling(
    Words(
        "snowflake",
        type_of("DECIMAL(38, 0)"),
        _part_in_snowflake,
        _adding("DATEADD", unit_as_text=False),
        _apart(
            "DATEDIFF",
            {"day": exp.Var(this="DAY"), "microsecond": exp.Var(this="MICROSECOND")},
        ),
        _match_in_snowflake,
        multiplies=False,
    )
)

CLICKHOUSE: Spelling = spelling(
    Words(
        "clickhouse",
        exp.DataType.build("Nullable(Int256)", dialect="clickhouse"),
        _part_in_clickhouse,
        lambda start, count, unit, _moment: call(
            {"DAY": "addDays", "MONTH": "addMonths"}[unit], start, count
        ),
        _apart(
            "dateDiff",
            {
                "day": exp.Literal.string("day"),
                "microsecond": exp.Literal.string("microsecond"),
            },
        ),
        full_match("match", r"\A(?:{})\z"),
        half_even=lambda value: call("roundBankers", value, number(PLACES)),
        quotient=lambda top, bottom: call("intDiv", top, bottom),
    )
)


def _joined(sign: exp.Expr, parts: tuple[exp.Expr, ...]) -> exp.Expr:
    """Join by ARRAY_TO_STRING, which passes over NULL as CONCAT_WS does elsewhere."""
    return call("ARRAY_TO_STRING", exp.Array(expressions=list(parts)), sign)
