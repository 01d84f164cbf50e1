"""Reads CSV and TSV files: finds their dialect and headings, and leaves the records in place."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from ..text.source import Source, Span
from .aside import Later
from .cell_places import CellFinder, cell_places
from .csv_faults import report_rows
from .csv_text import needs_copy, open_text, plain_copy, read_records
from .decoding import survey_text
from .delimited_shape import find_below, has_odd_rows, with_shape
from .files import LINE_LIMIT, count_lines
from .hashing import begin_sha256
from .recognised import Heading, Recognised
from .stale import warn_if_stale
from .tables import CsvRows, RawTable

if TYPE_CHECKING:
    from .reading import Request

_SAMPLE = 1 << 18
_MOST_COLUMNS = 5_000

_DELIMITERS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")
_RECORD = re.compile(r'(?:[^"\r\n]|"[^"]*(?:"|\Z))*')
_MACHINE_HEADING = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def read_delimited(request: Request, line_limit: int = LINE_LIMIT) -> tuple[RawTable, ...]:
    """Return the one table of a delimited file, or nothing after reporting why."""
    diagnostics = request.recogniser.diagnostics
    sha256 = request.sha256 or begin_sha256(request.path)
    surveyed = survey_text(request, line_limit)
    if surveyed is None:
        return ()
    request, scan = surveyed
    with open_text(request.path) as file:
        sample = file.read(_SAMPLE)
    rows, start = _dialect(request, sample)
    try:
        heading, first, is_short = _first_records(rows)
    except csv.Error:
        report_rows(rows, request.name, diagnostics)
        return ()
    heading_lines = 1
    if request.recogniser.count_known(heading) < 2:
        below = find_below(rows, sample, request.recogniser, _DELIMITERS)
        if below is not None:
            rows, start, heading, heading_lines = below
            _, first, is_short = _first_records(rows)
    if len(heading) > _MOST_COLUMNS:
        diagnostics.error(
            "SKU-F007",
            f"the heading has {len(heading):,} columns, more than {_MOST_COLUMNS:,}",
            place=f"{request.name}:1:1",
            help="the first line must name the columns",
        )
        return ()
    # Nothing but quotes lets a cell hold the end of a line.
    within = frozenset() if rows.quoted and '"' not in scan.absent else frozenset("\n")
    rows = replace(rows, width=len(heading), absent=scan.absent | within)
    headings = _headings(request.name, rows, heading, sample, start)
    found = request.recogniser.recognise(
        headings,
        request.name,
        told=request.told,
        stem=request.stem,
        needs_key=not is_short,
    )
    if found is None:
        return ()
    if first is None:
        diagnostics.warning(
            "SKU-F003",
            f"`{request.name}` has a heading and no records",
            place=request.name,
            help="export it again if there should be some",
        )
    table = _table(request, rows, sha256, headings, found)
    if first is None:
        table = replace(table, record_count=0)
    else:
        warn_if_stale(request, found, first)
    if not found.shape.is_plain or heading_lines > 1 or has_odd_rows(rows, heading, sample):
        shaped = with_shape(table, rows, found, request, heading_lines)
        return () if shaped is None else (shaped,)
    # The columnar engine skips records, where we count lines.
    if needs_copy(rows, scan, heading) or '"' in sample[:start]:
        if report_rows(rows, request.name, diagnostics):
            return ()
        table = replace(table, rows=plain_copy(rows))
    elif scan.has_one_line_end:
        names = tuple(each.text for each in headings)
        lines = Later(partial(count_lines, rows.path))
        finder = CellFinder(rows, request.name, names, lines)
        table = replace(table, places_among=finder)
    return (table,)


def _dialect(request: Request, sample: str) -> tuple[CsvRows, int]:
    """Decide on delimiter and quoting from the heading; return where the heading starts, too."""
    # Excel's `sep=;` line counts as a record for the csv module, and so does a line of blanks.
    separator = _SEPARATOR_LINE.match(sample)
    start = separator.end() if separator else 0
    blank = _BLANK_LINES.match(sample, start)
    start = blank.end() if blank else start
    before = sample[:start].splitlines()
    skip_lines, skip_records = len(before), sum(1 for line in before if line)
    line = _heading_text(sample, start)
    if separator is not None:
        return (
            CsvRows(
                request.path, separator[1], True, 0, skip_lines, skip_records, kept=request.kept
            ),
            start,
        )
    unquoted = re.sub(r'"[^"]*"', "", line)
    counts = {delimiter: unquoted.count(delimiter) for delimiter in _DELIMITERS}
    if request.ending != ".csv" and counts["\t"]:
        delimiter = "\t"
    else:
        delimiter = max(_DELIMITERS, key=lambda delimiter: counts[delimiter])
    quoted = delimiter != "\t" or _tabs_are_quoted(sample[start:], line)
    return (
        CsvRows(request.path, delimiter, quoted, 0, skip_lines, skip_records, kept=request.kept),
        start,
    )


def _heading_text(text: str, start: int) -> str:
    """Return the record at an offset; a line end inside of quotes does not end it."""
    match = _RECORD.match(text, start)
    return match[0] if match else ""


def _tabs_are_quoted(sample: str, heading: str) -> bool:
    """Tell whether quotes enclose fields here; in a marketplace's report they are text.

    Read as quotes, one stray `"` at the start of a field swallows all rows up to the next one,
    in silence. So quotes count only where each of them is seen to enclose a field.
    """
    names = heading.split("\t")
    is_report = any("-" in name for name in names) and all(
        _MACHINE_HEADING.fullmatch(name) for name in names if name
    )
    if is_report or '"' not in sample:
        return False
    whole_lines = sample[: sample.rfind("\n") + 1] or sample
    reader = csv.reader(StringIO(whole_lines, newline=""), delimiter="\t", strict=True)
    try:
        widths = {len(record) for record in reader if record}
    except csv.Error:
        return False
    return len(widths) == 1 and re.search(r'(?:^|\t)"', whole_lines, re.MULTILINE) is not None


def _first_records(rows: CsvRows) -> tuple[list[str], list[str] | None, bool]:
    """Return the heading, the first record if there is one, and whether it is the only one."""
    with read_records(rows) as records:
        first = list(islice(records, 3))
    heading = first[0] if first else []
    return heading, first[1] if len(first) > 1 else None, len(first) < 3


def _headings(
    name: str, rows: CsvRows, heading: Sequence[str], sample: str, start: int
) -> tuple[Heading, ...]:
    source = Source(name, sample[:start] + _heading_text(sample, start))
    rest = rf"[^{re.escape(rows.delimiter)}\r\n]*"
    field = re.compile(rf'"[^"]*(?:""[^"]*)*(?:"|\Z){rest}|{rest}' if rows.quoted else rest)
    spans: list[Span | None] = []
    while len(spans) < len(heading):
        match = field.match(source.text, start)
        end = match.end() if match else start
        spans.append(source.span(start, end))
        start = end + 1
    return tuple(Heading(text.strip(), span) for text, span in zip(heading, spans, strict=True))


def _table(
    request: Request,
    rows: CsvRows,
    sha256: str | Callable[[], str],
    headings: Sequence[Heading],
    found: Recognised,
) -> RawTable:
    return RawTable(
        input=request.name,
        format="tsv" if rows.delimiter == "\t" else "csv",
        entity=found.entity,
        columns=found.columns([each.text for each in headings]),
        rows=rows,
        sha256=sha256,
        places=partial(cell_places, rows, request.name, tuple(h.text for h in headings)),
        encoding=request.encoding.name,
        unmapped=found.unmapped(headings),
        export=found.export_columns(),
        note=found.note,
    )
