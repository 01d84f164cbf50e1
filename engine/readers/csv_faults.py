"""Says what is wrong with the rows of a delimited file, once reading them has failed."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from ..text.diagnostics import Diagnostics
from .csv_text import long_fields, open_text
from .files import scan_text
from .tables import CsvRows, RawTable


@dataclass(frozen=True, slots=True)
class RaggedRow:
    """A record with more or fewer fields than the heading, by the line it starts at."""

    line: int
    found: int
    expected: int


@dataclass(frozen=True, slots=True)
class BrokenQuote:
    """A record whose quotes do not pair up, by the line it starts at."""

    line: int


def broken_rows(rows: CsvRows) -> Iterator[RaggedRow | BrokenQuote]:
    """Yield the rows that a strict reader refuses; nothing can be told after a broken quote."""
    rows = rows.original or rows
    with long_fields(), open_text(rows.path) as file:
        reader = csv.reader(
            file,
            delimiter=rows.delimiter,
            quoting=csv.QUOTE_MINIMAL if rows.quoted else csv.QUOTE_NONE,
            strict=True,
        )
        start, number = 1, 0
        try:
            for record in reader:
                if record:
                    if number > rows.skip_records and len(record) != rows.width:
                        yield RaggedRow(start, len(record), rows.width)
                    number += 1
                start = reader.line_num + 1
        except csv.Error:
            yield BrokenQuote(start)


def ragged_rows(table: RawTable, limit: int) -> list[RaggedRow]:
    """Return the first rows of a CSV table whose number of fields is not the heading's."""
    found: list[RaggedRow] = []
    if isinstance(table.rows, CsvRows):
        for row in broken_rows(table.rows):
            if isinstance(row, RaggedRow):
                found.append(row)
            if len(found) == limit:
                break
    return found


def report_broken_rows(table: RawTable, diagnostics: Diagnostics, limit: int = 10) -> bool:
    """Report what a strict reader refuses of a CSV table; return whether there is anything.

    Wrong bytes are told alone, since they hide the rest; of broken rows, the first few.
    """
    if not isinstance(table.rows, CsvRows):
        return False
    rows = table.rows.original or table.rows
    if scan_text(rows.path, table.input, diagnostics, decode_limit=sys.maxsize) is None:
        return True
    return report_rows(rows, table.input, diagnostics, limit)


def report_rows(rows: CsvRows, name: str, diagnostics: Diagnostics, limit: int = 10) -> bool:
    """Report the first broken rows of a file; return whether there are any."""
    return report_broken(islice(broken_rows(rows), limit), name, diagnostics)


def report_broken(
    rows: Iterable[RaggedRow | BrokenQuote], name: str, diagnostics: Diagnostics
) -> bool:
    """Report some broken rows of a file; return whether there are any."""
    shown = 0
    for row in rows:
        if isinstance(row, BrokenQuote):
            diagnostics.error(
                "SKU-F006",
                f"the quotes of the record on line {row.line:,} do not pair up",
                place=f"{name}:{row.line}:1",
                help='a quote inside of quotes is written twice: `"12"" pan"`',
            )
        else:
            _report_ragged(row, name, diagnostics)
        shown += 1
    return shown > 0


def _report_ragged(row: RaggedRow, name: str, diagnostics: Diagnostics) -> None:
    difference = abs(row.found - row.expected)
    fields = "field" if difference == 1 else "fields"
    if row.found > row.expected:
        amount = f"{difference} {fields} too many"
        help_text = "put text that holds the delimiter in double quotes"
    else:
        amount = f"{difference} {fields} too few"
        help_text = "give each column a field, even if an empty one"
    diagnostics.error(
        "SKU-F005",
        f"line {row.line:,} has {amount}: {row.found}, the heading has {row.expected}",
        place=f"{name}:{row.line}:1",
        help=help_text,
    )
