"""The clearance example tells the story its README promises."""

from __future__ import annotations

import json
import runpy
import shutil
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest

from skulint.engine.checking.check import check
from skulint.engine.checking.options import CheckOptions
from skulint.engine.text.diagnostics import Diagnostics

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "examples" / "clearance"
PARTS = {
    "skus": (
        ["skus.csv", "shipments.csv", "store.yaml"],
        ["clearance", "promotion", "diagnosis", "clearance-cost"],
    ),
    "campaigns": (["campaigns.yaml", "store.yaml"], ["external-traffic", "promotion"]),
    "outlet": (["outlet.csv", "store.yaml"], ["outlet"]),
    "refurbishment-a": (
        ["refurbishment-a.csv", "refurbishment-a.yaml", "store.yaml"],
        ["refurbishment"],
    ),
    "refurbishment-b": (
        ["refurbishment-b.csv", "refurbishment-b.yaml", "store.yaml"],
        ["refurbishment"],
    ),
    "madrid": (["madrid.csv"], ["relocation"]),
    "alternatives": (["wholesale.csv", "donations.yaml"], ["alternatives"]),
    "support": (["skus.csv", "campaigns.yaml", "support.yaml", "store.yaml"], ["support"]),
}


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
@pytest.mark.parametrize("part", PARTS)
def test_what_is_found(part: str, engine: str) -> None:
    files, programs = PARTS[part]
    diagnostics = Diagnostics()
    options = CheckOptions(
        files=tuple(EXAMPLE / name for name in files),
        as_of=datetime(2026, 11, 22, 18),
        programs=tuple(f"aliexpress/{name}" for name in programs),
        engine=engine,
    )
    report = check(options, "0", diagnostics)
    assert report is not None
    assert [each.message for each in diagnostics] == []
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in report.findings:
        found[each.rule.id][each.outcome.value].add(each.subject.key)
    listed = {
        rule: {outcome: sorted(keys) for outcome, keys in outcomes.items()}
        for rule, outcomes in found.items()
    }
    assert listed == json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))[part]


def test_the_files_are_what_the_script_makes(tmp_path: Path) -> None:
    script = shutil.copy(EXAMPLE / "make.py", tmp_path / "make.py")
    runpy.run_path(str(script), run_name="__main__")
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    kept = {path.name: path.read_bytes() for path in EXAMPLE.iterdir() if path.name in made}
    assert len(made) > 10
    assert made == kept
