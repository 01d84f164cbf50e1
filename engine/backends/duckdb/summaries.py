"""SQL of each aggregate: the lowest and the highest that the rows allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from sqlglot import exp

from ...store.sql import type_of
from .decimals import WIDTH, cast_decimal, decimal_literal, mark, product
from .row_lists import (
    any_true,
    build,
    call,
    each,
    field,
    has_null,
    kept,
    length,
    or_true,
)
from .terms import RowFields, SqlTerm, case, conjunction, disjunction, is_null, null

#: Lowest and highest as trees (one tree where they are always the same), then the DECIMAL of both.
Ends: TypeAlias = "tuple[exp.Expr, exp.Expr, int, int]"
_COUNT_WIDTH = 9
_IT = exp.column("_it")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that were looked at, and the condition under which there may be more."""

    tree: exp.Expr
    fields: RowFields
    partial: exp.Expr | None

    def sure(self) -> exp.Expr:
        """List the rows that count."""
        return kept(self.tree, "_it", field(_IT, "k")) if self.fields.filtered else self.tree

    def possible(self) -> exp.Expr:
        """List the rows that count or may do."""
        if not self.fields.filtered:
            return self.tree
        return kept(self.tree, "_it", or_true(field(_IT, "k")))

    def value(self, end: str) -> exp.Expr:
        """Refer to the value of the row `_it`: its low end, its high end, or where both meet."""
        term = self.fields.value
        assert term is not None
        return field(_IT, "v" if term.exact or end == "low" else {"high": "h", "exact": "x"}[end])

    def values(self, rows: exp.Expr, end: str = "exact") -> exp.Expr:
        """List the values of rows."""
        return each(rows, "_it", self.value(end))

    def doubts(self) -> list[exp.Expr]:
        """List the tests that tell whether anything about the rows is open."""
        doubts = [] if self.partial is None else [self.partial]
        if self.fields.filtered:
            doubts.append(has_null(each(self.tree, "_it", field(_IT, "k"))))
        if self.fields.value is not None:
            doubts.append(has_null(self.values(self.possible())))
        if self.fields.key is not None:
            doubts.append(has_null(each(self.possible(), "_it", field(_IT, "g"))))
        return doubts

    def settled(self, tree: exp.Expr) -> exp.Expr:
        """Give a tree where nothing is open, NULL elsewhere."""
        doubts = self.doubts()
        return case([(disjunction(doubts), null())], tree) if doubts else tree

    def closed(self, tree: exp.Expr) -> exp.Expr:
        """Give a tree where there can be no more rows, NULL elsewhere."""
        return tree if self.partial is None else case([(self.partial, null())], tree)


Summary: TypeAlias = Callable[[Rows, Sequence[SqlTerm]], Ends]


def _number(value: int) -> exp.Expr:
    return exp.Literal.number(value)


def _counted(tree: exp.Expr) -> exp.Expr:
    return cast_decimal(tree.copy(), _COUNT_WIDTH, 0)


def _counts(rows: Rows, low: exp.Expr, high: exp.Expr) -> Ends:
    return _counted(low), rows.closed(_counted(high)), _COUNT_WIDTH, 0


