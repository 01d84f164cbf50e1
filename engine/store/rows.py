"""Puts rows that stand in files of their own, such as a price history, beside their records.

Rows are gathered into one list a key and joined to the relation that has the key. Nothing is
dropped in silence: rows of records no other file has, rows without a key or a day, amounts below
zero and amounts in another currency are named and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import NUMBERS, Column, Dictionary, Fact
from ..readers.row_records import column_fact
from ..text.diagnostics import Diagnostics
from .casting import physical_type
from .nested import or_otherwise
from .relations import KEY, ROW, StoredEntity, StoredFact, link
from .row_faults import report_row_faults, report_strangers
from .sql import alias, call, cast, column, create, not_null, table, type_of
from .staging import Staged

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Rows:
    """Files of rows of one table fact that name their records by the same key facts."""

    fact: Fact
    keys: tuple[str, ...]
    files: tuple[Staged, ...]
    relation: str


def is_of_rows(staged: Staged, dictionary: Dictionary) -> bool:
    """Tell whether a staged table holds rows of a table fact instead of records."""
    return dictionary.entities[staged.raw.entity].rows_of is not None


def join_rows(
    entities: Mapping[str, StoredEntity],
    staged: Sequence[Staged],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
    as_of: datetime | None,
) -> dict[str, StoredEntity]:
    """Give the entities with the table facts that stand in files of rows.

    `dictionary` is the one the files were read with, in which table facts are entities.
    """
    joined = dict(entities)
    for rows in _groups(staged, dictionary):
        if rows.fact.entity not in joined:
            continue
        for each in rows.files:
            report_row_faults(each, rows.fact, rows.keys, connection, diagnostics, as_of)
        create(connection, rows.relation, _gathered(rows, dictionary))
        report_strangers(rows.files, rows.fact, rows.keys, rows.relation,
                         _named(joined[rows.fact.entity], rows, dictionary), connection,
                         diagnostics)  # fmt: skip
        joined = _with_rows(joined, rows, dictionary, connection)
    return joined


def _groups(staged: Sequence[Staged], dictionary: Dictionary) -> list[Rows]:
    found: dict[tuple[str, tuple[str, ...]], list[Staged]] = {}
    for each in staged:
        name = dictionary.entities[each.raw.entity].rows_of
        if (
            name is None
            or column_fact(name, dictionary.facts[name].columns[0].name) not in each.facts
        ):
            continue
        owner = dictionary.entities[dictionary.facts[name].entity]
        keys = tuple(key for key in owner.key if key in each.facts)
        found.setdefault((name, keys), []).append(each)
    return [
        Rows(dictionary.facts[name], keys, tuple(files), f"rows_{name}_{number}")
        for number, ((name, keys), files) in enumerate(found.items())
    ]


def _gathered(rows: Rows, dictionary: Dictionary) -> exp.Select:
    """Build the query of one list of rows a key, in the order of their first column."""
    stacked: exp.Expr | None = None
    for each in rows.files:
        columns = [alias(_key_of(rows.keys), KEY)]
        cells = {one.name: _cell(rows.fact, one, each) for one in rows.fact.columns}
        fields = [
            exp.PropertyEQ(
                this=exp.to_identifier(name, quoted=True),
                expression=or_otherwise(rows.fact, name, cells),
            )
            for name in cells
        ]
        columns.append(alias(exp.Struct(expressions=fields), "_cells"))
        branch = exp.select(*columns).from_(table(each.relation))
        branch = branch.where(not_null(column(rows.keys[0])))
        stacked = branch if stacked is None else exp.Union(
            this=stacked, expression=branch, distinct=False
        )  # fmt: skip
    assert stacked is not None
    items = call("list_sort", call("list", column("_cells")))
    return (
        exp.select(column(KEY), alias(cast(items, physical_type(rows.fact)), rows.fact.name))
        .from_(exp.Subquery(this=stacked, alias=exp.TableAlias(this=exp.to_identifier("stacked"))))
        .group_by(column(KEY))
    )


def _key_of(keys: Sequence[str]) -> exp.Expr:
    parts = [cast(column(name), "VARCHAR") for name in keys]
    return parts[0] if len(parts) == 1 else call("concat_ws", exp.Literal.string("/"), *parts)


def _cell(fact: Fact, one: Column, staged: Staged) -> exp.Expr:
    name = column_fact(fact.name, one.name)
    if name not in staged.facts:
        return exp.Cast(this=exp.Null(), to=type_of(physical_type(one)).copy())
    cell: exp.Expr = cast(column(name), physical_type(one))
    if one.never_negative and one.type in NUMBERS:
        below = exp.LT(this=column(name), expression=exp.Literal.number(0))
        cell = exp.Case(ifs=[exp.If(this=exp.not_(below, copy=False), true=cell)])
    return cell


def _named(stored: StoredEntity, rows: Rows, dictionary: Dictionary) -> exp.Select:
    """List the names that the relation has for the records the rows' keys speak of."""
    return exp.select(alias(_own_name(stored, rows, dictionary), KEY)).from_(table(stored.relation))


def _own_name(stored: StoredEntity, rows: Rows, dictionary: Dictionary) -> exp.Expr:
    """Give the column that holds the key by which the rows name their records."""
    whole = dictionary.entities[rows.fact.entity].key
    if len(rows.keys) == len(whole):
        return column(stored.key)
    for seen in dictionary.entities[rows.fact.entity].sees:
        if dictionary.entities[seen].key == rows.keys and seen in stored.links:
            return column(link(seen))
    return column(stored.key)


def _with_rows(
    entities: Mapping[str, StoredEntity],
    rows: Rows,
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, StoredEntity]:
    stored = entities[rows.fact.entity]
    name = rows.fact.name
    relation = f"{stored.relation}_{rows.relation}"
    value: exp.Expr = column(name, "rows")
    kept = exp.Star()
    if name in stored.facts:
        # Stated with the record as well: together they are what is known.
        both = call("list_concat", column(name, "e"), column(name, "rows"))
        value = exp.Coalesce(this=both, expressions=[column(name, "e"), column(name, "rows")])
        kept = exp.Star(**{"except_": [exp.to_identifier(name, quoted=True)]})
    query = (
        exp.select(exp.Column(this=kept, table=exp.to_identifier("e")), alias(value, name))
        .from_(exp.alias_(table(stored.relation), "e", table=True))
        .join(
            exp.alias_(table(rows.relation), "rows", table=True),
            on=exp.EQ(
                this=_of("e", _own_name(stored, rows, dictionary)), expression=column(KEY, "rows")
            ),
            join_type="left",
        )
        .order_by(column(ROW, "e"))
    )
    create(connection, relation, query)
    facts = {**stored.facts, name: replace(stored.facts.get(name, StoredFact(name)), filled=False)}
    return {
        each: replace(found, relation=relation, facts=facts)
        if found.relation == stored.relation
        else found
        for each, found in entities.items()
    }


def _of(place: str, name: exp.Expr) -> exp.Expr:
    return column(name.name, place)
