"""Reports records that one file names more than once without contradicting itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Dictionary, FactType
from ..readers import RawTable
from ..text.diagnostics import Diagnostics
from ..text.safe_text import sanitise
from .merging import Contribution, kept, record_number
from .sql import alias, call, column, fetch, not_null, number, sql_of, table
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
    count, at, example = fetch(connection, _summed_up(contribution, key))[0]
    if count:
        _report(staged.raw, entity, names, int(count), int(at), str(example), diagnostics)


def set_pieces_aside(
    connection: duckdb.DuckDBPyConnection,
    entity: str,
    contribution: Contribution,
    dictionary: Dictionary,
    diagnostics: Diagnostics,
) -> None:
    """Clear the pieces of products that several rows hold: nobody says that these add up.

    An ASIN may be sold under several SKUs, and a SKU in several marketplaces out of one stock.
    """
    raw, key = contribution.staged.raw, contribution.key
    pieces = [
        name
        for name in contribution.facts
        if dictionary.facts[name].type is FactType.INTEGER
        and dictionary.facts[name].unit == "pieces"
    ]
    if key is None or not pieces:
        return
    count, at, example = fetch(connection, _summed_up(contribution, key))[0]
    if not count:
        return
    repeated = (
        exp.select(key.copy())
        .from_(table(contribution.staged.relation))
        .group_by(key.copy())
        .having(exp.GT(this=exp.Count(this=exp.Star()), expression=number(1)))
    )
    update = exp.Update(
        this=table(contribution.staged.relation),
        expressions=[exp.EQ(this=column(name), expression=exp.Null()) for name in pieces],
        where=exp.Where(this=exp.In(this=key.copy(), query=repeated.subquery())),
    )
    connection.execute(sql_of(update))
    names = dictionary.entities[entity].key
    index = next((found.index for name in names if (found := raw.column(name)) is not None), 0)
    place = raw.places([(int(at), index)]).get((int(at), index))
    others = f", and so are {int(count) - 1:,} others" if count > 1 else ""
    diagnostics.warning(
        "SKU-F035",
        f"{entity} `{sanitise(str(example), 80)}` is in the file more than once{others};"
        " its pieces are not added up and count as missing",
        span=span_of(place),
        place=None if span_of(place) else str(place or raw.input),
        help=f"give the sums in a file of {entity} records, or leave out the other rows",
    )


def _summed_up(contribution: Contribution, key: exp.Expr) -> exp.Select:
    """Count the ids that several rows have; gives as well where the second row of one is."""
    repeated = (
        kept(exp.select(alias(key.copy(), "_id"), alias(record_number(), "_at")), contribution)
        .from_(table(contribution.staged.relation))
        .where(not_null(exp.paren(key.copy())))
    )
    second = call("list_extract", call("list_sort", call("list", column("_at"))), number(2))
    grouped = (
        exp.select(alias(column("_id"), "_id"), alias(second, "_second"))
        .from_(repeated.subquery("named"))
        .group_by(column("_id"))
        .having(exp.GT(this=exp.Count(this=exp.Star()), expression=number(1)))
    )
    return exp.select(
        exp.Count(this=exp.Star()),
        exp.Min(this=column("_second")),
        call("arg_min", column("_id"), column("_second")),
    ).from_(grouped.subquery("repeated"))


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
