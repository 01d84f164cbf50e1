"""Lines are found by the newlines counted when a file was looked over, wherever chunks end."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from skulint.engine.readers import cell_places, files
from skulint.engine.readers.cell_places import cell_places_by_line
from skulint.engine.readers.files import scan_text
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
        scan = scan_text(path, "cells.csv", Diagnostics())
        assert scan is not None
        assert scan.marks[-1] == text.count("\n")
        found = cell_places_by_line(
            CsvRows(path, ",", True, 2), scan.marks, "cells.csv", ("one", "two"), wanted
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
