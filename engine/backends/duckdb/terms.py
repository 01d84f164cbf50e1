"""The algebra of operators over SQL trees, and the numbers behind it.

A number may be known only between two bounds, so a term has a low and a high side; for nearly
every fact the two are the same tree. SQL's NULL is Kleene's unknown, which is why truths need no
more than a boolean tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from sqlglot import exp

from ...model.facts import FactType

#: Widest decimal DuckDB knows.
WIDTH = 38
#: Scale beyond which a product is first cut back, so that it stays representable.
MOST_SCALE = 24


@dataclass(frozen=True, slots=True)
class SqlTerm:
    """An expression's SQL: both bounds, its type, and which missing facts to blame.

    `width` and `scale` describe a number's DECIMAL; `blame` maps a fact to the condition under
    which its lack keeps this value from being exact.
    """

    low: exp.Expr
    high: exp.Expr
    type: FactType
    width: int = 0
    scale: int = 0
    currency: exp.Expr | None = None
    blame: Mapping[str, exp.Expr] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def exact(self) -> bool:
        """Tell whether the value can never be a mere range."""
        return self.low is self.high


@dataclass(frozen=True, slots=True)
class SqlTruth:
    """A condition's SQL, and under which condition each fact's lack keeps it unknown."""

    truth: exp.Expr
    blame: Mapping[str, exp.Expr] = field(default_factory=lambda: MappingProxyType({}))


def null() -> exp.Expr:
    """Build NULL."""
    return exp.Null()


def decimal_literal(number: Decimal) -> tuple[exp.Expr, int, int]:
    """Write a number as a DECIMAL just wide enough; gives the tree, its width and scale."""
    text = format(number.normalize(), "f") if number else "0"
    digits = text.lstrip("-")
    whole, _, fraction = digits.partition(".")
    scale = len(fraction)
    width = max(len(whole.lstrip("0")) + scale, scale, 1)
    return cast_decimal(exp.Literal.string(text), width, scale), width, scale


def cast_decimal(tree: exp.Expr, width: int, scale: int) -> exp.Expr:
    """Cast to DECIMAL(width, scale)."""
    return exp.Cast(this=tree, to=exp.DataType.build(f"DECIMAL({width}, {scale})"))


def case(
    whens: Sequence[tuple[exp.Expr, exp.Expr]], otherwise: exp.Expr | None = None
) -> exp.Expr:
    """Build CASE WHEN … END from copies of the given trees."""
    return exp.Case(
        ifs=[exp.If(this=when.copy(), true=then.copy()) for when, then in whens],
        default=None if otherwise is None else otherwise.copy(),
    )


def is_null(tree: exp.Expr) -> exp.Expr:
    """Build `tree IS NULL`."""
    return exp.Is(this=exp.paren(tree, copy=True), expression=exp.Null())


def attempt(tree: exp.Expr) -> exp.Expr:
    """Turn an overflow into NULL: a number out of range is unknown, not the end of the run."""
    return exp.Anonymous(this="TRY", expressions=[tree])


def conjunction(items: Sequence[exp.Expr]) -> exp.Expr:
    """Join with AND; TRUE for none."""
    if not items:
        return exp.true()
    return exp.and_(*(exp.paren(item, copy=True) for item in items), copy=False)


def disjunction(items: Sequence[exp.Expr]) -> exp.Expr:
    """Join with OR; FALSE for none."""
    if not items:
        return exp.false()
    return exp.or_(*(exp.paren(item, copy=True) for item in items), copy=False)


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
    if under is None:
        return joined
    return {fact: conjunction([under, tree]) for fact, tree in joined.items()}


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
        left, right = self._in_one_currency(left, right)
        same = self._compared(exp.EQ, left.low, right.low, left, right)
        if left.exact and right.exact:
            return self._truth(same, left, right)
        apart = exp.or_(
            exp.GT(this=left.low.copy(), expression=right.high.copy()),
            exp.GT(this=right.low.copy(), expression=left.high.copy()),
            copy=False,
        )
        settled = conjunction(
            [exp.EQ(this=each.low.copy(), expression=each.high.copy()) for each in (left, right)]
        )
        return self._truth(case([(apart, exp.false()), (settled, same)]), left, right)

    def has(self, items: SqlTerm, item: SqlTerm) -> SqlTruth:
        """Test that the list has the item."""
        found = exp.ArrayContains(this=items.low.copy(), expression=item.low.copy())
        # DuckDB says false for a list without the item even when the item is NULL.
        guarded = case([(exp.not_(is_null(item.low), copy=False), found)])
        return self._truth(guarded, items, item)

    def matches(self, text: SqlTerm, pattern: str) -> SqlTruth:
        """Test that the whole text matches the pattern."""
        found = exp.Anonymous(
            this="regexp_full_match", expressions=[text.low.copy(), exp.Literal.string(pattern)]
        )
        return self._truth(found, text)

    def known(self, value: SqlTerm) -> SqlTruth:
        """Test that the value is known exactly."""
        known: exp.Expr = exp.not_(is_null(value.low), copy=False)
        if not value.exact:
            equal = exp.EQ(this=value.low.copy(), expression=value.high.copy())
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
        return SqlTruth(exp.not_(exp.paren(test.truth, copy=True), copy=False), test.blame)

    def _joined(self, truth: exp.Expr, tests: Sequence[SqlTruth]) -> SqlTruth:
        if not self.with_blame:
            return SqlTruth(truth)
        blames = [merged(test.blame, under=is_null(test.truth)) for test in tests]
        return SqlTruth(truth, merged(*blames, under=is_null(truth)))

    def _truth(self, truth: exp.Expr, *terms: SqlTerm) -> SqlTruth:
        if not self.with_blame:
            return SqlTruth(truth)
        return SqlTruth(truth, merged(*(term.blame for term in terms), under=is_null(truth)))

    def _ordered(
        self,
        left: SqlTerm,
        right: SqlTerm,
        test: Callable[..., exp.Expr],
        opposite: Callable[..., exp.Expr],
    ) -> SqlTruth:
        left, right = self._in_one_currency(left, right)
        if left.exact and right.exact:
            return self._truth(self._compared(test, left.low, right.low, left, right), left, right)
        surely = self._compared(test, left.low, right.high, left, right)
        surely_not = self._compared(opposite, left.high, right.low, left, right)
        return self._truth(case([(surely, exp.true()), (surely_not, exp.false())]), left, right)

    def _compared(
        self,
        test: Callable[..., exp.Expr],
        left: exp.Expr,
        right: exp.Expr,
        left_term: SqlTerm,
        right_term: SqlTerm,
    ) -> exp.Expr:
        tree = test(this=exp.paren(left, copy=True), expression=exp.paren(right, copy=True))
        whole = max(term.width - term.scale for term in (left_term, right_term))
        scale = max(left_term.scale, right_term.scale)
        return attempt(tree) if whole + scale > WIDTH else tree

    def _in_one_currency(self, left: SqlTerm, right: SqlTerm) -> tuple[SqlTerm, SqlTerm]:
        """Bring the right side into the left's currency; without a rate it is unknown."""
        if left.currency is None or right.currency is None or left.currency == right.currency:
            return left, right
        same = exp.EQ(this=left.currency.copy(), expression=right.currency.copy())
        sides = []
        for side in (right.low, right.high):
            whens: list[tuple[exp.Expr, exp.Expr]] = [(same, side)]
            for (start, end), rate in sorted(self.rates.items()):
                pair = conjunction(
                    [
                        exp.EQ(this=right.currency.copy(), expression=exp.Literal.string(start)),
                        exp.EQ(this=left.currency.copy(), expression=exp.Literal.string(end)),
                    ]
                )
                factor, _, _ = decimal_literal(rate)
                whens.append((pair, exp.Mul(this=exp.paren(side, copy=True), expression=factor)))
            sides.append(case(whens))
        low = sides[0]
        high = low if right.exact else sides[1]
        blame = right.blame
        if self.with_blame:
            lacking = conjunction([is_null(low), exp.not_(is_null(right.low), copy=False)])
            blame = merged(right.blame, {"fx": lacking})
        return left, SqlTerm(
            low, high, right.type, WIDTH, min(right.scale + 6, MOST_SCALE), left.currency, blame
        )
