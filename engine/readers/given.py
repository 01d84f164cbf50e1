"""Takes tables that the caller holds in memory; their rows stay where they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ..model.report import Place
from ..text.suggest import did_you_mean
from .recognised import Heading
from .tables import Cell, GivenRows, RawTable

if TYPE_CHECKING:
    import duckdb

    from .recognise import Recogniser


@dataclass(frozen=True, slots=True)
class Given:
    """A table of the caller's: what to call it, the table itself, and its entity where told."""

    name: str
    data: Any
    entity: str | None = None


class _Streamed:
    """Gives a table anew as an Arrow stream each time it is read."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._data.__arrow_c_stream__(requested_schema)


def is_table(data: object) -> bool:
    """Tell whether something is a table that can be read."""
    return _library_of(data) in ("pandas", "polars") or hasattr(data, "__arrow_c_stream__")


def _library_of(data: object) -> str:
    """Name the library of a data frame; none needs to be imported for that."""
    kind = type(data)
    is_frame = kind.__name__ in ("DataFrame", "LazyFrame")
    return kind.__module__.partition(".")[0] if is_frame else ""


def scannable(data: Any) -> object:
    """Give what DuckDB can scan, any number of times, without a copy of the rows.

    A query that was not run yet, and a stream that can be read but once, are run to their end.
    """
    if type(data).__name__ == "LazyFrame":
        data = data.collect()
    if type(data).__name__ == "RecordBatchReader":
        return data.read_all()
    if _library_of(data) == "pandas" or type(data).__module__.partition(".")[0] == "pyarrow":
        return data
    return _Streamed(data)


def register(connection: duckdb.DuckDBPyConnection, rows: GivenRows) -> None:
    """Let a database read the rows under their name.

    What a column of Python objects holds is taken as text, object by object, by the database:
    left to guess a type from the first of them, it would make binary floats of decimals.
    """
    from sqlglot import exp

    sample = exp.EQ(this=exp.column("pandas_analyze_sample"), expression=_sample(rows))
    connection.execute(exp.Set(expressions=[exp.SetItem(this=sample)]).sql(dialect="duckdb"))
    connection.register(rows.relation, rows.source)


def _sample(rows: GivenRows) -> Any:
    from sqlglot import exp

    return exp.Literal.number(1000 if rows.guessed else 0)


def read_given(given: Given, index: int, recogniser: Recogniser) -> tuple[RawTable, ...]:
    """Return the one raw table of a table in memory, or nothing after reporting why."""
    import duckdb

    known = recogniser.vocabulary.entity(given.entity) if given.entity is not None else None
    if given.entity is not None and known is None:
        entities = recogniser.vocabulary.dictionary.entities
        recogniser.diagnostics.error(
            "SKU-F015",
            f"unknown kind of record `{given.entity}`",
            place=given.name,
            help=did_you_mean(given.entity, entities)
            or f"use one of {', '.join(sorted(entities))}",
        )
        return ()
    rows = GivenRows(f"given_{index}", (), (), scannable(given.data))
    lists = frozenset(_list_columns(given.data))
    rows = GivenRows(rows.relation, (), (), rows.source, bool(lists))
    with duckdb.connect() as database:
        register(database, rows)
        relation = database.table(rows.relation)
        names = tuple(str(each) for each in relation.columns)
        types = tuple(str(each) for each in relation.types)
        count = int(relation.aggregate("count(*)").fetchall()[0][0])
        database.unregister(rows.relation)
    rows = GivenRows(rows.relation, names, types, rows.source, bool(lists))
    headings = tuple(Heading(each) for each in names)
    found = recogniser.recognise(headings, given.name, told=known, stem=given.name)
    if found is None:
        return ()
    if not count:
        recogniser.diagnostics.warning(
            "SKU-F003", f"`{given.name}` has no records", place=given.name,
            help="give a table with some",
        )  # fmt: skip
    return (
        RawTable(
            input=given.name,
            format="table",
            entity=found.entity,
            columns=found.columns(names),
            rows=rows,
            # Nobody could look a table up by its hash, and it would take a pass over all of it.
            sha256="",
            places=partial(_places, given.name, names, count),
            record_count=count,
            export=found.export_columns(),
            note=found.note,
            unmapped=found.unmapped(headings),
        ),
    )


def _list_columns(data: Any) -> list[str]:
    """Name the columns of Python objects in which the first object is a list."""
    if _library_of(data) != "pandas":
        return []
    found = []
    for position, name in enumerate(data.columns):
        column = data.iloc[:, position]
        if str(column.dtype) != "object":
            continue
        at = column.first_valid_index()
        if at is not None and isinstance(column.loc[[at]].iloc[0], list | tuple):
            found.append(str(name))
    return found


def _places(
    name: str, headings: Sequence[str], count: int, cells: Iterable[Cell]
) -> Mapping[Cell, Place]:
    return {
        (record, column): Place(name, label=f"row {record}", heading=headings[column])
        for record, column in cells
        if 1 <= record <= count
    }
