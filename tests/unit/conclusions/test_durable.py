"""durable-rules against the plain chainer on generated graphs, and failures that are noticed."""

from __future__ import annotations

import os
import time
from collections import Counter
from random import Random
from typing import Any

import pytest

from skulint.engine.conclusions.chainers import plain, usual_chainer
from skulint.engine.conclusions.chainers.failure import ChainingError
from skulint.engine.conclusions.graph import Atom, Gate, Graph, Input, Need
from skulint.engine.model.conclusion import State

from .graphs import STATES, graph, signatures

HOLDS, BLOCKED, UNDECIDED = STATES
GRAPHS = int(os.environ.get("SKULINT_GRAPHS", "300"))
#: Memory of durable-rules grows with the rule sets it has seen, so long runs are parted.
PART = 250
TWO = (Atom("a", ("A-1",)), Atom("b", ("B-1",)))

durable = pytest.importorskip(
    "skulint.engine.conclusions.chainers.durable",
    reason="durable-rules does not build on this platform",
    exc_type=ImportError,
)


def one_gate(need: Need, *inputs: Input) -> Graph:
    return Graph(TWO, (Gate("g", need, inputs or (Input("a"), Input("b"))),))


@pytest.mark.parametrize("part", range((GRAPHS + PART - 1) // PART))
def test_chainers_agree_on_generated_graphs(part: int) -> None:
    decided: Counter[State] = Counter()
    for seed in range(part * PART, min((part + 1) * PART, GRAPHS)):
        random = Random(seed)
        made = graph(random)
        some = signatures(made, random, 4)
        expected = plain.chain(made, some)
        assert durable.chain(made, some) == expected, f"seed {seed}"
        decided.update(state for each in expected for state in each.values())
    print(f"part {part}: {dict(decided)}")
    assert all(decided[state] > 100 for state in STATES)


def test_a_name_is_used_by_one_run_only() -> None:
    made = one_gate(Need.ALL)
    first = durable.chain(made, [(HOLDS, HOLDS)])
    assert durable.chain(made, [(HOLDS, HOLDS)]) == first == [{"g": HOLDS}]


def test_a_rule_set_defined_twice_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    host = durable._QuietHost()
    monkeypatch.setattr(durable, "_QuietHost", lambda: host)
    monkeypatch.setattr(durable.uuid, "uuid4", lambda: type("Same", (), {"hex": "same"}))
    monkeypatch.setattr(durable.durable_rules_engine, "delete_ruleset", lambda _: None)
    assert durable.chain(one_gate(Need.ALL), [(HOLDS, HOLDS)]) == [{"g": HOLDS}]
    with pytest.raises(ChainingError, match="already registered"):
        durable.chain(one_gate(Need.ALL), [(HOLDS, HOLDS)])


def test_an_exception_in_an_action_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("broken action")

    monkeypatch.setattr(durable._Session, "conclude", fail)
    with pytest.raises(ChainingError, match=r"failed in an action: .*broken action"):
        durable.chain(one_gate(Need.ALL), [(HOLDS, HOLDS)])


def test_a_hang_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable._Session, "conclude", lambda *_: time.sleep(5))
    started = time.monotonic()
    with pytest.raises(ChainingError, match=r"gave no answer in 0.2 seconds"):
        durable.chain(one_gate(Need.ALL), [(HOLDS, HOLDS)], timeout=0.2)
    assert time.monotonic() - started < 3


def test_rules_that_fire_for_ever_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    conclude = durable._Session.conclude

    def again(session: Any, context: Any, at: int, state: State) -> None:
        conclude(session, context, at, state)
        if session.error is None:
            context.assert_fact({**session.facts[-1], "id": f"again {session.fired}"})

    monkeypatch.setattr(durable._Session, "conclude", again)
    with pytest.raises(ChainingError, match="fired more than"):
        durable.chain(one_gate(Need.ALL), [(HOLDS, HOLDS)])


def test_a_gate_without_a_state_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable._Session, "conclude", lambda *_: None)
    with pytest.raises(ChainingError, match="drew no conclusion for `g`"):
        durable.chain(one_gate(Need.ALL), [(HOLDS, HOLDS)])


def test_two_states_for_a_gate_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    tests = durable._tests

    def careless(gate: Gate, fields: Any) -> Any:
        found = tests(gate, fields)
        return {**found, BLOCKED: found[HOLDS]}

    monkeypatch.setattr(durable, "_tests", careless)
    with pytest.raises(ChainingError, match="came out both"):
        durable.chain(one_gate(Need.ALL), [(HOLDS, HOLDS)])


def test_a_signature_without_any_rule_is_an_error() -> None:
    with pytest.raises(ChainingError, match="found no rule"):
        durable.chain(one_gate(Need.ALL), [("", HOLDS)])


def test_facts_hold_nothing_but_text(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    hand_over = durable.Host.assert_fact
    monkeypatch.setattr(
        durable.Host,
        "assert_fact",
        lambda host, name, fact: (sent.append(fact), hand_over(host, name, fact))[1],
    )
    random = Random(1)
    made = graph(random)
    durable.chain(made, signatures(made, random, 3))
    assert sent
    assert all(isinstance(value, str) and value for fact in sent for value in fact.values())


def test_the_usual_chainer_is_durable_where_it_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert usual_chainer() == "durable"
    monkeypatch.setattr("skulint.engine.conclusions.chainers.find_spec", lambda _: None)
    assert usual_chainer() == "plain"
