"""Findings as JSON lines: the columns of the CSV and Parquet tables, an object a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from .parquet_findings import lines_of

if TYPE_CHECKING:
    from ..model.report import Report
    from . import Options


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write one finding a line, in the order of the report."""
    stream.writelines(lines_of(report, options))