def _add(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Add(this=exp.paren(left, copy=True), expression=exp.paren(right, copy=True))


def _some(rows: exp.Expr) -> exp.Expr:
    return exp.GT(this=length(rows), expression=_number(0))


def _at_least_one(count: exp.Expr, sure: exp.Expr) -> exp.Expr:
    """Count one at the least where there is a row: it has some value, if not a known one."""
    found = exp.Coalesce(this=count.copy(), expressions=[_number(0)])
    return call("greatest", found, case([(_some(sure), _number(1))], _number(0)))


def _nulls(items: exp.Expr) -> exp.Expr:
    return exp.Sub(this=length(items), expression=call("list_count", items))


def _count(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
    sure, possible = rows.sure(), rows.possible()
    if rows.fields.value is None:
        if not rows.fields.filtered and rows.partial is None:
            low = _counted(length(sure))
            return low, low, _COUNT_WIDTH, 0
        return _counts(rows, length(sure), length(possible))
    known = rows.values(possible)
    different = length(call("list_distinct", known))
    low = _at_least_one(length(call("list_distinct", rows.values(sure))), sure)
    return _counts(rows, low, _add(different, _nulls(known)))


def _sum(rows: Rows, arguments: Sequence[SqlTerm]) -> Ends:
    value = rows.fields.value
    assert value is not None
    never_negative = arguments[0].low == exp.true()
    low = _total(rows, "low", value, floor=never_negative)
    if not never_negative:
        low = rows.closed(low)
    scale = value.scale
    return low, rows.closed(_total(rows, "high", value)), WIDTH - 18 + scale, scale


def _total(rows: Rows, end: str, value: SqlTerm, *, floor: bool = False) -> exp.Expr:
    """Add up one end; a row that may count adds what it can at the least, or at the most."""
    zero = decimal_literal(Decimal(0))[0]
    part = rows.value(end)
    if floor:
        part = exp.Coalesce(this=part, expressions=[zero])
    if rows.fields.filtered:
        word = "least" if end == "low" else "greatest"
        # LEAST and GREATEST pass over NULL.
        bounded = case([(exp.not_(is_null(part), copy=False), call(word, part, zero))])
        part = case([(field(_IT, "k"), part)], bounded)
    parts = each(rows.possible(), "_it", cast_decimal(part, WIDTH, value.scale))
    # DuckDB gives NULL for the sum of nothing.
    total = mark(call("list_sum", parts), "total", parts, value.scale)
    added = exp.Coalesce(this=total, expressions=[zero])
    kind = type_of(f"DECIMAL({WIDTH - 18 + value.scale}, {value.scale})")
    fitted = exp.TryCast(this=exp.Anonymous(this="TRY", expressions=[added]), to=kind)
    return case([(has_null(parts), null())], fitted)


def _extreme(word: str) -> Summary:
    def summary(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
        value = rows.fields.value
        assert value is not None
        near, far = ("high", "low") if word == "list_min" else ("low", "high")
        sure, possible = rows.sure(), rows.possible()
        ends = rows.values(possible, far)
        bound = case([(has_null(ends), null())], call(word, ends))
        # With no row for sure there may be none, and then no value either.
        beyond = rows.closed(case([(_some(sure), bound)]))
        known = case([(_some(sure), call(word, rows.values(sure, near)))])
        low, high = (beyond, known) if word == "list_min" else (known, beyond)
        return low, high, value.width, value.scale

    return summary


def _list(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
    value = rows.fields.value
    assert value is not None
    items = rows.values(rows.sure())
    if rows.fields.key is not None:
        row = {"g": field(_IT, "g"), "i": exp.column("_i"), "v": rows.value("exact")}
        ordered = call("list_sort", each(rows.sure(), "_it", build(row), index="_i"))
        items = each(ordered, "_it", field(_IT, "v"))
    tree = rows.settled(items)
    return tree, tree, 0, 0


def _percentile(rows: Rows, arguments: Sequence[SqlTerm]) -> Ends:
    value, percent = rows.fields.value, arguments[0]
    assert value is not None
    values = rows.values(rows.sure())
    share = product((percent.low, percent.width, percent.scale), decimal_literal(Decimal("0.01")))
    rank, _, _ = product(share, (_counted(length(values)), _COUNT_WIDTH, 0))
    place = call("greatest", exp.Anonymous(this="ceil", expressions=[rank]), _number(1))
    found = call(
        "list_extract",
        call("list_sort", values),
        exp.Cast(this=place, to=type_of("BIGINT")),
    )
    within = exp.Between(this=percent.low.copy(), low=_number(0), high=_number(100))
    tree = rows.settled(case([(conjunction([within, _some(values)]), found)]))
    return tree, tree, value.width, value.scale


def _quantifier(*, wanted: bool) -> Summary:
    """Look for the one row that decides; without it all rows have to be known."""

    def summary(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
        truths = rows.values(rows.tree)
        decisive = each(rows.tree, "_it", rows.value("exact"))
        if not wanted:
            decisive = each(rows.tree, "_it", exp.not_(rows.value("exact"), copy=False))
        answer, otherwise = (exp.true(), exp.false()) if wanted else (exp.false(), exp.true())
        doubts = [has_null(truths)] if rows.partial is None else [has_null(truths), rows.partial]
        tree = case([(any_true(decisive), answer), (disjunction(doubts), null())], otherwise)
        return tree, tree, 0, 0

    return summary


def _most_in_group(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
    sure, possible = rows.sure(), rows.possible()
    tests = [exp.not_(is_null(field(_IT, "g")), copy=False)]
    if rows.fields.value is not None:
        tests.append(exp.not_(is_null(rows.value("exact")), copy=False))
    known = conjunction(tests)
    unknown = exp.Sub(this=length(possible), expression=length(kept(possible, "_it", known)))
    low = _at_least_one(_largest(rows, kept(sure, "_it", known)), sure)
    largest = _largest(rows, kept(possible, "_it", known))
    high = _add(exp.Coalesce(this=largest, expressions=[_number(0)]), unknown)
    there = _some(sure)
    return _counts(rows, case([(there, low)]), case([(there, high)]))


def _largest(rows: Rows, known: exp.Expr) -> exp.Expr:
    groups = each(known, "_it", field(_IT, "g"))
    if rows.fields.value is not None:
        pair = build({"g": field(_IT, "g"), "v": rows.value("exact")})
        different = call("list_distinct", each(known, "_it", pair))
        groups = each(different, "_it", field(_IT, "g"))
    counted = call("list_aggregate", groups, exp.Literal.string("histogram"))
    return mark(call("list_max", call("map_values", counted)), "largest", groups)


def _most_within(rows: Rows, arguments: Sequence[SqlTerm]) -> Ends:
    (hours,) = arguments
    sure, possible = rows.sure(), rows.possible()
    if rows.fields.key is not None:
        return _most_in_stretches(rows, sure, possible, hours)
    known = rows.values(possible)
    low = _at_least_one(_most_at_once(rows.values(sure), hours), sure)
    most = exp.Coalesce(this=_most_at_once(known, hours), expressions=[_number(0)])
    there = exp.not_(is_null(hours.low), copy=False)
    high = _add(most, _nulls(known))
    return _counts(rows, case([(there, low)]), case([(there, high)]))


def _most_at_once(moments: exp.Expr, hours: SqlTerm) -> exp.Expr:
    """Count in every stretch that begins with an event: no other holds more."""
    whole = _micros_of(hours)
    known = kept(moments, "_it", exp.not_(is_null(_IT), copy=False))
    # As whole microseconds, because moments take far longer to compare and to move.
    since = call("epoch_us", exp.Cast(this=_IT.copy(), to=type_of("TIMESTAMP")))
    start, times = exp.column("_start"), exp.column("_times")
    end = exp.Add(this=start.copy(), expression=exp.column("_length"))
    inside = exp.Between(
        this=_IT.copy(),
        low=start.copy(),
        high=exp.Sub(this=exp.paren(end), expression=_number(1)),
    )
    counted = call("list_max", each(times, "_start", length(kept(times, "_it", inside))))
    bound = each(exp.Array(expressions=[whole]), "_length", counted)
    # A list of one gives a name to what is used more than once.
    named = each(exp.Array(expressions=[each(known, "_it", since)]), "_times", bound)
    return call("list_extract", call("list_extract", named, _number(1)), _number(1))


def _most_in_stretches(rows: Rows, sure: exp.Expr, possible: exp.Expr, hours: SqlTerm) -> Ends:
    """Count events that happened between two moments: surely together, and perhaps."""

    def stretches(items: exp.Expr) -> exp.Expr:
        pair = {"s": _micros(field(_IT, "g")), "e": _micros(rows.value("exact"))}
        both = conjunction(
            [exp.not_(is_null(field(_IT, "g")), copy=False),
             exp.not_(is_null(rows.value("exact")), copy=False)]
        )  # fmt: skip
        return each(kept(items, "_it", both), "_it", build(pair))

    start, end = field(exp.column("_start"), "s"), field(exp.column("_start"), "e")
    since, at = field(_IT, "s"), field(_IT, "e")
    surely = conjunction(
        [exp.GTE(this=since, expression=start), exp.LT(this=at, expression=_later(start))]
    )
    perhaps = conjunction(
        [exp.GTE(this=at.copy(), expression=end), exp.LT(this=since.copy(), expression=_later(end))]
    )
    length_ = _micros_of(hours)
    low = _at_least_one(_most_together(stretches(sure), surely, length_), sure)
    known = stretches(possible)
    most = exp.Coalesce(this=_most_together(known, perhaps, length_), expressions=[_number(0)])
    unknown = exp.Sub(this=length(possible), expression=length(known))
    there = exp.not_(is_null(hours.low), copy=False)
    return _counts(rows, case([(there, low)]), case([(there, _add(most, unknown))]))


def _later(moment: exp.Expr) -> exp.Expr:
    return exp.Add(this=moment.copy(), expression=exp.column("_length"))


def _most_together(stretches: exp.Expr, together: exp.Expr, length_: exp.Expr) -> exp.Expr:
    times = exp.column("_times")
    counted = call("list_max", each(times, "_start", length(kept(times, "_it", together))))
    bound = each(exp.Array(expressions=[length_.copy()]), "_length", counted)
    named = each(exp.Array(expressions=[stretches]), "_times", bound)
    return call("list_extract", call("list_extract", named, _number(1)), _number(1))


def _micros(moment: exp.Expr) -> exp.Expr:
    return call("epoch_us", exp.Cast(this=moment.copy(), to=type_of("TIMESTAMP")))


def _micros_of(hours: SqlTerm) -> exp.Expr:
    micro, _, _ = product(
        (hours.low, hours.width, hours.scale), decimal_literal(Decimal(3_600_000_000))
    )
    return exp.Cast(this=micro, to=type_of("BIGINT"))


def _covered(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
    """Count the numbers that lie in the stretch of some row."""
    big = type_of("BIGINT")
    first = exp.Cast(this=rows.value("exact"), to=big)
    last = exp.Cast(this=field(_IT, "g"), to=big.copy())
    size = exp.Add(this=exp.Sub(this=last, expression=first), expression=_number(1))
    stretches = each(rows.sure(), "_it", build({"s": first, "e": last, "n": size}))
    there = exp.GT(this=field(_IT, "n"), expression=_number(0))
    ordered = call("list_sort", kept(stretches, "_it", there))
    joined = exp.Anonymous(
        this="list_reduce",
        expressions=[call("list_concat", _NO_STRETCH, ordered), _one_more_stretch()],
    )
    found = exp.Coalesce(this=field(joined, "n"), expressions=[_number(0)])
    low = case([(exp.not_(is_null(rows.tree), copy=False), _counted(found))])
    return low, rows.settled(low), _COUNT_WIDTH, 0


#: What joining stretches begins with: it ends before every number there is.
_NO_STRETCH = exp.Array(
    expressions=[
        build(
            {
                name: exp.Cast(this=exp.Literal.number(value), to=type_of("BIGINT"))
                for name, value in (("s", 0), ("e", -(2**62)), ("n", 0))
            }
        )
    ]
)


def _one_more_stretch() -> exp.Lambda:
    """Add what a stretch has beyond the end of all that begin before it.

    To list all numbers and drop the repeated ones takes ten times as long.
    """
    before, after = exp.column("_before"), exp.column("_after")
    beyond = exp.Add(this=field(before, "e"), expression=_number(1))
    new = exp.Sub(this=field(after, "e"), expression=call("greatest", field(after, "s"), beyond))
    size = call("greatest", exp.Add(this=new, expression=_number(1)), _number(0))
    total = {
        "s": field(before, "s"),
        "e": call("greatest", field(before, "e"), field(after, "e")),
        "n": _add(field(before, "n"), size),
    }
    names = [exp.to_identifier("_before"), exp.to_identifier("_after")]
    return exp.Lambda(this=build(total), expressions=names)


SUMMARIES: Mapping[str, Summary] = MappingProxyType(
    {
        "count": _count,
        "sum": _sum,
        "lowest": _extreme("list_min"),
        "highest": _extreme("list_max"),
        "list": _list,
        "percentile": _percentile,
        "every": _quantifier(wanted=False),
        "some": _quantifier(wanted=True),
        "every_pair": _quantifier(wanted=False),
        "most_in_group": _most_in_group,
        "most_within": _most_within,
        "covered": _covered,
    }
)
