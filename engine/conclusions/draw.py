"""Draw the conclusions of a run: roll outcomes up, chain once a signature, and count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..backends.results import RollUp
from ..model.conclusion import Conclusion, State
from ..store.relations import FactStore
from .chainers import CHAINERS, Chainer, usual_chainer
from .graph import Gate, Graph, Need, build_graph

#: So many groups of records with the same reasons are explained, a conclusion and state.
GROUPS = 5

_TURNED = {State.HOLDS: State.BLOCKED, State.BLOCKED: State.HOLDS, State.UNDECIDED: State.UNDECIDED}


@dataclass(frozen=True, slots=True)
class Group:
    """Records that share a state for the same reasons, and the states of the first one's chain."""

    state: State
    count: int
    row: int
    known: Mapping[str, State]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A conclusion with exact counts; the largest groups of each state but `holds` come first."""

    conclusion: Conclusion
    graph: Graph
    counts: Mapping[State, int]
    groups: tuple[Group, ...]


def draw(
    conclusions: Sequence[Conclusion],
    store: FactStore,
    roll_up: RollUp,
    rows: Mapping[str, Sequence[int]] | None = None,
    chainer: Chainer | None = None,
) -> tuple[Drawn, ...]:
    """Return every conclusion that has records, in the order given.

    Args:
        conclusions: What to draw; those they follow from must be among them.
        store: The records.
        roll_up: Counts records by the states of sets of rules, as an engine's results do.
        rows: By entity the only records to look at; entities without any are left out.
        chainer: What chains; durable-rules where it is installed.
    """
    chain = chainer or CHAINERS[usual_chainer()]
    by_id = {each.id: each for each in conclusions}
    drawn: dict[str, Drawn] = {}
    for entity in dict.fromkeys(each.entity for each in conclusions):
        if entity not in store.entities or (rows is not None and not rows.get(entity)):
            continue
        mine = [each for each in conclusions if each.entity == entity]
        graph = build_graph(by_id, [each.id for each in mine])
        sets = [atom.rules for atom in graph.atoms]
        signatures = [
            each
            for row in ([None] if rows is None else rows[entity])
            for each in roll_up(entity, sets, row)
        ]
        states = chain(graph, [each.states for each in signatures])
        found = [
            Group(
                State.UNDECIDED,
                each.count,
                each.row,
                {
                    **dict(zip((atom.name for atom in graph.atoms), each.states, strict=True)),
                    **gates,
                },
            )
            for each, gates in zip(signatures, states, strict=True)
        ]
        for conclusion in mine:
            drawn[conclusion.id] = _drawn(conclusion, graph, found)
    return tuple(drawn[each.id] for each in conclusions if each.id in drawn)


def _drawn(conclusion: Conclusion, graph: Graph, found: Sequence[Group]) -> Drawn:
    gates = {gate.name: gate for gate in graph.gates}
    counts = dict.fromkeys(State, 0)
    groups: dict[tuple[State, frozenset[str]], Group] = {}
    for each in found:
        state = each.known[conclusion.id]
        counts[state] += each.count
        reasons = frozenset(_roots(gates[conclusion.id], each.known, gates))
        before = groups.get((state, reasons))
        if before is None or each.row < before.row:
            count = each.count + (before.count if before else 0)
            groups[state, reasons] = Group(state, count, each.row, each.known)
        else:
            count = before.count + each.count
            groups[state, reasons] = Group(state, count, before.row, before.known)
    largest = sorted(groups.values(), key=lambda group: (-group.count, group.row))
    kept = [
        group
        for state in State
        for group in [each for each in largest if each.state is state][:GROUPS]
    ]
    return Drawn(conclusion, graph, counts, tuple(kept))


def deciding(gate: Gate, known: Mapping[str, State]) -> list[str]:
    """Name the inputs that brought a gate into its state."""
    state = known[gate.name]
    every = state is (State.HOLDS if gate.need is Need.ALL else State.BLOCKED)
    return [
        each.name
        for each in gate.inputs
        if every or (_TURNED[known[each.name]] if each.opposite else known[each.name]) is state
    ]


def _roots(gate: Gate, known: Mapping[str, State], gates: Mapping[str, Gate]) -> Iterator[str]:
    """Name the atoms at the end of a gate's chain; what holds needs no reasons."""
    if known[gate.name] is State.HOLDS:
        return
    waiting, seen = [gate.name], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in gates:
            waiting += deciding(gates[name], known)
        else:
            yield name
