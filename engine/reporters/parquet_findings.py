"""Findings as Parquet, for data tools: ids whole, numbers exact."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..model.finding_columns import COLUMNS, TYPES
from .json_writer import Json, compact
from .table import Cell, findings_table

if TYPE_CHECKING:
    from ..model.report import Report
    from . import Options


def write(report: Report, stream: IO[bytes], options: Options) -> None:
    """Write a row for each finding."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        lines, made = Path(folder) / "findings.ndjson", Path(folder) / "findings.parquet"
        with lines.open("w", encoding="utf-8", newline="\n") as out:
            for line in lines_of(report, options):
                out.write(line)
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.read_json(
                str(lines),
                columns={name: TYPES[kind] for name, kind in COLUMNS.items()},
                format="newline_delimited",
                maximum_object_size=1 << 28,
            ).write_parquet(str(made), compression="zstd")
        stream.write(made.read_bytes())


def lines_of(report: Report, options: Options) -> Iterator[str]:
    """Yield a line of JSON for each finding."""
    for row in findings_table(report, options).rows:
        yield compact(dict(zip(COLUMNS, map(_json, row), strict=True))) + "\n"


def _json(cell: Cell) -> Json:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        # Neither has a place in Parquet's UTF-8 that every reader accepts.
        return cell.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
    return cell
