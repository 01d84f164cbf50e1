"""Findings as JSON lines: each is an element of `findings` in the JSON report, on one line.

Since there is no head to do it, each line also names the rules it was made by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from .json_v1 import finding_document, pack_document
from .json_writer import compact

if TYPE_CHECKING:
    from ..model.report import Report
    from . import Options


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write one finding a line, in the order of the report; every option is ignored."""
    rules = [pack_document(pack) for pack in report.packs]
    for finding in report.findings:
        stream.write(f"{compact({**finding_document(finding), 'rules': rules})}\n")
