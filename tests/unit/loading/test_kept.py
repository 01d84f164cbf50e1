"""A rule book is kept beside the compiled modules, and taken only where nothing has changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from skulint.engine.loading import kept, load_rulebook, rulebook
from skulint.engine.model.rule import RuleBook
from skulint.engine.text.diagnostics import Diagnostics

from .demo import BASE


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy a pack, and let books be kept in a folder of the test."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    folder = tmp_path / "pack"
    for path in BASE.rglob("*.yaml"):
        copy = folder / path.relative_to(BASE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return folder


def books(folder: Path) -> list[Path]:
    return sorted((folder.parent / "compiled").rglob("*.book"))


def test_a_kept_book_is_the_book_that_was_read(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept.kept_rulebook([pack], Diagnostics())
    assert len(books(pack)) == 1
    assert first == load_rulebook([pack], Diagnostics(), with_cases=False)

    def unread(*_: object, **__: object) -> RuleBook:
        raise AssertionError("the pack was read again")

    monkeypatch.setattr(rulebook, "load_rulebook", unread)
    second = kept.kept_rulebook([pack], Diagnostics())
    assert second == first
    assert repr(second) == repr(first)


def test_a_changed_file_is_read_anew(pack: Path) -> None:
    before = kept.kept_rulebook([pack], Diagnostics())
    head = next(path for path in sorted(pack.rglob("*.yaml")) if "pack:" in path.read_text("utf-8"))
    head.write_text(head.read_text("utf-8").replace("pack: ", "pack: other-"), "utf-8")
    after = kept.kept_rulebook([pack], Diagnostics())
    assert after.packs[0].name == f"other-{before.packs[0].name}"


def test_a_book_with_something_to_report_is_reported_each_time(pack: Path) -> None:
    (pack / "left-out.yml").write_text("rules: []\n", "utf-8")
    for _ in range(2):
        diagnostics = Diagnostics()
        kept.kept_rulebook([pack], diagnostics)
        assert [each.code for each in diagnostics] == ["SKU-R009"]
    assert books(pack) == []


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-1], lambda kept: b"", lambda kept: b"?" * 99]
)
def test_a_damaged_book_is_read_anew(pack: Path, damage) -> None:  # type: ignore[no-untyped-def]
    first = kept.kept_rulebook([pack], Diagnostics())
    (book,) = books(pack)
    whole = book.read_bytes()
    book.write_bytes(damage(whole))
    assert kept.kept_rulebook([pack], Diagnostics()) == first
    assert book.read_bytes() == whole


def test_nothing_is_kept_where_python_keeps_nothing(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    kept.kept_rulebook([pack], Diagnostics())
    assert books(pack) == []
