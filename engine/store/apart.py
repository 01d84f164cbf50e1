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
from .relations import CELLS, KEY, Apart, StoredEntity, StoredFact
from .sql import alias, call, cast, column, not_null, select

if TYPE_CHECKING:
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


def left_apart(
    entities: Mapping[str, StoredEntity], rows: Rows, named_by: str
) -> dict[str, StoredEntity]:
    """Give the entities with a fact whose rows stay where they are."""
    stored = entities[rows.fact.entity]
    width, scale = (0, 0) if rows.number == LONG_NUMBER else rows.number
    apart = Apart(rows.lines, named_by, physical_type(rows.fact, rows.number), rows.same)
    fact = StoredFact(rows.fact.name, width, scale, apart=apart)
    return {
        name: replace(each, facts={**each.facts, fact.name: fact})
        if each.relation == stored.relation
        else each
        for name, each in entities.items()
    }
