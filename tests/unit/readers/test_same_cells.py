"""Whatever format a table is written in, the same cells come back, each from its own place."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .cells import cells, text_at, unquoted
from .conftest import Read

FACTS = ["sku_id", "sku_title", "stock_qty", "market"]

#: Text that a seller may have: no controls but line ends and tabs, and nothing invisible at all.
LETTERS = st.one_of(
    st.sampled_from("ab,;|\t\"'\n0.5-中é😀=#{}[]:& "),
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"]),
)
#: Never blank, since a blank cell is None in some formats and empty in others.
VALUES = st.text(LETTERS, min_size=1, max_size=8).map(str.strip).filter(bool)
TABLES = st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), min_size=1, max_size=6)

Table = list[tuple[str, ...]]

SETTINGS = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(read: Read, path: Path, table: Table, *, json_text: bool = False) -> None:
    outcome = read(path)
    assert outcome.codes == []
    found = outcome.table
    assert cells(found) == {fact: [row[index] for row in table] for index, fact in enumerate(FACTS)}
    wanted = [(record, column) for record in range(1, len(table) + 1) for column in range(4)]
    places = found.places(wanted)
    assert sorted(places) == wanted
    for (record, column), place in places.items():
        assert place.heading == FACTS[column]
        if place.line is None:
            assert place.label == f"row {record}"
            continue
        written = text_at(path, place)
        value = json.loads(written) if json_text else unquoted(written)
        assert value == table[record - 1][column]


@SETTINGS
@given(
    table=TABLES,
    delimiter=st.sampled_from(",;|\t"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_csv(
    read: Read,
    tmp_path: Path,
    table: Table,
    delimiter: str,
    line_end: str,
    bom: bool,
    quoting: Literal[0, 1],
) -> None:
    if delimiter == "\t":
        # Quotes within the fields of a tab-separated file leave its dialect in doubt.
        table = [tuple(cell.replace('"', "'") for cell in row) for row in table]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows([FACTS, *table])
    path = tmp_path / "x.csv"
    path.write_bytes((("\ufeff" if bom else "") + text.getvalue()).encode())
    check(read, path, table)


@SETTINGS
@given(table=TABLES)
def test_tsv_without_quoting(read: Read, tmp_path: Path, table: Table) -> None:
    plain = [tuple(cell.replace("\t", " ").replace("\n", " ") for cell in row) for row in table]
    path = tmp_path / "x.tsv"
    lines = ["\t".join(row) for row in [("seller-sku", "item-name", "stock-qty", "market"), *plain]]
    path.write_bytes(("\n".join(lines) + "\n").encode())
    found = read(path).table
    assert cells(found) == {fact: [row[index] for row in plain] for index, fact in enumerate(FACTS)}
    places = found.places([(len(plain), 3), (1, 0)])
    assert text_at(path, places[len(plain), 3]) == plain[-1][3]
    assert text_at(path, places[1, 0]) == plain[0][0]


@SETTINGS
@given(table=TABLES, indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_json(
    read: Read, tmp_path: Path, table: Table, indent: int | None, ascii_only: bool
) -> None:
    records = [dict(zip(FACTS, row, strict=True)) for row in table]
    path = tmp_path / "x.json"
    text = json.dumps({"sku_market": records}, indent=indent, ensure_ascii=ascii_only)
    path.write_bytes(text.encode())
    check(read, path, table, json_text=True)


@SETTINGS
@given(table=TABLES, ascii_only=st.booleans())
def test_json_lines(read: Read, tmp_path: Path, table: Table, ascii_only: bool) -> None:
    lines = [
        json.dumps(dict(zip(FACTS, row, strict=True)), ensure_ascii=ascii_only) for row in table
    ]
    path = tmp_path / "x.jsonl"
    path.write_bytes("\n".join(lines).encode())
    check(read, path, table, json_text=True)


@SETTINGS
@given(table=TABLES)
def test_yaml(read: Read, tmp_path: Path, table: Table) -> None:
    path = tmp_path / "x.yaml"
    records = [dict(zip(FACTS, row, strict=True)) for row in table]
    text = yaml.safe_dump({"sku_market": records}, default_style='"', width=10_000, sort_keys=False)
    path.write_bytes(text.encode())
    found = read(path).table
    assert cells(found) == {fact: [row[index] for row in table] for index, fact in enumerate(FACTS)}
    for (record, column), place in found.places([(len(table), 1), (1, 2)]).items():
        assert yaml.safe_load(text_at(path, place)) == table[record - 1][column]


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


@SETTINGS
@given(table=TABLES)
def test_parquet(
    read: Read, tmp_path: Path, database: duckdb.DuckDBPyConnection, table: Table
) -> None:
    path = tmp_path / "x.parquet"
    columns = ", ".join(f"unnest(${index + 1}) AS {fact}" for index, fact in enumerate(FACTS))
    values = [list(column) for column in zip(*table, strict=True)]
    database.execute(f"COPY (SELECT {columns}) TO '{path}' (FORMAT parquet)", values)
    check(read, path, table)
