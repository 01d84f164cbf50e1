"""What every engine gives back: exact counts, readiness, missing facts, and rows worth showing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..model.outcome import Outcome
from ..model.report import OutcomeRow
from ..model.values import Known


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """Outcomes of one rule over all subjects, and the span of changes that mend its failures."""

    outcomes: Mapping[Outcome, int]
    change_low: Decimal | None = None
    change_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Selected:
    """A subject worth showing for one rule: its row in its entity's relation."""

    rule: str
    outcome: Outcome
    row: int


@dataclass(frozen=True, slots=True)
class ReadinessCounts:
    """Items of one entity by readiness; `clears` and `concerns` count items a rule."""

    entity: str
    ready: int
    one_fix_away: int
    not_ready: int
    cannot_tell: int
    clears: Mapping[str, int]
    concerns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MissingCounts:
    """How often a fact keeps a rule undecided, how often alone, and for how many subjects."""

    undecided: int
    settles: int
    subjects: int

    def __add__(self, other: MissingCounts) -> MissingCounts:
        """Add what was counted of other subjects."""
        return MissingCounts(
            self.undecided + other.undecided,
            self.settles + other.settles,
            self.subjects + other.subjects,
        )


@dataclass(frozen=True, slots=True)
class FactTotals:
    """A derived fact over all records: how many know it exactly, and of numbers sum and ends.

    Amounts in several currencies have neither; `currency` is the one they are all in.
    """

    records: int
    known: int
    currency: str | None = None
    total: Known | None = None
    low: Known | None = None
    high: Known | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One engine's answer to one plan over one store."""

    rules: Mapping[str, RuleCounts]
    selected: tuple[Selected, ...]
    readiness: ReadinessCounts | None
    missing: Mapping[str, MissingCounts]
    outcomes: Callable[[], Iterator[OutcomeRow]] = field(default=lambda: iter(()))
