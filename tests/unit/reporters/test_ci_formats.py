"""What CI systems read, beside what a well-known linter writes for them, and read by others."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from tap.parser import Parser

from skulint.engine.model.report import Place, Report

from .builders import REPORTS, fifty_skus, nothing_checked, one_sku, price_finding, stock_finding
from .printing import printed


def ruff(style: str, tmp_path: Path) -> str:
    """Return what ruff prints for a file with one fault."""
    (tmp_path / "x.py").write_text("import os\n")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache"]
    done = subprocess.run(
        [*command, "--output-format", style, "x.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


def shape(value: object) -> object:
    if isinstance(value, dict):
        return {key: shape(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return type(value).__name__


ANNOTATION = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Read commands as the runner does: one a line, `%` sequences undone last.

    Ours end with a line of the log that names the rules.
    """
    found = []
    lines = text.splitlines()
    logged = [line for line in lines if line.startswith("skulint: ")]
    assert logged in ([], lines[-1:])
    for line in lines:
        if line in logged:
            continue
        match = ANNOTATION.fullmatch(line)
        assert match, line
        level, pairs, message = match.groups()
        properties = dict(pair.split("=", 1) for pair in pairs.split(","))
        found.append((level, properties, message))
    return found


def test_gitlab_has_the_shape_of_ruffs(tmp_path: Path) -> None:
    theirs = json.loads(ruff("gitlab", tmp_path))
    ours = json.loads(printed(fifty_skus(), "gitlab"))
    # Code Climate's `content`, which ruff leaves out, names the rules.
    assert {each.pop("content")["body"] for each in ours} == {
        f"skulint 2026.11 sha256:{fifty_skus().packs[0].sha256}"
    }
    assert shape(ours) == shape(theirs)
    assert {each["severity"] for each in ours} <= {"info", "minor", "major", "critical", "blocker"}


def test_github_has_the_shape_of_ruffs(tmp_path: Path) -> None:
    theirs = annotations(ruff("github", tmp_path))
    ours = annotations(printed(one_sku(), "github"))
    assert ours[0][0] == theirs[0][0]
    assert list(ours[0][1]) == list(theirs[0][1])
    assert ours[0][1]["file"] == "products.csv"
    # Both name the place once more, for logs, and put the advice on lines of its own.
    assert re.match(r"\S+:\d+:\d+: \S+ .*%0A  help: ", ours[0][2])
    assert re.match(r"\S+:\d+:\d+: \S+ .*%0A  help: ", theirs[0][2])


def test_the_end_of_an_annotation_is_its_last_column() -> None:
    place = Place("a.csv", 3, 5, 3, 9)
    report = replace(one_sku(), findings=(price_finding(place=place),))
    ((_, properties, _), *_) = annotations(printed(report, "github"))
    assert (properties["col"], properties["endColumn"]) == ("5", "8")


def test_github_gets_the_worst_ten_of_a_level_and_a_count() -> None:
    many = tuple(stock_finding(f"S-{number}") for number in range(300))
    report = replace(fifty_skus(), findings=(*many, *fifty_skus().findings))
    found = annotations(printed(report, "github"))
    errors = [properties["title"] for level, properties, _ in found if level == "error"]
    # Prices clear eight records, stock one; the store's level holds five back.
    assert errors == ["skulint (AE-OUTLET-002)"] * 10
    notices = [message for level, _, message in found if level == "notice"]
    assert len(notices) == 6
    assert notices[-1] == "19 more findings in the job summary"


def test_gitlab_tells_two_clauses_on_one_fact_apart() -> None:
    twice = replace(one_sku(), findings=(price_finding(), price_finding(), stock_finding()))
    prints = [each["fingerprint"] for each in json.loads(printed(twice, "gitlab"))]
    assert len(set(prints)) == 3
    assert printed(twice, "gitlab") == printed(twice, "gitlab")


@pytest.mark.parametrize("reporter", ["gitlab", "github", "sarif"])
def test_nothing_that_machines_read_has_a_mark_before_it(reporter: str) -> None:
    assert not printed(one_sku(), reporter).startswith("\ufeff")


def read_junit(report: Report, **options: object) -> JUnitXml:
    return JUnitXml.fromstring(printed(report, "junit", **options).encode())


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_junit_is_read_and_its_counts_add_up(name: str, lang: str) -> None:
    report = REPORTS[name]()
    found = read_junit(report, lang=lang)
    cases = [case for suite in found for case in suite]
    assert found.tests == len(cases)
    results = [type(result) for case in cases for result in case.result]
    assert found.failures == results.count(Failure)
    assert found.errors == results.count(Error)
    assert found.skipped == results.count(Skipped)
    rules = [case for case in cases if case.classname != "inputs"]
    assert len(rules) == len(report.rules)


def test_junit_has_a_test_a_rule_with_records_in_the_text() -> None:
    cases = {case.name.split(":")[0]: case for suite in read_junit(fifty_skus()) for case in suite}
    (failure,) = cases["AE-OUTLET-002"].result
    assert isinstance(failure, Failure)
    assert failure.message == "Price within the Outlet ceiling: 14 listings failed"
    lines = failure.text.splitlines()
    assert len(lines) == 11
    assert lines[0].startswith("products.csv:17:29: listing RED-42/US")
    assert lines[-1] == "4 more findings not shown"
    (skipped,) = cases["AE-OUTLET-004"].result
    assert isinstance(skipped, Skipped)


def test_nothing_checked_is_green_nowhere() -> None:
    report = nothing_checked()
    assert read_junit(report).errors == 1
    assert [type(each).__name__ for each in Parser().parse_text(printed(report, "tap"))][-1] == (
        "Bail"
    )
    assert printed(report, "github").startswith("::error ")
    assert "nothing was checked" in printed(report, "markdown")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tap_is_read(lang: str) -> None:
    report = fifty_skus()
    lines = list(Parser().parse_text(printed(report, "tap", lang=lang)))
    tests = [line for line in lines if line.category == "test"]
    assert [(test.ok, test.skip) for test in tests] == [
        (False, False),
        (False, False),
        (False, False),
        (False, False),
        (True, True),
    ]
    assert next(line for line in lines if line.category == "plan").expected_tests == len(tests)
    assert tests[0].yaml_block["records"][0].startswith("products.csv:17:29: ")
    assert tests[0].yaml_block["others"] == 4
