"""Graphs of gates made at random, with signatures of their atoms."""

from __future__ import annotations

from random import Random

from skulint.engine.conclusions.graph import Atom, Gate, Graph, Input, Need
from skulint.engine.model.conclusion import State

STATES = tuple(State)


def graph(random: Random) -> Graph:
    """Make up to eight atoms and ten gates, each over atoms and the gates before it."""
    atoms = tuple(Atom(f"rules:R-{at}", (f"R-{at}",)) for at in range(random.randint(1, 8)))
    names = [atom.name for atom in atoms]
    gates = []
    for at in range(random.randint(1, 10)):
        read = random.sample(names, random.randint(1, min(5, len(names))))
        inputs = tuple(Input(name, random.random() < 0.25) for name in read)
        gates.append(Gate(f"gate-{at}", random.choice(list(Need)), inputs))
        names.append(f"gate-{at}")
    return Graph(atoms, tuple(gates))


def signatures(made: Graph, random: Random, count: int) -> list[tuple[State, ...]]:
    """Make signatures, each state as likely as another."""
    return [tuple(random.choice(STATES) for _ in made.atoms) for _ in range(count)]
