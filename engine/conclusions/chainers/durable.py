"""Forward chaining on durable-rules, kept away from all that it is known to get wrong.

Facts have string fields only and none is ever left out, so a missing value or a float cannot be
misread; no rule tests for absence, which fires for ever there; facts are asserted, never posted,
since a post fires one rule only; each is retracted again; and a rule set's name is never used
twice. No rule joins facts: retracting one of several joined facts crashed the process on one
graph in a few hundred. Instead each gate's rules match one fact, which holds all that is known by
then, and firing one asserts the fact that the next gate's rules match.

Whatever durable-rules says is checked: a signature without exactly one state for every gate is an
error and no conclusion.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import durable_rules_engine
from durable.engine import Host, MessageNotHandledException, MessageObservedException

from ...model.conclusion import State
from ..graph import Gate, Graph, Input, Need
from .failure import ChainingError

#: A signature takes a fraction of a millisecond; what lasts longer than this hangs.
TIMEOUT_S = 60.0

#: A rule fires once for each branch of an `$or` that matches; far more than that is a circle.
_FIRINGS_AN_INPUT = 8

_TURNED = {State.HOLDS: State.BLOCKED, State.BLOCKED: State.HOLDS}


class _QuietHost(Host):  # type: ignore[misc]
    """A host without the timers that would run rule sets from other threads."""

    def _run(self) -> None:
        """Start nothing."""


@dataclass(slots=True)
class _Session:
    """What is concluded for the signature at hand, and what went wrong in an action.

    `facts` are those asserted so far, each with all that was known by then.
    """

    graph: Graph
    states: dict[str, State] = field(default_factory=dict)
    facts: list[dict[str, str]] = field(default_factory=list)
    fired: int = 0
    error: str | None = None

    @property
    def most(self) -> int:
        """How often rules may fire for one signature."""
        return _FIRINGS_AN_INPUT * sum(len(gate.inputs) + 1 for gate in self.graph.gates)

    def conclude(self, context: Any, at: int, state: State) -> None:
        """Note the state of a gate, and assert what the rules of the next one match.

        Anything raised in here would be swallowed, so it is kept.
        """
        self.fired += 1
        gate = self.graph.gates[at].name
        if self.fired > self.most:
            self.error = f"its rules fired more than {self.most} times for one signature"
        elif self.states.setdefault(gate, state) is not state:
            self.error = f"`{gate}` came out both {self.states[gate].value} and {state.value}"
        elif len(self.facts) == at + 1 < len(self.graph.gates):
            self.facts.append({**self.facts[-1], **_turn(at + 1), f"g{at}": state.value})
            # Who counts the gates notices when none of its rules matches.
            with suppress(MessageNotHandledException):
                context.assert_fact(self.facts[-1])


def chain(
    graph: Graph, signatures: Sequence[Sequence[State]], *, timeout: float | None = None
) -> list[Mapping[str, State]]:
    """Give for each signature the state of every gate.

    Raises:
        ChainingError: durable-rules failed, hung, or left a gate without one clear state.
    """
    results: list[Mapping[str, State]] = []
    failures: list[BaseException] = []

    def work() -> None:
        try:
            results.extend(_chain(graph, signatures))
        except BaseException as error:  # handed to the thread that waits
            failures.append(error)

    # A hang in it can only be left behind, so it runs where it can be left.
    limit = TIMEOUT_S if timeout is None else timeout
    thread = threading.Thread(target=work, name="durable-rules", daemon=True)
    thread.start()
    thread.join(limit)
    if thread.is_alive():
        raise ChainingError(f"durable-rules gave no answer in {limit:g} seconds")
    if failures:
        error = failures[0]
        if isinstance(error, ChainingError):
            raise error
        raise ChainingError(f"durable-rules failed: {type(error).__name__}: {error}") from error
    if len(results) != len(signatures):
        raise ChainingError("durable-rules lost a signature")
    return results


def _chain(graph: Graph, signatures: Sequence[Sequence[State]]) -> list[Mapping[str, State]]:
    if not graph.gates:
        return [{} for _ in signatures]
    session = _Session(graph)
    name = f"skulint_{uuid.uuid4().hex}"
    host = _QuietHost()
    host.set_rulesets({name: _rules(session)})
    try:
        return [_concluded(host, name, each, session) for each in signatures]
    finally:
        durable_rules_engine.delete_ruleset(host.get_ruleset(name)._handle)


def _concluded(
    host: Host, name: str, signature: Sequence[State], session: _Session
) -> Mapping[str, State]:
    known = {f"a{at}": str(state) for at, state in enumerate(signature)}
    session.states, session.facts, session.fired = {}, [{**known, **_turn(0)}], 0
    try:
        host.assert_fact(name, session.facts[0])
    except MessageNotHandledException as error:
        raise ChainingError("durable-rules found no rule for a signature") from error
    except MessageObservedException as error:
        raise ChainingError("durable-rules took a signature for one it had seen") from error
    _report(host.get_state(name), session)
    for gate in session.graph.gates:
        if gate.name not in session.states:
            raise ChainingError(f"durable-rules drew no conclusion for `{gate.name}`")
    for fact in session.facts:
        with suppress(MessageNotHandledException):
            host.retract_fact(name, fact)
    if left := host.get_facts(name):
        raise ChainingError(f"durable-rules kept {len(left)} facts that were taken back")
    return {gate.name: session.states[gate.name] for gate in session.graph.gates}


def _report(state: Mapping[str, Any], session: _Session) -> None:
    """Raise what an action came to; durable-rules notes it in its state and goes on."""
    if session.error is not None:
        raise ChainingError(f"durable-rules went wrong: {session.error}")
    if "exception" in state:
        first = str(state["exception"]).split(", traceback", 1)[0]
        raise ChainingError(f"durable-rules failed in an action: {first}")


def _turn(at: int) -> dict[str, str]:
    """Give the fields that say which gate's turn it is."""
    return {"id": f"gate {at}", "turn": str(at)}


