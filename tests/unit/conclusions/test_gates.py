"""What a gate comes to, whichever chainer looks at it."""

from __future__ import annotations

from itertools import product

import pytest

from skulint.engine.conclusions.chainers import CHAINERS
from skulint.engine.conclusions.graph import Atom, Gate, Graph, Input, Need

from .graphs import STATES

HOLDS, BLOCKED, UNDECIDED = STATES
TWO = (Atom("a", ("A-1",)), Atom("b", ("B-1",)))


def installed(chainer: str) -> None:
    if chainer == "durable":
        pytest.importorskip("durable_rules_engine", reason="durable-rules does not build here")


def one_gate(need: Need, *inputs: Input) -> Graph:
    return Graph(TWO, (Gate("g", need, inputs or (Input("a"), Input("b"))),))


KLEENE = {
    Need.ALL: lambda a, b: BLOCKED if BLOCKED in (a, b) else max(a, b, key=STATES.index),
    Need.ANY: lambda a, b: (
        HOLDS if HOLDS in (a, b) else UNDECIDED if UNDECIDED in (a, b) else BLOCKED
    ),
}


@pytest.mark.parametrize("chainer", CHAINERS)
@pytest.mark.parametrize("need", Need)
def test_a_gate_is_kleenes_and_or_or(chainer: str, need: Need) -> None:
    installed(chainer)
    every = list(product(STATES, STATES))
    found = CHAINERS[chainer](one_gate(need), every)
    assert [each["g"] for each in found] == [KLEENE[need](*pair) for pair in every]


@pytest.mark.parametrize("chainer", CHAINERS)
def test_an_opposite_turns_holds_and_blocked_around(chainer: str) -> None:
    installed(chainer)
    made = one_gate(Need.ALL, Input("a", opposite=True))
    found = CHAINERS[chainer](made, [(state, HOLDS) for state in STATES])
    assert [each["g"] for each in found] == [BLOCKED, HOLDS, UNDECIDED]


@pytest.mark.parametrize("chainer", CHAINERS)
def test_nothing_to_chain(chainer: str) -> None:
    installed(chainer)
    assert CHAINERS[chainer](Graph((), ()), [(), ()]) == [{}, {}]
    assert CHAINERS[chainer](one_gate(Need.ALL), []) == []
