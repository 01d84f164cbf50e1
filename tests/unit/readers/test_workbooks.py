"""Workbooks as back offices write them, made here with openpyxl and xlwt."""

import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from skulint.engine.readers import CsvRows, workbooks
from skulint.engine.readers.workbooks import column_letters, text_of

from .books import Make, patched
from .cells import cells
from .conftest import Read


def test_values_and_places(read: Read, book: Make) -> None:
    rows = [
        ["SKU", "商品标题", "Price", "库存", "listed on"],
        ["A1", "红色杯子", 5.25, 120, datetime.date(2026, 3, 1)],
        ["00123", "x", 12.0, None, None],
    ]
    outcome = read(book(Prices=rows))
    table = outcome.table
    assert outcome.codes == []
    assert (table.format, table.entity, table.record_count) == ("xlsx", "sku", 2)
    assert cells(table) == {
        "sku_id": ["A1", "00123"],
        "sku_title": ["红色杯子", "x"],
        "price": ["5.25", "12"],
        "stock_qty": ["120", None],
        "listed_on": ["2026-03-01", None],
    }
    column = table.column("stock_qty")
    assert column is not None
    place = table.places([(2, column.index)])[2, column.index]
    assert (place.label, place.heading) == ("Prices!D3", "库存")
    assert str(place) == f"{table.input} Prices!D3"


def test_lines_above_the_heading(read: Read, book: Make) -> None:
    rows: list[list[Any]] = [
        ["商品导出 2026-03-01"],
        [],
        ["店铺", "My shop"],
        ["Price list, all amounts in USD"],
        [],
        ["Filter: none"],
        [],
        ["", "SKU", "Price", "库存"],
        ["", "A1", 5.5, 1],
        ["", "B2", 6, 2],
    ]
    outcome = read(book(**{"My prices": rows}))
    table = outcome.table
    assert outcome.codes == []
    assert cells(table) == {"sku_id": ["A1", "B2"], "price": ["5.5", "6"], "stock_qty": ["1", "2"]}
    place = table.places([(2, 1)])[2, 1]
    assert place.label == "'My prices'!C10"


def test_totals_blank_rows_and_headings_once_more(read: Read, book: Make) -> None:
    rows = [
        ["SKU", "Price", "库存"],
        ["合计", None, 3],
        ["A1", 5, 1],
        [None, None, None],
        ["SKU", "Price", "库存"],
        ["B2", 6, 2],
        [None, "Total:", 3],
        ["TOTAL-7", 1, 1],
    ]
    outcome = read(book(S=rows))
    assert cells(outcome.table)["sku_id"] == ["A1", "B2", "TOTAL-7"]
    assert [(each.code, each.place) for each in outcome.diagnostics] == [
        ("SKU-F038", f"{outcome.table.input} S!A2"),
        ("SKU-F038", f"{outcome.table.input} S!A5"),
    ]
    assert "1 more row" in outcome.diagnostics[0].message
    assert outcome.table.places([(2, 1)])[2, 1].label == "S!B6"


def test_headings_in_two_merged_rows(read: Read, book: Make) -> None:
    rows = [
        ["SKU", "商品标题", "Amounts", None],
        [None, None, "Price", "库存"],
        ["A1", "cup", 5, 1],
        ["B2", "pot", 6, 2],
    ]
    outcome = read(book(merged=("A1:A2", "B1:B2", "C1:D1"), S=rows))
    assert outcome.codes == []
    assert cells(outcome.table) == {
        "sku_id": ["A1", "B2"],
        "sku_title": ["cup", "pot"],
        "price": ["5", "6"],
        "stock_qty": ["1", "2"],
    }


def test_a_row_for_machines_is_no_record(read: Read, book: Make) -> None:
    rows = [
        ["sku_id", "sku_title", "stock_qty"],
        ["商品编码", "商品标题", "库存"],
        ["A1", "cup", 5],
        ["B1", "cup", 5],
    ]
    table = read(book(S=rows)).table
    assert cells(table)["sku_id"] == ["A1", "B1"]
    assert table.places([(1, 0)])[1, 0].label == "S!A3"


def test_merged_parents_are_filled(read: Read, book: Make) -> None:
    rows = [
        ["Shop ID", "SKU", "Price"],
        ["S1", "A1", 5],
        [None, "B2", 6],
        ["S2", "C3", 7],
    ]
    outcome = read(book(merged=("A2:A3",), S=rows))
    assert cells(outcome.table)["store_id"] == ["S1", "S1", "S2"]


