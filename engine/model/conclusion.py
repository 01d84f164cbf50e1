"""Conclusions: what follows from outcomes, from facts and from other conclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..text.source import Span
    from .facts import Translated
    from .rule import Case, Reference, Rule


class State(StrEnum):
    """What became of a conclusion, or of a premise of one."""

    HOLDS = "holds"
    BLOCKED = "blocked"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class RulesPass:
    """Each of some rules passes or does not apply."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Follows:
    """Another conclusion holds."""

    conclusion: str


@dataclass(frozen=True, slots=True)
class FactsHold:
    """A condition on facts holds; it is judged as the rule with this id."""

    rule: str


@dataclass(frozen=True, slots=True)
class Every:
    """All of some premises hold."""

    items: tuple[Premise, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of some premises holds."""

    items: tuple[Premise, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """A premise is blocked."""

    item: Premise


Premise: TypeAlias = RulesPass | Follows | FactsHold | Every | Either | Opposite


def parts_of(premise: Premise) -> Iterator[RulesPass | Follows | FactsHold]:
    """Yield the premises that are made of no others, in the order written."""
    match premise:
        case Every(items) | Either(items):
            for item in items:
                yield from parts_of(item)
        case Opposite(item):
            yield from parts_of(item)
        case _:
            yield premise


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A step of a chain: for whom, from what it follows, and what to say of each state.

    `facts` holds the conditions on facts as rules that nobody reports. `say` has a phrase and
    `next_step` a sentence for states; `irreversible` says what cannot be undone once it is done.
    """

    id: str
    program: str
    title: Translated
    entity: str
    when: Premise
    say: Mapping[State, Translated]
    source: Reference
    span: Span
    facts: tuple[Rule, ...] = ()
    next_step: Mapping[State, Translated] = field(default_factory=lambda: MappingProxyType({}))
    irreversible: Translated = field(default_factory=lambda: MappingProxyType({}))

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules it follows from itself, conditions on facts included."""
        found: dict[str, None] = {}
        for part in parts_of(self.when):
            match part:
                case RulesPass(rules):
                    found.update(dict.fromkeys(rules))
                case FactsHold(rule):
                    found[rule] = None
        return tuple(found)

    @property
    def conclusions(self) -> tuple[str, ...]:
        """Ids of the conclusions it follows from itself."""
        parts = parts_of(self.when)
        return tuple(dict.fromkeys(part.conclusion for part in parts if isinstance(part, Follows)))


@dataclass(frozen=True, slots=True)
class ConclusionCase:
    """A worked example of a conclusion: facts, outcomes that stand in for facts, and the state.

    `outcomes` gives rules by id an outcome's word and conclusions a state's; `otherwise` is the
    outcome of every rule that is not among them, or None where those are judged by the facts.
    """

    case: Case
    outcomes: Mapping[str, str]
    otherwise: str | None
