"""Compiles conclusions into a graph of gates over rolled-up outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..model.conclusion import (
    Conclusion,
    Either,
    Every,
    FactsHold,
    Follows,
    Opposite,
    Premise,
    RulesPass,
)


class Need(StrEnum):
    """How many inputs of a gate have to hold."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Input:
    """What a gate reads: an atom or a gate by name, turned around or not."""

    name: str
    opposite: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """A conclusion, or a part of one that has a gate of its own."""

    name: str
    need: Need
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Atom:
    """A set of rules whose outcomes are rolled up to one state for each subject."""

    name: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Atoms, and gates in such an order that each comes after those it reads."""

    atoms: tuple[Atom, ...]
    gates: tuple[Gate, ...]


@dataclass(slots=True)
class _Builder:
    conclusions: Mapping[str, Conclusion]
    atoms: dict[tuple[str, ...], Atom] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)

    def build(self, name: str) -> None:
        """Add the gates of a conclusion after those of the ones it follows from."""
        waiting = [name]
        while waiting:
            conclusion = self.conclusions[waiting[-1]]
            before = [each for each in conclusion.conclusions if each not in self.gates]
            if before:
                waiting += before
                continue
            waiting.pop()
            if conclusion.id not in self.gates:
                self.gate(conclusion.id, conclusion.when)

    def gate(self, name: str, premise: Premise) -> None:
        need = Need.ANY if isinstance(premise, Either) else Need.ALL
        parts = premise.items if isinstance(premise, Every | Either) else (premise,)
        inputs = tuple(self.input(f"{name}/{at}", part) for at, part in enumerate(parts, 1))
        self.gates[name] = Gate(name, need, tuple(dict.fromkeys(inputs)))

    def input(self, name: str, premise: Premise) -> Input:
        match premise:
            case RulesPass(rules):
                return Input(self.atom(rules))
            case FactsHold(rule):
                return Input(self.atom((rule,)))
            case Follows(conclusion):
                return Input(conclusion)
            case Opposite(item):
                inner = self.input(name, item)
                return Input(inner.name, not inner.opposite)
        self.gate(name, premise)
        return Input(name)

    def atom(self, rules: tuple[str, ...]) -> str:
        key = tuple(sorted(rules))
        if key not in self.atoms:
            self.atoms[key] = Atom(f"rules:{'+'.join(key)}", key)
        return self.atoms[key].name


def build_graph(conclusions: Mapping[str, Conclusion], wanted: Iterable[str]) -> Graph:
    """Return the gates of some conclusions and of all they follow from."""
    builder = _Builder(conclusions)
    for name in wanted:
        builder.build(name)
    return Graph(tuple(builder.atoms.values()), tuple(builder.gates.values()))
