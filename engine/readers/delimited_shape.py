"""Delimited files that are more than a heading and its records: lines above, totals below.

Most files are not, so what is looked at here is the beginning and the end of a file. Only where
something stands out are the records copied.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, Literal

from ..model.report import Place
from ..text.safe_text import sanitise
from .cell_places import cell_places
from .cleaning import LeftOut, Row, Sieve
from .csv_faults import RaggedRow, broken_rows, report_broken
from .csv_text import long_fields, open_text
from .heading import SEARCHED, HeadingRow, find_heading
from .recognise import Recogniser
from .recognised import Recognised
from .shaping import NumberedRow, Shaped, shape_records
from .tables import Cell, CsvRows, RawTable

if TYPE_CHECKING:
    from _csv import Reader as _Reader

    from .reading import Request

#: In bytes: so much of a file's end is looked at for totals.
_TAIL = 1 << 14
_LAST = 5


def find_below(
    rows: CsvRows, sample: str, recogniser: Recogniser, delimiters: str
) -> tuple[CsvRows, int, list[str], int] | None:
    """Find a heading below other lines, with whatever delimiter it has.

    Gives the rows below it, where it starts in the sample, its texts, and how many rows it takes.
    """
    best: tuple[HeadingRow, CsvRows] | None = None
    for delimiter in dict.fromkeys((rows.delimiter, *delimiters)):
        records, starts = _head(sample, delimiter, rows.quoted or delimiter != "\t")
        found = find_heading(records, recogniser)
        if found is None or found.known < 2 or (best and found.known <= best[0].known):
            continue
        before = sum(1 for each in records[: found.first] if each)
        quoted = rows.quoted if delimiter == rows.delimiter else True
        moved = replace(
            rows,
            delimiter=delimiter,
            quoted=quoted,
            skip_lines=starts[found.first],
            skip_records=before,
        )
        best = found, moved
    if best is None:
        return None
    found, moved = best
    start = sum(len(line) for line in islice(StringIO(sample, newline="\n"), moved.skip_lines))
    return moved, start, list(found.texts), found.count


def _head(sample: str, delimiter: str, quoted: bool) -> tuple[list[list[str]], list[int]]:
    """Return the first records, blank lines included, and the lines before each of them."""
    records: list[list[str]] = []
    starts = [0]
    with long_fields():
        reader = _reader(StringIO(sample, newline=""), delimiter, quoted)
        try:
            for record in islice(reader, SEARCHED + 1):
                records.append(record)
                starts.append(reader.line_num)
        except csv.Error:
            pass
    return records, starts


def has_odd_rows(rows: CsvRows, heading: Sequence[str], sample: str) -> bool:
    """Tell whether a file's first or last rows hold totals, or its headings once more."""
    sieve = Sieve(tuple(heading), None)
    first = _records(sample[: 1 << 16].splitlines(keepends=True)[rows.skip_lines + 1 :], rows)
    if any(sieve.kind(record) in (Row.TOTAL, Row.HEADING) for record in islice(first, 1000)):
        return True
    with rows.path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    last = _records([line for line in lines if line.strip()][-_LAST:], rows)
    return any(sieve.kind(record) is Row.TOTAL for record in last)


def _records(lines: Iterable[str], rows: CsvRows) -> Iterator[list[str]]:
    with long_fields():
        try:
            yield from _reader(lines, rows.delimiter, rows.quoted)
        except csv.Error:
            return


def _reader(lines: Iterable[str], delimiter: str, quoted: bool) -> _Reader:
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    return csv.reader(lines, delimiter=delimiter, quoting=quoting)


@dataclass(slots=True)
class _Lines:
    """The records below a heading, and the line the one at hand starts at."""

    rows: CsvRows
    skip: int
    line: int = 0

    def __iter__(self) -> Iterator[NumberedRow]:
        with long_fields(), open_text(self.rows.path) as file:
            reader = _reader(file, self.rows.delimiter, self.rows.quoted)
            number, before = -self.rows.skip_records, 0
            for record in reader:
                if record:
                    if number >= self.skip:
                        self.line = before + 1
                        yield number, record
                    number += 1
                before = reader.line_num


def with_shape(
    table: RawTable, rows: CsvRows, found: Recognised, request: Request, heading_lines: int
) -> RawTable | None:
    """Return the table with its records copied and cleaned; None after reporting why not."""
    diagnostics = request.recogniser.diagnostics
    headings = tuple(each.heading for each in table.columns[: rows.width])
    key = request.recogniser.key_of(found)
    lines = _Lines(rows, heading_lines)
    left_out = LeftOut()
    shaped = shape_records(
        lines,
        headings,
        found,
        lambda _: f"{request.name}:{lines.line}:1",
        left_out,
        key=found.facts.index(key) if key else None,
        kept=rows.kept,
    )
    totals = {int(place.rsplit(":", 2)[1]) for place in left_out.places.get(Row.TOTAL, ())}
    wrong = [
        each
        for each in islice(broken_rows(rows), 100)
        if not (isinstance(each, RaggedRow) and each.line in totals)
    ]
    if wrong:
        report_broken(wrong[:10], request.name, diagnostics)
        return None
    if len(shaped.said) > 1 and found.export is not None:
        said = ", ".join(f"`{sanitise(each, 40)}`" for each in shaped.said[:3])
        diagnostics.warning(
            "SKU-F051",
            f"`{found.export.one_of}` says {said}, so these rows are of several shops; they are"
            " not read",
            place=request.name,
            help="export one marketplace at a time: a price asked in one says nothing of another",
        )
        return None
    left_out.report(diagnostics)
    is_private = found.export is not None and found.export.bounds_only
    return replace(
        table,
        columns=shaped.columns,
        rows=shaped.rows,
        export=shaped.export,
        places=partial(_places, rows, request.name, headings, shaped, is_private),
        record_count=len(shaped.numbers),
    )


def _places(
    rows: CsvRows,
    name: str,
    headings: Sequence[str],
    shaped: Shaped,
    is_private: bool,
    cells: Iterable[Cell],
) -> Mapping[Cell, Place]:
    origins = {cell: origin for cell in cells if (origin := shaped.origin(cell)) is not None}
    places = cell_places(rows, name, headings, origins.values())
    found = {cell: places[origin] for cell, origin in origins.items() if origin in places}
    if not is_private:
        return found
    return {cell: _alone(place) for cell, place in found.items()}


def _alone(place: Place) -> Place:
    """Show a cell without the others of its line: they hold who bought and where they live."""
    if place.snippet is None or place.column is None:
        return place
    start = place.column - 1
    end = place.end_column - 1 if place.end_column and place.end_line == place.line else None
    return replace(place, snippet=" " * start + place.snippet[start:end])
