"""Pages made from the code are those committed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from skulint.engine.text.codes import ALL_CODES

DOCS = Path(__file__).parents[2] / "docs"
SPEC = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
assert SPEC is not None and SPEC.loader is not None
GENERATE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(GENERATE)


@pytest.mark.parametrize("name", GENERATE.PAGES)
def test_page_is_up_to_date(name: str) -> None:
    committed = (DOCS / name).read_text(encoding="utf-8")
    assert committed == GENERATE.PAGES[name](), "run `python docs/generate.py`"


def test_every_code_is_on_the_page() -> None:
    assert len(ALL_CODES) > 50
    for name in ("diagnostics.md", "diagnostics.zh.md"):
        page = GENERATE.PAGES[name]()
        for code in ALL_CODES:
            assert page.count(f"\n### {code.id}: ") == 1


def test_every_statement_of_the_documents_has_a_home() -> None:
    wanted = GENERATE.statements()
    assert len(wanted) == len(set(wanted)) == 369
    assert "has no home" not in GENERATE.coverage_page()
    assert GENERATE.coverage_page().count("\n| A") == len(wanted)


def test_the_mutation_record_is_of_these_rule_files() -> None:
    recorded = GENERATE.mutation_record()
    hashes = {name: each["sha256"] for name, each in recorded.items()}
    assert hashes == GENERATE.hashes(), "run `python docs/generate.py --mutation`"


def test_every_change_of_the_shipped_rules_is_noticed_or_has_a_reason() -> None:
    owners = [
        counts for each in GENERATE.mutation_record().values() for counts in each["owners"].values()
    ]
    assert sum(each["tried"] for each in owners) > 2500
    assert [each for each in owners if "left" in each] == []


def test_the_rule_book_is_that_of_the_shipped_packs() -> None:
    committed = {
        path.name: path.read_text(encoding="utf-8") for path in GENERATE.RULE_BOOK.iterdir()
    }
    assert len(committed) > 50
    assert committed == GENERATE.rule_pages(), "run `python docs/generate.py`"
