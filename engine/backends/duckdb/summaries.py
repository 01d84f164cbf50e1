"""SQL of each aggregate: the lowest and the highest that the rows allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from sqlglot import exp

from ...store.sql import number, type_of
from .decimals import cast_decimal, decimal_literal, product
from .listed_rows import IT, ListedRows
from .row_lists import call, each, field, kept, length
from .summed_rows import SummedRows
from .terms import SqlTerm, case, conjunction, disjunction, is_null, null, written_number

#: Lowest and highest as trees (one tree where they are always the same), then the DECIMAL of both.
Ends: TypeAlias = "tuple[exp.Expr, exp.Expr, int, int]"
COUNT_WIDTH = 9
_MICROS_AN_HOUR = Decimal(3_600_000_000)

Rows: TypeAlias = "ListedRows | SummedRows"
Summary: TypeAlias = Callable[[Rows, Sequence[SqlTerm]], Ends]


def counted(tree: exp.Expr) -> exp.Expr:
    """Give a count as a number of the language."""
    return cast_decimal(tree.copy(), COUNT_WIDTH, 0)


def counts(rows: Rows, low: exp.Expr, high: exp.Expr) -> Ends:
    """Give both ends of a count, of which the higher is open where there may be more rows."""
    return counted(low), closed(rows, counted(high)), COUNT_WIDTH, 0


def closed(rows: Rows, tree: exp.Expr) -> exp.Expr:
    """Give a tree where there can be no more rows, NULL elsewhere."""
    return tree if rows.partial is None else case([(rows.partial, null())], tree)


def add(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Add two counts."""
    return exp.Add(this=exp.paren(left, copy=True), expression=exp.paren(right, copy=True))


def at_least_one(count: exp.Expr, rows: Rows) -> exp.Expr:
    """Count one at the least where there is a row: it has some value, if not a known one."""
    found = exp.Coalesce(this=count.copy(), expressions=[number(0)])
    return call("greatest", found, case([(rows.some(), number(1))], number(0)))


