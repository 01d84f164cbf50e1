"""Tables of all findings, written by the database: the files, what they hold, and failures."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from skulint.engine.checking import copied, holding
from skulint.engine.evaluation.tabled import copying
from skulint.engine.model.finding_columns import COLUMNS

from .running import run

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "examples" / "outlet"
CHECK = ("check", "catalog.csv", "store.yaml", "--program", "aliexpress/outlet", "--as-of",
         "2026-11-22", "--max-findings", "0")  # fmt: skip
NAMES = ("parquet", "csv", "ndjson")
HOSTILE = "=1+1|\u202eB\x9b[31m"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop whose first title is no plain text, where even few findings are copied."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(copied, "WORTH_COPYING", 0)
    monkeypatch.setattr(holding, "MOST_HELD", -1)
    with (EXAMPLE / "catalog.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    for row in rows:
        row[head.index("Title")] = HOSTILE
    with Path("catalog.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    Path("store.yaml").write_bytes((EXAMPLE / "store.yaml").read_bytes())
    return tmp_path


def formats() -> list[str]:
    return [f"--format={name}=findings.{name}" for name in NAMES]


def read(name: str) -> list[dict[str, Any]]:
    path = f"findings.{name}"
    if name == "csv":
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    if name == "ndjson":
        lines = Path(path).read_text(encoding="utf-8").splitlines()
        return [json.loads(line, parse_float=Decimal, parse_int=Decimal) for line in lines]
    relation = duckdb.read_parquet(path)
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def test_three_files_of_one_schema_hold_all_findings(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(*CHECK, *formats())
    assert result.exit_code == 1, result.output
    assert "AliExpress Outlet" in result.stdout
    tables = {name: read(name) for name in NAMES}
    counts = {len(table) for table in tables.values()}
    assert len(counts) == 1
    assert counts != {0}
    for rows in zip(*tables.values(), strict=True):
        whole, sheet, line = rows
        assert [*whole] == [*sheet] == [*line] == [*COLUMNS]
        for column, kind in COLUMNS.items():
            value = whole[column]
            if value is None:
                assert (sheet[column], line[column]) == ("", None)
            elif kind == "number":
                assert Decimal(sheet[column]) == value == line[column]
            elif kind == "flag":
                assert sheet[column] == str(value).lower()
                assert line[column] is value
            elif kind != "text":
                assert sheet[column] == str(value) == str(line[column])
            elif column != "title":
                assert sheet[column] == value == line[column]
    # Findings of a few records are explained.
    monkeypatch.setattr(copied, "WORTH_COPYING", 1_000_000)
    run(*CHECK, "--format", "parquet=findings.parquet")
    explained = read("parquet")
    assert [*explained[0]] == [*COLUMNS]
    assert len(explained) in counts


def test_what_a_seller_wrote_is_no_formula_and_no_command(shop: Path) -> None:
    run(*CHECK, *formats())
    titles = {name: {row["title"] for row in read(name)} - {None, ""} for name in NAMES}
    assert titles["parquet"] == titles["ndjson"] == {HOSTILE}
    assert titles["csv"] == {"'=1+1|\\u202eB\\x9b[31m"}
    printed = run(*CHECK, "--format", "ndjson").stdout
    assert "\u202e" not in printed and "\x9b" not in printed
    assert {json.loads(line)["title"] for line in printed.splitlines()} - {None} == {HOSTILE}


@pytest.mark.parametrize("failure", [OSError("no space left on device"), KeyboardInterrupt()])
def test_nothing_half_written_is_left(
    failure: BaseException, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("findings.csv").write_text("before")
    before = {path.name for path in shop.iterdir()}

    def broken(_store: Any, _query: Any, name: str, path: str) -> None:
        Path(path).write_text("half")
        if name == "csv":
            raise failure

    monkeypatch.setattr(copied, "copy_rows", broken)
    result = run(*CHECK, *formats())
    assert result.exit_code != 0
    assert {path.name for path in shop.iterdir()} == before
    assert Path("findings.csv").read_text() == "before"
    if isinstance(failure, OSError):
        assert result.exit_code == 2
        assert "no space left on device" in result.output


def test_what_duckdb_makes_of_an_interrupt_is_one(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_tree: Any) -> str:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(copying, "sql_of", interrupted)
    before = {path.name for path in shop.iterdir()}
    result = run(*CHECK, "--format", "csv=findings.csv")
    assert result.exit_code not in (0, None)
    assert "Aborted" in result.stderr
    assert {path.name for path in shop.iterdir()} == before
