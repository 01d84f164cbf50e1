"""Says which numbers were rounded, since a program computed them with binary floats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.values import PLACES
from ..readers import RawTable
from ..text.diagnostics import Diagnostics
from ..text.safe_text import sanitise
from .sql import column, fetch, table
from .unreadable import span_of

if TYPE_CHECKING:
    import duckdb


def rounded_name(fact: str) -> str:
    """Name the column that tells whether a cell was rounded."""
    return f"_rounded_{fact}"


def report_rounded(
    raw: RawTable,
    fact: str,
    count: int,
    is_range: bool,
    relation: str,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> None:
    """Warn once of the cells of a column that were rounded, at the first of them."""
    query = (
        exp.select(exp.column("rowid"), column(fact))
        .from_(table(relation))
        .where(column(rounded_name(fact)))
        .order_by(exp.column("rowid"))
        .limit(1)
    )
    found = raw.column(fact)
    assert found is not None
    record, value = fetch(connection, query)[0]
    cell = (int(record) + 1, found.index)
    place = raw.places([cell]).get(cell)
    span = span_of(place)
    cells = f"{count:,} cells have" if count > 1 else "1 cell has"
    known = value is not None and not is_range
    said = f", here {sanitise(format(value.normalize(), 'f'), 40)}" if known else ""
    diagnostics.warning(
        "SKU-F026",
        f"{cells} the many digits of a binary float; `{fact}` is rounded to {PLACES} places{said}",
        span=span,
        place=None if span else str(place or raw.input),
        help="write numbers with the places they have; one that is meant to be at a limit may be"
        " on either side of it",
    )
