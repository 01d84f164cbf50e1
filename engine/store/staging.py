"""Read one raw table into the database: every needed column typed, unreadable cells reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from ..model.facts import Dictionary, Fact, FactType
from ..readers import CsvRows, GivenRows, RawTable, RecordRows, report_broken_rows
from ..readers.given import register
from ..text.diagnostics import Diagnostics
from .casting import Reading, quick, read_bare, written
from .currencies import (
    numbers_among,
    read_as_written,
    said_by_headings,
    set_contradictions_aside,
    told_currency,
)
from .given_cells import holds_lists
from .mending import can_be_mended, mended
from .nested import list_reading, of_either_end, range_reading, table_reading
from .plain_cells import read_plain
from .raw_cells import is_ranged, is_written_out, source_of
from .relations import StoredFact, upper
from .rounded import report_rounded, rounded_name
from .sql import (
    alias,
    call,
    column,
    count_if,
    create,
    fetch,
    is_null,
    is_one_of,
    not_null,
    number,
    select,
    select_from,
    table,
    text,
)
from .unreadable import report_unreadable

#: Column of the mark of rows that are no records.
SKIPPED = "_skip"

#: In bytes. Where a record is longer, the file is read again with the larger size: DuckDB's
#: buffers grow with it, and with large ones fewer threads share a file.
_RECORD_SIZES = (2_097_152, 16_000_000)


@dataclass(frozen=True, slots=True)
class Staged:
    """A raw table in the database: one row a record, in the file's order."""

    index: int
    raw: RawTable
    relation: str
    facts: Mapping[str, StoredFact]
    rows: int
    skipped: int


