"""Time how skulint reads a file against the libraries it reads with, side by side.

CSV is held against DuckDB's own `read_csv` with all columns as text and a cast for each fact,
XLSX against calamine alone. Reading ends when every cell has its type, the unreadable ones are
known, and records are told apart. Run it with the Python that skulint is installed in:
`python bench/reading.py`. Runs alternate, so that whatever else the machine does falls on both;
each is a process of its own. What a process does before it reads is not timed: of the same table
it reads the first records once, so that nothing is imported while the clock runs.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

HERE = Path(__file__).parent

#: What the columns of the catalogue are cast to; a column without an entry stays text.
_TYPES = {
    "Price": "DECIMAL(15, 6)",
    "Stock": "DECIMAL(9, 0)",
    "30-day low": "DECIMAL(15, 6)",
    "DSR": "DECIMAL(15, 6)",
    "Severe negative reviews": "DECIMAL(9, 0)",
    "EPR": "BOOLEAN",
    "FDA": "BOOLEAN",
    "In Outlet": "BOOLEAN",
    "Outlet badge": "BOOLEAN",
    "Price fraud date": "DATE",
}


def clock(step: Callable[[], object]) -> dict[str, float]:
    """Run a step; give its seconds on the wall and of all processors."""
    # As the command does; rows of Python's values make much to look through.
    gc.set_threshold(200_000)
    wall, cpu = time.perf_counter(), time.process_time()
    step()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def read_ours(path: Path, first: Path) -> dict[str, float]:
    """Read a file as a check does that needs all of its facts."""
    from skulint.engine.loading import load_rulebook
    from skulint.engine.readers import read_inputs
    from skulint.engine.resources import rules_dir
    from skulint.engine.store.build import build_store, open_database
    from skulint.engine.text.diagnostics import Diagnostics

    book = load_rulebook([rules_dir()], Diagnostics())
    needed = frozenset(book.dictionary.facts)

    def read(path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        said = Diagnostics()
        raws = read_inputs(
            [path], dictionary=book.dictionary, diagnostics=said, exports=book.exports
        )
        store = build_store(raws, needed, book.dictionary, connection, said)
        (found,) = store.inputs
        assert found.rows and not said.has_errors, said.sorted()

    read(first, open_database())
    connection = open_database()
    return clock(lambda: read(path, connection))


def read_csv(path: Path, first: Path) -> dict[str, float]:
    """Read a CSV file with DuckDB alone."""
    import csv

    import duckdb

    with path.open(encoding="utf-8", newline="") as file:
        headings = next(csv.reader(file))
    columns = ", ".join(
        f'TRY_CAST("{each}" AS {_TYPES[each]}) AS "{each}"' if each in _TYPES else f'"{each}"'
        for each in headings
    )
    query = f"CREATE TABLE found AS SELECT {columns} FROM read_csv(?, all_varchar = true)"
    duckdb.connect().execute(query, [str(first)])
    connection = duckdb.connect()
    return clock(lambda: connection.execute(query, [str(path)]))


def read_workbook(path: Path, first: Path) -> dict[str, float]:
    """Read a workbook with calamine alone, into rows of Python's values."""
    import python_calamine

    def read(path: Path) -> None:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        rows = sum(1 for _ in workbook.get_sheet_by_index(0).iter_rows())
        assert rows

    read(first)
    return clock(lambda: read(path))


def write_workbook(source: Path, target: Path, most: int) -> None:
    """Write the first records of a CSV file as a workbook, numbers and days as such."""
    import csv

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Products")
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        headings = next(rows)
        sheet.append(headings)
        for _, row in zip(range(most), rows, strict=False):
            sheet.append([_value(*each) for each in zip(headings, row, strict=True)])
    book.save(target)


def _value(heading: str, cell: str) -> Any:
    kind = _TYPES.get(heading, "")
    if not cell or kind in ("", "BOOLEAN"):
        return cell or None
    return date.fromisoformat(cell) if kind == "DATE" else float(cell)


def measured(name: str, path: Path, first: Path, runs: int) -> dict[str, list[dict[str, float]]]:
    """Read a file in turns by skulint and by the library alone."""
    found: dict[str, list[dict[str, float]]] = {"skulint": [], name: []}
    for _ in range(runs):
        for label, times in found.items():
            command = [sys.executable, __file__, "--only", label, str(path), str(first)]
            times.append(
                json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
            )
    return found


READ = {"skulint": read_ours, "duckdb": read_csv, "calamine": read_workbook}


def main() -> None:
    """Write the files, read each in turns, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sheet-rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        label, *paths = options.only
        print(json.dumps(READ[label](*map(Path, paths))))
        return
    result: dict[str, Any] = {"runs": options.runs}
    with tempfile.TemporaryDirectory() as name:
        files = {"csv": Path(name, "catalog.csv"), "xlsx": Path(name, "catalog.xlsx")}
        arguments = [str(files["csv"]), str(options.rows), "1"]
        subprocess.run([sys.executable, str(HERE / "catalogue.py"), *arguments], check=True)
        first = {kind: Path(name, f"first.{kind}") for kind in files}
        with files["csv"].open(encoding="utf-8") as file:
            first["csv"].write_text("".join(islice(file, 20)), encoding="utf-8")
        if options.sheet_rows:
            write_workbook(files["csv"], files["xlsx"], options.sheet_rows)
            write_workbook(files["csv"], first["xlsx"], 20)
        for kind, rival in (("csv", "duckdb"), ("xlsx", "calamine")):
            if not files[kind].exists():
                continue
            found = measured(rival, files[kind], first[kind], options.runs)
            medians = {
                label: {each: statistics.median(run[each] for run in times) for each in times[0]}
                for label, times in found.items()
            }
            rows = options.rows if kind == "csv" else min(options.rows, options.sheet_rows)
            print(f"{kind}, {rows:,} rows, {options.runs} alternating runs")
            for label, figure in medians.items():
                cpu, wall = (f"{each} {figure[each]:7.3f} s" for each in ("cpu", "wall"))
                print(f"{label:10} median of {cpu}  of {wall}")
            ratio = {
                each: round(medians["skulint"][each] / medians[rival][each], 2)
                for each in ("cpu", "wall")
            }
            print(f"ratio of the medians: cpu {ratio['cpu']:.2f}, wall {ratio['wall']:.2f}")
            result[kind] = {"rows": rows, "ratio": ratio, **medians}
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
