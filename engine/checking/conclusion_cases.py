"""Run the worked cases of conclusions: judge what each gives, roll up, chain, and compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from ..backends.reference.rollup import state_of
from ..conclusions.chainers import CHAINERS, Signature, usual_chainer
from ..conclusions.graph import Graph, build_graph
from ..model.conclusion import Conclusion, ConclusionCase, RulesPass, State
from ..model.outcome import Outcome
from ..model.rule import Case, RuleBook
from ..text.diagnostics import Diagnostics
from ..text.nodes import to_plain
from .cases import CaseResult, run_cases

_OUTCOME_OF = MappingProxyType(
    {
        State.HOLDS: Outcome.PASS,
        State.BLOCKED: Outcome.FAIL,
        State.UNDECIDED: Outcome.UNKNOWN,
    }
)

#: What each rule came to in a case, and the engines that came to something else.
_Judged = Mapping[tuple[int, str], tuple[Outcome, Mapping[str, object]]]


def run_conclusion_cases(
    book: RuleBook,
    cases: Sequence[ConclusionCase],
    engines: Sequence[str],
    as_of: datetime,
    diagnostics: Diagnostics,
) -> tuple[CaseResult, ...] | None:
    """Draw the conclusions of cases, in their order, with every chainer there is here.

    Args:
        book: The rules and conclusions.
        cases: What to draw.
        engines: Names of engines; all of them must agree on every rule that a case needs.
        as_of: The moment for cases that do not give one.
        diagnostics: Where problems are reported; after an error there are no results.
    """
    graphs = {at: _graph(book, each) for at, each in enumerate(cases)}
    judged = _judge(book, cases, graphs, engines, as_of, diagnostics)
    if judged is None:
        return None
    alike: dict[Graph, list[int]] = defaultdict(list)
    for at, graph in graphs.items():
        alike[graph].append(at)
    results: dict[int, CaseResult] = {}
    names = dict.fromkeys((usual_chainer(), "plain"))
    for graph, members in alike.items():
        signatures = [_signature(graph, at, judged) for at in members]
        found = {name: CHAINERS[name](graph, signatures) for name in names}
        for position, at in enumerate(members):
            got = {name: states[position][cases[at].case.subject] for name, states in found.items()}
            results[at] = _result(cases[at], got, _disputes(at, judged))
    return tuple(results[at] for at in sorted(results))


def _stated(name: str) -> str:
    """Name the rule that stands for a conclusion whose state a case states."""
    return f"stated:{name}"


def _graph(book: RuleBook, case: ConclusionCase) -> Graph:
    conclusions: dict[str, Conclusion] = dict(book.conclusions)
    for name in case.outcomes.keys() & conclusions.keys():
        conclusions[name] = replace(conclusions[name], when=RulesPass((_stated(name),)))
    return build_graph(conclusions, [case.case.subject])


def _fixed(case: ConclusionCase, rule: str, book: RuleBook) -> Outcome | None:
    """Give the outcome that a case states of a rule, if it does."""
    if rule.startswith("stated:"):
        return _OUTCOME_OF[State(case.outcomes[rule.removeprefix("stated:")])]
    word = case.outcomes.get(rule)
    if word is None and rule in book.rules:
        word = case.otherwise
    return None if word is None else Outcome(word)


def _judge(
    book: RuleBook,
    cases: Sequence[ConclusionCase],
    graphs: Mapping[int, Graph],
    engines: Sequence[str],
    as_of: datetime,
    diagnostics: Diagnostics,
) -> _Judged | None:
    """Give what every rule came to that a graph reads, as stated or by the facts of the case."""
    judged: dict[tuple[int, str], tuple[Outcome, Mapping[str, object]]] = {}
    open_: list[tuple[int, str]] = []
    for at, graph in graphs.items():
        for rule in dict.fromkeys(id for atom in graph.atoms for id in atom.rules):
            fixed = _fixed(cases[at], rule, book)
            if fixed is None:
                open_.append((at, rule))
            else:
                judged[at, rule] = (fixed, {})
    facts = {rule.id: rule for each in book.conclusions.values() for rule in each.facts}
    with_facts = replace(book, rules=MappingProxyType({**book.rules, **facts}))
    trials: list[Case] = [replace(cases[at].case, subject=rule) for at, rule in open_]
    results = run_cases(with_facts, trials, engines, as_of, diagnostics)
    if results is None:
        return None
    for key, result in zip(open_, results, strict=True):
        judged[key] = (Outcome(str(result.got)), result.others)
    return judged


def _signature(graph: Graph, at: int, judged: _Judged) -> Signature:
    return tuple(state_of([judged[at, rule][0] for rule in atom.rules]) for atom in graph.atoms)


def _disputes(at: int, judged: _Judged) -> dict[str, str]:
    """Say which engines judge a rule of the case in another way."""
    return {
        engine: f"{rule}: {got}"
        for (case, rule), (_, others) in judged.items()
        if case == at
        for engine, got in others.items()
    }


def _result(
    case: ConclusionCase, got: Mapping[str, State], disputes: Mapping[str, str]
) -> CaseResult:
    first, *_ = got.values()
    others = {name: state.value for name, state in got.items() if state is not first} | dict(
        disputes
    )
    given = {"given": case.case.node.get("given"), "outcomes": case.case.node.get("outcomes")}
    plain = {key: to_plain(node, "decimal") for key, node in given.items() if node is not None}
    stated = plain["given"]
    assert isinstance(stated, dict)
    outcomes = plain.get("outcomes")
    rest = {} if case.otherwise is None else {"otherwise": case.otherwise}
    return CaseResult(
        rule=case.case.subject,
        given={**stated, **(outcomes if isinstance(outcomes, dict) else {}), **rest},
        expect=str(case.case.expect),
        got=first.value,
        ok=not others and first.value == case.case.expect,
        span=case.case.span,
        others=others,
    )
