"""A rule book is kept beside the compiled modules, and taken only where nothing has changed."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
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
    monkeypatch.setenv("SKULINT_CACHE", str(tmp_path / "own"))
    monkeypatch.delenv("SKULINT_NO_CACHE", raising=False)
    folder = tmp_path / "pack"
    for path in BASE.rglob("*.yaml"):
        copy = folder / path.relative_to(BASE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return folder


def as_begun(pack: Path, diagnostics: Diagnostics | None = None) -> RuleBook:
    """Take the book as a process does that has just begun, and remembers none."""
    kept._IN_MEMORY.clear()
    return kept.kept_rulebook([pack], Diagnostics() if diagnostics is None else diagnostics)


def books(folder: Path, where: str = "compiled") -> list[Path]:
    return sorted((folder.parent / where).rglob("*.book"))


@pytest.fixture
def sealed(pack: Path) -> Path:
    """Let the package's folder be one that nobody can write to, root included."""
    (pack.parent / "compiled").write_text("no folder at all")
    return pack


@pytest.fixture
def never_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give what makes it an error to read a pack from then on."""

    def unread(*_: object, **__: object) -> RuleBook:
        raise AssertionError("the pack was read again")

    return lambda: monkeypatch.setattr(rulebook, "load_rulebook", unread)


def test_a_kept_book_is_the_book_that_was_read(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = as_begun(pack)
    assert len(books(pack)) == 1
    assert first == load_rulebook([pack], Diagnostics(), with_cases=False)

    def unread(*_: object, **__: object) -> RuleBook:
        raise AssertionError("the pack was read again")

    monkeypatch.setattr(rulebook, "load_rulebook", unread)
    second = as_begun(pack)
    assert second == first
    assert repr(second) == repr(first)


def test_one_process_takes_a_book_once(pack: Path) -> None:
    first = as_begun(pack)
    assert kept.kept_rulebook([pack], Diagnostics()) is first
    head = next(path for path in sorted(pack.rglob("*.yaml")) if "pack:" in path.read_text("utf-8"))
    head.write_text(head.read_text("utf-8").replace("pack: ", "pack: other-"), "utf-8")
    assert kept.kept_rulebook([pack], Diagnostics()) is not first


def test_a_changed_file_is_read_anew(pack: Path) -> None:
    before = as_begun(pack)
    head = next(path for path in sorted(pack.rglob("*.yaml")) if "pack:" in path.read_text("utf-8"))
    head.write_text(head.read_text("utf-8").replace("pack: ", "pack: other-"), "utf-8")
    after = as_begun(pack)
    assert after.packs[0].name == f"other-{before.packs[0].name}"


def test_a_book_with_something_to_report_is_reported_each_time(pack: Path) -> None:
    (pack / "left-out.yml").write_text("rules: []\n", "utf-8")
    for _ in range(2):
        diagnostics = Diagnostics()
        as_begun(pack, diagnostics)
        assert [each.code for each in diagnostics] == ["SKU-R009"]
    assert books(pack) == []


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-1], lambda kept: b"", lambda kept: b"?" * 99]
)
def test_a_damaged_book_is_read_anew(pack: Path, damage) -> None:  # type: ignore[no-untyped-def]
    first = as_begun(pack)
    (book,) = books(pack)
    whole = book.read_bytes()
    book.write_bytes(damage(whole))
    assert as_begun(pack) == first
    assert book.read_bytes() == whole


def test_nothing_is_kept_where_python_keeps_nothing(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    as_begun(pack)
    assert books(pack) == []


def test_the_users_folder_is_used_where_the_package_cannot_be_written(
    sealed: Path, never_read: Callable[[], None]
) -> None:
    first = as_begun(sealed)
    (book,) = books(sealed, "own")
    assert book.parent.stat().st_mode & 0o777 == 0o700
    assert book.stat().st_mode & 0o777 == 0o600
    never_read()
    assert as_begun(sealed) == first


def opened(*_: object) -> RuleBook:
    raise AssertionError("it was opened")


@pytest.mark.skipif(sys.platform == "win32", reason="the rights of a profile are another matter")
@pytest.mark.parametrize("how", ["file", "folder", "link", "owner"])
def test_a_book_that_somebody_else_could_have_written_is_not_opened(
    sealed: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = as_begun(sealed)
    (book,) = books(sealed, "own")
    if how == "file":
        book.chmod(0o620)
    elif how == "folder":
        book.parent.chmod(0o777)
    elif how == "link":
        aside = sealed.parent / "aside"
        book.rename(aside)
        book.symlink_to(aside)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    monkeypatch.setattr(pickle, "loads", opened)
    assert as_begun(sealed) == expected


def test_a_forged_book_is_not_opened(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was changed without its sum is read anew before any of it is looked at."""
    expected = as_begun(sealed)
    (book,) = books(sealed, "own")
    whole = book.read_bytes()
    book.write_bytes(whole[:64] + pickle.dumps(expected.packs[0].name))
    monkeypatch.setattr(pickle, "loads", opened)
    assert as_begun(sealed) == expected


def test_nothing_is_taken_or_kept_without_a_cache(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKULINT_NO_CACHE", "1")
    as_begun(pack)
    assert not books(pack)
    monkeypatch.delenv("SKULINT_NO_CACHE")
    as_begun(pack)
    assert len(books(pack)) == 1
    monkeypatch.setenv("SKULINT_NO_CACHE", "1")
    monkeypatch.setattr(pickle, "loads", opened)
    as_begun(pack)


def test_packs_do_not_drive_each_other_out_but_for_the_oldest(
    pack: Path, monkeypatch: pytest.MonkeyPatch, never_read: Callable[[], None]
) -> None:
    monkeypatch.setattr(kept, "_MOST", 2)
    packs = [pack]
    for index in range(2):
        copy = pack.parent / f"pack-{index}"
        for path in pack.rglob("*.yaml"):
            (copy / path.relative_to(pack)).parent.mkdir(parents=True, exist_ok=True)
            (copy / path.relative_to(pack)).write_bytes(path.read_bytes())
        packs.append(copy)
    for at, each in enumerate(packs):
        as_begun(each)
        assert len(books(pack)) == min(at + 1, 2)
        for book in books(pack):
            age = book.stat().st_mtime - 100
            os.utime(book, (age, age))
    never_read()
    for each in packs[1:]:
        as_begun(each)
    with pytest.raises(AssertionError, match="read again"):
        as_begun(pack)


def test_who_reads_while_others_write_gets_a_whole_book(sealed: Path) -> None:
    expected = as_begun(sealed)
    (book,) = books(sealed, "own")
    whole = book.read_bytes()
    place = kept.Place(book, shared=False)
    found: set[bytes | None] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found.add(kept._bytes_of(place))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(200):
        assert kept._written(place, whole)
    done.set()
    reader.join()
    assert found == {whole}
    assert as_begun(sealed) == expected
    assert [each.name for each in book.parent.iterdir()] == [book.name]
