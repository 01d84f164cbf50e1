"""Lines are found by counted newlines, and their ends told apart, wherever chunks end."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from skulint.engine.readers import cell_places, files
from skulint.engine.readers.cell_places import CellFinder, cell_places_by_line
from skulint.engine.readers.files import count_lines, scan_text
from skulint.engine.readers.tables import CsvRows
from skulint.engine.text.diagnostics import Diagnostics

CELL = st.text("ab中 ", max_size=6)


@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=30),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.integers(1, 40),
    st.data(),
)
def test_any_cell_is_found_in_chunks_of_any_size(
    rows: list[tuple[str, str]], end: str, is_ended: bool, chunk: int, data: st.DataObject
) -> None:
    text = end.join(["one,two", *(",".join(row) for row in rows)]) + (end if is_ended else "")
    wanted = data.draw(st.sets(st.tuples(st.integers(1, len(rows)), st.integers(0, 1))))
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.object(files, "CHUNK", chunk),
        patch.object(cell_places, "CHUNK", chunk),
    ):
        path = Path(folder, "cells.csv")
        path.write_bytes(text.encode())
        lines = count_lines(path)
        assert (lines.marks[-1], lines.count) == (text.count("\n"), len(rows) + 1)
        found = cell_places_by_line(
            CsvRows(path, ",", True, 2), lines.marks, "cells.csv", ("one", "two"), wanted
        )
    assert {cell: (place.line, place.snippet) for cell, place in found.items()} == {
        (record, column): (record + 1, ",".join(rows[record - 1])) for record, column in wanted
    }
    for (record, column), place in found.items():
        assert place.snippet is not None
        assert place.column is not None
        assert place.end_column is not None
        cell = place.snippet[place.column - 1 : place.end_column - 1]
        assert cell == rows[record - 1][column]


@given(st.text("ab\r\n", min_size=1, max_size=40), st.integers(1, 12))
def test_line_ends_are_told_apart_in_chunks_of_any_size(text: str, chunk: int) -> None:
    with tempfile.TemporaryDirectory() as folder, patch.object(files, "CHUNK", chunk):
        path = Path(folder, "cells.csv")
        path.write_bytes(text.encode())
        scan = scan_text(path, "cells.csv", Diagnostics())
    assert scan is not None
    pairs, returns, newlines = text.count("\r\n"), text.count("\r"), text.count("\n")
    assert (scan.pairs, scan.carriage_returns) == (pairs, returns)
    assert scan.has_one_line_end == (returns in (0, pairs) and pairs in (0, newlines))


def test_a_record_of_two_lines_is_found_too(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text('one,two\n"a\nb",c\nd,e\n', encoding="utf-8", newline="")
    rows = CsvRows(path, ",", True, 2)
    finder = CellFinder(rows, "cells.csv", ("one", "two"), partial(count_lines, path))
    assert finder(2, [(2, 1)])[2, 1].line == 4
    assert finder(3, [(2, 1)])[2, 1].line == 3
