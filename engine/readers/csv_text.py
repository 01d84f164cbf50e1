"""Reads delimited text with the csv module, and makes plain copies of awkward files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TextIO

from .files import LINE_LIMIT, TextScan
from .reading import TemporaryFile
from .tables import CsvRows

#: In characters; a field may span lines, so the limit on lines does not hold it.
_FIELD_LIMIT = 8 * LINE_LIMIT

#: Up to this size in bytes a file is looked at more closely before it is copied.
_LOOK_LIMIT = 1 << 26


def open_text(path: Path) -> TextIO:
    """Open a UTF-8 file as the csv module wants it; a byte order mark is left out."""
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


@contextmanager
def long_fields() -> Iterator[None]:
    """Let the csv module read longer fields for a while; its limit is global."""
    previous = csv.field_size_limit(_FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


@contextmanager
def read_records(rows: CsvRows) -> Iterator[Iterator[list[str]]]:
    """Read the records of a file, the heading first and blank lines left out."""
    with long_fields(), open_text(rows.path) as file:
        reader = csv.reader(
            file,
            delimiter=rows.delimiter,
            quoting=csv.QUOTE_MINIMAL if rows.quoted else csv.QUOTE_NONE,
        )
        yield islice(filter(None, reader), rows.skip_records, None)


def needs_copy(rows: CsvRows, scan: TextScan, heading: Sequence[str]) -> bool:
    """Tell whether the columnar engine would misread the file.

    It wants one kind of line end outside of quotes, takes a blank line of a one-column file for
    a record, and does not skip a heading of several lines as a whole.
    """
    if len(heading) == 1 or any("\n" in name or "\r" in name for name in heading):
        return True
    if scan.has_one_line_end:
        return False
    if scan.carriage_returns > scan.pairs or not rows.quoted or scan.size > _LOOK_LIMIT:
        return True
    outside = re.sub(rb'"[^"]*"', b"", rows.path.read_bytes())
    return outside.count(b"\r\n") not in (0, outside.count(b"\n"))


def plain_copy(rows: CsvRows) -> CsvRows:
    """Copy the records into a temporary file that any engine reads alike."""
    copy = TemporaryFile(".csv")
    with (
        copy.path.open("w", encoding="utf-8", newline="") as file,
        read_records(rows) as records,
    ):
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        next(records, None)
        # The heading is not needed again, and its line ends would be in the way.
        writer.writerow(range(rows.width))
        writer.writerows(records)
    return replace(
        rows,
        path=copy.path,
        delimiter=",",
        quoted=True,
        skip_lines=0,
        skip_records=0,
        original=rows,
        kept=(*rows.kept, copy),
    )
