"""Findings and counts as Arrow tables, for the data frames of whoever called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..model.finding_columns import COLUMNS, Kind
from ..model.outcome import Outcome
from .table import findings_table

if TYPE_CHECKING:
    import pyarrow

    from ..model.report import OutcomeRow, Report
    from . import Options


def findings_arrow(report: Report, options: Options) -> pyarrow.Table:
    """Return a row for each finding, with the columns of the Parquet report."""
    import pyarrow as pa

    types: Mapping[Kind, Callable[[], Any]] = {
        "text": pa.string,
        "integer": pa.int64,
        # The places to which quotients are rounded, as in the Parquet report.
        "number": lambda: pa.decimal128(38, 12),
        "date": pa.date32,
        "flag": pa.bool_,
    }
    rows = findings_table(report, options).rows
    columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    return pa.table(
        {
            name: pa.array([_whole(cell) for cell in cells], types[kind]())
            for (name, kind), cells in zip(COLUMNS.items(), columns, strict=True)
        }
    )


def rules_arrow(report: Report) -> pyarrow.Table:
    """Return a row for each rule, with its exact counts."""
    import pyarrow as pa

    rules = [each.rule for each in report.rules]
    words = {
        "rule": [each.id for each in rules],
        "program": [each.program for each in rules],
        "entity": [each.entity for each in rules],
        "severity": [each.severity.value for each in rules],
    }
    counts = {
        outcome.value: [each.counts.get(outcome, 0) for each in report.rules] for outcome in Outcome
    }
    return pa.table(
        {name: pa.array(cells, pa.string()) for name, cells in words.items()}
        | {name: pa.array(cells, pa.int64()) for name, cells in counts.items()}
    )


def outcomes_arrow(outcomes: tuple[OutcomeRow, ...]) -> pyarrow.Table:
    """Return a row for each rule and record."""
    import pyarrow as pa

    cells = {
        "rule": [each.rule for each in outcomes],
        "entity": [each.entity for each in outcomes],
        "key": [_whole(each.key) for each in outcomes],
        "outcome": [each.outcome.value for each in outcomes],
    }
    return pa.table({name: pa.array(each, pa.string()) for name, each in cells.items()})


def _whole(cell: Any) -> Any:
    """Write lone surrogates, which have no place in Arrow's UTF-8, as they are escaped."""
    if not isinstance(cell, str):
        return cell
    return cell.encode("utf-8", "backslashreplace").decode("utf-8")
