"""Queries for the cells of a raw table, as text and named by fact, wherever it lies."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from ..model.facts import Fact, FactType
from ..readers import CsvRows, GivenRows, ParquetRows, RawTable, RecordRows
from .given_cells import as_text
from .mending import with_bare_cells
from .nested import records_query
from .sql import alias, call, cast, column, number, option, select, table, text


def source_of(
    raw: RawTable, facts: Mapping[str, Fact], record_size: int
) -> tuple[exp.Select, list[object]]:
    """Build the query that gives the needed columns as text, named by fact."""
    wanted = {name: found.index for name in facts if (found := raw.column(name)) is not None}
    extra = set(wanted.values())
    if raw.export is not None:
        extra |= {*raw.export.key, *raw.export.key_fallback, *raw.export.skip_blank}
    if isinstance(raw.rows, RecordRows):
        query, parameters = records_query(raw, facts, wanted)
        ranged = [name for name in facts if is_ranged(raw, name)]
        bare = [fact for fact in facts.values() if not is_written_out(raw, fact)]
        return with_bare_cells(query, bare, ranged), parameters
    origin, names = _scan(raw.rows, record_size)
    columns: list[exp.Expr] = []
    for name, index in wanted.items():
        columns.append(alias(_as_text(raw.rows, names[index], index, facts[name]), name))
    for index in sorted(extra):
        columns.append(alias(_as_text(raw.rows, names[index], index, None), f"_c{index}"))
    return select(*columns or [alias(number(1), "_none")]).from_(origin, copy=False), []


def _scan(
    rows: CsvRows | ParquetRows | GivenRows, record_size: int
) -> tuple[exp.Expr, tuple[str, ...]]:
    if isinstance(rows, GivenRows):
        return table(rows.relation), rows.names
    if isinstance(rows, ParquetRows):
        literal = "".join(f"[{each}]" if each in "*?[" else each for each in str(rows.path))
        return call("read_parquet", text(literal)), rows.names
    names = tuple(f"c{index}" for index in range(rows.width))
    literal = "".join(f"[{each}]" if each in "*?[" else each for each in str(rows.path))
    types = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=text("VARCHAR"))
            for name in names
        ]
    )
    quote = text('"' if rows.quoted else "")
    return (
        call(
            "read_csv",
            text(literal),
            option("auto_detect", exp.false()),
            option("header", exp.false()),
            option("skip", number(rows.skip_lines + _heading_lines(rows))),
            option("delim", text(rows.delimiter)),
            option("quote", quote),
            option("escape", quote.copy()),
            option("columns", types),
            option("max_line_size", number(record_size)),
        ),
        names,
    )


def _heading_lines(rows: CsvRows) -> int:
    return getattr(rows, "heading_lines", 1)


def _as_text(
    rows: CsvRows | ParquetRows | GivenRows, name: str, index: int, fact: Fact | None
) -> exp.Expr:
    if isinstance(rows, GivenRows):
        return as_text(column(name), rows.types[index], fact)
    if isinstance(rows, ParquetRows) and rows.types[index] != "VARCHAR":
        # The shortest text that gives the same float back is what its writer meant.
        return cast(column(name), "VARCHAR")
    return column(name)


def is_ranged(raw: RawTable, name: str) -> bool:
    """Tell whether some value of a fact is a range."""
    found = raw.column(name)
    if found is None or not isinstance(raw.rows, RecordRows):
        return False
    return any(isinstance(value, Mapping) for value in raw.rows.columns[found.index])


def is_written_out(raw: RawTable, fact: Fact) -> bool:
    """Tell whether a person wrote the texts; a machine means by a blank one that it knows none."""
    return fact.type is FactType.TEXT and raw.format == "yaml"
