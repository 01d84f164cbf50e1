"""Places of cells in a delimited file, with the text of their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from ..model.report import Place
from ..text.csv_places import field_places
from .tables import Cell, CsvRows

#: In characters; a caret far out on a line helps nobody.
_SNIPPET_LIMIT = 10_000
_AFTER_CELL = 200


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
        cell: Place(
            name,
            place.line,
            place.column,
            place.end_line,
            place.end_column,
            heading=headings[cell[1]],
            snippet=cut_line(lines.get(place.line, ""), place.column, place.end_column),
        )
        for cell, place in known.items()
    }


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
