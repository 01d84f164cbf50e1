"""Finds where the fields of chosen records stand in a CSV or TSV file.

A catalogue may have millions of records of which a few have findings. So records are skipped by
compiled code (file iteration, the csv module), and only the wanted ones are looked at closely.
"""

import csv
import re
from codecs import lookup
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice, repeat
from os import PathLike
from pathlib import Path
from typing import TextIO

_CHUNK = 1 << 20

#: The largest field size every platform accepts.
_FIELD_SIZE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Place:
    r"""Where a field stands: 1-based lines and code-point columns, end excluded.

    Lines end at `\n` only, as in git and editors. The quotes belong to the field.
    """

    line: int
    column: int
    end_line: int
    end_column: int


def field_places(
    path: str | PathLike[str],
    wanted: Iterable[int],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    quoted: bool = True,
) -> dict[int, tuple[Place, ...]]:
    """Return the places of all fields of the wanted records, by record number.

    Records are told apart as the csv module does it. A byte order mark takes no column.

    Args:
        path: The file.
        wanted: Record numbers: 0 is the heading, 1 the first record of data. Blank lines are
            not records. Numbers beyond the end of the file are left out of the result.
        encoding: As Python names it.
        delimiter: The one character between fields.
        quoted: Whether double quotes enclose fields; otherwise they are ordinary text.
    """
    numbers = sorted(set(wanted))
    if not numbers:
        return {}
    if numbers[0] < 0:
        raise ValueError("record numbers start at 0")
    with _open(path, encoding) as file:
        traits = _survey(file)
    field = _field_pattern(delimiter, quoted)
    places: dict[int, tuple[Place, ...]] = {}
    with _open(path, encoding) as file, _open(path, encoding) as second:
        if traits.has_blank_lines or traits.has_lone_cr or (quoted and traits.has_quotes):
            ranges = _ranges_by_reader(second, numbers, delimiter, quoted)
        else:
            ranges = ((number, number, number + 1) for number in numbers)
        lines = _walk(file) if traits.has_lone_cr else zip(file, count(1), repeat(1))
        taken = 0
        for number, first, last in ranges:
            record = list(islice(lines, first - taken, last - taken))
            taken = last
            while record and not record[0][0].strip("\r\n"):
                del record[0]
            if not record:
                break
            _, line, column = record[0]
            text = "".join(part for part, _, _ in record)
            places[number] = _fields(text, line, column, field, delimiter)
    return places


def line_places(text: str, line: int, *, delimiter: str, quoted: bool) -> tuple[Place, ...]:
    """Return the places of all fields of a record that is one line of a file."""
    return _fields(text, line, 1, _field_pattern(delimiter, quoted), delimiter)


def _open(path: str | PathLike[str], encoding: str) -> TextIO:
    if lookup(encoding).name == "utf-8":
        encoding = "utf-8-sig"
    return Path(path).open(encoding=encoding, errors="replace", newline="")


@dataclass(frozen=True, slots=True)
class _Traits:
    """What in a file keeps record numbers and line numbers from running side by side."""

    has_quotes: bool
    has_blank_lines: bool
    has_lone_cr: bool


def _survey(file: TextIO) -> _Traits:
    has_quotes = has_blank_lines = has_lone_cr = False
    tail = "\n"
    while chunk := file.read(_CHUNK):
        window = tail + chunk
        has_quotes = has_quotes or '"' in chunk
        has_blank_lines = has_blank_lines or "\n\n" in window or "\n\r\n" in window
        # The last character is left to the next window, which shows what follows it.
        lone = window.count("\r", 0, len(window) - 1) != window.count("\r\n")
        has_lone_cr = has_lone_cr or lone
        tail = window[-2:]
    return _Traits(has_quotes, has_blank_lines, has_lone_cr or tail.endswith("\r"))


def _ranges_by_reader(
    file: TextIO, numbers: list[int], delimiter: str, quoted: bool
) -> Iterator[tuple[int, int, int]]:
    """Yield each record number with the physical lines it takes, as a half-open range.

    The lines are those the csv module counts, which also end at a lone CR; blank lines before
    the record are part of the range.
    """
    previous_limit = csv.field_size_limit(_FIELD_SIZE)
    try:
        reader = csv.reader(
            file,
            delimiter=delimiter,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        )
        records = filter(None, reader)
        taken = 0
        for number in numbers:
            next(islice(records, number - taken, number - taken), None)
            first = reader.line_num
            if next(records, None) is None:
                return
            yield number, first, reader.line_num
            taken = number + 1
    finally:
        csv.field_size_limit(previous_limit)


def _walk(file: TextIO) -> Iterator[tuple[str, int, int]]:
    r"""Yield the lines of the csv module with the place they start at in lines ended by `\n`."""
    line = column = 1
    for text in file:
        yield text, line, column
        if text.endswith("\n"):
            line, column = line + 1, 1
        else:
            column += len(text)


def _field_pattern(delimiter: str, quoted: bool) -> re.Pattern[str]:
    """Return a pattern for one field; it matches at any place and never backtracks far."""
    rest = rf"[^{re.escape(delimiter)}\r\n]*"
    if not quoted:
        return re.compile(rest)
    # Text after the closing quote belongs to the field, and a quote in it is ordinary.
    return re.compile(rf'"[^"]*(?:""[^"]*)*(?:"|\Z){rest}|{rest}')


def _fields(
    text: str, line: int, column: int, field: re.Pattern[str], delimiter: str
) -> tuple[Place, ...]:
    places = []
    line_start = 1 - column
    at = 0
    while True:
        match = field.match(text, at)
        end = match.end() if match else at
        start_line, start_column = line, at - line_start + 1
        newlines = text.count("\n", at, end)
        if newlines:
            line += newlines
            line_start = text.rindex("\n", at, end) + 1
        places.append(Place(start_line, start_column, line, end - line_start + 1))
        if not text.startswith(delimiter, end):
            return tuple(places)
        at = end + len(delimiter)
