"""SQL of the aggregates that need the rows of a record side by side, in a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from sqlglot import exp

from ...store.sql import number, type_of
from .decimals import WIDTH, cast_decimal, decimal_literal, mark
from .listed_rows import IT, ListedRows
from .row_lists import build, call, each, field, has_null, kept, length
from .summaries import Ends, add, at_least_one, closed, counts, quantifier
from .terms import SqlTerm, case, conjunction, is_null, null

ListedSummary: TypeAlias = Callable[[ListedRows, Sequence[SqlTerm]], Ends]


def _sum(rows: ListedRows, arguments: Sequence[SqlTerm]) -> Ends:
    value = rows.fields.value
    never_negative = arguments[0].low == exp.true()
    low = _total(rows, "low", value, floor=never_negative)
    if not never_negative:
        low = closed(rows, low)
    scale = value.scale
    return low, closed(rows, _total(rows, "high", value)), WIDTH - 18 + scale, scale


def _total(rows: ListedRows, end: str, value: SqlTerm, *, floor: bool = False) -> exp.Expr:
    """Add up one end; a row that may count adds what it can at the least, or at the most."""
    zero = decimal_literal(Decimal(0))[0]
    part = rows.item(end)
    if floor:
        part = exp.Coalesce(this=part, expressions=[zero])
    if rows.fields.filtered:
        word = "least" if end == "low" else "greatest"
        # LEAST and GREATEST pass over NULL.
        bounded = case([(exp.not_(is_null(part), copy=False), call(word, part, zero))])
        part = case([(field(IT, "k"), part)], bounded)
    parts = each(rows.possible(), "_it", cast_decimal(part, WIDTH, value.scale))
    # DuckDB gives NULL for the sum of nothing.
    total = mark(call("list_sum", parts), "total", parts, value.scale)
    added = exp.Coalesce(this=total, expressions=[zero])
    kind = type_of(f"DECIMAL({WIDTH - 18 + value.scale}, {value.scale})")
    fitted = exp.TryCast(this=exp.Anonymous(this="TRY", expressions=[added]), to=kind)
    return case([(has_null(parts), null())], fitted)


def _list(rows: ListedRows, _: Sequence[SqlTerm]) -> Ends:
    items = rows.values(certain=True)
    if rows.fields.key is not None:
        row = {"g": field(IT, "g"), "i": exp.column("_i"), "v": rows.item("exact")}
        ordered = call("list_sort", each(rows.sure(), "_it", build(row), index="_i"))
        items = each(ordered, "_it", field(IT, "v"))
    tree = rows.settled(items)
    return tree, tree, 0, 0


def _most_in_group(rows: ListedRows, _: Sequence[SqlTerm]) -> Ends:
    sure, possible = rows.sure(), rows.possible()
    tests = [exp.not_(is_null(field(IT, "g")), copy=False)]
    if rows.fields.valued:
        tests.append(exp.not_(is_null(rows.item("exact")), copy=False))
    known = conjunction(tests)
    unknown = exp.Sub(this=length(possible), expression=length(kept(possible, "_it", known)))
    low = at_least_one(_largest(rows, kept(sure, "_it", known)), rows)
    largest = _largest(rows, kept(possible, "_it", known))
    high = add(exp.Coalesce(this=largest, expressions=[number(0)]), unknown)
    there = rows.some()
    return counts(rows, case([(there, low)]), case([(there, high)]))


def _largest(rows: ListedRows, known: exp.Expr) -> exp.Expr:
    groups = each(known, "_it", field(IT, "g"))
    if rows.fields.valued:
        pair = build({"g": field(IT, "g"), "v": rows.item("exact")})
        different = call("list_distinct", each(known, "_it", pair))
        groups = each(different, "_it", field(IT, "g"))
    counted = call("list_aggregate", groups, exp.Literal.string("histogram"))
    return mark(call("list_max", call("map_values", counted)), "largest", groups)


LISTED_SUMMARIES: Mapping[str, ListedSummary] = MappingProxyType(
    {
        "sum": _sum,
        "list": _list,
        "every_pair": quantifier(wanted=False),
        "most_in_group": _most_in_group,
    }
)
