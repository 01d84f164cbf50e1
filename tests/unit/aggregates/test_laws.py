"""Laws of aggregates, against brute force and between the engines."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skulint.engine.backends.reference.aggregates import Seen, SeenRow, aggregate
from skulint.engine.backends.reference.terms import Judgement
from skulint.engine.model.outcome import Truth
from skulint.engine.model.values import Absent, Bounded, Exact, Value

from .runs import both

START = datetime(2026, 3, 1)
MOMENTS = st.integers(0, 3 * 168 * 3600).map(lambda second: START + timedelta(seconds=second))
EDGES = st.sampled_from([0, 1, 168 * 3600 - 1, 168 * 3600, 168 * 3600 + 1, 336 * 3600]).map(
    lambda second: START + timedelta(seconds=second)
)


def seen(values: list[Any], *, complete: bool = True) -> Seen:
    rows = tuple(SeenRow(Judgement(Truth.TRUE), Exact(each)) for each in values)
    return Seen(rows, complete, frozenset() if complete else frozenset({"rows"}))


@given(st.lists(st.one_of(MOMENTS, EDGES), max_size=14))
def test_most_within_counts_every_half_open_week(events: list[datetime]) -> None:
    week = timedelta(hours=168)
    # A stretch that holds the most may begin anywhere: try each event and just after each end.
    starts = [*events, *(each - week + timedelta(microseconds=1) for each in events)]
    most = max((sum(s <= each < s + week for each in events) for s in starts), default=0)
    value = aggregate("most_within", seen(events), [Exact(Decimal(168))])
    assert value == Exact(Decimal(most))


@given(
    st.lists(st.decimals(-99, 99, places=2), min_size=1, max_size=40),
    st.decimals(0, 100, places=1),
)
def test_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: list[Decimal], percent: Decimal
) -> None:
    wanted = min(
        each
        for each in values
        if Fraction(sum(other <= each for other in values), len(values)) >= Fraction(percent) / 100
    )
    assert aggregate("percentile", seen(values), [Exact(percent)]) == Exact(wanted)


CASES = [
    ("integer", "{count: rows, where: {size: {more_than: 1}}}"),
    ("integer", "{count: rows, distinct: name}"),
    ("integer", "{count: rows, distinct: name, where: {size: {at_most: {fact: limit}}}}"),
    ("decimal", "{sum: rows.size}"),
    ("decimal", "{sum: rows.size, where: {name: a}}"),
    ("integer", "{sum: rows.pieces, where: {size: {at_least: 1}}}"),
    ("decimal", "{lowest: rows.size, where: {name: {is_not: b}}}"),
    ("decimal", "{highest: rows.size, complete_when: {covered: true}}"),
    ("date", "{lowest: rows.day}"),
    ("decimal", "{lowest: rows.size, complete_when: {covered: true}}"),
    ("list", "{list: rows.name, by: size}"),
    ("decimal", "{percentile: rows.size, percent: 50%, where: {name: a}}"),
    ("boolean", "{every: rows, where: {name: a}, hold: {size: {at_most: {fact: limit}}}}"),
    ("boolean", "{some: rows, where: {name: a}, hold: {size: {at_most: 50% of limit}}}"),
    (
        "boolean",
        "{every_pair: rows, where: {second.size: {more_than: {column: first.size}}},"
        " hold: {second.pieces: {at_least: {formula: first.pieces + 1}}}}",
    ),
    ("integer", "{most_in_group: rows, group_by: name}"),
    ("integer", "{most_in_group: rows, group_by: name, distinct: size, where: {pieces: 1}}"),
    ("integer", "{most_within: rows.at, window: 7 days}"),
    ("integer", "{most_within: rows.day, window: 48 hours, where: {name: a}}"),
    (
        "integer",
        "{most_within: rows.at, from: since, with: {since: 'add_days(at, 0 - pieces)'},"
        " window: 7 days, where: {size: {at_least: 1}}}",
    ),
    (
        "integer",
        "{covered: rows.pieces, to: last, with: {last: pieces + 2}, where: {name: {is_not: b}}}",
    ),
    (
        "integer",
        "{covered: rows.first, to: last,"
        " with: {first: 'max(pieces, 1)', last: 'min(pieces + 2, 4)'}, where: {name: a}}",
    ),
    (
        "boolean",
        "{every: rows, with: {gap: abs(size - pieces)}, hold: {gap: {at_most: 50% of pieces}}}",
    ),
]


def row(random: Random, blank: float) -> dict[str, Any]:
    made = {
        "size": Decimal(random.choice(["0", "1", "1.5", "2", "-1", "3.000000000001"])),
        "pieces": Decimal(random.randint(0, 3)),
        "name": random.choice("abc"),
        "day": date(2026, 3, 1) + timedelta(days=random.randint(0, 4)),
        "at": START + timedelta(hours=random.choice([0, 1, 167, 168, 169, 335, 336])),
    }
    return {name: None if random.random() < blank else cell for name, cell in made.items()}


def record(random: Random) -> dict[str, Any]:
    blank = random.choice([0, 0, 0.1, 0.4])
    size = random.choice([0, 1, 1, 2, 3, 5])
    return {
        "rows": None if random.random() < 0.05 else [row(random, blank) for _ in range(size)],
        "partial": random.random() < 0.3,
        "limit": random.choice([None, Decimal(1), Decimal("1.5"), Decimal(3)]),
        "covered": random.choice([None, True, False]),
    }


@pytest.mark.parametrize(("kind", "derive"), CASES)
def test_engines_agree_on_value_and_missing_facts(kind: str, derive: str) -> None:
    random = Random(derive)
    values = both(kind, derive, *(record(random) for _ in range(150)))
    found = Counter(type(each).__name__ for each in values)
    assert found["Exact"] >= 10 and found["Absent"] + found["Bounded"] >= 10, found


def completed(random: Random, stated: dict[str, Any]) -> dict[str, Any]:
    """Fill what is blank, and add rows where there may be more."""
    rows = [
        {name: filled if cell is None else cell for (name, cell), filled in
         zip(each.items(), row(random, 0).values(), strict=True)}
        for each in stated["rows"] or []
    ]  # fmt: skip
    if stated["rows"] is None or stated["partial"] or stated["covered"] is not True:
        rows += [row(random, 0) for _ in range(random.randint(0, 3))]
    limit = (
        stated["limit"] if stated["limit"] is not None else random.choice([Decimal(1), Decimal(3)])
    )
    return {"rows": rows, "partial": False, "limit": limit, "covered": True}


@pytest.mark.parametrize(("kind", "derive"), CASES)
def test_completing_a_table_stays_within_the_bounds(kind: str, derive: str) -> None:
    random = Random(f"law {derive}")
    stated = [record(random) for _ in range(80)]
    if "complete_when" not in derive:
        stated = [{**each, "covered": True} for each in stated]
    else:
        stated = [{**each, "partial": False} for each in stated]
    whole = [completed(random, each) for each in stated]
    before, after = both(kind, derive, *stated), both(kind, derive, *whole)
    decided = 0
    for first, second in zip(before, after, strict=True):
        decided += not isinstance(first, Absent)
        assert within(second, first), (first, second)
    assert decided >= 10


def within(value: Value, known: Value) -> bool:
    if isinstance(known, Absent):
        return True
    if isinstance(known, Exact):
        return value == known
    # A change seen between two copies is an open interval, however many rows are known.
    low, high = ends(value)
    assert isinstance(known, Bounded)
    return (known.low is None or (low is not None and known.low <= low)) and (
        known.high is None or (high is not None and high <= known.high)
    )


def ends(value: Value) -> tuple[Any, Any]:
    if isinstance(value, Exact):
        return value.value, value.value
    assert isinstance(value, Bounded)
    return value.low, value.high


settings.register_profile("aggregates", max_examples=150, deadline=None)
settings.load_profile("aggregates")
