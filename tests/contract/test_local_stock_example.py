"""The Local Stock example is what its script makes, and tells the story its README promises."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from datetime import datetime
from pathlib import Path

from skulint.engine.api import check
from skulint.engine.model.outcome import Outcome

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "examples" / "local-stock"
MADE = ("skus.csv", "stock.csv", "orders.csv", "shipments.yaml")
FAILS = re.compile(r"^\| (AE-LOCAL-\d{3}) \| (\d+) \|", re.MULTILINE)


def test_files_are_what_the_script_makes(tmp_path: Path) -> None:
    runpy.run_path(str(EXAMPLE / "make.py"))["main"](tmp_path)
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes(), name


def test_readme_names_every_finding() -> None:
    promised = {
        rule: int(fails)
        for rule, fails in FAILS.findall((EXAMPLE / "README.md").read_text(encoding="utf-8"))
    }
    files = [EXAMPLE / name for name in (*MADE, "store.yaml")]
    report = check(*files, program="aliexpress/local-stock", as_of=datetime(2026, 11, 22)).report
    found: Counter[str] = Counter()
    for summary in report.rules:
        found[summary.rule.id] += summary.counts.get(Outcome.FAIL, 0)
    assert {rule: fails for rule, fails in found.items() if fails} == promised
    standing = report.readiness[0]
    assert (standing.ready, standing.one_fix_away, standing.not_ready, standing.cannot_tell) == (
        221,
        16,
        0,
        3,
    )
    assert report.counts[Outcome.UNKNOWN] == 14
    assert list(report.diagnostics) == []