def test_several_sheets(read: Read, book: Make) -> None:
    outcome = read(
        book(
            Notes=[["Read me", "first"], ["Then", "the rest"]],
            store=[["store_dsr", "badges"], [4.7, "gold"]],
            Prices=[["SKU", "Price"], ["A1", 5]],
            Empty=[],
        )
    )
    assert [(table.entity, table.record_count) for table in outcome.tables] == [
        ("store", 1),
        ("sku", 1),
    ]
    assert (outcome.only.code, outcome.only.level.value) == ("SKU-F010", "warning")


def test_no_sheet_with_facts(read: Read, book: Make) -> None:
    outcome = read(book(Notes=[["Read me", "first"], ["Then", "the rest"]]))
    assert (outcome.only.code, outcome.only.level.value) == ("SKU-F010", "error")
    assert read(book("y.xlsx", Empty=[])).codes == ["SKU-Y007"]


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "export"])
def test_contents_tell_a_workbook(read: Read, book: Make, name: str) -> None:
    path = book("a.xlsx", S=[["SKU", "Price"], ["A1", 5]])
    assert read(path.rename(path.with_name(name))).table.format == "xlsx"


def test_text_with_the_ending_of_a_workbook(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes("商品编码\t库存\nA1\t5\n".encode("gbk"))
    table = read(path).table
    assert (table.format, table.encoding) == ("tsv", "gb18030")
    assert cells(table) == {"sku_id": ["A1"], "stock_qty": ["5"]}


def test_old_workbook(read: Read, tmp_path: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("商品")
    for row, values in enumerate([["商品编码", "售价", "库存"], ["A1", 5.25, 7], [1005, 6, 8]]):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    path = tmp_path / "x.xls"
    workbook.save(str(path))
    table = read(path).table
    assert table.format == "xls"
    assert cells(table) == {
        "sku_id": ["A1", "1005"],
        "price": ["5.25", "6"],
        "stock_qty": ["7", "8"],
    }
    assert table.places([(2, 2)])[2, 2].label == "商品!C3"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5.0, "5"),
        (0.1, "0.1"),
        (1005005206354317.0, "1005005206354317"),
        (True, "true"),
        (datetime.datetime(2026, 3, 1, 14, 30), "2026-03-01T14:30:00"),
        (None, ""),
        (-3.5, "-3.5"),
    ],
)
def test_text_of_a_cell(cell: object, text: str) -> None:
    assert text_of(cell) == text


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_letters_of_a_column(index: int, letters: str) -> None:
    assert column_letters(index) == letters


@pytest.mark.parametrize("code", ["0%", "0.0%", '[Red]0.00%;-0%;"none"'])
def test_numbers_shown_as_percentages(read: Read, book: Make, tmp_path: Path, code: str) -> None:
    rows = [["SKU", "cancel_rate_pct", "Price"], ["A1", 0.955, 0.5], ["B2", 1.2, 7]]
    path = book(**{"Q&A": rows})
    workbook = openpyxl.load_workbook(path)
    for cell in ("B2", "C2"):
        workbook["Q&A"][cell].number_format = code
    workbook.save(path)
    table = read(path).table
    # Only where percent is meant: half a dollar stays half a dollar, however it is shown.
    assert cells(table)["cancel_rate_pct"] == ["95.5%", "1.2"]
    assert cells(table)["price"] == ["0.5", "7"]


def test_percent_signs_a_format_only_writes_out(read: Read, book: Make) -> None:
    path = book(S=[["SKU", "cancel_rate_pct"], ["A1", 0.5]])
    workbook = openpyxl.load_workbook(path)
    workbook["S"]["B2"].number_format = '0.0" % of orders"'
    workbook.save(path)
    assert cells(read(path).table)["cancel_rate_pct"] == ["0.5"]


@pytest.mark.parametrize(("epoch", "day"), [(WINDOWS_EPOCH, 46082), (MAC_EPOCH, 44620)])
def test_days_with_a_format_and_without(
    read: Read, book: Make, epoch: datetime.datetime, day: int
) -> None:
    path = book(S=[["SKU", "listed on"], ["A1", None], ["B2", day], ["C3", 12.0]])
    workbook = openpyxl.load_workbook(path)
    workbook.epoch = epoch
    workbook["S"]["B2"] = datetime.date(2026, 3, 1)
    workbook.save(path)
    assert cells(read(path).table)["listed_on"] == ["2026-03-01", "2026-03-01", "12"]


@pytest.mark.parametrize("keep", [100, 1000, 4000])
def test_a_workbook_cut_short(read: Read, book: Make, keep: int) -> None:
    path = book(S=[["SKU", "Price"], *(["A1", 5] for _ in range(500))])
    path.write_bytes(path.read_bytes()[:keep])
    assert read(path).only.code in ("SKU-F045", "SKU-F046")


