"""Findings as CSV, for people who go on in a spreadsheet."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

from ..text.safe_text import escape_character
from .table import COLUMNS, Cell, findings_table

if TYPE_CHECKING:
    from ..model.report import Report
    from . import Options

#: What makes a spreadsheet take a cell for a formula, the full-width forms included.
_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠|%]")
#: Longer cells than this break a spreadsheet.
_CELL = 32_000


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write a heading and a line for each finding."""
    # Without the mark, Excel takes UTF-8 for the code page of the machine.
    stream.write("\ufeff")
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for row in findings_table(report, options).rows:
        lines.writerow([_text(cell) for cell in row])


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    text = "".join(map(escape_character, cell[:_CELL]))
    return f"'{text}" if _FORMULA.match(text) else text
