"""Findings as Parquet, for data tools: ids whole, numbers exact."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from .json_writer import Json, compact
from .table import COLUMNS, Cell, Kind, findings_table

if TYPE_CHECKING:
    from ..model.report import Report
    from . import Options

#: Numbers have the places to which quotients are rounded.
_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL(38, 12)",
    "date": "DATE",
}


def write(report: Report, stream: IO[bytes], options: Options) -> None:
    """Write a row for each finding."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        lines, made = Path(folder) / "findings.ndjson", Path(folder) / "findings.parquet"
        with lines.open("w", encoding="utf-8", newline="\n") as out:
            for row in findings_table(report, options).rows:
                cells = zip(COLUMNS, map(_json, row), strict=True)
                out.write(compact(dict(cells)) + "\n")
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.read_json(
                str(lines),
                columns={name: _TYPES[kind] for name, kind in COLUMNS.items()},
                format="newline_delimited",
                maximum_object_size=1 << 28,
            ).write_parquet(str(made), compression="zstd")
        stream.write(made.read_bytes())


def _json(cell: Cell) -> Json:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        # Neither has a place in Parquet's UTF-8 that every reader accepts.
        return cell.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
    return cell
