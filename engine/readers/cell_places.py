"""Places of cells in a delimited file, with the text of their lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from ..model.report import Place
from ..text.csv_places import Place as FieldPlace
from ..text.csv_places import field_places, line_places
from .tables import Cell, CsvRows

#: In characters; a caret far out on a line helps nobody.
_SNIPPET_LIMIT = 10_000
_AFTER_CELL = 200

_CHUNK = 1 << 20


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


def cell_places_by_line(
    rows: CsvRows, name: str, headings: Sequence[str], cells: Iterable[Cell]
) -> Mapping[Cell, Place]:
    """Return the places of some cells of a file in which each record is one line.

    What stands between the wanted lines is only searched for line ends.
    """
    wanted: dict[int, list[int]] = {}
    for record, column in sorted(set(cells)):
        wanted.setdefault(rows.skip_lines + 1 + record, []).append(column)
    places: dict[Cell, Place] = {}
    for line, text in _lines_at(rows.path, list(wanted)):
        fields = line_places(text, line, delimiter=rows.delimiter, quoted=rows.quoted)
        for column in wanted[line]:
            if column < len(fields):
                cell = line - rows.skip_lines - 1, column
                places[cell] = _place(name, fields[column], headings[column], text)
    return places


def _lines_at(path: Path, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield the lines with these numbers, which are sorted, without their ends."""
    waiting = deque(numbers)
    done = 0
    with path.open("rb") as file:
        while waiting and (chunk := file.read(_CHUNK) + file.readline()):
            here = chunk.count(b"\n") + (not chunk.endswith(b"\n"))
            if waiting[0] <= done + here:
                lines = chunk.split(b"\n")
                while waiting and waiting[0] <= done + here:
                    line = lines[waiting[0] - done - 1].removesuffix(b"\r")
                    yield waiting.popleft(), line.decode("utf-8", errors="replace")
            done += here


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
