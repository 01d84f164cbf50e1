"""Measure a set of alike members as demands ask, as far as it is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..model.conclusion import State
from ..model.pool import Measure, PoolClass, Together
from ..model.values import EXACT, Known

#: How many members of each class are in a set, by the number of the class.
Chosen = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Range:
    """What a measure surely is at least, and at most; None where nothing is known."""

    low: Decimal | None
    high: Decimal | None


def measured(demand: Together, at: int, classes: Sequence[PoolClass], chosen: Chosen) -> Range:
    """Measure a set by the demand that is the `at`-th of its pool."""
    members = [(each, chosen.get(each.number, 0)) for each in classes]
    surely = [(each, n) for each, n in members if n and each.counted[at] is True]
    perhaps = [(each, n) for each, n in members if n and each.counted[at] is None]
    if demand.measure is Measure.COUNT:
        low = sum(n for _, n in surely)
        return Range(Decimal(low), Decimal(low + sum(n for _, n in perhaps)))
    if demand.measure is Measure.SUM:
        return _sum(at, surely, perhaps)
    groups = _groups(at, surely)
    wider = _groups(at, [*surely, *perhaps])
    nameless = sum(n for each, n in (*surely, *perhaps) if each.values[at] is None)
    if demand.measure is Measure.DISTINCT:
        # Members whose value is not known have one, be it that of others.
        least = len(groups) or int(any(n for each, n in surely if each.values[at] is None))
        return Range(Decimal(least), Decimal(len(wider) + nameless))
    return Range(
        Decimal(max(groups.values(), default=0)),
        Decimal(max(wider.values(), default=0) + nameless),
    )


def _sum(
    at: int,
    surely: Sequence[tuple[PoolClass, int]],
    perhaps: Sequence[tuple[PoolClass, int]],
) -> Range:
    low = high = Decimal(0)
    for each, n in (*surely, *perhaps):
        value = each.values[at]
        if not isinstance(value, Decimal):
            return Range(None, None)
        total = EXACT.multiply(value, Decimal(n))
        optional = each.counted[at] is None
        low = EXACT.add(low, min(total, Decimal(0)) if optional else total)
        high = EXACT.add(high, max(total, Decimal(0)) if optional else total)
    return Range(low, high)


def _groups(at: int, members: Sequence[tuple[PoolClass, int]]) -> dict[Known, int]:
    found: dict[Known, int] = {}
    for each, n in members:
        value = each.values[at]
        if value is not None:
            found[value] = found.get(value, 0) + n
    return found


def state_of_demand(demand: Together, found: Range) -> State:
    """Tell whether a measure suits a demand: what is not known never does."""
    sides = []
    if (least := demand.low) is not None:
        sides.append(_side(found.low is not None and found.low >= least, found.high, least, True))
    if (most := demand.high) is not None:
        sides.append(_side(found.high is not None and found.high <= most, found.low, most, False))
    for state in (State.BLOCKED, State.UNDECIDED):
        if state in sides:
            return state
    return State.HOLDS


def _side(holds: bool, other: Decimal | None, bound: Decimal, is_least: bool) -> State:
    if holds:
        return State.HOLDS
    fails = other is not None and (other < bound if is_least else other > bound)
    return State.BLOCKED if fails else State.UNDECIDED