def _rules(session: _Session) -> dict[str, Any]:
    """Write three monotone rules a gate: one for each state it may be in."""
    graph = session.graph
    fields = {atom.name: f"a{at}" for at, atom in enumerate(graph.atoms)}
    fields |= {gate.name: f"g{at}" for at, gate in enumerate(graph.gates)}
    rules: dict[str, Any] = {}
    for at, gate in enumerate(graph.gates):
        for state, tests in _tests(gate, fields).items():
            condition = {"$and": [{"turn": str(at)}, *tests]}
            rules[f"g{at}_{state.value}"] = {
                "all": [{"m": condition}],
                "run": _action(session, at, state),
            }
    return rules


def _action(session: _Session, at: int, state: State) -> Any:
    def act(context: Any) -> None:
        session.conclude(context, at, state)

    return act


def _tests(gate: Gate, fields: Mapping[str, str]) -> dict[State, list[Any]]:
    """Give the tests of each state; every one asks for a state that is there, none for a lack."""
    deciding = State.BLOCKED if gate.need is Need.ALL else State.HOLDS
    other = _TURNED[deciding]

    def each(*states: State) -> list[Any]:
        return [_one_of(_test(item, fields, state) for state in states) for item in gate.inputs]

    return {
        other: each(other),
        deciding: [_one_of(each(deciding))],
        # With nothing that decides, an input that is open keeps the gate open.
        State.UNDECIDED: [*each(other, State.UNDECIDED), _one_of(each(State.UNDECIDED))],
    }


def _test(item: Input, fields: Mapping[str, str], state: State) -> dict[str, str]:
    wanted = _TURNED.get(state, state) if item.opposite else state
    return {fields[item.name]: wanted.value}


def _one_of(tests: Iterable[Any]) -> Any:
    several = list(tests)
    return several[0] if len(several) == 1 else {"$or": several}
