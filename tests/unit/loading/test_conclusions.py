"""Conclusions as they are read: what they follow from, their texts, their cases and their reach."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from skulint.engine.conclusions.chainers.plain import chain
from skulint.engine.conclusions.graph import build_graph
from skulint.engine.loading import build_plan
from skulint.engine.model.conclusion import (
    Either,
    Every,
    FactsHold,
    Follows,
    Opposite,
    RulesPass,
    State,
)
from skulint.engine.model.rule import RuleBook
from skulint.engine.text.diagnostics import Diagnostics

from .demo import SOURCE, TITLE, load, program, rule, try_load

SAY = "say: {holds: {en: Open, zh: 开放}, blocked: {en: Closed, zh: 关闭}}"


def conclusion(id: str, when: str, *, entity: str = "sku", more: str = "") -> str:
    lines = [f"  - id: {id}", f"    {TITLE}", f"    for: {entity}", f"    when: {when}"]
    lines += [f"    {SAY}", f"    {SOURCE}", *(f"    {line}" for line in more.splitlines())]
    return "\n".join(lines) + "\n"


def with_conclusions(rules: str, *conclusions: str, id: str = "demo/outlet") -> str:
    return program(rules, id=id) + "conclusions:\n" + "".join(conclusions)


ONE = rule("{stock_qty: {at_least: 50}}", entity="sku")


def loaded(folder: Path, *conclusions: str) -> RuleBook:
    return load(folder, with_conclusions(ONE, *conclusions))


def test_what_a_conclusion_follows_from(tmp_path: Path) -> None:
    when = (
        "{rules: [DEMO-1], conclusions: [first], facts: {stock_qty: 5}, "
        "any_of: [{not: {rules: [DEMO-1]}}, {facts: {stock_qty: {more_than: 9}}}]}"
    )
    book = loaded(tmp_path, conclusion("first", "{rules: [DEMO-1]}"), conclusion("second", when))
    assert book.conclusions["first"].when == RulesPass(("DEMO-1",))
    second = book.conclusions["second"]
    assert second.when == Every(
        (
            RulesPass(("DEMO-1",)),
            Follows("first"),
            FactsHold("second:1"),
            Either((Opposite(RulesPass(("DEMO-1",))), FactsHold("second:2"))),
        )
    )
    assert second.rules == ("DEMO-1", "second:1", "second:2")
    assert second.conclusions == ("first",)
    assert [each.id for each in second.facts] == ["second:1", "second:2"]


def test_cases_state_facts_and_outcomes(tmp_path: Path) -> None:
    more = (
        "cases:\n"
        "  - {given: {stock_qty: 60}, expect: holds}\n"
        "  - {outcomes: {DEMO-1: fail}, otherwise: pass, expect: blocked}"
    )
    book = loaded(tmp_path, conclusion("first", "{rules: [DEMO-1]}", more=more))
    facts, stated = book.conclusion_cases
    assert (dict(facts.case.given), facts.case.expect, facts.otherwise) == (
        {"stock_qty": 60},
        "holds",
        None,
    )
    assert (dict(stated.outcomes), stated.otherwise) == ({"DEMO-1": "fail"}, "pass")


def test_conclusions_are_planned_with_their_program(tmp_path: Path) -> None:
    book = loaded(tmp_path, conclusion("first", "{facts: {stock_qty: {at_least: 5}}}"))
    diagnostics = Diagnostics()
    chosen = build_plan(
        book, as_of=date(2026, 1, 1), diagnostics=diagnostics, programs=["demo/outlet"]
    )
    assert [each.id for each in chosen.conclusions] == ["first"]
    assert [each.id for each in chosen.beside] == ["first:1"]
    assert "first:1" not in {rule.id for rule in chosen.rules}
    single = build_plan(book, as_of=date(2026, 1, 1), diagnostics=diagnostics, rules=["DEMO-1"])
    assert (single.conclusions, single.beside) == ((), ())


def test_rules_and_conclusions_out_of_the_program_s_reach(tmp_path: Path) -> None:
    other = (
        "program: demo/other\n"
        + TITLE
        + "\nrules:\n"
        + rule("{stock_qty: 5}", id="DEMO-7", entity="sku")
        + "conclusions:\n"
        + conclusion("far", "{rules: [DEMO-7]}")
    )
    diagnostics = Diagnostics()
    mine = with_conclusions(ONE, conclusion("near", "{rules: [DEMO-7], conclusions: [far]}"))
    try_load(tmp_path, diagnostics, mine, other)
    assert [(item.code, item.message, item.help) for item in diagnostics.sorted()] == [
        (
            "SKU-R091",
            f"{kind} is of program `demo/other`, which is not judged here",
            "add `demo/other` to the `needs` of the program",
        )
        for kind in ("rule `DEMO-7`", "conclusion `far`")
    ]


def test_a_long_chain_is_read(tmp_path: Path) -> None:
    links = [conclusion(f"link-{at}", f"{{conclusions: [link-{at - 1}]}}") for at in range(1, 1500)]
    book = loaded(tmp_path, conclusion("link-0", "{rules: [DEMO-1]}"), *links)
    graph = build_graph(book.conclusions, ["link-1499"])
    (found,) = chain(graph, [(State.BLOCKED,)])
    assert len(graph.gates) == 1500
    assert found["link-1499"] is State.BLOCKED
