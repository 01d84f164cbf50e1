"""What can be asked of rows that stand in a list of their record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from ...store.sql import type_of
from .row_fields import RowFields
from .row_lists import any_true, build, call, each, field, has_null, kept, length, or_true
from .terms import case, conjunction, disjunction, is_null, null

IT = exp.column("_it")


@dataclass(frozen=True, slots=True)
class ListedRows:
    """Rows that were looked at, and the condition under which there may be more."""

    tree: exp.Expr
    fields: RowFields
    partial: exp.Expr | None

    @property
    def keyed(self) -> bool:
        """Tell whether rows have a key besides their value."""
        return self.fields.key is not None

    def sure(self) -> exp.Expr:
        """List the rows that count."""
        return kept(self.tree, "_it", field(IT, "k")) if self.fields.filtered else self.tree

    def possible(self) -> exp.Expr:
        """List the rows that count or may do."""
        if not self.fields.filtered:
            return self.tree
        return kept(self.tree, "_it", or_true(field(IT, "k")))

    def item(self, end: str) -> exp.Expr:
        """Refer to the value of the row `_it`: its low end, its high end, or where both meet."""
        exact = self.fields.value.exact
        return field(IT, "v" if exact or end == "low" else {"high": "h", "exact": "x"}[end])

    def items(self, rows: exp.Expr, end: str = "exact") -> exp.Expr:
        """List the values of rows."""
        return each(rows, "_it", self.item(end))

    def _chosen(self, certain: bool) -> exp.Expr:
        return self.sure() if certain else self.possible()

    def there(self) -> exp.Expr:
        """Build the test that anything is known of the rows."""
        return exp.not_(is_null(self.tree), copy=False)

    def some(self) -> exp.Expr:
        """Build the test that some row counts for certain."""
        return exp.GT(this=length(self.sure()), expression=exp.Literal.number(0))

    def many(self, *, certain: bool) -> exp.Expr:
        """Count the rows that count for certain, or those that may."""
        return length(self._chosen(certain))

    def values(self, *, certain: bool) -> exp.Expr:
        """List what is known exactly of the rows that count."""
        return self.items(self._chosen(certain))

    def blanks(self) -> exp.Expr:
        """Count the rows that may count and whose value is not known exactly."""
        known = self.values(certain=False)
        return exp.Sub(this=length(known), expression=call("list_count", known))

    def different(self, *, certain: bool) -> exp.Expr:
        """Count the different values of the rows that count."""
        return length(call("list_distinct", self.values(certain=certain)))

    def lacks(self, end: str) -> exp.Expr:
        """Build the test that a row that may count has nothing at one end of its value."""
        return has_null(self.items(self.possible(), end))

    def extreme(self, word: str, end: str, *, certain: bool) -> exp.Expr:
        """Give the lowest or highest (`min`, `max`) end of the rows that count."""
        return call(f"list_{word}", self.items(self._chosen(certain), end))

    def any_is(self, truth: bool) -> exp.Expr:
        """Build the test that some row's value is a truth."""
        item = self.item("exact")
        return any_true(each(self.tree, "_it", item if truth else exp.not_(item, copy=False)))

    def any_open(self) -> exp.Expr:
        """Build the test that some row's value is not known, whether the row counts or not."""
        return has_null(self.items(self.tree))

    def moments(self, *, certain: bool) -> exp.Expr:
        """List the known moments of the rows that count, as whole microseconds."""
        known = kept(self.values(certain=certain), "_it", exp.not_(is_null(IT), copy=False))
        return each(known, "_it", _micros(IT))

    def stretches(self, *, certain: bool) -> exp.Expr:
        """List from which moment (`s`) to which (`e`) each row reaches, where both are known."""
        pair = {"s": _micros(field(IT, "g")), "e": _micros(self.item("exact"))}
        both = conjunction(
            [exp.not_(is_null(field(IT, "g")), copy=False),
             exp.not_(is_null(self.item("exact")), copy=False)]
        )  # fmt: skip
        return each(kept(self._chosen(certain), "_it", both), "_it", build(pair))

    def covered(self) -> exp.Expr:
        """Count the numbers that lie in the stretch of some row that counts."""
        big = type_of("BIGINT")
        first = exp.Cast(this=self.item("exact"), to=big)
        last = exp.Cast(this=field(IT, "g"), to=big.copy())
        size = exp.Add(this=exp.Sub(this=last, expression=first), expression=exp.Literal.number(1))
        stretches = each(self.sure(), "_it", build({"s": first, "e": last, "n": size}))
        there = exp.GT(this=field(IT, "n"), expression=exp.Literal.number(0))
        ordered = call("list_sort", kept(stretches, "_it", there))
        joined = exp.Anonymous(
            this="list_reduce",
            expressions=[call("list_concat", _NO_STRETCH, ordered), _one_more_stretch()],
        )
        return exp.Coalesce(this=field(joined, "n"), expressions=[exp.Literal.number(0)])

    def doubts(self) -> list[exp.Expr]:
        """List the tests that tell whether anything about the rows is open."""
        doubts = [] if self.partial is None else [self.partial]
        if self.fields.filtered:
            doubts.append(has_null(each(self.tree, "_it", field(IT, "k"))))
        if self.fields.valued:
            doubts.append(has_null(self.items(self.possible())))
        if self.fields.key is not None:
            doubts.append(has_null(each(self.possible(), "_it", field(IT, "g"))))
        return doubts

    def settled(self, tree: exp.Expr) -> exp.Expr:
        """Give a tree where nothing is open, NULL elsewhere."""
        doubts = self.doubts()
        return case([(disjunction(doubts), null())], tree) if doubts else tree


def _micros(moment: exp.Expr) -> exp.Expr:
    # Moments themselves take far longer to compare and to move.
    return call("epoch_us", exp.Cast(this=moment.copy(), to=type_of("TIMESTAMP")))


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
    one = exp.Literal.number(1)
    beyond = exp.Add(this=field(before, "e"), expression=one)
    new = exp.Sub(this=field(after, "e"), expression=call("greatest", field(after, "s"), beyond))
    none = exp.Literal.number(0)
    size = call("greatest", exp.Add(this=new, expression=one.copy()), none)
    total = {
        "s": field(before, "s"),
        "e": call("greatest", field(before, "e"), field(after, "e")),
        "n": exp.Add(this=exp.paren(field(before, "n")), expression=exp.paren(size, copy=True)),
    }
    names = [exp.to_identifier("_before"), exp.to_identifier("_after")]
    return exp.Lambda(this=build(total), expressions=names)
