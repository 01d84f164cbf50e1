"""Every broken rule file must give exactly the diagnostics that its own comments foretell."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from skulint.engine.loading import load_rulebook
from skulint.engine.text.condition_codes import CONDITION_CODES
from skulint.engine.text.diagnostics import Diagnostic, Diagnostics
from skulint.engine.text.rule_codes import RULE_CODES

FOLDER = Path(__file__).parents[3] / "fixtures" / "errors" / "rules"
FILES = sorted(FOLDER.glob("*.yaml"))

#: Found by other tests: these need several packs, a folder or a plan.
ELSEWHERE = {"SKU-R008", "SKU-R009", "SKU-R057", "SKU-R091"}


@dataclass
class Foretold:
    """One diagnostic as the comments at the top of a broken file describe it."""

    title: str
    help: str | None = None
    at: str | None = None
    related: list[str] = field(default_factory=list)


def foretold(path: Path) -> list[Foretold]:
    found: list[Foretold] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# SKU-"):
            found.append(Foretold(line.removeprefix("# ")))
        elif line.startswith("#   "):
            key, _, text = line.removeprefix("#   ").partition(": ")
            if key == "related":
                found[-1].related.append(text)
            else:
                setattr(found[-1], key, text)
        elif not line.startswith("#"):
            break
    return found


def described(item: Diagnostic) -> Foretold:
    return Foretold(
        title=f"{item.code} {item.message}",
        help=item.help,
        at=_on_one_line(item.span.text) if item.span is not None else None,
        related=[f"{each.message}: {_on_one_line(each.span.text)}" for each in item.related],
    )


def _on_one_line(text: str) -> str:
    return text.replace("\n", "⏎").rstrip()


def diagnose(*packs: Path) -> tuple[Diagnostic, ...]:
    diagnostics = Diagnostics()
    load_rulebook(packs, diagnostics)
    return diagnostics.sorted()


def test_the_base_of_the_examples_is_right() -> None:
    assert diagnose(FOLDER / "base") == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_broken_file(path: Path) -> None:
    assert foretold(path), "the file foretells nothing"
    assert [described(item) for item in diagnose(FOLDER / "base", path)] == foretold(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_messages_keep_to_the_style(path: Path) -> None:
    for item in diagnose(FOLDER / "base", path):
        for text in (item.message, item.help or "x"):
            assert "\n" not in text
            assert not text.endswith(".")
            assert not text[0].isupper() or text.startswith("CNY")
        assert item.span is not None


def test_every_code_has_a_broken_file() -> None:
    shown = {item.title.split(" ", 1)[0] for path in FILES for item in foretold(path)}
    assert {code.id for code in (*RULE_CODES, *CONDITION_CODES)} - shown == ELSEWHERE


def test_all_problems_of_a_file_are_found_at_once() -> None:
    found = diagnose(FOLDER / "base", FOLDER / "many-at-once.yaml")
    assert len({item.code for item in found}) >= 12


def test_places_are_exact_to_the_column() -> None:
    path = FOLDER / "share-without-percent.yaml"
    (item,) = diagnose(FOLDER / "base", path)
    number, line = next(
        (number, line)
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if "at_most" in line
    )
    assert item.location == f"{path.as_posix()}:{number}:{line.index('70') + 1}"
