"""Findings as CSV, for people who go on in a spreadsheet."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

from ..model.finding_columns import COLUMNS
from ..text.formulas import FORMULA, GUARD, LONGEST_CELL
from ..text.safe_text import escape_character
from .table import Cell, findings_table

if TYPE_CHECKING:
    from ..model.report import Report
    from . import Options

#: Python writes such characters in another way.
_FORMULA = re.compile(re.sub(r"\\x\{(\w+)\}", lambda code: chr(int(code[1], 16)), FORMULA))


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write a heading and a line for each finding."""
    # Without the mark, Excel takes UTF-8 for the code page of the machine.
    stream.write("\ufeff")
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for row in findings_table(report, options).rows:
        lines.writerow([cell_text(cell) for cell in row])


def cell_text(cell: Cell) -> str:
    """Return a cell's text such that no spreadsheet takes it for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return str(cell)
    text = "".join(map(escape_character, cell[:LONGEST_CELL]))
    return f"{GUARD}{text}" if _FORMULA.match(text) else text
