"""Reads the heading of a Parquet file and leaves the records in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ..model.report import Place
from .hashing import sha256_of
from .recognised import Heading
from .tables import Cell, ParquetRows, RawTable

if TYPE_CHECKING:
    from .reading import Request


def read_parquet(request: Request) -> tuple[RawTable, ...]:
    """Return the one table of a Parquet file, or nothing after reporting why."""
    import duckdb  # slow to import, and other files do not need it

    diagnostics = request.recogniser.diagnostics
    try:
        with duckdb.connect() as database:
            # A path is no pattern here: `[` in a folder's name would be one to the function.
            path = [_literal_path(str(request.path))]
            schema = database.execute(
                "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet($1))", [path]
            ).fetchall()
            counted = database.execute("SELECT count(*) FROM read_parquet($1)", [path]).fetchone()
    except duckdb.Error as error:
        diagnostics.error(
            "SKU-F008",
            f"cannot read `{request.name}`: {_first_line(error)}",
            place=request.name,
            help="write the Parquet file again, without encryption",
        )
        return ()
    names = tuple(str(name) for name, _ in schema)
    headings = tuple(Heading(name) for name in names)
    found = request.recogniser.recognise(
        headings, request.name, told=request.told, stem=request.stem
    )
    if found is None:
        return ()
    count = counted[0] if counted else 0
    if not count:
        diagnostics.warning(
            "SKU-F003",
            f"`{request.name}` has no records",
            place=request.name,
            help="export it again if there should be some",
        )
    return (
        RawTable(
            input=request.name,
            format="parquet",
            entity=found.entity,
            columns=found.columns(names),
            rows=ParquetRows(
                request.path, names, tuple(str(kind) for _, kind in schema), request.kept
            ),
            sha256=request.sha256 or sha256_of(request.path),
            places=partial(_places, request.name, names, count),
            record_count=count,
            export=found.export_columns(),
            note=found.note,
            unmapped=found.unmapped(headings),
        ),
    )


def _literal_path(path: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].lower().rstrip(".")


def _places(
    name: str, headings: Sequence[str], count: int, cells: Iterable[Cell]
) -> Mapping[Cell, Place]:
    return {
        (record, column): Place(name, label=f"row {record}", heading=headings[column])
        for record, column in cells
        if 1 <= record <= count
    }
