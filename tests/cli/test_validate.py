"""`skulint validate`, as its callers see it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from skulint.engine.checking import validate as validating
from skulint.engine.model.rule import RuleBook
from skulint.engine.resources import rules_dir

from .running import run, run_outside

RULE = """\
program: aliexpress/outlet
rules:
  - id: MY-1
    title: {{en: Mine, zh: 我的}}
    for: sku
    kind: advice
    severity: info
    require: {{{require}}}
    source: {{document: mine.txt, section: "1", checked: 2026-03-01}}
"""


def write(folder: Path, require: str) -> Path:
    file = folder / "mine.yaml"
    file.write_text(RULE.format(require=require), encoding="utf-8")
    return file


def test_the_shipped_rules_have_no_problems() -> None:
    result = run_outside("validate", "--lang", "en")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(" cases: no problems\n")
    assert run("validate", "--lang", "zh").stdout.endswith("个用例：没有问题\n")
    assert json.loads(run("validate", "--format", "json").stdout) == []


def test_a_mistake_is_underlined(tmp_path: Path) -> None:
    file = write(tmp_path, "stok_qty: {at_least: 5}")
    result = run("validate", file)
    assert result.exit_code == 2
    assert result.stdout.startswith(
        "error[SKU-R011]: unknown fact `stok_qty`\n"
        f"  --> {file}:8:15\n"
        "   |\n"
        " 8 |     require: {stok_qty: {at_least: 5}}\n"
        "   |               ^^^^^^^^\n"
        "   = help: did you mean `stock_qty`?\n"
    )
    assert result.stdout.endswith(": 1 error\n")


def test_json_has_the_place_of_each_problem(tmp_path: Path) -> None:
    file = write(tmp_path, "stok_qty: {at_least: 5}")
    result = run("validate", file, "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout) == [
        {
            "code": "SKU-R011",
            "level": "error",
            "message": "unknown fact `stok_qty`",
            "help": "did you mean `stock_qty`?",
            "file": str(file),
            "line": 8,
            "column": 15,
            "end_line": 8,
            "end_column": 23,
        }
    ]


def test_files_that_are_no_text_have_places_too(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes("a: b\nc: 价\n".encode("gbk"))
    (found,) = json.loads(run("validate", file, "--format", "json").stdout)
    assert (found["code"], found["file"], found["line"]) == ("SKU-Y005", str(file), 2)
    (missing,) = json.loads(run("validate", tmp_path / "none", "--format", "json").stdout)
    assert (missing["code"], missing["line"], missing["end_column"]) == ("SKU-R008", None, None)


def test_warnings_are_no_failure(tmp_path: Path) -> None:
    write(tmp_path, "stock_qty: {at_least: 5}")
    (tmp_path / "more.yml").touch()
    result = run("validate", tmp_path)
    assert result.exit_code == 0
    assert "warning[SKU-R009]: `more.yml` is left out" in result.stdout
    assert result.stdout.endswith(": 1 warning\n")


def test_a_plan_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    file = write(tmp_path, "stock_qty: {at_least: {parameter: mine}}")
    late = (
        "parameters:\n  mine:\n    title: {en: Mine, zh: 我的}\n"
        "    values: [{from: 9000-01-01, value: 5}]\n"
        '    source: {document: mine.txt, section: "1", checked: 2026-03-01}\n'
    )
    file.write_text(file.read_text(encoding="utf-8") + late, encoding="utf-8")
    result = run("validate", file)
    assert result.exit_code == 2
    assert "error[SKU-R057]: parameter `mine` has no value on " in result.stdout
    assert result.stdout.count("SKU-R057") == 1


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped rules, for reading alone."""
    return Path(shutil.copytree(rules_dir(), tmp_path_factory.mktemp("copy") / "rules"))


@pytest.mark.parametrize("part", [".", "aliexpress", "aliexpress/outlet/price.yaml"])
def test_parts_of_a_pack_are_looked_at_with_the_rest_of_it(copy: Path, part: str) -> None:
    assert run("validate", copy / part).exit_code == 0
    assert run("validate", rules_dir() / part).exit_code == 0


SIX = Path(__file__).parents[2] / "fixtures" / "errors" / "lints" / "six-mistakes.yaml"
BASE = Path(__file__).parents[2] / "fixtures" / "errors" / "rules" / "base"


def six_mistakes(tmp_path: Path) -> Path:
    """Put the broken file into a pack of the name of ours, so that ours is not loaded."""
    pack = shutil.copytree(BASE, tmp_path / "pack")
    name = (rules_dir() / "pack.yaml").read_text(encoding="utf-8").splitlines()[0]
    text = f'{name}\nversion: "1"\ntitle: {{en: Demo, zh: 示例}}\n'
    (pack / "pack.yaml").write_text(text, encoding="utf-8")
    return Path(shutil.copy(SIX, pack / "six.yaml"))


