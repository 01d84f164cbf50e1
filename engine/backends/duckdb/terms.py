"""The algebra of operators over SQL trees, and the numbers behind it.

A number may be known only between two bounds, so a term has a low and a high side; for nearly
every fact the two are the same tree. SQL's NULL is Kleene's unknown, which is why truths need no
more than a boolean tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ...model.facts import WORDS, FactType
from ...model.values import PLACES, WHOLE_DIGITS, settled
from .decimals import cast_decimal, decimal_literal, product

if TYPE_CHECKING:
    from .summed_rows import Lines

_MEANINGS: Mapping[Callable[..., exp.Expr], Callable[[Any, Any], bool]] = MappingProxyType(
    {exp.EQ: eq, exp.GT: gt, exp.GTE: ge, exp.LT: lt, exp.LTE: le}
)


@dataclass(frozen=True, slots=True)
class RowFields:
    """What rows hold after they were looked at, each a struct.

    Field `k` tells whether the row counts (absent when all do), `v` and `h` both ends of the value
    (`h` absent when it is exact), `g` the key, and `lacks` names the fields of blame by fact.
    """

    filtered: bool
    value: SqlTerm | None
    key: SqlTerm | None
    lacks: Mapping[str, str]
    summed: SummedFields | None = None


@dataclass(frozen=True, slots=True)
class SummedFields:
    """Where rows lie that are in no list, and the columns that their fields have there.

    `between` gives the ends between which all stretches of rows lie, if that is known and near.
    """

    lines: Lines
    columns: Mapping[str, exp.Column]
    between: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class SqlTerm:
    """An expression's SQL: both bounds, its type, and which missing facts to blame.

    `width` and `scale` describe a number's DECIMAL; `blame` maps a fact to the condition under
    which its lack keeps this value from being exact; `rate` names the currencies of a rate.
    """

    low: exp.Expr
    high: exp.Expr
    type: FactType
    width: int = 0
    scale: int = 0
    currency: exp.Expr | None = None
    blame: Mapping[str, exp.Expr] = field(default_factory=lambda: MappingProxyType({}))
    rate: tuple[str, str] | None = None
    #: For a list or table: the condition under which there may be more than is known.
    partial: exp.Expr | None = None
    #: For the rows that an aggregate looks at: what each of them holds.
    rows: RowFields | None = None

    @property
    def exact(self) -> bool:
        """Tell whether the value can never be a mere range."""
        return self.low is self.high


@dataclass(frozen=True, slots=True)
class SqlTruth:
    """A condition's SQL, and for each fact the condition under which it lacks.

    The blame counts only where the truth is unknown; who reads it adds that condition.
    """

    truth: exp.Expr
    blame: Mapping[str, exp.Expr] = field(default_factory=lambda: MappingProxyType({}))


def null() -> exp.Expr:
    """Build NULL."""
    return exp.Null()


def case(whens: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None) -> exp.Expr:
    """Build CASE WHEN … END; branches that are settled as it is written are left out."""
    branches: list[exp.If] = []
    for when, then in whens:
        if is_literally(when, True):
            otherwise = then
            break
        if not is_literally(when, False):
            branches.append(exp.If(this=when, true=then))
    if not branches:
        return null() if otherwise is None else otherwise
    return exp.Case(ifs=branches, default=otherwise)


def is_written_out(term: SqlTerm) -> bool:
    """Tell whether a term is a constant that can stand wherever it is read."""
    known = _is_constant(term.low) and term.exact and term.partial is None
    return known or is_nothing(term)


def _is_constant(tree: exp.Expr) -> bool:
    bare = tree.unnest()
    # A cast that may fail is a class of its own.
    while type(bare) is exp.Cast:
        bare = bare.this.unnest()
    return isinstance(bare, exp.Boolean | exp.Literal)


def written_value(tree: exp.Expr) -> str | Decimal | None:
    """Give the value of a word or number that is written out."""
    bare = tree.unnest()
    if isinstance(bare, exp.Literal):
        return str(bare.this) if bare.is_string else None
    if not isinstance(bare, exp.Cast) or not isinstance(bare.this, exp.Literal):
        return None
    return Decimal(bare.this.this) if bare.to.is_type("decimal") else None


def written_number(tree: exp.Expr) -> Decimal | None:
    """Give the value of a number that is written out, or of a product of such numbers."""
    bare = tree.unnest()
    if isinstance(bare, exp.Mul):
        factors = [written_number(each) for each in (bare.this, bare.expression)]
        return None if None in factors else factors[0] * factors[1]  # type: ignore[operator]
    if type(bare) is not exp.Cast or not bare.to.is_type("decimal"):
        return None
    if isinstance(bare.this, exp.Literal):
        return Decimal(bare.this.this)
    found = written_number(bare.this)
    places = int(bare.to.expressions[1].name)
    return found if found is not None and found == round(found, places) else None


def is_literally(tree: exp.Expr, truth: bool) -> bool:
    """Tell whether a tree is written as TRUE, or as FALSE."""
    bare = tree.unnest()
    return isinstance(bare, exp.Boolean) and bare.this is truth


def is_nothing(term: SqlTerm) -> bool:
    """Tell whether a term is written as NULL: no record states it, nor what it follows from."""
    return _is_written_null(term.low) and _is_written_null(term.high)


def _is_written_null(tree: exp.Expr) -> bool:
    bare = tree.unnest()
    return isinstance(bare.this if isinstance(bare, exp.Cast) else bare, exp.Null)


def is_null(tree: exp.Expr) -> exp.Expr:
    """Build `tree IS NULL`."""
    if _is_constant(tree):
        return exp.false()
    if _is_written_null(tree):
        return exp.true()
    return exp.Is(this=exp.paren(tree, copy=False), expression=exp.Null())


def is_unsettled(term: SqlTerm) -> exp.Expr:
    """Build the test that a term has no exact value."""
    if term.exact:
        return is_null(term.low)
    same = exp.EQ(this=_paren(term.low), expression=_paren(term.high))
    return exp.not_(exp.Coalesce(this=same, expressions=[exp.false()]), copy=False)


def is_open_ended(term: SqlTerm) -> exp.Expr:
    """Build the test that more could be known of a term: its exact value, or further rows."""
    if term.partial is None:
        return is_unsettled(term)
    return disjunction([is_unsettled(term), _is_open(term)])


def is_absent(term: SqlTerm) -> exp.Expr:
    """Build the test that nothing is known of a term."""
    if term.exact:
        return is_null(term.low)
    return exp.and_(is_null(term.low), is_null(term.high), copy=False)


def attempt(tree: exp.Expr) -> exp.Expr:
    """Turn an overflow into NULL: a number out of range is unknown, not the end of the run."""
    return exp.Anonymous(this="TRY", expressions=[tree])


def conjunction(items: Sequence[exp.Expr]) -> exp.Expr:
    """Join with AND; TRUE for none."""
    if any(is_literally(each, False) for each in items):
        return exp.false()
    open_ = [each for each in items if not is_literally(each, True)]
    if not open_:
        return exp.true()
    return exp.and_(*(exp.paren(each, copy=False) for each in open_), copy=False)


def disjunction(items: Sequence[exp.Expr]) -> exp.Expr:
    """Join with OR; FALSE for none."""
    if any(is_literally(each, True) for each in items):
        return exp.true()
    open_ = [each for each in items if not is_literally(each, False)]
    if not open_:
        return exp.false()
    return exp.or_(*(exp.paren(each, copy=False) for each in open_), copy=False)


def sum_of(items: Sequence[exp.Expr]) -> exp.Expr:
    """Add up whole numbers; 0 for none.

    By halves, since DuckDB reads no sum nested a thousand deep.
    """
    if len(items) < 2:
        return items[0] if items else exp.Literal.number(0)
    middle = len(items) // 2
    right = exp.paren(sum_of(items[middle:]), copy=False)
    return exp.Add(this=sum_of(items[:middle]), expression=right)


def negation(tree: exp.Expr) -> exp.Expr:
    """Build NOT."""
    if isinstance(bare := tree.unnest(), exp.Boolean):
        return exp.false() if bare.this else exp.true()
    return exp.not_(exp.paren(tree, copy=False), copy=False)


def holds(truth: exp.Expr) -> exp.Expr:
    """Take an unknown for false."""
    return _without_unknown(truth, exp.false())


def may_hold(truth: exp.Expr) -> exp.Expr:
    """Take an unknown for true."""
    return _without_unknown(truth, exp.true())


def _without_unknown(truth: exp.Expr, instead: exp.Expr) -> exp.Expr:
    if isinstance(truth.unnest(), exp.Boolean):
        return truth
    return exp.Coalesce(this=exp.paren(truth, copy=False), expressions=[instead])


def merged(
    *blames: Mapping[str, exp.Expr],
    under: exp.Expr | None = None,
) -> Mapping[str, exp.Expr]:
    """Join blames fact by fact with OR; `under` is a condition all of them are subject to."""
    gathered: dict[str, list[exp.Expr]] = {}
    for blame in blames:
        for fact, tree in blame.items():
            gathered.setdefault(fact, []).append(tree)
    joined = {fact: disjunction(trees) for fact, trees in gathered.items()}
    if under is not None:
        joined = {fact: conjunction([under, tree]) for fact, tree in joined.items()}
    return {fact: tree for fact, tree in joined.items() if not is_literally(tree, False)}


@dataclass(frozen=True, slots=True)
class SqlAlgebra:
    """Implements `conditions.operators.Algebra` over SQL terms."""

    rates: Mapping[tuple[str, str], Decimal]
    with_blame: bool = False

    def at_least(self, left: SqlTerm, right: SqlTerm) -> SqlTruth:
        """Test `left >= right`."""
        return self._ordered(left, right, exp.GTE, exp.LT)

    def more_than(self, left: SqlTerm, right: SqlTerm) -> SqlTruth:
        """Test `left > right`."""
        return self._ordered(left, right, exp.GT, exp.LTE)

    def equal(self, left: SqlTerm, right: SqlTerm) -> SqlTruth:
        """Test `left == right`."""
        left, right = self.converted([left, right])
        same = self._compared(exp.EQ, left.low, right.low)
        for each in (left, right):
            if each.partial is not None:
                same = case([(exp.not_(_is_open(each), copy=False), same)])
        if left.exact and right.exact:
            return self._truth(same, left, right)
        apart = exp.or_(
            exp.GT(this=left.low, expression=right.high),
            exp.GT(this=right.low, expression=left.high),
            copy=False,
        )
        settled = conjunction(
            [exp.EQ(this=each.low, expression=each.high) for each in (left, right)]
        )
        return self._truth(case([(apart, exp.false()), (settled, same)]), left, right)

    def among(self, value: SqlTerm, items: Sequence[SqlTerm]) -> SqlTruth:
        """Test that the value equals one of the items; literal words become one list.

        Not IN: DuckDB makes a join of a longer one, and takes a second to plan what reads it.
        """
        words = [each.low for each in items]
        plain = value.exact and value.type in WORDS
        if not plain or not all(isinstance(each, exp.Literal) for each in words):
            return self.any_of([self.equal(value, item) for item in items])
        if isinstance(value.low, exp.Literal):
            known = value.low.this in [each.this for each in words]
            return SqlTruth(exp.true() if known else exp.false())
        found = exp.ArrayContains(this=exp.Array(expressions=words), expression=value.low)
        return self._truth(case([(exp.not_(is_null(value.low), copy=False), found)]), value)

    def has(self, items: SqlTerm, item: SqlTerm) -> SqlTruth:
        """Test that the list has the item, or every one where it is a list itself."""
        return self._has("list_has_all", items, item, certain=False)

    def has_any(self, items: SqlTerm, item: SqlTerm) -> SqlTruth:
        """Test that the list has the item, or one of them where it is a list itself."""
        return self._has("list_has_any", items, item, certain=True)

    def _has(self, word: str, items: SqlTerm, item: SqlTerm, *, certain: bool) -> SqlTruth:
        """Test membership; what more may be in a partial list keeps one answer from being sure.

        Of `certain`, the answer that no further wanted item can change, the held list alone has a
        say; the other one also needs all wanted items.
        """
        if item.type is FactType.LIST:
            found: exp.Expr = exp.Anonymous(
                this=word, expressions=[items.low.copy(), item.low.copy()]
            )
        else:
            found = exp.ArrayContains(this=items.low.copy(), expression=item.low.copy())
        # DuckDB says false for a list without the item even when the item is NULL.
        whens = [(is_null(items.low), null()), (is_null(item.low), null())]
        held = [_is_open(items)] if items.partial is not None else []
        wanted = [_is_open(item)] if item.partial is not None else []
        if item.type is FactType.LIST:
            wanted.append(_has_blank(item))
        answer = _paren(found)
        if certain:
            whens.append((answer, exp.true()))
            doubts = [*held, *wanted]
            whens += [(doubt, null()) for doubt in doubts]
            return self._truth(case(whens, exp.false()), items, item)
        whens += [(conjunction([exp.not_(answer, copy=True), doubt]), null()) for doubt in held]
        whens += [(conjunction([answer, doubt]), null()) for doubt in wanted]
        return self._truth(case(whens, found), items, item)

    def matches(self, text: SqlTerm, pattern: str) -> SqlTruth:
        """Test that the whole text matches the pattern."""
        found = exp.Anonymous(
            this="regexp_full_match", expressions=[text.low, exp.Literal.string(pattern)]
        )
        return self._truth(found, text)

    def known(self, value: SqlTerm) -> SqlTruth:
        """Test that the value is known exactly."""
        known: exp.Expr = exp.not_(is_null(value.low), copy=False)
        if value.partial is not None:
            known = conjunction([known, exp.not_(_is_open(value), copy=False)])
        if not value.exact:
            equal = exp.EQ(this=value.low, expression=value.high)
            known = exp.Coalesce(this=equal, expressions=[exp.false()])
        return SqlTruth(known)

    def all_of(self, tests: Sequence[SqlTruth]) -> SqlTruth:
        """Kleene's and."""
        return self._joined(conjunction([test.truth for test in tests]), tests)

    def any_of(self, tests: Sequence[SqlTruth]) -> SqlTruth:
        """Kleene's or."""
        return self._joined(disjunction([test.truth for test in tests]), tests)

    def negate(self, test: SqlTruth) -> SqlTruth:
        """Kleene's not."""
        return SqlTruth(negation(test.truth), test.blame)

    def _joined(self, truth: exp.Expr, tests: Sequence[SqlTruth]) -> SqlTruth:
        if not self.with_blame:
            return SqlTruth(truth)
        blames = [merged(test.blame, under=is_null(test.truth)) for test in tests]
        return SqlTruth(truth, merged(*blames))

    def _truth(self, truth: exp.Expr, *terms: SqlTerm) -> SqlTruth:
        if not self.with_blame:
            return SqlTruth(truth)
        return SqlTruth(truth, merged(*(term.blame for term in terms)))

    def _ordered(
        self,
        left: SqlTerm,
        right: SqlTerm,
        test: Callable[..., exp.Expr],
        opposite: Callable[..., exp.Expr],
    ) -> SqlTruth:
        left, right = self.converted([left, right])
        if left.exact and right.exact:
            return self._truth(self._compared(test, left.low, right.low), left, right)
        surely = self._compared(test, left.low, right.high)
        surely_not = self._compared(opposite, left.high, right.low)
        return self._truth(case([(surely, exp.true()), (surely_not, exp.false())]), left, right)

    def _compared(self, test: Callable[..., exp.Expr], left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if test is exp.EQ and isinstance(right, exp.Boolean):
            return left if right.this else negation(left)
        ends = written_value(left), written_value(right)
        if ends[0] is not None and ends[1] is not None and type(ends[0]) is type(ends[1]):
            return exp.true() if _MEANINGS[test](*ends) else exp.false()
        return test(this=exp.paren(left, copy=False), expression=exp.paren(right, copy=False))

    def converted(self, terms: Sequence[SqlTerm]) -> list[SqlTerm]:
        """Bring amounts into the first one's currency; without a rate they are unknown.

        Where an amount is lacking altogether, no rate is asked for.
        """
        currency = next((each.currency for each in terms if each.currency is not None), None)
        if currency is None or all(each.currency in (None, currency) for each in terms):
            return list(terms)
        lacking = disjunction([is_absent(each) for each in terms])
        return [self._in_currency(each, currency, lacking) for each in terms]

    def _in_currency(self, term: SqlTerm, currency: exp.Expr, lacking: exp.Expr) -> SqlTerm:
        if term.currency is None or term.currency == currency:
            return term
        same = exp.EQ(this=_paren(term.currency), expression=_paren(currency))
        pairs = [
            (
                conjunction(
                    [
                        exp.EQ(this=_paren(term.currency), expression=exp.Literal.string(start)),
                        exp.EQ(this=_paren(currency), expression=exp.Literal.string(end)),
                    ]
                ),
                decimal_literal(settled(rate)),
            )
            for (start, end), rate in sorted(self.rates.items())
        ]
        scale = PLACES if pairs else term.scale
        width = WHOLE_DIGITS + scale if pairs else term.width

        def side(tree: exp.Expr) -> exp.Expr:
            whens: list[tuple[exp.Expr, exp.Expr]] = [
                (same, cast_decimal(_paren(tree), width, scale))
            ]
            for pair, rate in pairs:
                amount, _, _ = product((tree, term.width, term.scale), rate)
                whens.append((pair, amount))
            return case(whens)

        low = side(term.low)
        blame = term.blame
        if self.with_blame:
            known = disjunction([same, *(pair for pair, _ in pairs)])
            unknown = conjunction([exp.not_(each, copy=False) for each in (known, lacking)])
            blame = merged(blame, {"fx": unknown})
        high = low if term.exact else side(term.high)
        return SqlTerm(low, high, term.type, width, scale, currency, blame)


def _paren(tree: exp.Expr) -> exp.Expr:
    return exp.paren(tree, copy=False)


def _has_blank(term: SqlTerm) -> exp.Expr:
    count = exp.Anonymous(this="list_count", expressions=[term.low.copy()])
    length = exp.Anonymous(this="len", expressions=[term.low.copy()])
    return exp.LT(this=count, expression=length)


def _is_open(term: SqlTerm) -> exp.Expr:
    assert term.partial is not None
    return exp.Coalesce(this=_paren(term.partial), expressions=[exp.false()])
