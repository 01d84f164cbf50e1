"""Hover texts and completion in an editor, asked of the real yaml-language-server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from skulint.cli.editor import MODELINE, schema_text
from skulint.engine.loading import load_rulebook
from skulint.engine.loading.editor_schema import editor_schema
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from .language_server import LanguageServer

SERVER = shutil.which("yaml-language-server")
pytestmark = pytest.mark.skipif(
    SERVER is None,
    reason="yaml-language-server is not on PATH: `npm install -g yaml-language-server`",
)

FILE = f"""\
{MODELINE}
program: house/margins
title: {{en: House rules, zh: 内部规则}}
facts:
  house_margin_pct:
    entity: sku
    type: percent
    title: {{en: Our margin, zh: 毛利率}}
    meaning: {{en: What is left of the price., zh: 售价中剩下的部分。}}
rules:
  - id: HOUSE-001
    title: {{en: Enough stock, zh: 库存充足}}
    for: sku
    kind: eligibility
    severity: error
    when:
      program_applied: OUTLET
      outlet_active: true
    require:
      house_margin_pct: {{at_least: 20%}}
      stock_qty: {{at_least: 100}}
    source: {{document: our handbook, section: campaigns, checked: 2026-11-22}}
    cases:
      - {{given: {{stock_qty: 100}}, expect: pass}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a rule file, and the schema made of it and the shipped packs."""
    found = tmp_path_factory.mktemp("my-rules")
    (found / "house.yaml").write_text(FILE, encoding="utf-8")
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir(), found], diagnostics, with_cases=False)
    assert not diagnostics.has_errors
    (found / "rules.schema.json").write_text(schema_text(editor_schema(book)), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[LanguageServer]:
    assert SERVER is not None
    found = LanguageServer(SERVER, folder)
    yield found
    found.close()


def shown(server: LanguageServer, folder: Path, text: str) -> str:
    """Hover over a text of the file."""
    file = folder / "house.yaml"
    server.open(file)
    line, column = place(FILE, text)
    return server.hover(file, line, column + 1)


COUNT = count()


def offered(server: LanguageServer, folder: Path, before: str, typed: str) -> dict[str, str]:
    """Type something in place of the rest of a line, and ask at the cursor, which is `|`."""
    line, start = place(FILE, before)
    lines = FILE.splitlines()
    left, _, right = (lines[line][:start] + typed).partition("|")
    lines[line] = left + right
    file = folder / f"draft-{next(COUNT)}.yaml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    server.open(file)
    found = server.completion(file, line, len(left))
    file.unlink()
    return found


def place(text: str, wanted: str) -> tuple[int, int]:
    offset = text.index(wanted)
    return text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset) - 1


def test_a_right_file_has_no_problems(server: LanguageServer, folder: Path) -> None:
    server.open(folder / "house.yaml")
    assert server.problems(folder / "house.yaml") == []


def test_a_wrong_file_is_underlined(server: LanguageServer, folder: Path) -> None:
    file = folder / "wrong.yaml"
    file.write_text(FILE.replace("severity: error", "severity: fatal"), encoding="utf-8")
    server.open(file)
    file.unlink()
    assert server.problems(file) == [
        'Value is not accepted. Valid values: "error", "warning", "info".'
    ]


@pytest.mark.parametrize(
    ("over", "texts"),
    [
        ("stock_qty: {at", ["Stock / 库存 (integer in pieces of each sku)", "Reserved, damaged"]),
        ("house_margin_pct: {at", ["Our margin / 毛利率 (percent of each sku)", "What is left"]),
        ("program_applied", ["OUTLET"]),
        ("at_least: 100", ["this or more"]),
        ("severity", ["error, warning or info"]),
        ("stock_qty: 100", ["Stock / 库存 (integer in pieces of each sku)"]),
        ("for: sku", ["`sku_market`"]),
    ],
)
def test_hover(server: LanguageServer, folder: Path, over: str, texts: list[str]) -> None:
    found = shown(server, folder, over).replace("&nbsp;", " ").replace("\\_", "_")
    for text in texts:
        assert text in found


def test_completion_of_facts(server: LanguageServer, folder: Path) -> None:
    found = offered(server, folder, "stock_qty: {at", "sto|")
    assert {"stock_qty", "item_dsr", "outlet_price", "any_of"} <= set(found)
    assert "house_margin_pct" in offered(server, folder, "house_margin_pct: {at", "ho|")


@pytest.mark.parametrize(
    ("before", "typed", "expected"),
    [
        ("OUTLET\n", "|", {"OUTLET", "QRP"}),
        ("true\n", "|", {"true", "false"}),
        ("sku\n    kind", "|", {"sku", "store", "sku_market"}),
        ("eligibility", "|", {"eligibility", "advice"}),
        ("house/margins", "|", {"aliexpress/outlet", "house/margins"}),
        ("{at_least: 100}", "{at|}", {"at_least", "within", "one_of"}),
        ("{at_least: 100}", "{at_least: {fact: |}}", {"outlet_price"}),
        ("{at_least: 100}", "{at_least: {parameter: |}}", {"outlet_ceiling"}),
    ],
)
def test_completion_of_values(
    server: LanguageServer, folder: Path, before: str, typed: str, expected: set[str]
) -> None:
    found = offered(server, folder, before, typed)
    assert expected <= set(found), sorted(found)[:40]
