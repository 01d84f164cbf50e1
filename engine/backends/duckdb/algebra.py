"""The algebra of operators over SQL trees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from types import MappingProxyType
from typing import Any

from sqlglot import exp

from ...model.facts import WORDS, FactType
from ...model.values import PLACES, WHOLE_DIGITS, settled
from .decimals import cast_decimal, decimal_literal, product
from .terms import (
    SqlTerm,
    SqlTruth,
    case,
    conjunction,
    disjunction,
    is_absent,
    is_null,
    is_open,
    merged,
    negation,
    null,
    paren,
    written_value,
)

_MEANINGS: Mapping[Callable[..., exp.Expr], Callable[[Any, Any], bool]] = MappingProxyType(
    {exp.EQ: eq, exp.GT: gt, exp.GTE: ge, exp.LT: lt, exp.LTE: le}
)


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
                same = case([(exp.not_(is_open(each), copy=False), same)])
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
        held = [is_open(items)] if items.partial is not None else []
        wanted = [is_open(item)] if item.partial is not None else []
        if item.type is FactType.LIST:
            wanted.append(_has_blank(item))
        answer = paren(found)
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
            known = conjunction([known, exp.not_(is_open(value), copy=False)])
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
        same = exp.EQ(this=paren(term.currency), expression=paren(currency))
        pairs = [
            (
                conjunction(
                    [
                        exp.EQ(this=paren(term.currency), expression=exp.Literal.string(start)),
                        exp.EQ(this=paren(currency), expression=exp.Literal.string(end)),
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
                (same, cast_decimal(paren(tree), width, scale))
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


def _has_blank(term: SqlTerm) -> exp.Expr:
    count = exp.Anonymous(this="list_count", expressions=[term.low.copy()])
    length = exp.Anonymous(this="len", expressions=[term.low.copy()])
    return exp.LT(this=count, expression=length)
