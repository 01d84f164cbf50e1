"""A plan of changes: what to change, in which order, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .facts import Translated
    from .report import FixStep, MissingRank, Place, Quantity, RuleInfo, Subject


@dataclass(frozen=True, slots=True)
class Change:
    """One fact of one record to change, so that every rule on it is met together.

    `rules` are those it mends; `low` and `high` are the ends of what suits all rules, with the
    rules that set them; `not_before` is the moment before which the change itself breaks a rule.
    """

    subject: Subject
    fact: str
    title: Translated
    before: Quantity | None
    after: Quantity
    rules: tuple[RuleInfo, ...]
    low: Quantity | None = None
    high: Quantity | None = None
    not_before: datetime | None = None
    #: The rule that would be broken before `not_before`.
    watched_by: RuleInfo | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """One side of a clash: the value a rule asks for, at least or at most."""

    rule: str
    title: Translated
    value: Quantity | None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rules on one fact of one record that no value suits both of."""

    subject: Subject
    fact: str
    title: Translated
    first: Limit
    second: Limit


@dataclass(frozen=True, slots=True)
class ByHand:
    """A rule that no change of a value mends: the steps in words, and for how many records."""

    rule: RuleInfo
    count: int
    example: Subject
    message: Translated
    steps: tuple[FixStep, ...]


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """Everything to do for one program, first things first.

    `becomes_ready` are the items that are ready once all changes are made; `cut` counts the
    failures that were not looked at, since there are too many.
    """

    program: str
    title: Translated
    item: str | None
    ready_now: int
    total: int
    changes: tuple[Change, ...]
    clashes: tuple[Clash, ...]
    by_hand: tuple[ByHand, ...]
    missing: tuple[MissingRank, ...]
    becomes_ready: tuple[Subject, ...]
    cut: int = 0
