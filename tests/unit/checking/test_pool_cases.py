"""Cases of pools: run on both engines, and told apart when they fail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from skulint.engine.loading import load_rulebook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from ...cli.running import run


def test_every_pool_has_cases_of_each_kind() -> None:
    book = load_rulebook([rules_dir()], Diagnostics())
    assert set(book.pools) == {"merge-pool"}
    states: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for each in book.pool_cases:
        total = sum(item.times for item in each.items)
        states[each.state.value] += 1
        kept["none" if each.keep is None else "all" if each.keep == total else "some"] += 1
    assert set(states) == {"holds", "blocked", "undecided"}
    assert set(kept) == {"none", "all", "some"}


def test_cases_of_pools_are_run_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "program: aliexpress/outlet\npools:\n"
        "  - id: my-crate\n    title: {en: Mine, zh: 我的}\n    of: sku\n    per: store\n"
        "    rules: [AE-OUTLET-003, AE-STORE-002]\n"
        "    together:\n"
        "      - {title: {en: Pieces, zh: 件数}, sum: stock_qty, at_most: 100}\n"
        '    source: {document: mine, section: "1", checked: 2026-01-01}\n'
        "    cases:\n"
        "      - members:\n"
        "          - {times: 2, given: {stock_qty: 50, program_applied: OUTLET}}\n"
        "          - {given: {stock_qty: 49, program_applied: OUTLET}}\n"
        "          - {given: {stock_qty: 50}, outcomes: {AE-OUTLET-003: unknown}}\n"
        "        expect: blocked\n        keep: 2\n"
        "      - members: [{given: {stock_qty: 60}}]\n"
        "        otherwise: pass\n        expect: holds\n        keep: none\n",
        encoding="utf-8",
    )
    result = run("test", tmp_path)
    assert result.exit_code == 1
    assert "1 passed, 1 failed" in result.output, result.output
    assert "my-crate: expected holds, keep none, got holds, keep 1" in result.output
