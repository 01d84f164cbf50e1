"""What the names on the command line stand for: archives, folders, patterns, standard input."""

import gc
import gzip
import hashlib
import io
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from skulint.engine.readers import archives

from .cells import cells
from .conftest import Read, Write

TEXT = "sku_id,stock_qty\nA1,5\nB2,6\n"


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("name", ["x.csv.gz", "x.gz", "x.csv"])
def test_gzip(read: Read, write: Write, name: str) -> None:
    path = write(name, gzip.compress(TEXT.encode()))
    table = read(path).table
    assert cells(table) == {"sku_id": ["A1", "B2"], "stock_qty": ["5", "6"]}
    assert table.input == str(path)
    assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    place = table.places([(2, 1)])[2, 1]
    assert (place.file, place.line, place.column) == (str(path), 3, 4)


def test_zip_of_parts(read: Read, write: Write) -> None:
    members = {
        "parts/one.csv": TEXT.encode(),
        "parts/two.csv": b"sku_id,stock_qty\nC3,7\n",
        "__MACOSX/parts/._one.csv": b"\0\0",
        "readme.txt": b"Exported on Monday, by hand\n",
    }
    path = write("all.zip", zipped(members))
    outcome = read(path)
    assert [table.input for table in outcome.tables] == [
        f"{path}/parts/one.csv",
        f"{path}/parts/two.csv",
    ]
    assert cells(outcome.tables[1]) == {"sku_id": ["C3"], "stock_qty": ["7"]}
    assert (outcome.only.code, outcome.only.level.value) == ("SKU-F010", "warning")


def test_zip_without_facts(read: Read, write: Write) -> None:
    outcome = read(write("all.zip", zipped({"a.txt": b"one, two\nthree, four\n"})))
    assert (outcome.only.code, outcome.only.level.value) == ("SKU-F010", "error")


DAMAGED = {
    "gzip cut short": gzip.compress(b"x" * 5_000, mtime=0)[:-10],
    "no gzip": b"\x1f\x8b\x08\0nonsense",
    "zip cut short": zipped({"x.csv": TEXT.encode() * 99})[:-30],
    "empty zip": zipped({}),
    "first bytes of a zip": b"PK\x03\x04\x14\0\x06\0",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_archives(read: Read, write: Write, name: str) -> None:
    assert read(write("x.csv", DAMAGED[name])).only.code == "SKU-F045"


def test_archive_in_an_archive(read: Read, write: Write) -> None:
    inner = zipped({"x.csv": TEXT.encode()})
    outcome = read(write("x.zip", zipped({"y.zip": inner, "z.csv": TEXT.encode()})))
    assert outcome.codes == ["SKU-F043"]
    assert len(outcome.tables) == 1


@pytest.mark.parametrize("kind", ["gzip", "zip"])
def test_bombs(
    read: Read, write: Write, monkeypatch: pytest.MonkeyPatch, kind: str, tmp_path: Path
) -> None:
    monkeypatch.setattr(archives, "HARMLESS", 100_000)
    content = b"sku_id,stock_qty\n" + b"A1,5\n" * 2_000_000
    packed = gzip.compress(content) if kind == "gzip" else zipped({"x.csv": content})
    assert len(content) > 100 * len(packed)
    outcome = read(write("x.csv", packed))
    assert outcome.codes == ["SKU-F044"]
    assert outcome.tables == ()


def test_a_zip_that_lies_about_its_size(read: Read, write: Write) -> None:
    packed = bytearray(zipped({"x.csv": TEXT.encode() * 1000}))
    true_size = len(TEXT) * 1000
    for at in range(len(packed) - 4):
        if packed[at : at + 4] == true_size.to_bytes(4, "little"):
            packed[at : at + 4] = (10).to_bytes(4, "little")
    outcome = read(write("x.zip", bytes(packed)))
    assert outcome.codes == ["SKU-F045"]
    assert outcome.tables == ()


def test_folder_of_parts(read: Read, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    (folder / "deep").mkdir(parents=True)
    (folder / "b.csv").write_text("sku_id,stock_qty\nC3,7\n")
    (folder / "a.csv").write_text(TEXT)
    (folder / "deep" / "c.csv.gz").write_bytes(gzip.compress(b"sku_id,stock_qty\nD4,7\n"))
    (folder / "_SUCCESS").write_text("")
    (folder / ".hidden.csv").write_text("sku_id,stock_qty\nX,7\n")
    (folder / "notes.docx").write_text("nothing")
    outcome = read(folder)
    assert outcome.codes == []
    assert [Path(table.input).name for table in outcome.tables] == ["a.csv", "b.csv", "c.csv.gz"]
    assert [cells(table)["sku_id"][0] for table in outcome.tables] == ["A1", "C3", "D4"]


def test_links_out_of_a_folder(read: Read, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text(TEXT)
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "a.csv").write_text(TEXT)
    (folder / "link.csv").symlink_to(outside)
    (folder / "within.csv").symlink_to(folder / "a.csv")
    outcome = read(folder)
    assert outcome.only.code == "SKU-F041"
    assert [Path(table.input).name for table in outcome.tables] == ["a.csv", "within.csv"]


def test_patterns(read: Read, tmp_path: Path) -> None:
    for name in ("p1.csv", "p2.csv", "q.csv"):
        (tmp_path / name).write_text(TEXT)
    assert [Path(each.input).name for each in read(tmp_path / "p*.csv").tables] == [
        "p1.csv",
        "p2.csv",
    ]
    assert read(tmp_path / "r*.csv").codes == ["SKU-Y001"]


def test_a_file_named_like_a_pattern(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "cups [new].csv"
    path.write_text(TEXT)
    assert read(path).table.input == str(path)


def test_standard_input(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream:
        buffer = io.BytesIO(gzip.compress(TEXT.encode()))

    monkeypatch.setattr(sys, "stdin", Stream())
    table = read("-").table
    assert table.input == "<stdin>"
    assert cells(table)["stock_qty"] == ["5", "6"]


@pytest.mark.parametrize(
    "address", ["https://example.com/x.csv", "file:///etc/passwd", "s3://bucket/x", "FTP://x/y"]
)
def test_addresses_are_refused(read: Read, address: str) -> None:
    only = read(address).only
    assert only.code == "SKU-F040"
    assert "example.com" not in only.message


def test_copies_are_deleted(
    read: Read, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    outcome = read(write("x.csv.gz", gzip.compress("sku_id,x\nA,红色杯子\n".encode("gbk"))))
    assert len(list(folder.iterdir())) == 2
    del outcome
    gc.collect()
    assert list(folder.iterdir()) == []
