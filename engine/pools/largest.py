"""Find the largest set of members that surely meets all demands together.

Counts and sums are linear limits. What is not (the group that shall be large, the few values that
all shall have) is tried case by case, the most promising first; each case is linear again. A case
whose members cannot be more than what was found is not looked into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from ..model.conclusion import State
from ..model.pool import Measure, PoolClass, Together
from ..model.values import Known
from .measure import measured, state_of_demand
from .solve import Budget, Limit, most_members

#: So many steps a pool's search may take: a few seconds.
STEPS = 3_000_000


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest set found, by class; None where none was. No set has more than `bound`.

    `proven` tells that no set is larger, or that none passes at all.
    """

    chosen: dict[int, int] | None
    bound: int
    proven: bool

    @property
    def size(self) -> int | None:
        """How many members stay."""
        return None if self.chosen is None else sum(self.chosen.values())


@dataclass(frozen=True, slots=True)
class _Case:
    """How many of each class may be taken, under which limits, and which demands are left."""

    counts: tuple[int, ...]
    limits: tuple[Limit, ...]
    left: tuple[int, ...]


@dataclass(slots=True)
class _Search:
    demands: Sequence[Together]
    classes: Sequence[PoolClass]
    budget: Budget
    best: tuple[int, ...] | None = None
    size: int = -1
    proven: bool = True
    waiting: list[_Case] = field(default_factory=list)


def largest_set(
    demands: Sequence[Together], classes: Sequence[PoolClass], steps: int = STEPS
) -> Largest:
    """Choose among members that pass by themselves.

    Args:
        demands: What the set has to come to.
        classes: Members of one pool; those that fail or are undecided are left out.
        steps: What the search may cost.
    """
    usable = [each for each in classes if each.state is State.HOLDS]
    counts = tuple(each.count for each in usable)
    search = _Search(demands, usable, Budget(steps))
    _look_into(search, _Case(counts, (), tuple(range(len(demands)))))
    chosen = None
    if search.best is not None:
        chosen = {each.number: n for each, n in zip(usable, search.best, strict=True) if n}
    bound = search.size if search.proven else _bound(search, counts)
    return Largest(chosen, bound, search.proven)


