"""Reads the cells that a raw table stands for, as the store does."""

import csv
from pathlib import Path

import duckdb

from skulint.engine.model.report import Place
from skulint.engine.readers import CsvRows, ParquetRows, RawTable, RecordRows


def native_rows(rows: CsvRows) -> list[tuple[str | None, ...]]:
    """Read a CSV file with the columnar engine, told everything and guessing nothing."""
    types = {f"c{index}": "VARCHAR" for index in range(rows.width)}
    quote = '"' if rows.quoted else ""
    with duckdb.connect() as database:
        return database.execute(
            f"SELECT * FROM read_csv('{rows.path}', auto_detect=false, header=false, "
            f"skip={rows.skip_lines + 1}, delim='{rows.delimiter}', quote='{quote}', "
            f"escape='{quote}', columns={types}, max_line_size=16000000)"
        ).fetchall()


def cells(table: RawTable) -> dict[str, list[object]]:
    """Return the values of each fact of a table, in the order of its records."""
    columns: list[tuple[object, ...]]
    if isinstance(table.rows, RecordRows):
        columns = list(table.rows.columns)
    elif isinstance(table.rows, ParquetRows):
        with duckdb.connect() as database:
            found = database.read_parquet(str(table.rows.path)).fetchall()
        columns = list(zip(*found, strict=True)) or [() for _ in table.columns]
    else:
        columns = list(zip(*native_rows(table.rows), strict=True)) or [() for _ in table.columns]
    return {column.fact: list(columns[column.index]) for column in table.columns if column.fact}


def text_at(path: Path, place: Place) -> str:
    """Return the text of a place, quotes of a field included."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = file.read().split("\n")
    assert place.line and place.column and place.end_line and place.end_column
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    parts = [lines[place.line - 1][place.column - 1 :], *lines[place.line : place.end_line - 1]]
    return "\n".join([*parts, lines[place.end_line - 1][: place.end_column - 1]])


def unquoted(text: str) -> str:
    """Return the value of a CSV field, quoted or not."""
    return next(csv.reader([text]))[0] if text.startswith('"') else text
