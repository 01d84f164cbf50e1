"""Places of cells in a delimited file, with the text of their lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from ..model.report import Place
from ..text.csv_places import Place as FieldPlace
from ..text.csv_places import field_places, line_places
from .aside import Later
from .files import CHUNK, Lines
from .tables import Cell, CsvRows

#: In characters; a caret far out on a line helps nobody.
_SNIPPET_LIMIT = 10_000
_AFTER_CELL = 200
#: In bytes; of so few, newlines are found one by one.
_FEW = 2_048


def cell_places(
    rows: CsvRows, name: str, headings: Sequence[str], cells: Iterable[Cell]
) -> Mapping[Cell, Place]:
    """Return the places of some cells of a delimited file, read from the file once more."""
    wanted = sorted(set(cells))
    numbers = {record + rows.skip_records for record, _ in wanted}
    fields = field_places(rows.path, numbers, delimiter=rows.delimiter, quoted=rows.quoted)
    known = {
        (record, column): fields[record + rows.skip_records][column]
        for record, column in wanted
        if column < len(fields.get(record + rows.skip_records, ()))
    }
    lines = _lines(rows, {place.line for place in known.values()})
    return {
        cell: _place(name, place, headings[cell[1]], lines.get(place.line, ""))
        for cell, place in known.items()
    }


@dataclass(frozen=True, slots=True)
class CellFinder:
    """Finds cells of a delimited file; quickly where each record is one line."""

    rows: CsvRows
    name: str
    headings: Sequence[str]
    #: Counts the lines of the file.
    lines: Later[Lines]

    def __call__(self, count: int, cells: Iterable[Cell]) -> Mapping[Cell, Place]:
        """Return the places of some cells; as many records as lines means one on each."""
        if self.lines_before(count) is None:
            return cell_places(self.rows, self.name, self.headings, cells)
        marks = self.lines().marks
        return cell_places_by_line(self.rows, marks, self.name, self.headings, cells)

    def begin(self) -> None:
        """Begin to count lines, where places will be asked for."""
        self.lines.begin()

    def lines_before(self, count: int) -> int | None:
        """Tell after how many lines so many records begin; None where some are not one line."""
        before = self.rows.skip_lines + 1
        return before if self.lines().count - before == count else None


def cell_places_by_line(
    rows: CsvRows,
    marks: Sequence[int],
    name: str,
    headings: Sequence[str],
    cells: Iterable[Cell],
) -> Mapping[Cell, Place]:
    """Return the places of some cells of a file in which each record is one line.

    Only the chunks in which the wanted lines start are read; `marks` tells which these are.
    """
    wanted: dict[int, list[int]] = {}
    for record, column in sorted(set(cells)):
        wanted.setdefault(rows.skip_lines + 1 + record, []).append(column)
    places: dict[Cell, Place] = {}
    for line, text in _lines_at(rows.path, marks, list(wanted)):
        fields = line_places(text, line, delimiter=rows.delimiter, quoted=rows.quoted)
        for column in wanted[line]:
            if column < len(fields):
                cell = line - rows.skip_lines - 1, column
                places[cell] = _place(name, fields[column], headings[column], text)
    return places


def _lines_at(
    path: Path, marks: Sequence[int], numbers: Sequence[int]
) -> Iterator[tuple[int, str]]:
    """Yield the lines with these numbers, which are sorted, without their ends."""
    with path.open("rb") as file:
        # A line starts behind the newline before it.
        for index, group in groupby(numbers, lambda number: bisect_left(marks, number - 1)):
            if index == len(marks):
                return
            file.seek(index * CHUNK)
            chunk = file.read(CHUNK) + file.readline()
            start, at = 0, 1 + (marks[index - 1] if index else 0)
            for number in group:
                start, at = _start_of(chunk, number - at, start), number
                end = chunk.find(b"\n", start)
                line = chunk[start : len(chunk) if end < 0 else end].removesuffix(b"\r")
                yield number, line.decode("utf-8", errors="replace")


def _start_of(chunk: bytes, newlines: int, start: int) -> int:
    """Find where the line begins that stands so many newlines behind a place.

    Halves are counted, which takes a third of the time of cutting the chunk into its lines.
    """
    end = len(chunk)
    while newlines and end - start > _FEW:
        middle = (start + end) // 2
        before = chunk.count(b"\n", start, middle)
        if before < newlines:
            start, newlines = middle, newlines - before
        else:
            end = middle
    for _ in range(newlines):
        start = chunk.index(b"\n", start) + 1
    return start


def _place(file: str, place: FieldPlace, heading: str, line: str) -> Place:
    return Place(
        file,
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        heading=heading,
        snippet=cut_line(line, place.column, place.end_column),
    )


def cut_line(line: str, column: int, end_column: int) -> str | None:
    """Return a line up to a little after a cell, so that columns stay right; None if too long."""
    if column > _SNIPPET_LIMIT:
        return None
    return line[: min(max(column, end_column) + _AFTER_CELL, _SNIPPET_LIMIT)]


def _lines(rows: CsvRows, wanted: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    taken = 0
    with rows.path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        for number in sorted(wanted):
            line = next(islice(file, number - 1 - taken, None), None)
            if line is None:
                break
            found[number] = line.rstrip("\r\n")
            taken = number
    return found