def test_an_old_workbook_cut_short(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000)
    assert read(path).only.code == "SKU-F046"


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("code", ["0%", "0.00%", '[Red]0.00%;-0%;"none"'])
def test_old_numbers_as_their_sheet_shows_them(
    read: Read, tmp_path: Path, code: str, from_1904: bool
) -> None:
    workbook = xlwt.Workbook()
    workbook.dates_1904 = from_1904
    sheet = workbook.add_sheet("Q&A")
    shown = xlwt.easyxf(num_format_str=code)
    note = xlwt.easyxf(num_format_str='0.0" % of orders"')
    day = 44620 if from_1904 else 46082
    rows: list[list[Any]] = [
        ["Products of the week"],
        [],
        ["", "SKU", "cancel_rate_pct", "Price", "listed on"],
        ["", "A1", 0.125, 0.5, day],
        ["", "B2", 1.2, 7, "2026-03-02"],
        ["", "C3", 0.07, 8, None],
        ["", "D4", 0.5, 9, 12],
    ]
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            style = shown if (number, column) in ((3, 2), (3, 3), (5, 2)) else None
            style = note if (number, column) == (6, 2) else style
            sheet.write(number, column, value, *([style] if style else []))
    path = tmp_path / "x.xls"
    workbook.save(str(path))
    table = read(path).table
    assert cells(table)["cancel_rate_pct"] == ["12.5%", "1.2", "7%", "0.5"]
    assert cells(table)["price"] == ["0.5", "7", "8", "9"]
    assert cells(table)["listed_on"] == ["2026-03-01", "2026-03-02", None, "12"]
    assert table.places([(1, 1)])[1, 1].label == "'Q&A'!C4"


def test_old_numbers_whose_formats_cannot_be_read(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("S")
    for column, (heading, value) in enumerate({"SKU": "A1", "cancel_rate_pct": 0.5}.items()):
        sheet.write(0, column, heading)
        sheet.write(1, column, value, xlwt.easyxf(num_format_str="0%"))
    path = tmp_path / "x.xls"
    workbook.save(str(path))
    monkeypatch.setattr("skulint.engine.readers.workbooks.read_formats", lambda *_: None)
    # What is left is half a percent or half of all; the store does not guess which.
    assert cells(read(path).table)["cancel_rate_pct"] == ["0.5"]


def test_formulas_are_their_last_values(read: Read, book: Make) -> None:
    path = book(S=[["SKU", "Price"], ["A1", "=1+1"], ["B2", '=HYPERLINK("http://x")'], ["C3", 4]])
    patched(path, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    assert cells(read(path).table)["price"] == ["2", None, "4"]


@pytest.mark.parametrize("last", ["plain", 'ten "inches"', "two\nlines", "_?+"])
@pytest.mark.parametrize("size", [1, 7, 15])
def test_rows_read_a_few_at_a_time_are_the_rows_read_at_once(
    read: Read, book: Make, monkeypatch: pytest.MonkeyPatch, size: int, last: str
) -> None:
    heading = ["SKU", "Title", "Price", "库存", "listed on"]
    day = datetime.date(2026, 3, 1)
    rows: list[list[Any]] = [
        *([f"A{each}", f"Cup {each % 3}", each % 5 + 0.5, 1.0, day] for each in range(60)),
        heading,
        [True, "yes", True, 1, 46082],
        ["Total", None, 99.0, None, None],
        [None] * 5,
        ["B1", last, 1.0, True, None],
        ["B2", "", 0.5, 1.0, 46083],
    ]
    path = book(Prices=[heading, *rows])
    whole = read(path)
    monkeypatch.setattr(workbooks, "_BATCH", size * 5)
    parts = read(path)
    assert cells(parts.table) == cells(whole.table)
    assert [str(each) for each in parts.diagnostics] == [str(each) for each in whole.diagnostics]
    assert parts.codes == ["SKU-F038", "SKU-F038"]
    assert cells(parts.table)["sku_title"][-3:] == ["yes", last, None]
    assert cells(parts.table)["price"][-3:] == ["true", "1", "0.5"]
    assert cells(parts.table)["listed_on"][-3:] == ["2026-03-01", None, "2026-03-02"]
    column = parts.table.column("sku_title")
    assert column is not None
    place = parts.table.places([(62, column.index)])[62, column.index]
    assert (place.label, place.snippet) == ("Prices!B66", last)
    known = {"plain": set("_?+"), "_?+": set()}.get(last)
    assert isinstance(parts.table.rows, CsvRows)
    assert known is None or set(parts.table.rows.absent) & set("_?+") == known
