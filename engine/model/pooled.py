"""What became of pools: whether all may go in together, and who would have to stay out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conclusion import State
    from .facts import Translated
    from .pool import Measure
    from .report import Quantity, RuleInfo, Subject


@dataclass(frozen=True, slots=True)
class PoolDemand:
    """A demand on the set: what it is for all of them, and for those that stay.

    A value that is not known exactly lies from `low` to `high`, None where nothing is known;
    `kept` is the value for the largest set that passes, or where there is none for all members
    that pass by themselves.
    """

    title: Translated
    measure: Measure
    fact: str | None
    rule: str | None
    state: State
    low: Quantity | None
    high: Quantity | None
    at_least: Quantity | None
    at_most: Quantity | None
    kept: Quantity | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A member that stays out, and the rules that it fails or leaves open."""

    subject: Subject
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pooled:
    """One pool: the verdict on all of it, and the largest set of members that passes together.

    `own` are the rules of the pool itself that fail or are open, which no choice of members can
    mend. `keep` counts the largest set, None where none passes; no set has more than `bound`
    members, and `proven` tells that this is exact. Those who stay out fail by themselves
    (`failing`), cannot be told (`undecided`), or are too many for the rest (`surplus`); of each,
    the first are named.
    """

    id: str
    program: str
    title: Translated
    of: str
    subject: Subject
    state: State
    total: int
    counts: Mapping[State, int]
    own: tuple[tuple[RuleInfo, State], ...]
    demands: tuple[PoolDemand, ...]
    keep: int | None
    bound: int
    proven: bool
    surplus: int
    failing: tuple[Dropped, ...]
    undecided: tuple[Dropped, ...]
    left_over: tuple[Dropped, ...]

    @property
    def drop(self) -> int | None:
        """How many have to stay out for the rest to pass; None where nothing helps."""
        return None if self.keep is None else self.total - self.keep
