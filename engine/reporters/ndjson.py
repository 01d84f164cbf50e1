"""Findings as JSON lines: each is an element of `findings` in the JSON report, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from .json_v1 import finding_document
from .json_writer import compact

if TYPE_CHECKING:
    from ..model.report import Report
    from . import Options


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write one finding a line, in the order of the report; every option is ignored."""
    for finding in report.findings:
        stream.write(f"{compact(finding_document(finding))}\n")
