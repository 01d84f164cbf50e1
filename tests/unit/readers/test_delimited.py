import gc
from pathlib import Path

import pytest

from skulint.engine.readers import CsvRows, RecordRows, ragged_rows

from .cells import cells, text_at
from .conftest import Read, Write

ROOT = Path(__file__).parents[3]
SHOPIFY = ROOT / "fixtures" / "facts" / "shopify" / "product-data.csv"


def test_headings_become_facts(read: Read, write: Write) -> None:
    table = read(write("a.csv", "sku_id,Stock qty,colour\nA1,5,red\n")).table
    assert (table.format, table.entity, table.encoding) == ("csv", "sku", "utf-8")
    assert [(c.index, c.heading, c.fact) for c in table.columns] == [
        (0, "sku_id", "sku_id"),
        (1, "Stock qty", "stock_qty"),
        (2, "colour", None),
    ]
    assert table.unmapped == ("colour",)
    assert cells(table) == {"sku_id": ["A1"], "stock_qty": ["5"]}


@pytest.mark.parametrize(
    "heading",
    [
        "sku_id;stock_qty",
        "SKU;库存",
        "ＳＫＵ;STOCK-QTY",
        "  seller  sku ;stock qty",
        "Händler-SKU;Menge",
    ],
)
def test_headings_in_other_languages_and_spellings(read: Read, write: Write, heading: str) -> None:
    table = read(write("a.csv", f"{heading}\nA1;5\n")).table
    assert cells(table) == {"sku_id": ["A1"], "stock_qty": ["5"]}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_comes_from_the_heading(read: Read, write: Write, delimiter: str) -> None:
    heading = delimiter.join(["sku_id", '"Title, or; name|all"', "stock_qty"])
    table = read(write("a.csv", f"{heading}\n" + delimiter.join(["A1", "x", "5"]) + "\n")).table
    assert isinstance(table.rows, CsvRows)
    assert (table.rows.delimiter, table.rows.width) == (delimiter, 3)


def test_excel_says_its_delimiter(read: Read, write: Write) -> None:
    path = write("a.csv", "sep=;\nsku_id;price, net\nA1;5\n")
    table = read(path).table
    assert cells(table) == {"sku_id": ["A1"]}
    assert text_at(path, table.places([(1, 0)])[1, 0]) == "A1"


def test_currency_stands_in_the_heading(read: Read, write: Write) -> None:
    table = read(write("a.csv", "sku_id,Price (EUR),Stock qty [pcs]\nA1,5,6\n")).table
    assert [(c.fact, c.currency) for c in table.columns] == [
        ("sku_id", None),
        ("price", "EUR"),
        ("stock_qty", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'sku_id,item-name,stock_qty\nA1,"two\nlines, and ""more""",5\nB2,wide 中文字,6\n',
        'sku_id,item-name,stock_qty\r\nA1,"two\nlines, and ""more""",5\r\nB2,wide 中文字,6\r\n',
        'sku_id,item-name,stock_qty\n\nA1,"two\nlines, and ""more""",5\n\n\nB2,wide 中文字,6',
        '\n\nsku_id,item-name,stock_qty\nA1,"two\nlines, and ""more""",5\nB2,wide 中文字,6\n',
        ' \nsku_id,item-name,stock_qty\nA1,"two\nlines, and ""more""",5\nB2,wide 中文字,6\n',
        'sku_id,item-name,stock_qty\r\nA1,"two\nlines, and ""more""",5\nB2,wide 中文字,6\r\n',
        '"sku_id",item-name,"stock\nqty"\nA1,"two\nlines, and ""more""",5\nB2,wide 中文字,6\n',
    ],
    ids=["lf", "crlf", "blank", "blank first", "spaces first", "mixed", "heading of two lines"],
)
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["plain", "bom"])
def test_a_record_is_not_a_line(read: Read, write: Write, text: str, bom: str) -> None:
    path = write("a.csv", bom + text)
    outcome = read(path)
    table = outcome.table
    assert outcome.codes == []
    assert cells(table) == {
        "sku_id": ["A1", "B2"],
        "sku_title": ['two\nlines, and "more"', "wide 中文字"],
        "stock_qty": ["5", "6"],
    }
    places = table.places([(1, 0), (1, 1), (2, 1), (2, 2), (3, 0), (1, 9)])
    assert set(places) == {(1, 0), (1, 1), (2, 1), (2, 2)}
    assert text_at(path, places[1, 1]) == '"two\nlines, and ""more"""'
    assert text_at(path, places[2, 1]) == "wide 中文字"
    assert text_at(path, places[2, 2]) == "6"
    assert places[2, 2].snippet == "B2,wide 中文字,6"
    assert places[2, 1].heading == "item-name"


