"""Reads old Excel workbooks (.xls) in a process of its own, with little memory.

The format is a file system of chained blocks. A damaged chain sends the compiled reader into
allocating without end, which no exception of ours can stop; a limit on a process can.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

#: In bytes and seconds. An old workbook has at most 65,536 rows and 256 columns a sheet.
_MEMORY = 768 << 20
_PATIENCE = 60


class BrokenWorkbook(Exception):
    """Why an old workbook cannot be read; the text is for people."""


def read_sheets(path: Path, copy: Path) -> list[dict[str, Any]]:
    """Return the sheets of a workbook as the child found them, by way of a file.

    Each has its `name`, its `rows` as text, its `first_column` and its `merged` cells.
    """
    command = [sys.executable, "-m", __name__, os.fspath(path), os.fspath(copy)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            timeout=_PATIENCE,
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
    sheets: list[dict[str, Any]] = json.loads(copy.read_text(encoding="utf-8"))
    return sheets


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time is limited there alone.
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(source: str, target: str) -> int:
    from .workbooks import open_sheets, text_of

    _limit_memory()
    try:
        sheets = [
            {
                "name": sheet.name,
                "rows": [[text_of(cell) for cell in row] for row in sheet.rows],
                "first_column": sheet.first_column,
                "merged": list(sheet.merged),
            }
            for sheet in open_sheets(Path(source))
        ]
        Path(target).write_text(json.dumps(sheets), encoding="utf-8")
    except BaseException as error:
        said = str(error).strip() or "it is damaged"
        sys.stdout.write(said.split("\n")[0].encode("ascii", "backslashreplace").decode() + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1], sys.argv[2]))