def test_the_six_mistakes_as_annotations(tmp_path: Path) -> None:
    file = six_mistakes(tmp_path)
    result = run("validate", file, "--format", "github")
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert len(lines) == 6
    line = next(each for each in lines if "SKU-R024" in each)
    assert line.startswith(f"::error file={file},line=")
    assert line.endswith(
        ",title=SKU-R024::`fulfilment_rate` is a percent, but `0.95` has no percent sign"
        " (write `95%25`, or `0.95%25` if less than one percent is meant)"
    )


def test_the_six_mistakes_as_sarif(tmp_path: Path) -> None:
    file = six_mistakes(tmp_path)
    document = json.loads(run("validate", file, "--format", "sarif").stdout)
    (only,) = document["runs"]
    assert document["version"] == "2.1.0"
    assert [each["ruleId"] for each in only["results"]] == [
        "SKU-R082", "SKU-R081", "SKU-R024", "SKU-R083", "SKU-R027", "SKU-R085",
    ]  # fmt: skip
    ids = [each["id"] for each in only["tool"]["driver"]["rules"]]
    assert all(ids[each["ruleIndex"]] == each["ruleId"] for each in only["results"])
    place = only["results"][2]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == str(file)
    lines = file.read_text(encoding="utf-8").splitlines()
    region = place["region"]
    line = lines[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "0.95"


def test_old_sources_are_reported_when_asked_for() -> None:
    assert "SKU-R088" not in run("validate", "--as-of", "2030-01-01").stdout
    result = run("validate", "--as-of", "2030-01-01", "--stale", "365")
    assert result.exit_code == 0
    assert "warning[SKU-R088]: the source of rule `AE-OUTLET-003` was last looked at" in (
        result.stdout
    )


@pytest.fixture
def keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let what is kept be kept in a folder of the test; give a pack of one rule."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    monkeypatch.setenv("SKULINT_CACHE", str(tmp_path / "own"))
    monkeypatch.delenv("SKULINT_NO_CACHE", raising=False)
    pack = tmp_path / "pack"
    pack.mkdir()
    return write(pack, "stock_qty: {at_least: 5}")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note each time that rule files are read and looked at."""
    noted: list[int] = []
    really = validating.validate

    def validate(*arguments: Any) -> RuleBook:
        noted.append(1)
        return really(*arguments)

    monkeypatch.setattr(validating, "validate", validate)
    return noted


def test_that_there_are_no_problems_is_kept_until_something_changes(
    keeping: Path, reads: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    on = ("--as-of", "2026-04-01")
    first = run("validate", keeping.parent, *on)
    assert first.exit_code == 0
    again = run("validate", keeping.parent, *on)
    assert (again.stdout, len(reads)) == (first.stdout, 1)
    assert run("validate", keeping.parent, *on, "--format", "json").stdout == "[]\n"
    assert len(reads) == 1
    # Another day, another question, another file; and nothing kept where that is switched off.
    run("validate", keeping.parent, "--as-of", "2026-04-02")
    assert len(reads) == 2
    run("validate", keeping.parent, *on, "--stale", "900")
    assert len(reads) == 3
    monkeypatch.setenv("SKULINT_NO_CACHE", "1")
    run("validate", keeping.parent, *on)
    assert len(reads) == 4
    monkeypatch.delenv("SKULINT_NO_CACHE")
    write(keeping.parent, "stok_qty: {at_least: 5}")
    assert run("validate", keeping.parent, *on).exit_code == 2
    assert len(reads) == 5


def test_a_problem_is_looked_for_and_reported_each_time(keeping: Path, reads: list[int]) -> None:
    write(keeping.parent, "stok_qty: {at_least: 5}")
    first, again = (run("validate", keeping.parent) for _ in range(2))
    assert first.exit_code == again.exit_code == 2
    assert first.stdout == again.stdout
    assert len(reads) == 2


def test_what_is_kept_but_damaged_is_not_believed(
    keeping: Path, reads: list[int], tmp_path: Path
) -> None:
    first = run("validate", keeping.parent)
    (kept,) = (tmp_path / "compiled").rglob("*.clean")
    whole = kept.read_bytes()
    kept.write_bytes(whole.replace(b'"rules": ', b'"rules": 9'))
    assert kept.read_bytes() != whole
    assert run("validate", keeping.parent).stdout == first.stdout
    assert len(reads) == 2
