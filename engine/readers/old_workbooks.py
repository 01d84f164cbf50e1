"""Reads old Excel workbooks (.xls) in a process of its own, with little memory.

The format is a file system of chained blocks. A damaged chain sends the compiled reader into
allocating without end, which no exception of ours can stop; a limit on a process can.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

#: In bytes and seconds. An old workbook has at most 65,536 rows and 256 columns a sheet.
_MEMORY = 768 << 20
_PATIENCE = 60
#: Without the formats a file is read all the same.
_PATIENCE_FOR_FORMATS = 20


class BrokenWorkbook(Exception):
    """Why an old workbook cannot be read; the text is for people."""


def read_formats(path: Path, copy: Path) -> dict[str, Any] | None:
    """Tell which cells of a workbook show percentages, and from when it counts days.

    Gives `percents`, by the name of a sheet the rows and columns of its cells, from 0 on, and
    `from_1904`; None where the formats cannot be read.
    """
    try:
        _ask(path, copy, "formats")
    except BrokenWorkbook:
        return None
    found: dict[str, Any] = json.loads(copy.read_text(encoding="utf-8"))
    return found


def read_sheets(path: Path, copy: Path) -> list[dict[str, Any]]:
    """Return the sheets of a workbook as the child found them, by way of a file.

    Each has its `name`, its `rows` as text, its `first_column` and its `merged` cells.
    """
    _ask(path, copy, "cells")
    sheets: list[dict[str, Any]] = json.loads(copy.read_text(encoding="utf-8"))
    return sheets


def _ask(path: Path, copy: Path, what: str) -> None:
    """Let a process with little memory write what it found in a workbook into a file."""
    command = [sys.executable, "-m", __name__, os.fspath(path), os.fspath(copy), what]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            timeout=_PATIENCE_FOR_FORMATS if what == "formats" else _PATIENCE,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        raise BrokenWorkbook("reading it takes too long, so it is damaged") from None
    if done.returncode == 1:
        raise BrokenWorkbook(done.stdout.strip().split("\n")[-1] or "it is damaged")
    if done.returncode:
        raise BrokenWorkbook("it is damaged")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time is limited there alone.
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _cells(path: Path) -> list[dict[str, Any]]:
    from .workbooks import open_sheets, text_of

    return [
        {
            "name": sheet.name,
            "rows": [[text_of(cell) for cell in row] for row in sheet.rows],
            "first_column": sheet.first_column,
            "merged": list(sheet.merged),
        }
        for sheet in open_sheets(path)
    ]


def _formats(path: Path) -> dict[str, Any]:
    """Look at the formats of numbers, which the reader of cells does not give."""
    import xlrd

    from .number_formats import is_percentage

    with xlrd.open_workbook(
        path,
        formatting_info=True,
        on_demand=True,
        # Some programs write chains of blocks that no longer matter; the cells come from elsewhere.
        ignore_workbook_corruption=True,
        logfile=io.StringIO(),
    ) as book:
        shown = {
            at
            for at, style in enumerate(book.xf_list)
            if is_percentage(book.format_map[style.format_key].format_str)
        }
        percents = {
            sheet.name: [
                (row, column)
                for row in range(sheet.nrows)
                for column in range(sheet.ncols)
                if sheet.cell_type(row, column) == xlrd.XL_CELL_NUMBER
                and sheet.cell_xf_index(row, column) in shown
            ]
            for sheet in (book.sheets() if shown else ())
        }
        return {"percents": percents, "from_1904": bool(book.datemode)}


def _main(source: str, target: str, what: str) -> int:
    # Before the limit: it is for what the file makes grow.
    from . import number_formats, workbooks  # noqa: F401

    _limit_memory()
    try:
        found = _formats(Path(source)) if what == "formats" else _cells(Path(source))
        Path(target).write_text(json.dumps(found), encoding="utf-8")
    except BaseException as error:
        said = str(error).strip() or "it is damaged"
        sys.stdout.write(said.split("\n")[0].encode("ascii", "backslashreplace").decode() + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:4]))
