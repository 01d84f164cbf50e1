"""Rows that are summed up where they lie, in a large file of their own.

Lists of them would be made, and looked through, for far longer than it takes to group the file
once by the record its rows name. Each thing that a summary asks becomes a column of that one
query, which the frame is joined with; what has to be asked of a list is listed there and then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from ...model.nodes import Aggregate, Call, Expression, Literal
from ...store.relations import CELLS, KEY, StoredFact
from ...store.sql import alias, call, column, number, select, select_from, sql_of, type_of
from .never_null import never_null, without_idle_tests
from .row_lists import or_true
from .terms import case, conjunction, disjunction, is_literally, is_null, negation, null

if TYPE_CHECKING:
    from .row_fields import RowFields, SummedFields

#: What compiled expressions call the row they look at, in a list as well as here.
_ROW = "_it"
#: So many numbers can be marked in a BIGINT, one a bit.
_BITS = 62


@dataclass(slots=True)
class Lines:
    """The rows of one table fact, and the query that sums them up.

    It grows while expressions are compiled: a column for each thing asked. `refused` is set when
    something is asked of a row that its own cells do not answer.
    """

    fact: StoredFact
    refused: bool = False
    _fields: dict[str, exp.Expr] = field(default_factory=dict)
    _sums: dict[str, exp.Expr] = field(default_factory=dict)
    _windows: dict[str, exp.Expr] = field(default_factory=dict)
    _filled: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """Name the column of the query that holds the key of the record."""
        return f"_named_{self.fact.name}"

    def looked_at(self, tree: exp.Expr) -> exp.Column:
        """Let an expression over the row be computed once a row, and refer to it."""
        if any(each.name != _ROW for each in tree.find_all(exp.Column)):
            self.refused = True
        assert self.fact.apart is not None
        filled = self.fact.apart.filled
        tree = without_idle_tests(tree.copy().transform(self._without_copies), _ROW, filled)
        found = _named(self._fields, "_f", tree)
        if never_null(tree, _ROW, filled):
            self._filled.add(found.name)
        return found

    def is_open(self, field: exp.Column) -> exp.Expr:
        """Build the test that a field of a row is NULL."""
        return exp.false() if field.name in self._filled else is_null(field)

    def summed(self, tree: exp.Expr) -> exp.Column:
        """Let an aggregate be computed once a record, and refer to it."""
        return _named(self._sums, f"_{self.fact.name}_", tree)

    def beside(self, tree: exp.Window) -> exp.Column:
        """Let something be told of each row that the others of its record decide."""
        return _named(self._windows, "_w", tree)

    def present(self) -> exp.Column:
        """Count the rows of a record; NULL for a record without any."""
        return self.summed(exp.Count(this=exp.Star()))

    def joined(self, query: exp.Select) -> exp.Select:
        """Join a query that has the record's key, under the fact's own name, with the sums."""
        assert self.fact.apart is not None
        place = f"sums_{self.fact.name}"
        lines = select(column(KEY), alias(column(CELLS), _ROW)).from_(
            self.fact.apart.lines.subquery("lines", copy=False), copy=False
        )
        looked = [alias(tree, name) for name, tree in self._fields.items()]
        rows = select(column(KEY), *looked).from_(lines.subquery("cells", copy=False), copy=False)
        if self._windows:
            beside = [alias(tree, name) for name, tree in self._windows.items()]
            rows = select_from(rows, "fields", exp.Star(), *beside)
        sums = [alias(tree, name) for name, tree in self._sums.items()]
        grouped = (
            select(alias(column(KEY), self.key), *sums)
            .from_(rows.subquery("rows", copy=False), copy=False)
            .group_by(column(KEY), copy=False)
        )
        return (
            select(exp.Star())
            .from_(query.subquery("stated", copy=False), copy=False)
            .join(
                grouped.subquery(exp.to_identifier(place, quoted=True), copy=False),
                on=exp.EQ(
                    this=column(self.fact.name, "stated"), expression=column(self.key, place)
                ),
                join_type="left",
                copy=False,
            )
        )

    def _without_copies(self, node: exp.Expr) -> exp.Expr:
        """Read a column that repeats another where that one stands, so that both look alike."""
        assert self.fact.apart is not None
        if isinstance(node, exp.Dot) and node.name in self.fact.apart.same:
            node.set("expression", exp.to_identifier(self.fact.apart.same[node.name], quoted=True))
        return node


def _named(trees: dict[str, exp.Expr], prefix: str, tree: exp.Expr) -> exp.Column:
    written = sql_of(tree)
    for name, other in trees.items():
        if sql_of(other) == written:
            return column(name)
    name = f"{prefix}{len(trees)}"
    trees[name] = tree
    return column(name)


@dataclass(frozen=True, slots=True)
class SummedRows:
    """What can be asked of rows where they lie, and the condition under which there may be more.

    It answers what `ListedRows` does, in columns of the record.
    """

    fields: RowFields
    summed: SummedFields
    partial: exp.Expr | None

    @property
    def keyed(self) -> bool:
        """Tell whether rows have a key that says more than their value."""
        return self.fields.key is not None and self.summed.columns["g"] != self._end("exact")

    def _end(self, end: str) -> exp.Column:
        exact = self.fields.value.exact
        return self.summed.columns[
            "v" if exact or end == "low" else {"high": "h", "exact": "x"}[end]
        ]

    def _aggregate(self, tree: exp.Expr, *tests: exp.Expr, certain: bool | None) -> exp.Column:
        """Aggregate the rows that count for certain, those that may, or all of them."""
        return self.summed.lines.summed(_filtered(tree, self._chosen(*tests, certain=certain)))

    def _chosen(self, *tests: exp.Expr, certain: bool | None) -> list[exp.Expr]:
        chosen = list(tests)
        if self.fields.filtered and certain is not None:
            counts = self.summed.columns["k"].copy()
            settled = certain or is_literally(self._is_open(counts), False)
            chosen.append(counts if settled else or_true(counts))
        return chosen

    def _is_open(self, field: exp.Column) -> exp.Expr:
        return self.summed.lines.is_open(field)

    def _is_known(self, field: exp.Column) -> exp.Expr:
        return negation(self._is_open(field))

    def _count(self, *tests: exp.Expr, certain: bool | None) -> exp.Expr:
        if any(is_literally(each, False) for each in tests):
            return number(0)
        return self._aggregate(exp.Count(this=exp.Star()), *tests, certain=certain)

    def _some(self, *tests: exp.Expr, certain: bool | None) -> exp.Expr:
        if any(is_literally(each, False) for each in tests):
            return exp.false()
        return exp.GT(this=self._count(*tests, certain=certain), expression=number(0))

    def there(self) -> exp.Expr:
        """Build the test that anything is known of the rows."""
        return _is_known(self.summed.lines.present())

    def some(self) -> exp.Expr:
        """Build the test that some row counts for certain."""
        return self._some(certain=True)

    def many(self, *, certain: bool) -> exp.Expr:
        """Count the rows that count for certain, or those that may."""
        return self._count(certain=certain)

    def values(self, *, certain: bool) -> exp.Expr:
        """List what is known exactly of the rows that count."""
        value = self._end("exact")
        return self._listed(value, self._is_known(value), certain=certain)

    def blanks(self) -> exp.Expr:
        """Count the rows that may count and whose value is not known exactly."""
        return self._count(self._is_open(self._end("exact")), certain=False)

    def different(self, *, certain: bool) -> exp.Expr:
        """Count the different values of the rows that count."""
        values = exp.Distinct(expressions=[self._end("exact")])
        return self._aggregate(exp.Count(this=values), certain=certain)

    def lacks(self, end: str) -> exp.Expr:
        """Build the test that a row that may count has nothing at one end of its value."""
        return self._some(self._is_open(self._end(end)), certain=False)

    def extreme(self, word: str, end: str, *, certain: bool) -> exp.Expr:
        """Give the lowest or highest (`min`, `max`) end of the rows that count."""
        kind = {"min": exp.Min, "max": exp.Max}[word]
        return self._aggregate(kind(this=self._end(end)), certain=certain)

    def any_is(self, truth: bool) -> exp.Expr:
        """Build the test that some row's value is a truth."""
        value = self._end("exact")
        return self._some(value if truth else exp.not_(value, copy=True), certain=None)

    def any_open(self) -> exp.Expr:
        """Build the test that some row's value is not known, whether the row counts or not."""
        return self._some(self._is_open(self._end("exact")), certain=None)

    def moments(self, *, certain: bool) -> exp.Expr:
        """List the known moments of the rows that count, as whole microseconds."""
        value = self._end("exact")
        listed = call("list", _micros(value))
        return self._aggregate(listed, self._is_known(value), certain=certain)

    def stretches(self, *, certain: bool) -> exp.Expr:
        """List from which moment (`s`) to which (`e`) each row reaches, where both are known."""
        ends = {"s": self.summed.columns["g"], "e": self._end("exact")}
        moments = [
            exp.PropertyEQ(
                this=exp.to_identifier(name, quoted=True),
                expression=_micros(tree),
            )
            for name, tree in ends.items()
        ]
        known = [self._is_known(each) for each in ends.values()]
        return self._listed(exp.Struct(expressions=moments), *known, certain=certain)

    def _listed(self, tree: exp.Expr, *tests: exp.Expr, certain: bool) -> exp.Expr:
        listed = self._aggregate(call("list", tree), *tests, certain=certain)
        return exp.Coalesce(this=listed, expressions=[exp.Array(expressions=[])])

    def covered(self) -> exp.Expr:
        """Count the numbers that lie in the stretch of some row that counts."""
        first, last = (
            exp.Cast(this=each, to=type_of("BIGINT"))
            for each in (self._end("exact"), self.summed.columns["g"])
        )
        there = exp.LTE(this=first, expression=last)
        if self.summed.between is not None:
            return self._marked(first, last, there)
        begins, ends = (
            call("list_sort", self._listed(each, there, certain=True)) for each in (first, last)
        )
        # All that lies between the first and the last, without the gaps: before each begin but the
        # first, all that ended before it have.
        gap = exp.Sub(
            this=exp.Sub(
                this=exp.column("_begin"),
                expression=call("list_extract", ends, exp.column("_nth")),
            ),
            expression=number(1),
        )
        later = call("list_slice", begins, number(2), exp.Neg(this=number(1)))
        gaps = call(
            "list_transform",
            later,
            exp.Lambda(
                this=call("greatest", gap, number(0)),
                expressions=[exp.to_identifier("_begin"), exp.to_identifier("_nth")],
            ),
        )
        width = exp.Sub(this=call("list_max", ends), expression=call("list_min", begins))
        inside = exp.Sub(
            this=exp.Add(this=width, expression=number(1)),
            expression=exp.Coalesce(this=call("list_sum", gaps), expressions=[number(0)]),
        )
        return exp.Coalesce(this=inside, expressions=[number(0)])

    def _marked(self, first: exp.Expr, last: exp.Expr, there: exp.Expr) -> exp.Expr:
        """Mark each number by a bit: far sooner done than to line stretches up."""
        assert self.summed.between is not None
        low, high = self.summed.between

        def power(tree: exp.Expr, offset: int) -> exp.Expr:
            # What is left out all the same must not overflow.
            bit = exp.Sub(this=tree.copy(), expression=exp.paren(number_of(low - offset)))
            most = number(high - low + 1)
            place = call("least", call("greatest", bit, number(0)), most)
            one = exp.Cast(this=number(1), to=type_of("BIGINT"))
            return exp.BitwiseLeftShift(
                this=one, expression=exp.Cast(this=place, to=type_of("BIGINT"))
            )

        bits = exp.Sub(this=exp.paren(power(last, 1)), expression=exp.paren(power(first, 0)))
        marks = self._aggregate(exp.BitwiseOrAgg(this=bits), there, certain=True)
        return exp.Coalesce(this=call("bit_count", marks), expressions=[number(0)])

    def most_between(self, micros: int, *, certain: bool) -> exp.Expr:
        """Count the known moments in every stretch of so many microseconds that begins with one."""
        value = self._end("exact")
        counts = self._chosen(self._is_known(value), certain=certain)
        followed = exp.Window(
            this=_filtered(exp.Count(this=exp.Star()), counts),
            partition_by=[column(KEY)],
            order=exp.Order(expressions=[exp.Ordered(this=_micros(value))]),
            spec=exp.WindowSpec(
                kind="RANGE", start="CURRENT ROW", end=number(micros - 1), end_side="FOLLOWING"
            ),
        )
        beside = self.summed.lines.beside(followed)
        return self._aggregate(exp.Max(this=beside), self._is_known(value), certain=certain)

    def doubts(self) -> list[exp.Expr]:
        """List the tests that tell whether anything about the rows is open."""
        doubts = [] if self.partial is None else [self.partial]
        if self.fields.filtered:
            doubts.append(self._some(self._is_open(self.summed.columns["k"]), certain=None))
        if self.fields.valued:
            doubts.append(self.lacks("exact"))
        if self.fields.key is not None:
            doubts.append(self._some(self._is_open(self.summed.columns["g"]), certain=False))
        return doubts

    def settled(self, tree: exp.Expr) -> exp.Expr:
        """Give a tree where nothing is open, NULL elsewhere."""
        doubts = self.doubts()
        return case([(disjunction(doubts), null())], tree) if doubts else tree


