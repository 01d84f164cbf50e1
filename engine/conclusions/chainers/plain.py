"""A chainer of a few lines, for platforms on which durable-rules does not build.

It walks the gates once in their order, and is what the other chainer is held against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...model.conclusion import State
from ..graph import Gate, Graph, Need

_TURNED = MappingProxyType(
    {
        State.HOLDS: State.BLOCKED,
        State.BLOCKED: State.HOLDS,
        State.UNDECIDED: State.UNDECIDED,
    }
)


def chain(graph: Graph, signatures: Sequence[Sequence[State]]) -> list[Mapping[str, State]]:
    """Give for each signature the state of every gate."""
    return [_concluded(graph, signature) for signature in signatures]


def _concluded(graph: Graph, signature: Sequence[State]) -> Mapping[str, State]:
    known = {atom.name: state for atom, state in zip(graph.atoms, signature, strict=True)}
    for gate in graph.gates:
        known[gate.name] = _state_of(gate, known)
    return {gate.name: known[gate.name] for gate in graph.gates}


def _state_of(gate: Gate, known: Mapping[str, State]) -> State:
    states = {
        _TURNED[known[each.name]] if each.opposite else known[each.name] for each in gate.inputs
    }
    deciding = State.BLOCKED if gate.need is Need.ALL else State.HOLDS
    for state in (deciding, State.UNDECIDED):
        if state in states:
            return state
    return _TURNED[deciding]
