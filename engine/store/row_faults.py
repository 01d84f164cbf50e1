"""Names and counts the rows of a file that cannot be used as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import MOMENTS, NUMBERS, Fact
from ..model.row_records import column_fact
from ..text.diagnostics import Diagnostics
from .relations import KEY, RECORD, TABLE
from .sql import call, cast, column, count_if, fetch, not_null, select, table, text
from .staging import Staged
from .unreadable import span_of

if TYPE_CHECKING:
    import duckdb

    from ..text.source import Span
    from .rows import Rows


@dataclass(frozen=True, slots=True)
class _Fault:
    """What may be wrong with rows, where it is seen, and what to say of it."""

    code: str
    fact: str
    test: exp.Expr
    message: str
    help: str


def report_row_faults(
    staged: Staged,
    fact: Fact,
    keys: Sequence[str],
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
    as_of: datetime | None,
) -> None:
    """Warn of rows without a record or a needed cell, below zero, or later than the check."""
    faults = [fault for fault in _faults(fact, keys, as_of) if fault.fact in staged.facts]
    if not faults:
        return
    counts = [count_if(fault.test) for fault in faults]
    found = fetch(connection, select(*counts).from_(table(staged.relation), copy=False))[0]
    for fault, count in zip(faults, found, strict=True):
        if count:
            _report(staged, fault, int(count), _first(staged, fault, connection), diagnostics)


def _first(staged: Staged, fault: _Fault, connection: duckdb.DuckDBPyConnection) -> int:
    """Number the first record with a fault, looked for only where there is one."""
    query = (
        select(exp.Min(this=exp.column("rowid")))
        .from_(table(staged.relation), copy=False)
        .where(fault.test, copy=False)
    )
    return int(fetch(connection, query)[0][0]) + 1


def _faults(fact: Fact, keys: Sequence[str], as_of: datetime | None) -> list[_Fault]:
    faults = [
        _Fault(
            "SKU-F061",
            keys[0],
            _is_null(keys[0]),
            f"without `{keys[0]}`, so it is not known whose it is",
            f"fill in `{keys[0]}`",
        )
    ]
    for each in fact.columns:
        name = column_fact(fact.name, each.name)
        if each.otherwise is None:
            faults.append(
                _Fault(
                    "SKU-F062",
                    name,
                    _is_null(name),
                    f"without `{each.name}`; it may count or not, so some answers stay open",
                    f"fill in `{each.name}`",
                )
            )
        if each.never_negative and each.type in NUMBERS:
            below = exp.LT(this=column(name), expression=exp.Literal.number(0))
            faults.append(
                _Fault(
                    "SKU-F063",
                    name,
                    below,
                    f"with `{each.name}` below zero, which counts as missing",
                    "correct the amount",
                )
            )
        if each.type in MOMENTS and as_of is not None:
            later = exp.GT(
                this=cast(column(name), "TIMESTAMP"),
                expression=cast(text(as_of.isoformat(" ")), "TIMESTAMP"),
            )
            faults.append(
                _Fault(
                    "SKU-F064",
                    name,
                    later,
                    f"with `{each.name}` later than the check",
                    "correct the day, or set `--as-of` to a later one",
                )
            )
    return faults


def _is_null(name: str) -> exp.Expr:
    return exp.Is(this=column(name), expression=exp.Null())


def _report(
    staged: Staged, fault: _Fault, count: int, record: int, diagnostics: Diagnostics
) -> None:
    at = staged.raw.column(fault.fact)
    cell = (record, at.index if at is not None else 0)
    place = staged.raw.places([cell]).get(cell)
    diagnostics.warning(
        fault.code,
        f"{_counted(count, 'row')} {fault.message}",
        span=span_of(place),
        place=None if span_of(place) else str(place or staged.raw.input),
        help=fault.help,
    )


def report_strangers(
    rows: Rows,
    lines: exp.Select | None,
    named: exp.Select,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> None:
    """Warn of rows whose records no other file has; they are not used.

    They are looked for in `lines`, or in the lists that were made of them.
    """
    known = exp.select(column(KEY)).from_(named.subquery("named")).where(not_null(column(KEY)))
    strange = exp.not_(exp.In(this=column(KEY), query=known.subquery()), copy=False)
    counted = (
        (exp.Count(this=exp.Star()), exp.Sum(this=call("len", column(rows.fact.name))))
        if lines is None
        else (exp.Count(this=exp.Distinct(expressions=[column(KEY)])), exp.Count(this=exp.Star()))
    )
    source = table(rows.relation) if lines is None else lines.subquery("lines")
    query = exp.select(*counted, exp.Min(this=column(KEY))).from_(source).where(strange)
    records, count, example = fetch(connection, query)[0]
    if not count:
        return
    span, place = _place_of(rows, str(example), connection)
    keys = " and ".join(f"`{key}`" for key in rows.keys)
    those = "the record" if records == 1 else "the records"
    diagnostics.warning(
        "SKU-F060",
        f"{_counted(count, 'row')} of `{rows.fact.name}` {_belong(count)} to"
        f" {_counted(records, 'record')} that no other file has, such as `{example}`; not used",
        span=span,
        place=None if span else place,
        help=f"nothing needs to be done if {those} left the catalogue"
        if rows.from_copies
        else f"add {those} to your file, or correct {keys}",
    )


def _place_of(
    rows: Rows, key: str, connection: duckdb.DuckDBPyConnection
) -> tuple[Span | None, str]:
    """Find the first line of a record."""
    query = (
        exp.select(column(TABLE), column(RECORD))
        .from_(rows.lines.subquery("lines"))
        .where(exp.EQ(this=column(KEY), expression=text(key)))
        .order_by(column(TABLE), column(RECORD))
        .limit(1)
    )
    where, record = fetch(connection, query)[0]
    raw = next(each.raw for each in rows.files if each.index == where)
    at = raw.column(rows.keys[0])
    cell = (int(record), at.index if at is not None else 0)
    place = raw.places([cell]).get(cell)
    return span_of(place), str(place or raw.input)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _belong(count: int) -> str:
    return "belongs" if count == 1 else "belong"
