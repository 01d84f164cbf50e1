"""Names and counts the rows of a file that cannot be used as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import MOMENTS, NUMBERS, Fact
from ..readers.row_records import column_fact
from ..text.diagnostics import Diagnostics
from .relations import KEY
from .sql import cast, column, fetch, table, text
from .staging import Staged
from .unreadable import span_of

if TYPE_CHECKING:
    import duckdb


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
    columns = [
        each
        for fault in faults
        for each in (
            exp.Count(this=exp.Case(ifs=[exp.If(this=fault.test.copy(), true=exp.true())])),
            exp.Min(this=exp.Case(ifs=[exp.If(this=fault.test.copy(), true=exp.column("rowid"))])),
        )
    ]
    if not columns:
        return
    found = fetch(connection, exp.select(*columns).from_(table(staged.relation)))[0]
    for fault, count, first in zip(faults, found[::2], found[1::2], strict=True):
        if count:
            _report(staged, fault, int(count), int(first) + 1, diagnostics)


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
    rows = "row" if count == 1 else "rows"
    diagnostics.warning(
        fault.code,
        f"{count:,} {rows} {fault.message}",
        span=span_of(place),
        place=None if span_of(place) else str(place or staged.raw.input),
        help=fault.help,
    )


def report_strangers(
    files: Sequence[Staged],
    fact: Fact,
    keys: Sequence[str],
    relation: str,
    named: exp.Select,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> None:
    """Warn of rows whose records no other file has; they are not used."""
    strange = exp.not_(
        exp.In(
            this=column(KEY),
            query=exp.select(column(KEY))
            .from_(named.subquery("named"))
            .where(exp.not_(exp.Is(this=column(KEY), expression=exp.Null()), copy=False))
            .subquery(),
        ),
        copy=False,
    )
    query = exp.select(
        exp.Count(this=exp.Star()),
        exp.Sum(this=exp.Anonymous(this="len", expressions=[column(fact.name)])),
        exp.Min(this=column(KEY)),
    ).from_(table(relation)).where(strange)  # fmt: skip
    count, rows, example = fetch(connection, query)[0]
    if not count:
        return
    record = keys[0] if len(keys) == 1 else " and ".join(keys)
    diagnostics.warning(
        "SKU-F060",
        f"{int(rows):,} rows of `{fact.name}` belong to {count:,} records that no other file has,"
        f" such as `{example}`; they are not used",
        place=", ".join(dict.fromkeys(each.raw.input for each in files)),
        help=f"add the records to your file, or correct `{record}`",
    )
