"""Leaves the rows of large files where they are, and lists them for the records that are looked at.

To gather millions of rows into lists takes longer than anything that is asked of them. An engine
that can sum up rows as they lie says of which tables; lists are made of the others, and for the
few records whose rows are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from .casting import LONG_NUMBER, physical_type
from .relations import CELLS, KEY, RECORD, ROW, TABLE, Apart, StoredEntity, StoredFact
from .sql import alias, call, cast, column, create, fetch, not_null, select, sql_of, table

if TYPE_CHECKING:
    import duckdb

    from .rows import Rows

#: In rows: fewer are listed sooner than a second query is read.
WORTH_LEAVING = 50_000


def gathered(lines: exp.Select, name: str, kind: str) -> exp.Select:
    """Build the query of one list of rows a key, in the order of their first column."""
    listed = exp.Filter(
        this=call("list", column(CELLS)), expression=exp.Where(this=not_null(column(CELLS)))
    )
    # A record that is there and has no row has none at all, which is not the same as unknown.
    none = exp.Array(expressions=[])
    items = exp.Coalesce(this=call("list_sort", listed), expressions=[none])
    return (
        exp.select(column(KEY), alias(cast(items, kind), name))
        .from_(lines.subquery("lines"))
        .group_by(column(KEY))
    )


def gathered_of(stored: StoredFact, keys: exp.Select | None) -> exp.Select:
    """Build the query of the lists of a fact whose rows lie apart, of all records or some."""
    assert stored.apart is not None
    lines = stored.apart.lines
    if keys is not None:
        chosen = exp.In(this=column(KEY), query=keys.subquery())
        lines = select(exp.Star()).from_(lines.subquery("every")).where(chosen)
    return gathered(lines, stored.name, stored.apart.kind)


def may_lie_apart(rows: Rows, groups: Sequence[Rows], stored: StoredEntity) -> bool:
    """Tell whether rows are many and all there is of their fact, each a line of a file."""
    return (
        sum(each.rows for each in rows.files) >= WORTH_LEAVING
        and not rows.from_copies
        and not rows.partial
        and rows.fact.name not in stored.facts
        and [each.fact for each in groups].count(rows.fact) == 1
    )


def numbered(rows: Rows, stored: StoredEntity, named_by: str) -> exp.Select:
    """Build the query of rows with the number of their record in place of its key."""
    return (
        select(
            alias(column(ROW, "e"), KEY),
            *(column(name, "lines") for name in (CELLS, TABLE, RECORD)),
        )
        .from_(rows.lines.subquery("lines"), copy=False)
        .join(
            exp.alias_(table(stored.relation), "e", table=True),
            on=exp.EQ(this=column(named_by, "e"), expression=column(KEY, "lines")),
            join_type="left",
        )
    )


def left_apart(
    entities: Mapping[str, StoredEntity],
    rows: Rows,
    named_by: str,
    connection: duckdb.DuckDBPyConnection,
) -> tuple[dict[str, StoredEntity], bool]:
    """Give the entities with a fact whose rows stay apart, and tell whether some have no record.

    Where the key names one record, rows are numbered by it: what looks at millions of them later
    takes half as long by a number as by a text.
    """
    stored = entities[rows.fact.entity]
    lines, strange, filled = rows.lines, True, frozenset[str]()
    if named_by == stored.key:
        create(connection, rows.relation, numbered(rows, stored, named_by))
        count, known, *cells = _filled(rows, connection)
        strange = known < count
        filled = frozenset(
            each.name for each, many in zip(rows.fact.columns, cells, strict=True) if many == count
        )
        named = (column(name) for name in (KEY, CELLS, TABLE, RECORD))
        lines = select(*named).from_(table(rows.relation)).where(not_null(column(KEY)))
        named_by = ROW
    width, scale = (0, 0) if rows.number == LONG_NUMBER else rows.number
    apart = Apart(lines, named_by, physical_type(rows.fact, rows.number), rows.same, filled)
    fact = StoredFact(rows.fact.name, width, scale, apart=apart)
    found = {
        name: replace(each, facts={**each.facts, fact.name: fact})
        if each.relation == stored.relation
        else each
        for name, each in entities.items()
    }
    return found, strange


def _filled(rows: Rows, connection: duckdb.DuckDBPyConnection) -> Sequence[int]:
    """Count the numbered rows, those that have a record, and those with each cell."""
    cells = [
        exp.Dot(this=column(CELLS), expression=exp.to_identifier(each.name, quoted=True))
        for each in rows.fact.columns
    ]
    counts = [exp.Count(this=each) for each in (exp.Star(), column(KEY), *cells)]
    return fetch(connection, select(*counts).from_(table(rows.relation)))[0]


def let_go(rows: Rows, stored: StoredEntity, connection: duckdb.DuckDBPyConnection) -> None:
    """Drop the tables that rows were read into, where nothing reads them any more."""
    apart = stored.facts[rows.fact.name].apart
    if apart is None or apart.lines is rows.lines:
        return
    for each in rows.files:
        dropped = exp.Drop(tables=[table(each.relation)], kind="TABLE")
        connection.execute(sql_of(dropped))
