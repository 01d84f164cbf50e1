"""Whatever is broken in a file, loading says so and never falls over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skulint.engine.loading import load_rulebook
from skulint.engine.text.diagnostics import Diagnostics

from .demo import BASE, fact, parameter, program, rule

WHOLE = program(
    rule(
        "{price: {at_most: 70% of lowest_price}, any_of: [{stock_qty: {within: [5, 9]}}]}",
        more="when: {program_applied: {one_of: [OUTLET]}}\n"
        "fix: [{set: price, say: {en: 'To {target}.', zh: '{target}'}}]\n"
        "follows_from: []\nsince: 2023-10-01\n"
        "cases: [{given: {stock_qty: 5}, expect: pass}]",
    ),
    facts=fact(
        "made_up",
        "integer",
        "{choose: [{when: {stock_qty: 1}, value: 2 * stock_qty}, {otherwise: 1}],"
        " only_when: {stock_qty: {is_present: true}}}",
        more="cases: [{given: {stock_qty: 5}, expect: 1}]",
    ),
    parameters=parameter("share", "{from: 2023-10-01, when: {market: ES}, value: 70%}"),
)
SCRAPS = (
    "",
    "5",
    "[]",
    "{}",
    "text",
    "[5, {a: b}]",
    "{stock_qty: 1}",
    "true",
    "null",
    "-1e5",
    "70%",
)


def found(folder: Path, text: str) -> Diagnostics:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    diagnostics = Diagnostics()
    load_rulebook([BASE, path], diagnostics)
    return diagnostics


def test_the_whole_file_is_right(tmp_path: Path) -> None:
    assert [item.message for item in found(tmp_path, WHOLE)] == []


@pytest.mark.parametrize("scrap", SCRAPS)
def test_any_value_may_be_anything(tmp_path: Path, scrap: str) -> None:
    lines = WHOLE.split("\n")
    for number, line in enumerate(lines):
        key, colon, _ = line.partition(":")
        if not colon:
            continue
        depth = len(line) - len(line.lstrip())
        rest = number + 1
        while rest < len(lines) and len(lines[rest]) - len(lines[rest].lstrip()) > depth:
            rest += 1
        changed = [*lines[:number], f"{key}: {scrap}", *lines[rest:]]
        found(tmp_path, "\n".join(changed))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.data())
def test_a_torn_file_is_read_or_explained(tmp_path: Path, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(WHOLE)))
    length = data.draw(st.integers(0, 20))
    scrap = data.draw(st.sampled_from(SCRAPS))
    diagnostics = found(tmp_path, WHOLE[:start] + scrap + WHOLE[start + length :])
    for item in diagnostics:
        assert item.span is not None or item.place