def stage(
    index: int,
    raw: RawTable,
    needed: frozenset[str],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> Staged | None:
    """Read a raw table; gives None after an error that makes all of it doubtful."""
    facts = {
        each.fact: dictionary.facts[each.fact]
        for each in raw.columns
        if each.fact is not None and each.fact in needed
    }
    relation = f"staged_{index}"
    machine_made = not isinstance(raw.rows, RecordRows)
    if isinstance(raw.rows, GivenRows):
        register(connection, raw.rows)
    readings = {name: _read(column(name), fact, raw) for name, fact in facts.items()}
    readings |= said_by_headings(raw, facts, needed)
    try:
        source, parameters, is_plain = _materialise_first(
            connection, relation, raw, facts, readings
        )
    except duckdb.Error as error:
        if not report_broken_rows(raw, diagnostics):
            diagnostics.error(
                "SKU-F019",
                f"`{raw.input}` cannot be read: {_first_line(error)}",
                place=raw.input,
                help="open the file and save it again as CSV in UTF-8",
            )
        return None
    tally = _tally(connection, relation, raw, {} if is_plain else readings)
    odd = {name: facts[name] for name in tally.flagged if can_be_mended(facts[name])}
    long: frozenset[str] = frozenset()
    whole = source
    while machine_made and odd:
        whole, others = mended(source, odd, _absent(raw), long)
        readings |= others
        _materialise(connection, relation, raw, whole, parameters, readings)
        tally = _tally(connection, relation, raw, readings)
        if not tally.too_long:
            break
        long |= tally.too_long
    numbers = [
        each for each in numbers_among(tally.flagged, facts) if not is_ranged(raw, each.name)
    ]
    if numbers:
        told = told_currency(raw, facts, needed)
        whole, as_written = read_as_written(connection, whole, parameters, numbers, told)
        readings |= as_written
        _materialise(connection, relation, raw, whole, parameters, readings)
        tally = _tally(connection, relation, raw, readings)
    raw = raw.with_records(tally.rows)
    for name, count in tally.flagged.items():
        rows = _flagged_rows(connection, relation, name)
        mixed = readings[name].mixed
        report_unreadable(raw, facts[name], count, rows, diagnostics, mixed=mixed)
    for name, count in tally.rounded.items():
        is_range = readings[name].upper is not None or is_ranged(raw, name)
        report_rounded(raw, name, count, is_range, relation, connection, diagnostics)
    if any(each.currency is not None for each in raw.columns):
        stated = frozenset(readings)
        set_contradictions_aside(raw, relation, facts, stated, connection, diagnostics)
    stored = {
        name: StoredFact(
            name, reading.width, reading.scale, reading.upper is not None or is_ranged(raw, name)
        )
        for name, reading in readings.items()
    }
    return Staged(index, raw, relation, stored, tally.rows, tally.skipped)


def _read(cell: exp.Expr, fact: Fact, raw: RawTable) -> Reading:
    in_memory = isinstance(raw.rows, RecordRows)
    if fact.type is FactType.LIST:
        return list_reading(cell, fact, in_memory or holds_lists(raw, fact.name))
    if fact.type is FactType.TABLE:
        return table_reading(cell, fact)
    if in_memory:
        return written(cell) if is_written_out(raw, fact) else read_bare(cell, fact, rounds=True)
    return quick(cell, fact, _absent(raw))


def _absent(raw: RawTable) -> Collection[str]:
    return raw.rows.absent if isinstance(raw.rows, CsvRows) else ()


def _materialise_first(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    raw: RawTable,
    facts: Mapping[str, Fact],
    readings: Mapping[str, Reading],
) -> tuple[exp.Select, list[object], bool]:
    """Read the table with the smallest buffers it allows; gives the query that read it.

    Tells as well whether all of its cells are plain, so that none is flagged.
    """
    sizes = _RECORD_SIZES if isinstance(raw.rows, CsvRows) else _RECORD_SIZES[:1]
    is_plain = False
    for size in sizes:
        source, parameters = source_of(raw, facts, size)
        try:
            if not isinstance(raw.rows, RecordRows):
                others = _key_columns(raw)
                is_plain = read_plain(
                    connection, relation, source, readings, facts, _absent(raw), others
                )
            if not is_plain:
                _materialise(connection, relation, raw, source, parameters, readings)
        except duckdb.InvalidInputException:
            if size == sizes[-1]:
                raise
        else:
            break
    return source, parameters, is_plain


def _materialise(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    raw: RawTable,
    source: exp.Select,
    parameters: Sequence[object],
    readings: Mapping[str, Reading],
) -> None:
    columns: list[exp.Expr] = []
    values: list[exp.Expr] = []
    for name, reading in readings.items():
        low, flag, rounded = reading.value, reading.flag, reading.rounded
        if reading.cell is not None and not is_ranged(raw, name):
            # The value is named, since its flag would write all of it out once more.
            values.append(alias(low, f"_value_{name}"))
            low = column(f"_value_{name}")
            flag = exp.and_(not_null(reading.cell), is_null(low), copy=False)
        elif is_ranged(raw, name):
            low, high, flag = range_reading(name, reading)
            columns.append(alias(high, upper(name)))
            rounded = of_either_end(name, rounded) if rounded is not None else None
        elif reading.upper is not None:
            columns.append(alias(reading.upper, upper(name)))
        columns.append(alias(low, name))
        columns.append(alias(flag, _flag_name(name)))
        if reading.misfit is not None:
            columns.append(alias(reading.misfit, _misfit_name(name)))
        if rounded is not None:
            columns.append(alias(rounded, rounded_name(name)))
    columns.extend(_key_columns(raw))
    if values:
        source = select_from(source, "cells", exp.Star(), *values)
    query = select_from(source, "raw", *columns or [alias(exp.true(), "_none")])
    create(connection, relation, query, parameters=parameters)


def _key_columns(raw: RawTable) -> list[exp.Expr]:
    if raw.export is None:
        return []
    columns: list[exp.Expr] = []
    if raw.export.key_fallback:
        parts = [
            exp.Case(
                ifs=[
                    exp.If(
                        this=exp.not_(
                            is_one_of(column(f"_c{index}"), raw.export.not_key),
                            copy=False,
                        ),
                        true=call("nullif", call("trim", column(f"_c{index}")), text("")),
                    )
                ]
            )
            if raw.export.not_key
            else call("nullif", call("trim", column(f"_c{index}")), text(""))
            for index in raw.export.key_fallback
        ]
        columns.append(alias(call("concat_ws", text("/"), *parts), "_fallback"))
    if raw.export.skip_blank:
        blank = [
            exp.Is(
                this=call("nullif", call("trim", column(f"_c{index}")), text("")),
                expression=exp.Null(),
            )
            for index in raw.export.skip_blank
        ]
        columns.append(alias(exp.and_(*blank, copy=False), SKIPPED))
    return columns


def _flag_name(name: str) -> str:
    return f"_flag_{name}"


def _misfit_name(name: str) -> str:
    return f"_misfit_{name}"


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many rows there are, how many of them are no records, and flagged cells by column.

    `too_long` names the columns in which some number has no room; `rounded` counts the cells that
    were rounded, by column.
    """

    rows: int
    skipped: int
    flagged: Mapping[str, int]
    too_long: frozenset[str]
    rounded: Mapping[str, int]


def _tally(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    raw: RawTable,
    readings: Mapping[str, Reading],
) -> _Tally:
    skips = raw.export is not None and bool(raw.export.skip_blank)
    short = [name for name, reading in readings.items() if reading.misfit is not None]
    soft = [name for name, reading in readings.items() if reading.rounded is not None]
    rows, skipped, *others = fetch(
        connection,
        select(
            exp.Count(this=exp.Star()),
            count_if(column(SKIPPED)) if skips else number(0),
            *(count_if(column(_flag_name(name))) for name in readings),
            *(count_if(column(_misfit_name(name))) for name in short),
            *(count_if(column(rounded_name(name))) for name in soft),
        ).from_(table(relation), copy=False),
    )[0]
    flagged, others = others[: len(readings)], others[len(readings) :]
    misfits, softened = others[: len(short)], others[len(short) :]
    counts = {name: int(count) for name, count in zip(readings, flagged, strict=True) if count}
    too_long = (name for name, count in zip(short, misfits, strict=True) if count)
    rounded = {name: int(count) for name, count in zip(soft, softened, strict=True) if count}
    return _Tally(int(rows), int(skipped), counts, frozenset(too_long), rounded)


def _flagged_rows(
    connection: duckdb.DuckDBPyConnection, relation: str, name: str, limit: int = 20
) -> list[int]:
    query = (
        exp.select(exp.column("rowid"))
        .from_(table(relation))
        .where(column(_flag_name(name)))
        .order_by(exp.column("rowid"))
        .limit(limit)
    )
    return [int(row[0]) + 1 for row in fetch(connection, query)]


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