def _filtered(tree: exp.Expr, tests: Sequence[exp.Expr]) -> exp.Expr:
    test = conjunction(tests)
    if is_literally(test, True):
        return tree
    return exp.Filter(this=tree, expression=exp.Where(this=test))


def number_of(value: int) -> exp.Expr:
    """Write a whole number that may be below zero."""
    return number(value) if value >= 0 else exp.Neg(this=number(-value))


def _micros(moment: exp.Expr) -> exp.Expr:
    return call("epoch_us", exp.Cast(this=moment.copy(), to=type_of("TIMESTAMP")))


def _is_known(tree: exp.Expr) -> exp.Expr:
    return exp.not_(is_null(tree.copy()), copy=False)


def between(node: Aggregate) -> tuple[int, int] | None:
    """Give the ends between which all stretches of rows lie, where each number can have a bit."""
    if node.value is None or node.key is None:
        return None
    low, high = _bound(node.value, "max", max), _bound(node.key, "min", min)
    if low is None or high is None or not 0 <= high - low < _BITS:
        return None
    return low, high


def _bound(tree: Expression, word: str, pick: Callable[[list[int]], int]) -> int | None:
    """Give a written number that an expression passes to no side, as in `max(x, 1)`."""
    if isinstance(tree, Literal):
        whole = isinstance(tree.value, Decimal) and tree.value == int(tree.value)
        return int(tree.value) if whole else None  # type: ignore[arg-type]
    if not isinstance(tree, Call) or tree.function != word:
        return None
    found = [_bound(each, word, pick) for each in tree.arguments]
    return (
        pick([each for each in found if each is not None])
        if any(each is not None for each in found)
        else None
    )
