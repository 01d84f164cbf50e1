"""Conclusions as a report shows them: how many records each state has, and what led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from .conclusion import State

if TYPE_CHECKING:
    from .facts import Translated
    from .report import MissingFact, Quantity, Subject


class LinkKind(StrEnum):
    """What a link of a chain is."""

    CONCLUSION = "conclusion"
    RULE = "rule"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain, and those it follows from.

    `text` is the phrase of a conclusion's state, what is wrong by a rule, or what a condition on
    facts asks. `fact` is what `actual` and `limit` are values of; `subject` is the record it is
    about where that is a child of the one the chain is for.
    """

    kind: LinkKind
    id: str
    state: State
    text: Translated
    because: tuple[Link, ...] = ()
    fact: Translated = field(default_factory=lambda: MappingProxyType({}))
    actual: Quantity | None = None
    limit: Quantity | None = None
    missing: tuple[MissingFact, ...] = ()
    subject: Subject | None = None
    #: Whether the chain needs the opposite of what the link says.
    opposite: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Why some records share a state: the chain of the first of them.

    `count` is exact: so many records have this state for the same reasons.
    """

    state: State
    count: int
    subject: Subject
    link: Link


@dataclass(frozen=True, slots=True)
class Concluded:
    """One conclusion over all its records; chains of the most frequent reasons first."""

    id: str
    program: str
    title: Translated
    entity: str
    counts: Mapping[State, int]
    chains: tuple[Chain, ...]
    next_step: Mapping[State, Translated]
    irreversible: Translated
    #: Ids of the conclusions it follows from itself.
    follows_from: tuple[str, ...] = ()

    @property
    def holds(self) -> int:
        """How many records it holds for."""
        return self.counts[State.HOLDS]

    @property
    def blocked(self) -> int:
        """How many records it is blocked for."""
        return self.counts[State.BLOCKED]

    @property
    def undecided(self) -> int:
        """For how many records it cannot be told."""
        return self.counts[State.UNDECIDED]

    @property
    def total(self) -> int:
        """All records it was drawn for."""
        return self.holds + self.blocked + self.undecided