def _count(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
    if not rows.fields.valued:
        if not rows.fields.filtered and rows.partial is None:
            low = counted(rows.many(certain=True))
            return low, low, COUNT_WIDTH, 0
        return counts(rows, rows.many(certain=True), rows.many(certain=False))
    low = at_least_one(rows.different(certain=True), rows)
    return counts(rows, low, add(rows.different(certain=False), rows.blanks()))


def _extreme(word: str) -> Summary:
    def summary(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
        near, far = ("high", "low") if word == "min" else ("low", "high")
        bound = case([(rows.lacks(far), null())], rows.extreme(word, far, certain=False))
        # With no row for sure there may be none, and then no value either.
        beyond = closed(rows, case([(rows.some(), bound)]))
        known = case([(rows.some(), rows.extreme(word, near, certain=True))])
        low, high = (beyond, known) if word == "min" else (known, beyond)
        return low, high, rows.fields.value.width, rows.fields.value.scale

    return summary


def _percentile(rows: Rows, arguments: Sequence[SqlTerm]) -> Ends:
    percent = arguments[0]
    values = rows.values(certain=True)
    share = product((percent.low, percent.width, percent.scale), decimal_literal(Decimal("0.01")))
    rank, _, _ = product(share, (counted(length(values)), COUNT_WIDTH, 0))
    place = call("greatest", exp.Anonymous(this="ceil", expressions=[rank]), number(1))
    found = call(
        "list_extract",
        call("list_sort", values),
        exp.Cast(this=place, to=type_of("BIGINT")),
    )
    some = exp.GT(this=length(values), expression=number(0))
    within = exp.Between(this=percent.low.copy(), low=number(0), high=number(100))
    tree = rows.settled(case([(conjunction([within, some]), found)]))
    return tree, tree, rows.fields.value.width, rows.fields.value.scale


def quantifier(*, wanted: bool) -> Summary:
    """Look for the one row that decides; without it all rows have to be known."""

    def summary(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
        answer, otherwise = (exp.true(), exp.false()) if wanted else (exp.false(), exp.true())
        doubts = [rows.any_open()] + ([] if rows.partial is None else [rows.partial])
        tree = case([(rows.any_is(wanted), answer), (disjunction(doubts), null())], otherwise)
        return tree, tree, 0, 0

    return summary


def _most_within(rows: Rows, arguments: Sequence[SqlTerm]) -> Ends:
    (hours,) = arguments
    if rows.keyed:
        return _most_in_stretches(rows, hours)
    low = at_least_one(_most_at_once(rows, hours, certain=True), rows)
    most = _most_at_once(rows, hours, certain=False)
    there = exp.not_(is_null(hours.low), copy=False)
    high = add(exp.Coalesce(this=most, expressions=[number(0)]), rows.blanks())
    return counts(rows, case([(there, low)]), case([(there, high)]))


def _most_at_once(rows: Rows, hours: SqlTerm, *, certain: bool) -> exp.Expr:
    """Count in every stretch that begins with an event: no other holds more."""
    written = written_number(hours.low)
    whole = None if written is None else written * _MICROS_AN_HOUR
    if isinstance(rows, SummedRows) and whole is not None and whole == int(whole):
        return rows.most_between(int(whole), certain=certain)
    moments = rows.moments(certain=certain)
    bound = each(
        exp.Array(expressions=[_micros_of(hours)]),
        "_length",
        _most_between(exp.column("_times"), exp.column("_length")),
    )
    # A list of one gives a name to what is used more than once.
    named = each(exp.Array(expressions=[moments]), "_times", bound)
    return call("list_extract", call("list_extract", named, number(1)), number(1))


def _most_between(times: exp.Expr, length_: exp.Expr) -> exp.Expr:
    start = exp.column("_start")
    end = exp.Add(this=start.copy(), expression=length_)
    inside = exp.Between(
        this=IT.copy(),
        low=start.copy(),
        high=exp.Sub(this=exp.paren(end), expression=number(1)),
    )
    return call("list_max", each(times, "_start", length(kept(times, "_it", inside))))


def _most_in_stretches(rows: Rows, hours: SqlTerm) -> Ends:
    """Count events that happened between two moments: surely together, and perhaps."""
    start, end = field(exp.column("_start"), "s"), field(exp.column("_start"), "e")
    since, at = field(IT, "s"), field(IT, "e")
    surely = conjunction(
        [exp.GTE(this=since, expression=start), exp.LT(this=at, expression=_later(start))]
    )
    perhaps = conjunction(
        [exp.GTE(this=at.copy(), expression=end), exp.LT(this=since.copy(), expression=_later(end))]
    )
    length_ = _micros_of(hours)
    sure = rows.stretches(certain=True)
    low = at_least_one(_most_together(sure, surely, length_), rows)
    known = rows.stretches(certain=False)
    most = exp.Coalesce(this=_most_together(known, perhaps, length_), expressions=[number(0)])
    unknown = exp.Sub(this=rows.many(certain=False), expression=length(known))
    there = exp.not_(is_null(hours.low), copy=False)
    return counts(rows, case([(there, low)]), case([(there, add(most, unknown))]))


def _later(moment: exp.Expr) -> exp.Expr:
    return exp.Add(this=moment.copy(), expression=exp.column("_length"))


def _most_together(stretches: exp.Expr, together: exp.Expr, length_: exp.Expr) -> exp.Expr:
    times = exp.column("_times")
    counted = call("list_max", each(times, "_start", length(kept(times, "_it", together))))
    bound = each(exp.Array(expressions=[length_.copy()]), "_length", counted)
    named = each(exp.Array(expressions=[stretches]), "_times", bound)
    return call("list_extract", call("list_extract", named, number(1)), number(1))


def _micros_of(hours: SqlTerm) -> exp.Expr:
    micro, _, _ = product((hours.low, hours.width, hours.scale), decimal_literal(_MICROS_AN_HOUR))
    return exp.Cast(this=micro, to=type_of("BIGINT"))


def _covered(rows: Rows, _: Sequence[SqlTerm]) -> Ends:
    """Count the numbers that lie in the stretch of some row."""
    low = case([(rows.there(), counted(rows.covered()))])
    return low, rows.settled(low), COUNT_WIDTH, 0


#: What is made of rows in whatever way they were gathered.
SUMMARIES: Mapping[str, Summary] = MappingProxyType(
    {
        "count": _count,
        "lowest": _extreme("min"),
        "highest": _extreme("max"),
        "percentile": _percentile,
        "every": quantifier(wanted=False),
        "some": quantifier(wanted=True),
        "most_within": _most_within,
        "covered": _covered,
    }
)
