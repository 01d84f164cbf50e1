"""The pack of rules over lists and tables: its own cases, and those of the catalogue if at hand."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from skulint.engine.checking.case_engines import CASE_ENGINES
from skulint.engine.checking.cases import run_cases
from skulint.engine.loading import load_cases, load_rulebook, subjects_of
from skulint.engine.model.rule import RuleBook
from skulint.engine.text.diagnostics import Diagnostics

ROOT = Path(__file__).parents[3]
PACK = ROOT / "fixtures" / "packs" / "history"
CATALOGUE = Path(os.environ.get("SKULINT_CATALOGUE", ROOT.parent / "shared" / "catalog"))
ENGINES = tuple(CASE_ENGINES)
AS_OF = datetime(2026, 11, 22)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    diagnostics = Diagnostics()
    loaded = load_rulebook([PACK], diagnostics)
    assert [each.message for each in diagnostics] == []
    return loaded


def test_own_cases_pass_on_both_engines(book: RuleBook) -> None:
    diagnostics = Diagnostics()
    results = run_cases(book, book.cases, ENGINES, AS_OF, diagnostics)
    assert results is not None and len(results) >= 25
    assert [(each.rule, each.given, each.got, each.others) for each in results if not each.ok] == []


@pytest.mark.skipif(
    not CATALOGUE.is_dir(),
    reason=f"no catalogue at {CATALOGUE}; name its folder in SKULINT_CATALOGUE",
)
def test_cases_of_the_catalogue_pass_on_both_engines(book: RuleBook, tmp_path: Path) -> None:
    carried = subjects_of(book)
    wanted = [
        {"rule": statement["id"], "given": example["given"], "expect": example["expect"]}
        for path in sorted(CATALOGUE.glob("*.yaml"))
        for statement in yaml.safe_load(path.read_text(encoding="utf-8"))["statements"]
        if statement["id"] in carried
        for example in statement["examples"]
    ]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(wanted, default=str), encoding="utf-8")
    diagnostics = Diagnostics()
    cases = load_cases(file, book, diagnostics)
    assert [each.message for each in diagnostics] == []
    results = run_cases(book, cases, ENGINES, AS_OF, diagnostics)
    assert results is not None and len(results) == len(wanted) >= 80
    assert [(each.rule, each.given, each.got, each.others) for each in results if not each.ok] == []
