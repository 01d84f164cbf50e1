"""One random table, written in every format and encoding: the same facts, each from its place."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

import duckdb
import openpyxl
import pytest
import xlwt
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from . import servers
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


def check(
    found: Stored, table: Table, *, guessed: bool = False, facts: Sequence[str] = FACTS
) -> None:
    codes = {each.code for each in found.diagnostics}
    assert codes <= ({"SKU-F030"} if guessed else set()), found.diagnostics
    for fact in facts:
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


#: Making an example smaller takes longer than finding it; a server's takes longer still.
SETTINGS = settings(max_examples=6, phases=(Phase.explicit, Phase.generate))


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


def check_pointers(found: Stored, table: Table, name: str, text: str) -> None:
    """Follow the pointer of each value as RFC 6901 says."""
    for number, row in enumerate(table, 1):
        for fact in FACTS:
            if row[fact] is None:
                continue
            pointer = found.place(fact, number).pointer
            if name == "x.yaml":
                assert pointer is None
                continue
            value = json.loads(text.split("\n")[number - 1] if name == "x.ndjson" else text)
            assert pointer is not None
            for step in pointer.removeprefix("/").split("/"):
                value = value[int(step)] if isinstance(value, list) else value[step]
            assert value == typed(fact, row[fact])


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
            check_pointers(found, table, name, text)
            for number, row in enumerate(table, 1):
                place = found.place("sku_id", number)
                assert place.line is not None
                assert place.column is not None
                line = lines[place.line - 1][place.column - 1 :]
                assert re.match(rf"[\"']?{row['sku_id']}\b", line), (name, line)


#: What a Google Merchant feed calls the facts, of which the stock is none.
FEED = {"sku_id": "id", "sku_title": "title", "brand": "brand", "price": "price"}


def feed(table: Table, encoding: str) -> str:
    """Write a feed as shops do: prefixes, CDATA, amounts with their currency."""
    items = []
    for row in table:
        parts = ["<g:availability>in_stock</g:availability>"]
        for fact, name in FEED.items():
            value = row[fact]
            if value is None:
                parts.append(f"<g:{name}/>")
            elif fact == "price":
                parts.append(f"<g:{name}>{value} USD</g:{name}>")
            elif fact == "brand":
                parts.append(f"<g:{name}><![CDATA[{value}]]></g:{name}>")
            else:
                parts.append(f"<g:{name}>{escape(value)}</g:{name}>")
        items.append("<item>" + "\n  ".join(parts) + "</item>")
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        '<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>\n'
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )


@SETTINGS
@given(data=st.data(), encoding=st.sampled_from(["gb18030", "cp932", "utf-8", "utf-16"]))
def test_feeds(data: st.DataObject, encoding: str) -> None:
    table = data.draw(tables(WORDS.get(encoding, WORDS["utf-8"])))
    text = feed(table, encoding)
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.xml")
        path.write_bytes(text.encode(encoding))
        found = read(path)
        check(found, table, facts=tuple(FEED))
        lines = text.split("\n")
        for number, row in enumerate(table, 1):
            for fact, name in FEED.items():
                value = row[fact]
                if value is None:
                    continue
                line, column = map(int, found.where(fact, number).split(":"))
                before, at = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
                # The text of CDATA is written as it is.
                written = value if fact == "brand" else escape(value)
                assert before.removesuffix("<![CDATA[").endswith(f"<g:{name}>")
                assert at.startswith(written.split("\n")[0])


def fill(connection: Any, table: Table) -> None:
    """Write a table into a server, each value as the type that a shop would choose."""
    cursor = connection.cursor()
    cursor.execute("DROP TABLE IF EXISTS t")
    cursor.execute(
        "CREATE TABLE t (sku_id varchar(40), sku_title varchar(200), brand varchar(200),"
        " price decimal(9,2), stock_qty integer)"
    )
    for row in table:
        price, stock = row["price"], row["stock_qty"]
        values = (
            row["sku_id"],
            row["sku_title"],
            row["brand"],
            None if price is None else Decimal(price),
            None if stock is None else int(stock),
        )
        cursor.execute("INSERT INTO t VALUES (%s, %s, %s, %s, %s)", values)
    connection.commit()


def check_server(address: str, table: Table) -> None:
    found = read(f"{address}#SELECT * FROM t")  # type: ignore[arg-type]
    # A server keeps no order of its own.
    order = {name: at for at, name in enumerate(found.facts["sku"]["sku_id"])}
    ordered = sorted(table, key=lambda row: order[row["sku_id"]])
    check(found, ordered)
    for number in range(1, len(ordered) + 1):
        assert found.where("sku_id", number).endswith(f"row {number}")


@pytest.fixture
def server_folder() -> Iterator[Path]:
    with servers.open_folder() as path:
        yield path


@pytest.mark.skipif(servers.find("postgres") is None, reason="PostgreSQL is not installed")
def test_postgres(server_folder: Path) -> None:
    dbapi = pytest.importorskip("pg8000.dbapi", reason="the extra `databases` is not installed")
    with servers.postgres(server_folder / "server") as server:
        connection = servers.connected(
            lambda: dbapi.connect(
                user=server.user, host="127.0.0.1", port=server.port, database="postgres"
            )
        )
        address = f"postgresql://{server.user}:secret@127.0.0.1:{server.port}/postgres"

        @SETTINGS
        @given(table=tables(WORDS["utf-8"]))
        def each(table: Table) -> None:
            fill(connection, table)
            check_server(address, table)

        each()
        connection.close()


@pytest.mark.skipif(
    (servers.find("mariadbd") or servers.find("mysqld")) is None,
    reason="neither MariaDB nor MySQL is installed",
)
def test_mysql(server_folder: Path) -> None:
    pymysql = pytest.importorskip("pymysql", reason="the extra `databases` is not installed")
    with servers.mariadb(server_folder / "server") as server:
        connection = servers.connected(
            lambda: pymysql.connect(
                user=server.user, host="127.0.0.1", port=server.port, database="shop",
                charset="utf8mb4",
            )
        )  # fmt: skip
        address = f"mysql://{server.user}:secret@127.0.0.1:{server.port}/shop"

        @SETTINGS
        @given(table=tables(WORDS["utf-8"]))
        def each(table: Table) -> None:
            fill(connection, table)
            check_server(address, table)

        each()
        connection.close()
