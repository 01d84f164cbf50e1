"""What is in doubt about a file as a whole is named, with its place."""

import json
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from skulint.engine.readers import Settings

from .stored import read


def planning(folder: Path, day: str) -> Path:
    heading = "snapshot-date\tsku\tfnsku\tavailable\tinv-age-0-to-90-days\n"
    path = folder / "x.tsv"
    path.write_text(heading + f"{day}\tA\tX\t5\t5\n")
    return path


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2026-11-22", []),
        ("2026-11-15", []),
        ("2026-11-14", ["SKU-F037"]),
        ("2026/11/01", ["SKU-F037"]),
        ("2026-11-24", ["SKU-F037"]),
        ("soon", []),
    ],
)
def test_stale_exports(tmp_path: Path, day: str, codes: list[str]) -> None:
    settings = Settings(as_of=datetime(2026, 11, 22))
    found = read(planning(tmp_path, day), settings=settings)
    assert [each.code for each in found.diagnostics] == codes


def test_rows_that_repeat_an_id(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sku_id,stock,brand\nA,5,x\nB,6,\nA,5,\nB,,y\nC,1,z\n")
    found = read(path)
    assert found.facts["sku"]["brand"] == ["x", "y", "z"]
    (only,) = found.diagnostics
    assert (only.code, only.location) == ("SKU-F035", f"{path}:4:1")
    assert "sku `A` is in the file more than once, and so are 1 others" in only.message


def test_markets_of_one_sku_are_no_repeats(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sku_id,market,price\nA,ES,5\nA,DE,6\n")
    assert read(path).diagnostics == ()


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["1005005206354317", "1005005206354310"], 3),
        (["1.00501E+15", "A"], 2),
        (["1.00501e15", "A"], None),
        (["1005005206354317", "150"], None),
        (["100500520635431"], None),
    ],
)
def test_ids_that_lost_digits(tmp_path: Path, cells: list[str], line: int | None) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sku_id,stock\n" + "".join(f"{cell},1\n" for cell in cells))
    found = read(path)
    expected = [] if line is None else [("warning", "SKU-F034", f"x.csv:{line}:1")]
    assert found.said == expected
    assert found.facts["sku"]["sku_id"] == cells


@pytest.mark.parametrize(
    ("title", "lost"),
    [
        ("K?chenmesser", True),
        ("?? ????", True),
        ("caf\ufffd", True),
        ("Why wait? Buy now", False),
        ("Size?", False),
        ("Was ist das? Ein Topf", False),
    ],
)
def test_texts_that_lost_letters(tmp_path: Path, title: str, lost: bool) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"sku_id,item-name\nA,cup\nB,{title}\n", encoding="utf-8")
    found = read(path)
    assert found.facts["sku"]["sku_title"] == ["cup", None if lost else title]
    assert found.said == ([("warning", "SKU-F031", "x.csv:3:3")] if lost else [])


def test_expected_rows(tmp_path: Path) -> None:
    from skulint.engine.checking.row_counts import warn_of_counts
    from skulint.engine.model.report import Input
    from skulint.engine.text.diagnostics import Diagnostics

    inputs = (Input("a.csv", "", 90, "sku", "csv"), Input("b.yaml", "", 1, "store", "yaml"))
    for expected, count in (
        (100, 0),
        (101, 1),
        (50, 1),
        ({"a.csv": 90, "b.yaml": 1, "c.csv": 7}, 0),
        ({"a.csv": 1000, "b.yaml": 5}, 2),
        ({"a.csv": 0}, 1),
    ):
        diagnostics = Diagnostics()
        warn_of_counts(inputs, expected, diagnostics)  # type: ignore[arg-type]
        assert [each.code for each in diagnostics] == ["SKU-F036"] * count, expected


def test_json_numbers_are_ids_too(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"sku_id": 1005005206354317, "stock_qty": "1,000"}]))
    found = read(path)
    assert found.facts["sku"]["sku_id"] == ["1005005206354317"]
    assert [each.code for each in found.diagnostics] == ["SKU-F032"]


