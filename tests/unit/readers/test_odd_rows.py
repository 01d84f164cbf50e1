"""Delimited files with more in them than a heading and its records."""

import pytest

from .cells import cells, text_at
from .conftest import Read, Write

ABOVE = (
    "商品导出,2026-03-01\n\nShop;mine\nPrice list, all amounts in USD\nFilter: none\n"
    '"two\nlines"\n\n'
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_lines_above_the_heading(
    read: Read, write: Write, delimiter: str, line_end: str, encoding: str
) -> None:
    body = "SKU,商品标题,库存\nA1,杯子,5\nB2,锅,6\n".replace(",", delimiter)
    text = (ABOVE + body).replace("\n", line_end)
    path = write("x.csv", text.encode(encoding))
    table = read(path).table
    assert cells(table) == {
        "sku_id": ["A1", "B2"],
        "sku_title": ["杯子", "锅"],
        "stock_qty": ["5", "6"],
    }
    place = table.places([(2, 2)])[2, 2]
    assert (place.line, place.column, place.heading) == (11, 6, "库存")
    assert text_at(write("plain", text), place) == "6"


def test_totals_and_headings_once_more(read: Read, write: Write) -> None:
    text = "SKU,Price,库存\nA1,5,1\nSKU,Price,库存\nB2,6,2\nTOTAL-7,1,1\n,Total,3\n合计：,,\n"
    path = write("x.csv", text)
    outcome = read(path)
    assert cells(outcome.table) == {
        "sku_id": ["A1", "B2", "TOTAL-7"],
        "price": ["5", "6", "1"],
        "stock_qty": ["1", "2", "1"],
    }
    assert [(each.code, each.place) for each in outcome.diagnostics] == [
        ("SKU-F038", f"{path}:3:1"),
        ("SKU-F038", f"{path}:6:1"),
    ]
    assert text_at(path, outcome.table.places([(3, 0)])[3, 0]) == "TOTAL-7"


def test_a_short_row_of_totals_is_not_broken(read: Read, write: Write) -> None:
    outcome = read(write("x.csv", "SKU,Price,库存\nA1,5,1\nB2,6,2\nTotal: 2\nTotal\n"))
    assert outcome.codes == ["SKU-F005"]
    outcome = read(write("y.csv", "SKU,Price,库存\nA1,5,1\nB2,6,2\nTotal\n"))
    assert outcome.codes == ["SKU-F038"]
    assert cells(outcome.table)["sku_id"] == ["A1", "B2"]


def test_a_title_that_is_a_word_for_totals(read: Read, write: Write) -> None:
    text = "item-name,SKU,库存\nTotal,A1,1\ncup,B2,2\nSumme,C3,2\n"
    outcome = read(write("x.csv", text))
    assert outcome.codes == []
    assert cells(outcome.table)["sku_id"] == ["A1", "B2", "C3"]


def test_headings_in_two_rows(read: Read, write: Write) -> None:
    text = "SKU,,Amounts,\n,商品标题,Price,库存\nA1,cup,5,1\nB2,pot,6,2\n"
    path = write("x.csv", text)
    table = read(path).table
    assert cells(table) == {
        "sku_id": ["A1", "B2"],
        "sku_title": ["cup", "pot"],
        "price": ["5", "6"],
        "stock_qty": ["1", "2"],
    }
    assert text_at(path, table.places([(1, 1)])[1, 1]) == "cup"
