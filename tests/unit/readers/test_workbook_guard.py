"""Workbooks that would fill the memory are refused before they are opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skulint.engine.readers import workbook_guard

from .books import Make, patched
from .conftest import Read


@pytest.mark.parametrize(
    "corner",
    [b'r="XFD1048576"', b'r="xfd1048576"', b"r = 'AAAA99999'", b'r="B999999999"', b'r="zz1048576"'],
)
def test_a_cell_in_the_last_corner(read: Read, book: Make, corner: bytes) -> None:
    path = book(S=[["SKU", "Price"], ["A1", 5]])
    sheet = "xl/worksheets/sheet1.xml"
    patched(path, sheet, b'<c r="B2"', b"<c " + corner)
    only = read(path).only
    assert only.code == "SKU-F046"
    assert "spans more than" in only.message


def test_a_workbook_that_grows(read: Read, book: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "HARMLESS", 100_000)
    path = book(S=[["SKU", "Price"], ["A1", 5]])
    patched(path, "xl/worksheets/sheet1.xml", b"<sheetData>", b" " * 9_000_000 + b"<sheetData>")
    assert "far larger unpacked" in read(path).only.message


def test_a_far_cell_of_a_large_sheet(
    read: Read, book: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_guard, "_SMALL", 10)
    path = book(S=[["SKU", "Price"], ["A1", 5]])
    assert read(path).codes == []
    patched(path, "xl/worksheets/sheet1.xml", b'<c r="B2"', b'<c r="bb9048576"')
    assert read(path).only.code == "SKU-F046"


@given(st.text("rR=\"'Aa019", max_size=30))
def test_far_cells_are_found_where_a_search_for_them_finds_them(text: str) -> None:
    chunk = text.encode()
    assert workbook_guard._looks_far(chunk) == bool(workbook_guard._FAR.search(chunk))


def test_a_far_cell_is_found_wherever_a_sheet_is_cut(
    read: Read, book: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = book("near.xlsx", S=[["SKU", "Price"], ["A1", 5]])
    far = book("far.xlsx", S=[["SKU", "Price"], ["A1", 5]])
    patched(far, "xl/worksheets/sheet1.xml", b'<c r="B2"', b'<c r="bb9048576"')
    monkeypatch.setattr(workbook_guard, "_SMALL", 10)
    for size in range(60, 75):
        monkeypatch.setattr(workbook_guard, "_CHUNK", size)
        assert (read(far).codes, read(near).codes) == (["SKU-F046"], [])
