"""Rules that can be read but hardly be meant: each file foretells what is said of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from skulint.engine.checking.validate import suspect, validate
from skulint.engine.loading import load_rulebook
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.suspicion_codes import SUSPICION_CODES

FIXTURES = Path(__file__).parents[3] / "fixtures" / "errors"
FILES = sorted((FIXTURES / "lints").glob("*.yaml"))
BASE = FIXTURES / "rules" / "base"
AS_OF = date(2026, 3, 1)


def foretold(path: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# SKU-"):
            found.append({"title": line.removeprefix("# ")})
        elif line.startswith("#   "):
            key, _, text = line.removeprefix("#   ").partition(": ")
            found[-1][key] = text
    return found


def described(*packs: Path, stale: int | None = None) -> list[dict[str, str]]:
    diagnostics = Diagnostics()
    book = load_rulebook(packs, diagnostics)
    suspect(book, AS_OF, diagnostics, stale)
    return [
        {
            "title": f"{item.code} {item.message}",
            "help": item.help or "",
            "at": item.span.text.replace("\n", "⏎").rstrip() if item.span else "",
            **(
                {"related": f"{first.message}: {first.span.text}"}
                if (first := next(iter(item.related), None))
                else {}
            ),
        }
        for item in diagnostics.sorted()
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_suspicious_file(path: Path) -> None:
    assert described(BASE, path) == foretold(path)


def test_every_suspicion_has_a_file() -> None:
    shown = {each["title"].split(" ")[0] for path in FILES for each in foretold(path)}
    lints = {code.id for code in SUSPICION_CODES}
    # Old sources need another day than that of the files.
    assert lints - shown == {"SKU-R088"}


def test_the_six_mistakes_have_six_messages() -> None:
    found = described(BASE, FIXTURES / "lints" / "six-mistakes.yaml")
    assert len({each["title"].split(" ")[0] for each in found}) == 6
    assert all(each["help"] for each in found)


def test_sources_grow_old() -> None:
    path = FIXTURES / "lints" / "sound.yaml"
    assert described(BASE, path, stale=0) == []
    diagnostics = Diagnostics()
    book = load_rulebook([BASE, path], diagnostics)
    suspect(book, date(2026, 3, 11), diagnostics, 9)
    messages = [each.message for each in diagnostics.sorted()]
    assert "the source of rule `DEMO-1` was last looked at 10 days ago" in messages
    assert "the source of parameter `ceiling` was last looked at 10 days ago" in messages
    fresh = Diagnostics()
    suspect(book, date(2026, 3, 11), fresh, 10)
    assert fresh.sorted() == ()


RULE = """\
program: demo/outlet
rules:
  - id: {id}
    title: {{en: Demo, zh: 示例}}
    for: sku
    kind: eligibility
    severity: error
    require: {{stock_qty: {{at_least: {limit}}}}}
    source: {{document: demo.txt, section: "1", checked: 2026-03-01}}
"""


def test_two_packs_that_ask_different_limits(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    for folder, id, limit in ((first, "ONE-1", 50), (second, "TWO-1", 80)):
        folder.mkdir()
        (folder / "rules.yaml").write_text(RULE.format(id=id, limit=limit), encoding="utf-8")
    (found,) = described(BASE, first, second)
    assert found["title"] == (
        "SKU-R087 two packs ask different limits of `stock_qty`: `ONE-1` and `TWO-1`"
    )
    assert found["at"] == "stock_qty: {at_least: 80}"
    (second / "rules.yaml").write_text(RULE.format(id="TWO-1", limit=50), encoding="utf-8")
    assert described(BASE, first, second) == []


def test_the_shipped_rules_raise_no_suspicion() -> None:
    diagnostics = Diagnostics()
    book = validate([], date(2026, 11, 22), diagnostics)
    assert len(book.rules) > 100
    assert diagnostics.sorted() == ()
