"""Find the most members that linear limits allow, with a proof, or a bound where it takes too long.

Members that are alike to every limit are chosen by number only. The search takes the cheapest
first and turns back where no limit leaves room for more than was found already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

#: Deeper than this, only what the bound proves is found.
_DEPTH = 400


@dataclass(frozen=True, slots=True)
class Limit:
    """The sum of what each member of a class weighs may be `most` at the highest."""

    weights: tuple[Decimal, ...]
    most: Decimal


@dataclass(slots=True)
class Budget:
    """How much may still be looked at; what is left open when it runs out is not proven."""

    left: int

    def spend(self, steps: int) -> bool:
        """Take some steps out of the budget; tells whether they were there."""
        self.left -= steps
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Found:
    """The most members found, None where no choice suits; no choice has more than `bound`."""

    chosen: tuple[int, ...] | None
    bound: int
    proven: bool

    @property
    def size(self) -> int:
        """How many members are chosen; -1 where no choice suits."""
        return -1 if self.chosen is None else sum(self.chosen)


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit in whole numbers, its classes by rising weight."""

    weights: tuple[int, ...]
    most: int
    order: tuple[int, ...]


def most_members(
    counts: Sequence[int], limits: Sequence[Limit], budget: Budget, beat: int = -1
) -> Found:
    """Choose members; what is not larger than `beat` need not be found.

    Args:
        counts: How many members each class has.
        limits: What all have to keep to.
        budget: What the search may cost.
        beat: The size of a choice that is known already.
    """
    whole = [_in_whole(limit) for limit in limits]
    total = sum(counts)
    bound = min([total, *(_room(limit, counts, limit.most, 0) for limit in whole)])
    if bound < 0:
        return Found(None, -1, proven=True)
    best = _greedy(counts, whole)
    size = -1 if best is None else sum(best)
    if size >= bound or bound <= beat:
        return Found(best, bound, proven=True)
    if len(counts) > _DEPTH:
        return Found(best, bound, proven=False)
    search = _Search(list(counts), whole, budget, max(size, beat), best)
    done = search.run()
    return Found(search.best, search.size if done else bound, proven=done)


def _in_whole(limit: Limit) -> _Limit:
    """Scale a limit until all of it is whole: nothing is lost to rounding."""
    places = max(
        (-int(each.as_tuple().exponent) for each in (*limit.weights, limit.most)), default=0
    )
    scale = max(0, places)
    weights = tuple(int(each.scaleb(scale)) for each in limit.weights)
    order = tuple(sorted(range(len(weights)), key=lambda at: weights[at]))
    return _Limit(weights, int(limit.most.scaleb(scale)), order)


def _room(limit: _Limit, counts: Sequence[int], slack: int, start: int) -> int:
    """Count the members from the class `start` on that one limit leaves room for; -1 for none."""
    found = 0
    for at in limit.order:
        if at < start or not counts[at]:
            continue
        weight = limit.weights[at]
        if weight <= 0:
            slack -= weight * counts[at]
            found += counts[at]
            continue
        if slack < 0:
            return -1
        taken = min(counts[at], slack // weight)
        found += taken
        slack -= taken * weight
        if taken < counts[at]:
            break
    return -1 if slack < 0 else found


def _greedy(counts: Sequence[int], limits: Sequence[_Limit]) -> tuple[int, ...] | None:
    """Fill up by rising weight of each limit in turn, and take the best that suits all."""
    best: tuple[int, ...] | None = None
    orders = [limit.order for limit in limits] or [tuple(range(len(counts)))]
    for order in dict.fromkeys(orders):
        slack = [limit.most for limit in limits]
        chosen = [0] * len(counts)
        for at in order:
            taken = counts[at]
            for limit, left in zip(limits, slack, strict=True):
                weight = limit.weights[at]
                if weight > 0:
                    taken = min(taken, max(0, left) // weight)
            chosen[at] = taken
            for position, limit in enumerate(limits):
                slack[position] -= taken * limit.weights[at]
        if min(slack, default=0) >= 0 and (best is None or sum(chosen) > sum(best)):
            best = tuple(chosen)
    return best


@dataclass(slots=True)
class _Search:
    """A search through all choices, class by class, most members first."""

    counts: list[int]
    limits: Sequence[_Limit]
    budget: Budget
    size: int
    best: tuple[int, ...] | None

    def run(self) -> bool:
        """Search; tells whether all was looked at."""
        chosen = [0] * len(self.counts)
        return self._from(0, chosen, 0, [limit.most for limit in self.limits])

    def _from(self, at: int, chosen: list[int], taken: int, slack: list[int]) -> bool:
        if not self.budget.spend(1 + (len(self.counts) - at) * max(1, len(self.limits))):
            return False
        rooms = [
            _room(limit, self.counts, left, at)
            for limit, left in zip(self.limits, slack, strict=True)
        ]
        room = min([sum(self.counts[at:]), *rooms])
        if room < 0 or taken + room <= self.size:
            return True
        if at == len(self.counts):
            self.size, self.best = taken, tuple(chosen)
            return True
        for n in range(self.counts[at], -1, -1):
            chosen[at] = n
            after = [
                left - n * limit.weights[at] for limit, left in zip(self.limits, slack, strict=True)
            ]
            if not self._from(at + 1, chosen, taken + n, after):
                return False
        chosen[at] = 0
        return True