def test_a_plain_copy_goes_with_its_table(read: Read, write: Write) -> None:
    outcome = read(write("a.csv", "sku_id,stock_qty\r\nA1,5\nB2,6\r\n"))
    rows = outcome.table.rows
    assert isinstance(rows, CsvRows) and rows.original is not None
    copy = rows.path
    assert copy.exists()
    del outcome, rows
    gc.collect()
    assert not copy.exists()


def test_one_column_with_blank_lines(read: Read, write: Write) -> None:
    path = write("a.csv", "sku_id\n\nA1\n\nB2\n")
    table = read(path).table
    assert cells(table) == {"sku_id": ["A1", "B2"]}
    assert table.places([(2, 0)])[2, 0].line == 5


def test_shopify_records_over_more_lines(read: Read) -> None:
    outcome = read(SHOPIFY)
    table = outcome.table
    assert outcome.codes == []
    assert table.export is not None
    assert table.export.name == "shopify-products"
    assert [table.columns[i].heading for i in table.export.key_fallback] == [
        "Handle",
        "Option1 Value",
        "Option2 Value",
        "Option3 Value",
    ]
    assert table.export.not_key == ("Default Title",)
    found = cells(table)
    assert len(found["sku_id"]) == 21
    assert set(found) == {"sku_id", "sku_title", "price", "stock_qty", "tags"}
    price = table.column("price")
    assert price is not None
    place = table.places([(21, price.index)])[21, price.index]
    assert (place.line, text_at(SHOPIFY, place)) == (27, "15.99")
    assert "Handle" not in table.unmapped
    assert "Body (HTML)" in table.unmapped


def test_marketplace_report_is_read_without_quoting(read: Read, write: Write) -> None:
    rows = ['"Big" mug\tA1\t5', '12" pan\tA2\t6', '"open\tA3\t7', 'shut"\tA4\t8']
    path = write("a.txt", "\n".join(["item-name\tseller-sku\tquantity", *rows]) + "\n")
    table = read(path).table
    assert cells(table) == {
        "sku_title": ['"Big" mug', '12" pan', '"open', 'shut"'],
        "sku_id": ["A1", "A2", "A3", "A4"],
        "stock_qty": ["5", "6", "7", "8"],
    }
    assert text_at(path, table.places([(3, 1)])[3, 1]) == "A3"


def test_tabs_with_quotes_that_enclose_are_quoted(read: Read, write: Write) -> None:
    path = write("a.tsv", 'sku_id\tTitle\nA1\t"a ""b""\nc"\nA2\td\n')
    assert cells(read(path).table)["sku_title"] == ['a "b"\nc', "d"]


@pytest.mark.parametrize("row", ['A1\t"stray', 'A1\t"Big" mug'])
def test_tabs_with_stray_quotes_are_not(read: Read, write: Write, row: str) -> None:
    path = write("a.tsv", f"sku_id\tTitle\n{row}\nA2\td\n")
    assert cells(read(path).table)["sku_id"] == ["A1", "A2"]


