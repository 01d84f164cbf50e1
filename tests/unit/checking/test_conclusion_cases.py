"""Cases of conclusions: run with every engine and chainer, told apart when they fail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from skulint.engine.loading import load_rulebook
from skulint.engine.model.conclusion import State
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from ...cli.running import run

RULES = Path(__file__).parents[3] / "rules"


def test_every_conclusion_has_cases_of_each_state_and_of_each_broken_link() -> None:
    book = load_rulebook([rules_dir()], Diagnostics())
    assert len(book.conclusions) >= 30
    expected: dict[str, Counter[object]] = {name: Counter() for name in book.conclusions}
    broken: dict[str, set[str]] = {name: set() for name in book.conclusions}
    for each in book.conclusion_cases:
        expected[each.case.subject][each.case.expect] += 1
        if each.case.expect == "blocked":
            broken[each.case.subject] |= {
                name for name, word in each.outcomes.items() if word in ("fail", "blocked")
            }
    for name, conclusion in book.conclusions.items():
        assert set(expected[name]) == {state.value for state in State}, name
        links = {*conclusion.conclusions, *(r for r in conclusion.rules if ":" not in r)}
        assert links <= broken[name], name


def test_cases_of_the_shipped_conclusions_hold() -> None:
    files = sorted(RULES.rglob("conclusions.yaml"))
    assert len(files) >= 8
    # Two are enough here: the whole set is run by `skulint test` in CI.
    for file in (RULES / "aliexpress/store/conclusions.yaml", files[-1]):
        result = run("test", file)
        assert result.exit_code == 0, result.output
        assert "0 failed" in result.output


def test_a_wrong_case_is_told_with_what_it_gives(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "program: aliexpress/store\nconclusions:\n"
        "  - id: my-level\n    title: {en: Mine, zh: 我的}\n    for: store\n"
        "    when: {conclusions: [store-level-2]}\n"
        "    say: {holds: {en: Yes, zh: 是}, blocked: {en: No, zh: 否}}\n"
        '    source: {document: mine, section: "1", checked: 2026-01-01}\n'
        "    cases:\n"
        "      - {given: {store_dsr_90d: 4.8}, outcomes: {AE-STORE-002: fail}, expect: holds}\n",
        encoding="utf-8",
    )
    result = run("test", tmp_path)
    assert result.exit_code == 1
    assert "my-level: expected holds, got blocked" in result.output
    assert "AE-STORE-002: fail" in result.output
    named = run("test", "my-levl", "--rules", tmp_path)
    assert named.exit_code == 2
    assert "did you mean `my-level`?" in named.output
