"""The examples of the language page load, and shipped rules load without a word."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from skulint.engine.checking.conclusion_cases import run_conclusion_cases
from skulint.engine.checking.pool_cases import run_pool_cases
from skulint.engine.loading import build_plan, load_rulebook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

PAGE = Path(__file__).parents[3] / "docs" / "language.md"


def test_shipped_rules_load_and_plan() -> None:
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir()], diagnostics)
    plan = build_plan(book, as_of=date(2026, 11, 22), diagnostics=diagnostics)
    found = [f"{item.location}: {item.message} ({item.help})" for item in diagnostics.sorted()]
    assert found == []
    assert plan.rules


def _examples() -> list[str]:
    """Return the YAML examples, with an ellipsis replaced by what it stands for."""
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    return [re.sub(r"(?<=: )…", "text", block) for block in blocks]


def test_the_program_of_the_page_loads(tmp_path: Path) -> None:
    program = next(block for block in _examples() if "program: my/outlet" in block)
    (tmp_path / "program.yaml").write_text(program, encoding="utf-8")
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir(), tmp_path], diagnostics)
    assert [f"{item.location}: {item.message} ({item.help})" for item in diagnostics] == []
    assert [each.total for each in book.programs["my/outlet"].shows] == [False, True]


def test_the_rule_and_the_parameters_of_the_page_load(tmp_path: Path) -> None:
    rules = next(block for block in _examples() if block.startswith("program:"))
    parameters = next(block for block in _examples() if block.startswith("parameters:"))
    # The shipped rule of this id would be in the way.
    rules = rules.replace("id: AE-OUTLET-002", "id: PAGE-1")
    (tmp_path / "page.yaml").write_text(rules + parameters, encoding="utf-8")
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir(), tmp_path], diagnostics)
    assert [f"{item.location}: {item.message} ({item.help})" for item in diagnostics] == []
    assert "PAGE-1" in book.rules
    assert [str(value.start) for value in book.parameters["outlet_ceiling"].values] == [
        "2023-10-01",
        "2026-03-01",
    ]


def test_the_conclusion_of_the_page_loads_and_its_case_holds(tmp_path: Path) -> None:
    block = next(block for block in _examples() if "conclusions:\n" in block)
    (tmp_path / "chain.yaml").write_text(block, encoding="utf-8")
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir(), tmp_path], diagnostics)
    assert [f"{item.location}: {item.message} ({item.help})" for item in diagnostics] == []
    cases = [each for each in book.conclusion_cases if each.case.subject == "my-clearance"]
    results = run_conclusion_cases(book, cases, ["reference"], datetime(2026, 11, 22), diagnostics)
    assert results is not None
    assert [each.ok for each in results] == [True]


def test_the_pool_of_the_page_loads_and_its_case_holds(tmp_path: Path) -> None:
    block = next(block for block in _examples() if "pools:\n" in block)
    (tmp_path / "pool.yaml").write_text(block, encoding="utf-8")
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir(), tmp_path], diagnostics)
    assert [f"{item.location}: {item.message} ({item.help})" for item in diagnostics] == []
    cases = [each for each in book.pool_cases if each.pool == "my-crate"]
    results = run_pool_cases(book, cases, ["reference"], datetime(2026, 11, 22), diagnostics)
    assert results is not None
    assert [(each.ok, each.got) for each in results] == [(True, "blocked, keep 4")]