def test_repeated_headings_are_kept_by_position(read: Read, write: Write) -> None:
    table = read(write("a.csv", "sku_id,不适用项目,不适用项目,库存\nA1,x,y,5\n")).table
    assert [c.heading for c in table.columns] == ["sku_id", "不适用项目", "不适用项目", "库存"]
    assert cells(table)["stock_qty"] == ["5"]


def test_heading_only_is_a_table_without_records(read: Read, write: Write) -> None:
    outcome = read(write("a.csv", "sku_id,stock_qty\n"))
    assert outcome.table.record_count == 0
    assert cells(outcome.table) == {"sku_id": [], "stock_qty": []}
    assert outcome.only.code == "SKU-F003"
    assert outcome.only.level.value == "warning"


@pytest.mark.parametrize(
    ("row", "message", "found"),
    [
        ("A6,5,x,y,z", "line 7 has 3 fields too many: 5, the heading has 2", 5),
        ("A6", "line 7 has 1 field too few: 1, the heading has 2", 1),
    ],
)
def test_ragged_rows(read: Read, write: Write, row: str, message: str, found: int) -> None:
    lines = ["sku_id,stock_qty", "A1,1", '"A\n2",2', "", "A4,4", row, "A7,7"]
    path = write("a.csv", "\n".join(lines) + "\n")
    ragged = ragged_rows(read(path).table, 5)
    assert [(item.line, item.found, item.expected) for item in ragged] == [(7, found, 2)]

    # With mixed line ends the file is read here, so the fault shows at once.
    outcome = read(write("b.csv", "\n".join(lines) + "\r\n"))
    assert outcome.tables == ()
    assert (outcome.only.code, outcome.only.message) == ("SKU-F005", message)
    assert outcome.only.place is not None
    assert outcome.only.place.endswith("b.csv:7:1")


def test_quote_that_is_never_closed(read: Read, write: Write) -> None:
    outcome = read(write("b.csv", 'sku_id,Title\nA1,b\r\nA2,"c\nA3,d\n'))
    assert outcome.tables == ()
    assert outcome.only.code == "SKU-F006"
    assert outcome.only.message == "the quotes of the record on line 3 do not pair up"


def test_quote_that_is_never_closed_in_a_long_file(read: Read, write: Write) -> None:
    outcome = read(write("b.csv", '"sku_id,Title\n' + "A1,b\n" * 4_000_000))
    assert outcome.tables == ()
    assert (outcome.only.code, outcome.only.location[-4:]) == ("SKU-F006", ":1:1")


def test_a_carriage_return_within_a_field(read: Read, write: Write) -> None:
    path = write("b.csv", 'sku_id,Title\nA1,"b\rc"\nA2,d\n')
    table = read(path).table
    assert cells(table) == {"sku_id": ["A1", "A2"], "sku_title": ["b\rc", "d"]}
    assert text_at(path, table.places([(2, 1)])[2, 1]) == "d"


def test_lines_that_end_in_carriage_returns(read: Read, write: Write) -> None:
    path = write("b.csv", "sku_id,Title\rA1,b\rA2,d\r")
    assert cells(read(path).table) == {"sku_id": ["A1", "A2"], "sku_title": ["b", "d"]}


def test_ragged_rows_of_other_tables(read: Read, write: Write) -> None:
    table = read(write("sku.yaml", "- {sku_id: A}\n")).table
    assert isinstance(table.rows, RecordRows)
    assert ragged_rows(table, 5) == []


def test_a_row_is_kept_in_place(read: Read, write: Write) -> None:
    """A snippet is cut after the cell, never before it, so that columns stay right."""
    long = "x" * 5000
    table = read(write("a.csv", f"sku_id,Title,price\nA1,{long},5\n")).table
    place = table.places([(1, 2)])[1, 2]
    assert place.snippet is not None
    assert place.column is not None
    assert place.snippet[place.column - 1 :] == "5"
    near = table.places([(1, 0)])[1, 0]
    assert near.snippet is not None
    assert len(near.snippet) < 300
