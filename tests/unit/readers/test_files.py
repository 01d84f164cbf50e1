import hashlib
import time
import tracemalloc
from pathlib import Path

import duckdb
import pytest

from skulint.engine.readers import report_broken_rows
from skulint.engine.readers.files import scan_text
from skulint.engine.text.diagnostics import Diagnostics

from .cells import cells
from .conftest import Read, Write


def test_missing_file(read: Read) -> None:
    outcome = read("nowhere/sku.csv")
    assert outcome.tables == ()
    assert (outcome.only.code, outcome.only.message) == ("SKU-Y001", "no file `nowhere/sku.csv`")


def test_folder(read: Read, tmp_path: Path) -> None:
    outcome = read(tmp_path)
    assert (outcome.only.code, outcome.only.help) == (
        "SKU-Y002",
        "name a file, or a folder with CSV, Excel, JSON or Parquet files",
    )


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " \r\n"])
@pytest.mark.parametrize("name", ["sku.csv", "sku.json", "sku.yaml", "sku.parquet"])
def test_empty_file(read: Read, write: Write, name: str, content: str) -> None:
    assert read(write(name, content)).codes == ["SKU-Y007"]


def test_unknown_kind_of_file(read: Read, write: Write) -> None:
    outcome = read(write("notes.docs", "nothing here\n"))
    assert outcome.only.code == "SKU-F001"
    assert outcome.only.help is not None
    assert ".csv, .tsv" in outcome.only.help


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("sku_id,stock_qty\nA1,5\n", "csv"),
        ("sku_id\tstock_qty\nA1\t5\n", "tsv"),
        ('[{"sku_id": "A1", "stock_qty": 5}]', "json"),
        ('{\n"sku_id": "A1", "stock_qty": 5}', "json"),
        ('{"sku_id": "A1", "stock_qty": 5}\n{"sku_id": "A2", "stock_qty": 5}\n', "ndjson"),
        ("# mine\n- sku_id: A1\n  stock_qty: 5\n", "yaml"),
        ("sku_id: A1\nstock_qty: 5\n", "yaml"),
    ],
)
def test_contents_tell_the_format(read: Read, write: Write, content: str, kind: str) -> None:
    table = read(write("export", content)).table
    assert table.format == kind
    assert cells(table)["stock_qty"][0] == "5"


def test_a_file_named_twice_is_read_once(read: Read, write: Write) -> None:
    path = write("a.csv", "sku_id,stock_qty\nA1,5\n")
    assert len(read(path, str(path), told={path: "sku"}).tables) == 1


def test_hash_is_that_of_the_bytes(read: Read, write: Write) -> None:
    for name, text in (("a.csv", "sku_id,stock_qty\nA1,5\n"), ("a.yaml", "- sku_id: A1\n")):
        path = write(name, text)
        assert read(path).table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (
            "sku_id,Title\nA1,中\n".encode() + b"\xff",
            "3:1",
            "file is not UTF-8: wrong byte 0xFF on line 3, column 1",
        ),
        (
            b"sku_id,Title\nA1,x\xe4\xb8",
            "2:5",
            "file is not UTF-8: wrong byte 0xE4 on line 2, column 5",
        ),
        (b"sku_id,Title\nA1,x\0y\n", "2:5", "file holds NUL bytes, so it is not a text file"),
    ],
)
def test_damaged_text(read: Read, write: Write, content: bytes, place: str, message: str) -> None:
    path = write("a.csv", content)
    found = read(path).only
    assert (found.message, found.place) == (message, f"{path}:{place}")


def test_wrong_byte_far_into_a_file(tmp_path: Path) -> None:
    row = "A1,中文\n".encode()
    path = tmp_path / "a.csv"
    path.write_bytes(b"sku_id,Title\n" + row * 300_000 + b"A2,\xff\n" + row)
    diagnostics = Diagnostics()
    assert scan_text(path, "a.csv", diagnostics) is None
    assert [item.place for item in diagnostics] == ["a.csv:300002:4"]


def test_wrong_byte_beyond_what_is_decoded_at_first(read: Read, write: Write) -> None:
    row = "A1,中文\n".encode()
    path = write("a.csv", b"sku_id,Title\n" + row * 2_000_000 + b"A2,\xff\n" + row)
    outcome = read(path)
    assert outcome.codes == []
    with pytest.raises(duckdb.Error, match="unicode"):
        cells(outcome.table)
    diagnostics = Diagnostics()
    assert report_broken_rows(outcome.table, diagnostics)
    assert [item.place for item in diagnostics] == [f"{path}:2000002:4"]


@pytest.mark.parametrize("size", [2_000_001, 5_000_000, 40_000_000])
@pytest.mark.parametrize("before", [0, 3])
def test_one_endless_line(tmp_path: Path, size: int, before: int) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"sku_id,stock_qty\n" * before)
        for start in range(0, size, 1_000_000):
            file.write(b"x" * min(1_000_000, size - start))
    diagnostics = Diagnostics()
    tracemalloc.start()
    started = time.perf_counter()
    assert scan_text(path, "a.csv", diagnostics) is None
    took = time.perf_counter() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [(item.code, item.message) for item in diagnostics] == [
        ("SKU-F004", f"line {before + 1} is longer than 2,000,000 bytes")
    ]
    assert peak < 10_000_000
    assert took < 5


@pytest.mark.parametrize("limit", [10, 100])
def test_a_long_line_within_a_chunk(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"ab\n" + b"x" * limit + b"\n" + b"y" * (limit + 1) + b"\nz\n")
    diagnostics = Diagnostics()
    assert scan_text(path, "a.csv", diagnostics, limit) is None
    assert [item.place for item in diagnostics] == ["a.csv:3:1"]


def test_more_columns_than_any_table_has(read: Read, write: Write) -> None:
    assert read(write("a.csv", "," * 6000 + "\n")).codes == ["SKU-F007"]
