"""Several reports from one run, each whole or not there."""

import csv
import json
import stat
from pathlib import Path

import pytest

from skulint.engine.reporters import REPORTERS

from .running import run

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "examples" / "outlet"
CHECK = (
    "check",
    EXAMPLE / "catalog.csv",
    EXAMPLE / "store.yaml",
    "--program",
    "aliexpress/outlet",
    "--as-of",
    "2026-11-22",
)


def formats(folder: Path, *names: str) -> list[str]:
    return [part for name in names for part in ("--format", f"{name}={folder / name}.out")]


def test_one_run_writes_every_format_and_text_for_the_eye(tmp_path: Path) -> None:
    names = [name for name in REPORTERS if name != "text"]
    result = run(*CHECK, *formats(tmp_path, *names))
    assert result.exit_code == 1
    assert "AliExpress Outlet" in result.stdout
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {f"{name}.out" for name in names}
    assert all(path.stat().st_size for path in tmp_path.iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o444 == 0o444 for path in tmp_path.iterdir())


def test_a_format_without_a_file_takes_the_place_of_text() -> None:
    result = run(*CHECK, "--format", "ndjson")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert {line["rule"] for line in lines} >= {"AE-OUTLET-002"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "json", "--format", "sarif"], "would both go to standard output"),
        (["--format", "json=a.out", "--format", "sarif=./a.out"], "two reports would be written"),
        (["--format", "parquet"], "is no text; name a file"),
        (["--format", "serif=x"], "did you mean `sarif`"),
    ],
)
def test_impossible_outputs_are_refused_before_anything_is_read(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check", "no-such-file.csv", *arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "no-such-file" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_written_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "json.out").write_text("before")
    (tmp_path / "sarif.out").mkdir()
    (tmp_path / "sarif.out" / "full").touch()
    result = run(*CHECK, *formats(tmp_path, "json"), "--format", f"csv={tmp_path}/none/x.csv")
    assert result.exit_code == 2
    assert "cannot write" in result.output
    assert (tmp_path / "json.out").read_text() == "before"
    assert {path.name for path in tmp_path.iterdir()} == {"json.out", "sarif.out"}


def test_the_summary_goes_where_the_workflow_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("from an earlier step\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    result = run(*CHECK, "--format", "github", "--format", "github-summary")
    *commands, log = result.stdout.splitlines()
    assert all(line.startswith("::") for line in commands)
    assert log.startswith("skulint: skulint-core ")
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("from an earlier step\n<!-- skulint -->\n## skulint: 9 errors")


def test_paths_are_those_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    shop = tmp_path / "shop"
    shop.mkdir()
    for name in ("catalog.csv", "store.yaml"):
        (shop / name).write_bytes((EXAMPLE / name).read_bytes())
    monkeypatch.chdir(shop)
    found = set()
    for catalog in ("catalog.csv", str(shop / "catalog.csv"), "../shop/catalog.csv"):
        result = run("check", catalog, "store.yaml", *CHECK[3:], "--format", "gitlab")
        found |= {each["location"]["path"] for each in json.loads(result.stdout)}
    assert found == {"shop/catalog.csv"}


def test_lists_sort_differently_and_fingerprints_stay(tmp_path: Path) -> None:
    with (EXAMPLE / "catalog.csv").open(encoding="utf-8", newline="") as stream:
        head, *records = csv.reader(stream)
    prints = []
    for order in (records, records[::-1]):
        with (tmp_path / "catalog.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, *order])
        result = run("check", tmp_path / "catalog.csv", *CHECK[2:], "--format", "sarif")
        results = json.loads(result.stdout)["runs"][0]["results"]
        prints.append(
            {(each["ruleId"], each["partialFingerprints"]["skulint/v1"]) for each in results}
        )
    assert prints[0] == prints[1]
    assert len(prints[0]) == 22