def _bound(search: _Search, counts: tuple[int, ...]) -> int:
    """Give the most that each demand alone leaves, where not all cases could be looked into."""
    bound = sum(counts)
    for at in range(len(search.demands)):
        alone = _Search([search.demands[at]], _only(search.classes, at), Budget(STEPS // 10))
        _look_into(alone, _Case(counts, (), (0,)))
        if alone.proven:
            bound = min(bound, alone.size)
    return bound


def _only(classes: Sequence[PoolClass], at: int) -> list[PoolClass]:
    return [
        PoolClass(
            each.number,
            each.owner,
            each.state,
            (each.counted[at],),
            (each.values[at],),
            each.count,
            each.row,
        )
        for each in classes
    ]


def _look_into(search: _Search, case: _Case) -> None:
    """Look into a case and all it parts into, without recursion: there may be many."""
    waiting: list[Iterator[_Case]] = [iter([case])]
    while waiting:
        each = next(waiting[-1], None)
        if each is None:
            waiting.pop()
            continue
        if not search.budget.spend(len(search.classes) + 1):
            search.proven = False
            return
        if sum(each.counts) <= search.size or not _within_reach(search, each.counts):
            continue
        if not each.limits and _suits_all(search, each.counts):
            search.best, search.size = each.counts, sum(each.counts)
        elif each.left:
            waiting.append(_parted(search, each))
        else:
            _settle(search, each)


def _settle(search: _Search, case: _Case) -> None:
    found = most_members(case.counts, case.limits, search.budget, search.size)
    if found.chosen is not None and found.size > search.size:
        search.best, search.size = found.chosen, found.size
    if not found.proven:
        search.proven = False


def _suits_all(search: _Search, counts: Sequence[int]) -> bool:
    chosen = {each.number: n for each, n in zip(search.classes, counts, strict=True)}
    return all(
        state_of_demand(demand, measured(demand, at, search.classes, chosen)) is State.HOLDS
        for at, demand in enumerate(search.demands)
    )


def _within_reach(search: _Search, counts: Sequence[int]) -> bool:
    """Tell whether taking all reaches what has to be reached, where less can only be farther."""
    chosen = {each.number: n for each, n in zip(search.classes, counts, strict=True)}
    for at, demand in enumerate(search.demands):
        if demand.low is None or demand.measure is Measure.SUM:
            continue
        found = measured(demand, at, search.classes, chosen)
        if found.low is None or found.low < demand.low:
            # A single member of unknown value has one value too, which is no named one.
            return False
    return True


def _parted(search: _Search, case: _Case) -> Iterator[_Case]:
    """Part a case by what its next demand can be met by."""
    at, *rest = case.left
    demand = search.demands[at]
    case = _Case(case.counts, case.limits, tuple(rest))
    if demand.measure is Measure.COUNT:
        yield _counted(search, case, at)
    elif demand.measure is Measure.SUM:
        yield _summed(search, case, at)
    elif demand.measure is Measure.LARGEST_GROUP:
        yield from _grouped(search, case, at)
    else:
        yield from _distinct(search, case, at)


def _limited(case: _Case, *limits: Limit) -> _Case:
    return _Case(case.counts, (*case.limits, *limits), case.left)


def _at_most(weights: Sequence[Decimal | int], most: Decimal | int) -> Limit:
    return Limit(tuple(Decimal(each) for each in weights), Decimal(most))


def _at_least(weights: Sequence[Decimal | int], least: Decimal | int) -> Limit:
    return Limit(tuple(-Decimal(each) for each in weights), -Decimal(least))


def _counted(search: _Search, case: _Case, at: int) -> _Case:
    demand = search.demands[at]
    if demand.low is not None:
        surely = [int(each.counted[at] is True) for each in search.classes]
        case = _limited(case, _at_least(surely, demand.low))
    if demand.high is not None:
        perhaps = [int(each.counted[at] is not False) for each in search.classes]
        case = _limited(case, _at_most(perhaps, demand.high))
    return case


def _summed(search: _Search, case: _Case, at: int) -> _Case:
    """Leave out members that would make the sum unknown."""
    demand, counts = search.demands[at], list(case.counts)
    least: list[Decimal] = []
    most: list[Decimal] = []
    for position, each in enumerate(search.classes):
        value = each.values[at]
        if each.counted[at] is False:
            value = Decimal(0)
        elif not isinstance(value, Decimal):
            counts[position], value = 0, Decimal(0)
        optional = each.counted[at] is None
        least.append(min(value, Decimal(0)) if optional else value)
        most.append(max(value, Decimal(0)) if optional else value)
    case = _Case(tuple(counts), case.limits, case.left)
    if demand.low is not None:
        case = _limited(case, _at_least(least, demand.low))
    if demand.high is not None:
        case = _limited(case, _at_most(most, demand.high))
    return case


def _sizes(search: _Search, case: _Case, at: int, *, surely: bool) -> dict[Known, int]:
    """Count the members of each value, the largest group first."""
    found: dict[Known, int] = {}
    for each, n in zip(search.classes, case.counts, strict=True):
        value = each.values[at]
        counts = each.counted[at] is True if surely else each.counted[at] is not False
        if n and counts and value is not None:
            found[value] = found.get(value, 0) + n
    return dict(sorted(found.items(), key=lambda each: (-each[1], str(each[0]))))


def _of_value(search: _Search, at: int, value: Known | None, *, surely: bool) -> list[int]:
    return [
        int(
            each.values[at] == value
            and (each.counted[at] is True if surely else each.counted[at] is not False)
        )
        for each in search.classes
    ]


def _grouped(search: _Search, case: _Case, at: int) -> Iterator[_Case]:
    """Try each group as the large one; no group may be too large."""
    demand = search.demands[at]
    if demand.high is not None:
        nameless = _of_value(search, at, None, surely=False)
        case = _limited(case, _at_most(nameless, demand.high))
        for value in _sizes(search, case, at, surely=False):
            mine = _of_value(search, at, value, surely=False)
            both = [one + other for one, other in zip(mine, nameless, strict=True)]
            case = _limited(case, _at_most(both, demand.high))
    if demand.low is None or demand.low <= 0:
        yield case
        return
    for value, size in _sizes(search, case, at, surely=True).items():
        if size >= demand.low:
            mine = _of_value(search, at, value, surely=True)
            yield _limited(case, _at_least(mine, demand.low))


def _distinct(search: _Search, case: _Case, at: int) -> Iterator[_Case]:
    for each in _few_values(search, case, at):
        yield from _many_values(search, each, at)


def _few_values(search: _Search, case: _Case, at: int) -> Iterator[_Case]:
    """Try each choice of values that all shall have; an unknown one may be a further value."""
    high = search.demands[at].high
    if high is None:
        yield case
        return
    most = int(high.to_integral_value(rounding="ROUND_FLOOR"))
    sizes = _sizes(search, case, at, surely=False)
    nameless = _of_value(search, at, None, surely=False)
    unknown = sum(n for n, is_one in zip(case.counts, nameless, strict=True) if is_one)
    for spare in range(min(most, unknown) + 1) if most >= 0 else ():
        # A spare place takes one member; it pays only once there are no more values.
        for values in combinations(sizes, min(most - spare, len(sizes))):
            allowed = frozenset(values)
            counts = tuple(
                n
                if each.counted[at] is False
                or each.values[at] is None
                or each.values[at] in allowed
                else 0
                for each, n in zip(search.classes, case.counts, strict=True)
            )
            taken = _Case(counts, case.limits, case.left)
            yield _limited(taken, _at_most(nameless, most - len(allowed)))
            if not search.budget.spend(1):
                search.proven = False
                return


def _many_values(search: _Search, case: _Case, at: int) -> Iterator[_Case]:
    """Try each choice of values of which some member shall be."""
    low = search.demands[at].low
    if low is None or low <= 0:
        yield case
        return
    least = int(low.to_integral_value(rounding="ROUND_CEILING"))
    sizes = _sizes(search, case, at, surely=True)
    if least == 1:
        # Any member does, also one whose value is not known.
        counted = [int(each.counted[at] is True) for each in search.classes]
        yield _limited(case, _at_least(counted, 1))
        return
    for values in combinations(sizes, least):
        demands = [_at_least(_of_value(search, at, value, surely=True), 1) for value in values]
        yield _limited(case, *demands)
        if not search.budget.spend(1):
            search.proven = False
            return
