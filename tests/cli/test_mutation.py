"""`skulint test --coverage`, `--mutation` and `--write`, as their callers see them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skulint.engine.resources import rules_dir

from .running import run

RULE = """\
program: aliexpress/outlet
rules:
  # Ours alone.
  - id: MY-1
    title: {en: Mine, zh: 我的}
    for: sku
    kind: advice
    severity: info
    require: {stock_qty: {at_least: 50}}
    source: {document: mine.txt, section: "1", checked: 2026-03-01}
    cases:
      - {given: {stock_qty: 80}, expect: pass}
      - {given: {stock_qty: 49}, expect: fail}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(RULE, encoding="utf-8")
    return path


def test_a_change_that_no_case_notices_comes_with_the_case_that_would(file: Path) -> None:
    result = run("test", file, "--mutation")
    assert result.exit_code == 1
    assert result.stdout == (
        f"{file}:9:15: MY-1: no case notices `at_least: 50` becoming `more_than: 50`\n"
        "  a case of MY-1 that would: {given: {stock_qty: 50}, expect: pass}\n"
        f"{file}:9:37: MY-1: no case notices `50` becoming `51`\n"
        "  the case of MY-1 above would\n"
        "4 changes tried: 2 noticed, 0 accepted with a reason, 2 not noticed\n"
    )
    chinese = run("test", file, "--mutation", "--lang", "zh").stdout
    assert chinese.endswith("尝试改动 4 处：2 处被发现，0 处写明了理由，2 处没有被发现\n")


def test_gaps_and_survivors_as_json(file: Path) -> None:
    found = json.loads(run("test", file, "--coverage", "--mutation", "--format", "json").stdout)
    assert [(each["lack"], each["detail"]) for each in found["gaps"]] == [
        ("outcome", "unknown"),
        ("missing", "stock_qty"),
    ]
    assert found["mutation"]["survivors"][0] == {
        "owner": "MY-1",
        "kind": "edge",
        "change": "at_least: 50 -> more_than: 50",
        "file": str(file),
        "line": 9,
        "column": 15,
        "subject": "MY-1",
        "case": "{given: {stock_qty: 50}, expect: pass}",
    }


def test_written_cases_pass_and_leave_nothing_to_notice(file: Path) -> None:
    result = run("test", file, "--write")
    assert result.exit_code == 0
    assert f"{file}: 1 case added\n" in result.stdout
    added = "      - {given: {stock_qty: 50}, expect: pass}\n"
    assert file.read_text(encoding="utf-8") == RULE + added
    assert run("test", file).stdout == "3 passed, 0 failed\n"
    assert run("test", file, "--mutation").exit_code == 0


def test_a_case_that_fails_is_no_witness(file: Path) -> None:
    file.write_text(RULE.replace("expect: pass", "expect: fail"), encoding="utf-8")
    result = run("test", file, "--mutation")
    assert result.exit_code == 1
    assert "1 case failed as they are and could notice nothing; run `skulint test`" in result.stdout


def test_writing_needs_a_file(file: Path) -> None:
    result = run("test", "--write")
    assert result.exit_code == 2
    assert "name them, or the folder they are in" in result.stderr


#: Programs whose cases notice every change, or give a reason.
COMPLETE = ("aliexpress/outlet", "aliexpress/store", "aliexpress/pricing", "facts/aliexpress.yaml")


def test_the_cases_of_shipped_rules_notice_every_change() -> None:
    result = run("test", *(rules_dir() / part for part in COMPLETE), "--mutation")
    assert result.stdout.splitlines()[-1].endswith(", 0 not noticed"), result.stdout
    assert result.exit_code == 0
