"""A file with far fewer rows than last time is named, and reports stay the same."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from skulint.cli.remembered_rows import compare_with_last_time
from skulint.engine.model.report import Input
from skulint.engine.text.diagnostics import Diagnostics

from .running import run


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKULINT_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def catalogue(path: Path, rows: int) -> Path:
    path.write_text("SKU,Stock\n" + "".join(f"A{each},60\n" for each in range(rows)), "utf-8")
    return path


def check(path: Path, *more: str) -> tuple[str, str]:
    rule = ("--rule", "AE-OUTLET-003", "--as-of", "2026-11-22", "--format", "json")
    result = run("check", path, *rule, *more)
    return result.stdout, result.stderr


def test_a_partial_export_is_named_until_it_is_replaced(tmp_path: Path) -> None:
    path = catalogue(tmp_path / "skus.csv", 200)
    assert "SKU-F053" not in check(path, "--remember-rows")[1]
    catalogue(path, 150)
    for _ in range(2):
        said = check(path, "--remember-rows")[1]
        assert "warning[SKU-F053]" in said
        assert "has 150 rows, and had 200 last time (-25%)" in said
        assert str(path) in said
    # A little more or less is what a shop does in a day.
    assert "SKU-F053" not in check(catalogue(path, 160), "--remember-rows")[1]


def test_the_report_is_the_same_with_and_without(tmp_path: Path) -> None:
    path = catalogue(tmp_path / "skus.csv", 200)
    check(path, "--remember-rows")
    catalogue(path, 20)
    plain, remembered = check(path), check(path, "--remember-rows")
    assert "SKU-F053" in remembered[1]
    assert plain[0] == remembered[0]
    assert json.loads(plain[0])["summary"]


def test_nothing_is_remembered_unasked_where_nobody_looks_on(tmp_path: Path, state: Path) -> None:
    check(catalogue(tmp_path / "skus.csv", 200))
    check(catalogue(tmp_path / "skus.csv", 10), "--no-remember-rows")
    assert not state.exists()


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"rows": "many"}', "[" * 100_000])
def test_a_broken_memory_is_no_memory(tmp_path: Path, state: Path, broken: str) -> None:
    path = catalogue(tmp_path / "skus.csv", 200)
    check(path, "--remember-rows")
    (entry,) = state.iterdir()
    entry.write_text(broken, "utf-8")
    assert "SKU-F053" not in check(catalogue(path, 20), "--remember-rows")[1]
    assert json.loads(entry.read_text("utf-8"))["rows"] == 20


def test_a_folder_that_cannot_be_written_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    monkeypatch.setenv("SKULINT_STATE", str(blocked))
    stdout, _ = check(catalogue(tmp_path / "skus.csv", 20), "--remember-rows")
    assert json.loads(stdout)["summary"]


def test_runs_side_by_side_leave_whole_files(tmp_path: Path, state: Path) -> None:
    paths = [catalogue(tmp_path / f"{each}.csv", 3) for each in range(4)]

    def remember(number: int) -> None:
        given = [Input(str(each), f"{number:064}", number, "sku", "csv") for each in paths]
        compare_with_last_time(given, Diagnostics())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(remember, range(200)))
    entries = list(state.iterdir())
    assert len(entries) == len(paths)
    assert all(0 <= json.loads(each.read_text("utf-8"))["rows"] < 200 for each in entries)
