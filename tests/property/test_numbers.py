"""Exact arithmetic: against fractions, and DuckDB's against Python's."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from skulint.engine.backends.duckdb import decimals
from skulint.engine.backends.duckdb.decimals import Number, cast_decimal, decimal_literal
from skulint.engine.conditions.functions import FUNCTIONS
from skulint.engine.model.values import EXACT, PLACES, WHOLE_DIGITS, in_range, product, quotient

from .sql import row

_EDGES = (
    "0", "1", "-1", "2", "3", "7", "0.5", "1.5", "0.000000000001", "0.000000000002", "0.0000005",
    "99999999999999999999.999999999999", "-99999999999999999999", "10000000000", "0.1",
)  # fmt: skip


@st.composite
def numbers(draw: st.DrawFn) -> Decimal:
    """Give a number the language knows: up to 20 digits and 12 places."""
    if draw(st.booleans()):
        return Decimal(draw(st.sampled_from(_EDGES)))
    places = draw(st.integers(0, PLACES))
    digits = draw(st.integers(0, WHOLE_DIGITS))
    size = draw(st.integers(0, 10 ** (digits + places) - 1))
    return Decimal(draw(st.sampled_from([1, -1])) * size).scaleb(-places, EXACT)


@st.composite
def stored(draw: st.DrawFn) -> tuple[Decimal, Number]:
    """Give a number, and how a column of some width holds it."""
    number = draw(numbers())
    tree, width, scale = decimal_literal(number)
    for wide in draw(st.permutations([(18, 9), (32, 12), (width, scale)])):
        if scale <= wide[1] and width - scale <= wide[0] - wide[1]:
            return number, (cast_decimal(tree, *wide), *wide)
    raise AssertionError("the last pair fits")


def half_even(exact: Fraction) -> Decimal:
    """Round a fraction to 12 places."""
    return Decimal(round(exact * 10**PLACES)).scaleb(-PLACES, EXACT)


@given(numbers(), numbers())
def test_quotient_is_the_fraction_rounded_half_even(left: Decimal, right: Decimal) -> None:
    if right == 0:
        assert quotient(left, right) is None
    else:
        assert quotient(left, right) == half_even(Fraction(left) / Fraction(right))


@given(numbers(), numbers())
def test_product_is_the_fraction_rounded_half_even(left: Decimal, right: Decimal) -> None:
    assert product(left, right) == half_even(Fraction(left) * Fraction(right))


@settings(max_examples=200)
@given(stored(), stored(), st.integers(0, PLACES - 1))
def test_sql_computes_what_python_does(
    left: tuple[Decimal, Number], right: tuple[Decimal, Number], places: int
) -> None:
    (a, one), (b, two) = left, right
    step = Decimal(places)
    tests: dict[str, tuple[Number, object]] = {
        "add": (decimals.sum_of([one, two]), FUNCTIONS["add"].exact(a, b)),
        "subtract": (decimals.difference(one, two), FUNCTIONS["subtract"].exact(a, b)),
        "multiply": (decimals.product(one, two), FUNCTIONS["multiply"].exact(a, b)),
        "divide": (decimals.quotient(one, two), FUNCTIONS["divide"].exact(a, b)),
        "round": (decimals.rounded(one, places), FUNCTIONS["round"].exact(a, step)),
        "floor": (decimals.stepped(one, places, up=False), FUNCTIONS["floor"].exact(a, step)),
        "ceil": (decimals.stepped(one, places, up=True), FUNCTIONS["ceil"].exact(a, step)),
    }
    found = row(*(number[0] for number, _ in tests.values()))
    for (name, (_, wanted)), got in zip(tests.items(), found, strict=True):
        out = isinstance(wanted, Decimal) and not in_range(wanted)
        assert got == (None if out else wanted), (name, a, b, places)


@given(stored(), stored())
def test_sql_compares_as_python_does(
    left: tuple[Decimal, Number], right: tuple[Decimal, Number]
) -> None:
    (a, (one, *_)), (b, (two, *_)) = left, right
    found = row(exp.GTE(this=one, expression=two), exp.EQ(this=one, expression=two))
    assert found == (a >= b, a == b)


@given(stored(), stored())
def test_widths_hold_every_result(
    left: tuple[Decimal, Number], right: tuple[Decimal, Number]
) -> None:
    one, two = left[1], right[1]
    for _, width, scale in (
        decimals.product(one, two),
        decimals.quotient(one, two),
        decimals.sum_of([one, two]),
        decimals.difference(one, two),
    ):
        assert width <= WHOLE_DIGITS + PLACES
        assert scale <= PLACES
