"""What every engine gives back: exact counts, readiness, missing facts, and rows worth showing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from ..model.conclusion import State
from ..model.outcome import Outcome
from ..model.pool import Pool, PoolClass
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
    """How often a fact keeps a rule undecided, how often alone, and for how many subjects.

    `entities` are those that the subjects are of: a store's fact may be lacking for its listings.
    """

    undecided: int
    settles: int
    subjects: int
    entities: frozenset[str] = frozenset()

    def __add__(self, other: MissingCounts) -> MissingCounts:
        """Add what was counted of other subjects."""
        return MissingCounts(
            self.undecided + other.undecided,
            self.settles + other.settles,
            self.subjects + other.subjects,
            self.entities | other.entities,
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """The states of some sets of rules, how many records share them, and the first of those."""

    states: tuple[State, ...]
    count: int
    row: int


#: Counts the records of an entity by the states of sets of rules; a row number picks one record.
RollUp: TypeAlias = Callable[[str, Sequence[Sequence[str]], int | None], tuple[Signature, ...]]


def _nothing(_entity: str, _sets: Sequence[Sequence[str]], _row: int | None) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Member:
    """A record of a pool, with the rules and conditions it fails and leaves open."""

    row: int
    key: str
    failed: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PoolMembers:
    """The members of all pools of a kind, by what demands on sets can tell of them.

    `of_state` lists members of an owner's pool in a state, `of_class` those of a class; both take
    how many to list at most.
    """

    classes: tuple[PoolClass, ...]
    of_state: Callable[[str, State, int], list[Member]]
    of_class: Callable[[int, int], list[Member]]


def _no_members(_pool: Pool) -> None:
    return None


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
    #: Gives the missing facts, by name; may have to wait for them.
    missing: Callable[[], Mapping[str, MissingCounts]]
    outcomes: Callable[[], Iterator[OutcomeRow]] = field(default=lambda: iter(()))
    roll_up: RollUp = _nothing
    #: Gives the members of pools; None where there are no records for them.
    members: Callable[[Pool], PoolMembers | None] = _no_members
    #: Writes a table of the items (row, rules failed, rules left open) by the name given, while
    #: the verdicts are there; gives the items' entity, or None where there are none.
    standings: Callable[[str], str | None] = field(default=lambda _name: None)
    #: Gives of one item how many rules it fails and leaves open; None where no rule is for items.
    standing: Callable[[int], tuple[int, int] | None] = field(default=lambda _row: None)
    #: Gives, for each fact that is lacking, rows of its own entity that lack it; takes how many.
    lacking: Callable[[int], Mapping[str, tuple[int, ...]]] = field(
        default=lambda _most: MappingProxyType({})
    )
