"""The hash of a large file is found beside its reading."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from skulint.engine.readers import hashing

from .conftest import Read


def test_the_hash_of_a_large_file_is_that_of_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Read
) -> None:
    monkeypatch.setattr(hashing, "_LARGE", 16)
    path = tmp_path / "prices.csv"
    path.write_text("sku_id,price\nA1,5.50\n", encoding="utf-8")
    table = read(path).table
    assert not isinstance(table.sha256, str)
    assert table.hash == table.hash == hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_goes_wrong_is_said_to_whoever_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashing, "_LARGE", 0)
    found = hashing.begin_sha256(tmp_path)
    assert not isinstance(found, str)
    with pytest.raises(IsADirectoryError):
        found()
