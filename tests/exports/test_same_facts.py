"""One random table, written in every format and encoding: the same facts, each from its place."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import openpyxl
import xlwt
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from .stored import Stored, read

FACTS = ("sku_id", "sku_title", "brand", "price", "stock_qty")
COLUMN = dict(zip(FACTS, "ABCDE", strict=True))

#: Words that all encodings here can write, and that make sense in the one they are written in.
WORDS = {
    "gb18030": ["红色的杯子", "平底锅", "蓝色陶瓷碗", "毛巾,大号", '"新款"台灯'],
    "cp932": ["赤いマグカップ", "青い茶碗とふた", "タオル(大)", "なべ;ふた付き"],
    "cp1252": ["Pfanne, groß", "tasse à café", "cuchara pequeña", 'Töpfe "neu"'],
    "utf-8": ["红色的杯子", "tasse à café", "なべ", "😀 cup", "two\nlines", "tab\there"],
}


@st.composite
def tables(draw: st.DrawFn, words: list[str]) -> list[dict[str, str | None]]:
    ids = draw(
        st.lists(
            st.from_regex(r"[A-Z][A-Z0-9]{1,5}(-[A-Z0-9]{1,4})?", fullmatch=True),
            min_size=1, max_size=8, unique=True,
        )
    )  # fmt: skip
    blank = st.none()
    return [
        {
            "sku_id": name,
            "sku_title": draw(st.sampled_from(words)),
            "brand": draw(st.one_of(blank, st.sampled_from(words))),
            "price": draw(
                st.one_of(
                    blank, st.decimals("0.01", "99999", places=2).map(lambda each: f"{each:f}")
                )
            ),
            "stock_qty": draw(st.one_of(blank, st.integers(0, 10**6).map(str))),
        }
        for name in ids
    ]


Table = list[dict[str, str | None]]


def rows_of(table: Table) -> list[list[str]]:
    return [list(FACTS), *([row[fact] or "" for fact in FACTS] for row in table)]


def typed(fact: str, value: str | None) -> object:
    if value is None:
        return None
    return float(value) if fact == "price" else int(value) if fact == "stock_qty" else value


def plain(fact: str, value: str | None) -> str | None:
    if value is None or fact not in ("price", "stock_qty"):
        return value
    text = value.rstrip("0").rstrip(".") if "." in value else value
    return text or "0"


def check(found: Stored, table: Table, *, guessed: bool = False) -> None:
    codes = {each.code for each in found.diagnostics}
    assert codes <= ({"SKU-F030"} if guessed else set()), found.diagnostics
    for fact in FACTS:
        wanted = [plain(fact, row[fact]) for row in table]
        if any(each is not None for each in wanted) or fact in found.facts["sku"]:
            assert found.facts["sku"][fact] == wanted, fact


def check_lines(found: Stored, table: Table, text: str) -> None:
    lines = text.split("\n")
    for number, row in enumerate(table, 1):
        for fact in FACTS:
            value = row[fact]
            if value is None or "\n" in value or '"' in value:
                continue
            place = found.place(fact, number)
            assert place.line is not None
            assert place.column is not None
            line = lines[place.line - 1]
            assert line[place.column - 1 :].lstrip('"').startswith(value)


SETTINGS = settings(max_examples=6)


def csv_text(table: Table, delimiter: str, end: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows_of(table))
    return text.getvalue()


@SETTINGS
@given(
    data=st.data(),
    encoding=st.sampled_from(["gb18030", "cp932", "cp1252", "utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from([",", ";"]),
    end=st.sampled_from(["\n", "\r\n"]),
    packed=st.booleans(),
)
def test_delimited(
    data: st.DataObject, encoding: str, delimiter: str, end: str, packed: bool
) -> None:
    table = data.draw(tables(WORDS.get(encoding, WORDS["utf-8"])))
    text = csv_text(table, delimiter, end)
    content = text.encode(encoding)
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.csv.gz" if packed else "x.csv")
        path.write_bytes(gzip.compress(content) if packed else content)
        found = read(path)
        check(found, table, guessed=encoding in ("gb18030", "cp932", "cp1252"))
        check_lines(found, table, text)


@SETTINGS
@given(data=st.data())
def test_tables_without_lines(data: st.DataObject) -> None:
    table = data.draw(tables(WORDS["utf-8"][:4]))
    with TemporaryDirectory() as folder:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = "S"
        old = xlwt.Workbook(encoding="utf-8")
        old_sheet = old.add_sheet("S")
        sheet.append(FACTS)
        for column, fact in enumerate(FACTS):
            old_sheet.write(0, column, fact)
        for number, row in enumerate(table, 1):
            sheet.append([typed(fact, row[fact]) for fact in FACTS])
            for column, fact in enumerate(FACTS):
                value = typed(fact, row[fact])
                if value is not None:
                    old_sheet.write(number, column, value)
        workbook.save(Path(folder, "x.xlsx"))
        old.save(str(Path(folder, "x.xls")))
        with sqlite3.connect(Path(folder, "x.db")) as base:
            base.execute("CREATE TABLE t (sku_id, sku_title, brand, price, stock_qty)")
            values = [[typed(fact, row[fact]) for fact in FACTS] for row in table]
            base.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", values)
        base.close()
        connection = duckdb.connect()
        connection.execute(
            "CREATE TABLE t (sku_id TEXT, sku_title TEXT, brand TEXT, price DECIMAL(9,2),"
            " stock_qty BIGINT)"
        )
        connection.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?)", [[row[f] for f in FACTS] for row in table]
        )
        connection.execute(f"COPY t TO '{folder}/x.parquet' (FORMAT parquet)")
        connection.close()
        for name in ("x.xlsx", "x.xls", "x.db", "x.parquet"):
            found = read(Path(folder, name))
            check(found, table)
            for number, row in enumerate(table, 1):
                if row["stock_qty"] is None:
                    continue
                label = found.place("stock_qty", number).label
                wanted = f"S!{COLUMN['stock_qty']}{number + 1}" if "xl" in name else f"row {number}"
                assert label is not None
                assert label.endswith(wanted), name


@SETTINGS
@given(data=st.data())
def test_documents(data: st.DataObject) -> None:
    table = data.draw(tables(WORDS["utf-8"]))
    records = [{fact: typed(fact, row[fact]) for fact in FACTS} for row in table]
    with TemporaryDirectory() as folder:
        texts = {
            "x.json": json.dumps({"sku": records}, ensure_ascii=False, indent=1),
            "x.ndjson": "\n".join(json.dumps(each, ensure_ascii=False) for each in records),
            "x.yaml": yaml.safe_dump({"sku": records}, allow_unicode=True, width=10_000),
        }
        for name, text in texts.items():
            Path(folder, name).write_text(text, encoding="utf-8")
            found = read(Path(folder, name))
            check(found, table)
            lines = text.split("\n")
            for number, row in enumerate(table, 1):
                place = found.place("sku_id", number)
                assert place.line is not None
                assert place.column is not None
                line = lines[place.line - 1][place.column - 1 :]
                assert re.match(rf"[\"']?{row['sku_id']}\b", line), (name, line)