#: What a program that computes with binary floats writes for 5.69, 69.99, 10/3 and 0.3.
FLOATS = ["5.6899999999999995", "$69.98999999999999", "3.33333333333333", "0.30000000000000004"]


def test_digits_of_binary_floats_are_rounded_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = [f"S{number},{each}" for number, each in enumerate(FLOATS)]
    path.write_text("\n".join(["sku_id,price", *lines, "S9,7.10\n"]))
    found = read(path)
    assert found.facts["sku"]["price"] == ["5.69", "69.99", "3.333333333333", "0.3", "7.1"]
    assert found.said == [("warning", "SKU-F026", "x.csv:2:4")]
    (only,) = found.diagnostics
    assert only.message == (
        "4 cells have the many digits of a binary float; `price` is rounded to 12 places, here 5.69"
    )


def test_floats_of_other_formats(tmp_path: Path) -> None:
    rows = [{"sku_id": "A", "price": 5.6899999999999995}, {"sku_id": "B", "price": 7.1}]
    (tmp_path / "x.json").write_text(json.dumps({"sku": rows}))
    with duckdb.connect() as database:
        path = str(tmp_path / "x.parquet")
        values = "(VALUES ('A', 5.6899999999999995::DOUBLE), ('B', 7.1)) t(sku_id, price)"
        database.execute(f"COPY (FROM {values}) TO '{path}' (FORMAT parquet)")
    book = openpyxl.Workbook()
    # Openpyxl writes sixteen digits itself.
    for row in (("sku_id", "price"), ("A", 10 / 3), ("B", 7.1)):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    wanted = {
        "x.json": ("5.69", "x.json:1:35"),
        "x.parquet": ("5.69", "x.parquet row 1"),
        "x.xlsx": ("3.333333333333", "x.xlsx Sheet!B2"),
    }
    for name, (price, place) in wanted.items():
        found = read(tmp_path / name)
        assert found.facts["sku"]["price"] == [price, "7.1"]
        assert found.said == [("warning", "SKU-F026", place)]


@pytest.mark.parametrize(
    ("fact", "cell"),
    [
        # Nobody computed these with floats: they are too short, or no float is that long.
        ("price", "0.0000000000001"),
        ("price", "5.1234567890123"),
        ("price", "0.1000000000000000055511151231257827021181"),
        # There is no piece but a whole one.
        ("stock_qty", "5.0000000000000001"),
    ],
)
def test_numbers_of_too_many_places_are_not_rounded(tmp_path: Path, fact: str, cell: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"sku_id,{fact}\nA,{cell}\nB,7\n")
    found = read(path)
    assert found.facts["sku"][fact] == [None, "7"]
    assert found.said == [("warning", "SKU-F020", "x.csv:2:3")]
    assert f"`{cell}` has more than 12 decimal places" in found.diagnostics[0].message


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (
            "x.json",
            '{"sku": [{"sku_id": "A", "price": {"at_least": 5, "at_most": 6.1000000000000005}}]}',
            "x.json:1:35",
        ),
        ("x.csv", "sku_id,price\nA,5-6.1000000000000005\nB,5-6.1\n", "x.csv:2:3"),
    ],
)
def test_an_upper_end_that_is_rounded(tmp_path: Path, name: str, text: str, place: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    found = read(path)
    assert (found.facts["sku"]["price"][0], found.facts["sku"]["price__high"][0]) == ("5", "6.1")
    assert found.said == [("warning", "SKU-F026", place)]
    assert found.diagnostics[0].message.endswith("`price` is rounded to 12 places")


def test_a_fact_made_of_two_columns_and_said_by_two_more(tmp_path: Path) -> None:
    path = tmp_path / "feed.tsv"
    path.write_text(
        "id\ttitle\tprice\tsale_price\tprice\tprice\tavailability\tbrand\tgtin\n"
        "A\tx\t12.00 USD\t10.00 USD\t11.00 USD\t9.00 USD\tin stock\tb\t1\n"
    )
    found = read(path)
    (said,) = found.diagnostics
    assert said.code == "SKU-F012"
    assert said.message == "columns `sale_price` and `price` and `price` all mean `price`"
