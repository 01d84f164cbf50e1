from collections.abc import Callable
from pathlib import Path

import pytest

from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.read import read_source

SAVE_AS = "save the file as UTF-8 (in Excel and Notepad: Save As, then choose UTF-8)"
AS_TEXT = "export the data as text, in UTF-8"


def test_byte_order_mark_is_removed(tmp_path: Path, diagnostics: Diagnostics) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: \xe5\x95\x86\r\n")
    source = read_source(str(path), diagnostics)
    assert source is not None
    assert (source.name, source.text) == (str(path), "a: 商\r\n")
    assert not len(diagnostics)


@pytest.mark.parametrize(
    ("data", "code", "message", "place", "help"),
    [
        pytest.param(
            "a: 1\n名: 价格\n".encode("gbk"),
            "SKU-Y005",
            "file is not UTF-8: wrong byte 0xC3 on line 2, column 1",
            "2:1",
            SAVE_AS,
            id="gbk",
        ),
        pytest.param(
            "价x".encode() + b"\xff",
            "SKU-Y005",
            "file is not UTF-8: wrong byte 0xFF on line 1, column 3",
            "1:3",
            SAVE_AS,
            id="columns are code points",
        ),
        pytest.param(
            b"a\xed\xa0\x80",
            "SKU-Y005",
            "file is not UTF-8: wrong byte 0xED on line 1, column 2",
            "1:2",
            SAVE_AS,
            id="encoded surrogate",
        ),
        pytest.param(
            "a: 1".encode("utf-16"),
            "SKU-Y005",
            "file is UTF-16, not UTF-8",
            "1:1",
            SAVE_AS,
            id="utf-16",
        ),
        pytest.param(
            b"a: 1\n\0",
            "SKU-Y006",
            "file holds NUL bytes, so it is not a text file",
            "2:1",
            AS_TEXT,
            id="nul",
        ),
        pytest.param(
            "a: 1".encode("utf-16-le"),
            "SKU-Y006",
            "file holds NUL bytes, so it is not a text file",
            "1:2",
            AS_TEXT,
            id="utf-16 without a byte order mark",
        ),
    ],
)
def test_refused_bytes(
    data: bytes,
    code: str,
    message: str,
    place: str,
    help: str,
    tmp_path: Path,
    diagnostics: Diagnostics,
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    assert read_source(path, diagnostics) is None
    (found,) = diagnostics
    assert (found.code, found.message, found.help) == (code, message, help)
    assert found.location == f"{path}:{place}"


def test_size_limit(tmp_path: Path, diagnostics: Diagnostics) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"x" * 1001)
    assert read_source(path, diagnostics, limit=1001) is not None
    assert read_source(path, diagnostics, limit=1000) is None
    (found,) = diagnostics
    assert (found.code, found.message, found.location, found.help) == (
        "SKU-Y004",
        "file is larger than 1,000 bytes",
        str(path),
        "split the file, or keep large tables as CSV",
    )


def test_missing_file(
    diagnostics: Diagnostics, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_source("rules/no.yaml", diagnostics) is None
    (found,) = diagnostics
    assert (found.code, found.message, found.location, found.help) == (
        "SKU-Y001",
        "no file `rules/no.yaml`",
        "rules/no.yaml",
        "paths are relative to the folder the command runs in",
    )


def test_folder(diagnostics: Diagnostics, tmp_path: Path) -> None:
    assert read_source(tmp_path, diagnostics) is None
    (found,) = diagnostics
    assert (found.code, found.message) == ("SKU-Y002", f"`{tmp_path}` is a folder, not a file")


def test_file_that_cannot_be_opened(
    diagnostics: Diagnostics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert read_source(path, diagnostics) is None
    (found,) = diagnostics
    assert (found.code, found.message) == ("SKU-Y003", f"cannot read `{path}`: permission denied")


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_unusable_path(
    path: str, diagnostics: Diagnostics, parts: Callable[..., tuple[str, ...]]
) -> None:
    assert read_source(path, diagnostics) is None
    (found,) = diagnostics
    assert parts(found)[0] == "SKU-Y003"
