"""Reports records that one file names more than once without contradicting itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from ..readers import RawTable
from ..text.diagnostics import Diagnostics
from ..text.safe_text import sanitise
from .merging import Contribution, kept, record_number
from .sql import alias, call, column, fetch, not_null, number, table
from .unreadable import span_of

if TYPE_CHECKING:
    import duckdb


def warn_of_repeats(
    connection: duckdb.DuckDBPyConnection,
    entity: str,
    names: Sequence[str],
    contribution: Contribution,
    diagnostics: Diagnostics,
) -> None:
    """Warn of records of one table with the same id; those of a known export may have reasons."""
    staged, key = contribution.staged, contribution.key
    if key is None or contribution.unique or not contribution.own_grain:
        return
    if staged.raw.export is not None:
        return
    repeated = (
        kept(exp.select(alias(key.copy(), "_id"), alias(record_number(), "_at")), contribution)
        .from_(table(staged.relation))
        .where(not_null(exp.paren(key.copy())))
    )
    second = call("list_extract", call("list_sort", call("list", column("_at"))), number(2))
    grouped = (
        exp.select(alias(column("_id"), "_id"), alias(second, "_second"))
        .from_(repeated.subquery("named"))
        .group_by(column("_id"))
        .having(exp.GT(this=exp.Count(this=exp.Star()), expression=number(1)))
    )
    query = exp.select(
        exp.Count(this=exp.Star()),
        exp.Min(this=column("_second")),
        call("arg_min", column("_id"), column("_second")),
    ).from_(grouped.subquery("repeated"))
    count, at, example = fetch(connection, query)[0]
    if count:
        _report(staged.raw, entity, names, int(count), int(at), str(example), diagnostics)


def _report(
    raw: RawTable,
    entity: str,
    key: Sequence[str],
    count: int,
    second: int,
    example: str,
    diagnostics: Diagnostics,
) -> None:
    """Report records of one file that have the same id and do not contradict each other."""
    index = next((at.index for name in key if (at := raw.column(name)) is not None), 0)
    place = raw.places([(second, index)]).get((second, index))
    others = f", and so are {count - 1:,} others" if count > 1 else ""
    diagnostics.warning(
        "SKU-F035",
        f"{entity} `{sanitise(example, 80)}` is in the file more than once{others};"
        " what its rows say is put together",
        span=span_of(place),
        place=None if span_of(place) else str(place or raw.input),
        help="nothing needs to be done if they are the same product",
    )
