"""The largest set that passes together, held against every set there is on small pools."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from skulint.engine.model.conclusion import State
from skulint.engine.model.facts import FactType
from skulint.engine.model.nodes import Literal
from skulint.engine.model.pool import Measure, PoolClass, Together
from skulint.engine.pools.largest import largest_set
from skulint.engine.pools.measure import measured, state_of_demand
from skulint.engine.pools.solve import Budget, Limit, most_members
from skulint.engine.text.source import Source, Span

SPAN = Span(Source("test", ""), 1, 1, 1, 1)
MOST = 7


def demand(
    measure: Measure, least: Decimal | int | None = None, most: Decimal | int | None = None
) -> Together:
    def bound(value: Decimal | int | None) -> Literal | None:
        return None if value is None else Literal(Decimal(value), FactType.DECIMAL, None, SPAN)

    fact = None if measure is Measure.COUNT else "fact"
    return Together({"en": "", "zh": ""}, measure, fact, "where", bound(least), bound(most), None)


def alike(
    number: int,
    counted: bool | None,
    value: object,
    count: int = 1,
    state: State = State.HOLDS,
) -> PoolClass:
    return PoolClass(number, "pool", state, (counted,), (value,), count, number)  # type: ignore[arg-type]


NUMBERS = st.sampled_from([None, *(Decimal(n) / 2 for n in range(-2, 7))])
WORDS = st.sampled_from([None, "a", "b", "c"])
SMALL = st.sampled_from([Decimal(n) / 2 for n in range(-1, 5)])
BOUNDS = st.sampled_from([None, *(Decimal(n) / 2 for n in range(-1, 12))])


@st.composite
def pools(draw: st.DrawFn) -> tuple[list[Together], list[PoolClass]]:
    """Pools of at most seven members that pass by themselves, and up to three demands."""
    measures = draw(st.lists(st.sampled_from(list(Measure)), min_size=1, max_size=3))
    demands = []
    for measure in measures:
        least = draw(st.one_of(st.none(), st.none(), SMALL))
        most = draw(BOUNDS)
        demands.append(demand(measure, least if least is not None or most is not None else 1, most))
    classes: list[PoolClass] = []
    left = MOST
    for number in range(1, draw(st.integers(1, 5)) + 1):
        count = draw(st.integers(1, 3))
        state = draw(st.sampled_from([State.HOLDS, State.HOLDS, State.HOLDS, *State]))
        if state is State.HOLDS:
            count = min(count, left)
            left -= count
        if count:
            counted = tuple(draw(st.sampled_from([True, True, False, None])) for _ in measures)
            values = tuple(
                draw(NUMBERS if each is Measure.SUM else WORDS)
                if each is not Measure.COUNT
                else None
                for each in measures
            )
            classes.append(PoolClass(number, "pool", state, counted, values, count, number))
    return demands, classes


def passes(demands: list[Together], classes: list[PoolClass], chosen: dict[int, int]) -> bool:
    return all(
        state_of_demand(each, measured(each, at, classes, chosen)) is State.HOLDS
        for at, each in enumerate(demands)
    )


def best_of_all(demands: list[Together], classes: list[PoolClass]) -> int | None:
    """Try every set of members that pass by themselves."""
    usable = [each for each in classes if each.state is State.HOLDS]
    best = None
    for counts in product(*(range(each.count + 1) for each in usable)):
        chosen = {each.number: n for each, n in zip(usable, counts, strict=True)}
        if passes(demands, classes, chosen) and (best is None or sum(counts) > best):
            best = sum(counts)
    return best


FOUND: Counter[str] = Counter()


@settings(max_examples=300, deadline=None)
@given(pools())
def _no_set_is_larger(made: tuple[list[Together], list[PoolClass]]) -> None:
    demands, classes = made
    found = largest_set(demands, classes)
    best = best_of_all(demands, classes)
    assert found.proven
    assert found.size == best
    total = sum(each.count for each in classes if each.state is State.HOLDS)
    FOUND["none" if best is None else "all" if best == total else "some"] += 1
    if found.chosen is not None:
        assert passes(demands, classes, found.chosen)
        assert found.bound == best


def test_no_set_is_larger_and_each_passes() -> None:
    FOUND.clear()
    _no_set_is_larger()
    print(dict(FOUND))
    assert all(FOUND[each] > 15 for each in ("none", "all", "some"))


@settings(max_examples=200, deadline=None)
@given(pools(), st.integers(0, 60))
def test_a_search_given_up_still_bounds_what_there_is(
    made: tuple[list[Together], list[PoolClass]], steps: int
) -> None:
    demands, classes = made
    found = largest_set(demands, classes, steps)
    best = best_of_all(demands, classes)
    assert best is None or found.bound >= best
    if found.chosen is not None:
        assert passes(demands, classes, found.chosen)
    if found.proven:
        assert found.size == best


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(Measure)), st.data())
def test_a_measure_spans_whatever_the_unknown_turns_out_to_be(
    measure: Measure, data: st.DataObject
) -> None:
    values = NUMBERS if measure is Measure.SUM else WORDS
    every = [
        alike(
            number,
            data.draw(st.sampled_from([True, False, None])),
            None if measure is Measure.COUNT else data.draw(values),
        )
        for number in range(data.draw(st.integers(0, 4)))
    ]
    chosen = {each.number: 1 for each in every}
    asked = demand(measure, 1)
    found = measured(asked, 0, every, chosen)
    possible: list[object] = [Decimal(1)] if measure is Measure.SUM else ["a", "b", "x", "y"]
    for known in product(
        *(
            product(
                [each.counted[0]] if each.counted[0] is not None else [True, False],
                [each.values[0]]
                if each.values[0] is not None or measure is Measure.COUNT
                else possible,
            )
            for each in every
        )
    ):
        settled = [
            alike(each.number, counted, value)
            for each, (counted, value) in zip(every, known, strict=True)
        ]
        exact = measured(asked, 0, settled, chosen)
        assert exact.low == exact.high
        assert exact.low is not None
        assert found.low is None or found.low <= exact.low
        assert found.high is None or found.high >= exact.low


def test_the_cheapest_go_in_under_one_limit() -> None:
    found = most_members(
        [5, 5, 5], [Limit((Decimal("0.5"), Decimal(2), Decimal(1)), Decimal(6))], Budget(10_000)
    )
    assert (found.chosen, found.proven) == ((5, 0, 3), True)


def test_a_thousand_groups_of_one_limit_are_no_search_at_all() -> None:
    weights = tuple(Decimal(n) for n in range(1, 1001))
    found = most_members([1000] * 1000, [Limit(weights, Decimal(100_000))], Budget(1))
    assert found.proven
    assert found.size > 0


def test_many_pools_of_one_fact_leave_the_largest() -> None:
    classes = [alike(number, True, f"pool {number}", count=number) for number in range(1, 400)]
    found = largest_set([demand(Measure.DISTINCT, most=1)], classes)
    assert (found.size, found.proven) == (399, True)
