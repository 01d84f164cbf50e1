"""Waivers and baselines, from the files to the exit code."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import Result
from jsonschema import Draft4Validator, Draft7Validator

from skulint.engine.resources import schemas_dir

from .running import run

ROOT = Path(__file__).parents[2]
SARIF = json.loads(
    (ROOT / "fixtures/schemas/sarif/sarif-schema-2.1.0.json").read_text(encoding="utf-8")
)
REPORT = json.loads((schemas_dir() / "report.schema.json").read_text(encoding="utf-8"))

PRICES = {"A-1": "8.40", "A-2": "9.10", "B-1": "9.90", "[C]": "7.00"}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rule of one's own, at most 8 USD, and four records, of which the last passes."""
    monkeypatch.chdir(tmp_path)
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "house.yaml").write_text(
        "program: house/prices\ntitle: {en: House, zh: 内部}\nabout: {who: {en: Us., zh: 我们。}}\n"
        "rules:\n"
        "  - id: HOUSE-001\n    title: {en: Price low, zh: 低价}\n    for: sku\n"
        "    kind: eligibility\n    severity: error\n"
        "    require:\n      stock_qty: {at_most: 800}\n"
        "    source: {document: handbook, section: prices, checked: 2026-11-22}\n",
        encoding="utf-8",
    )
    write_prices(tmp_path, PRICES)
    return tmp_path


def write_prices(folder: Path, prices: dict[str, str]) -> None:
    with (folder / "sku.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["sku_id", "stock_qty"])
        rows.writerows((key, price.replace(".", "")) for key, price in prices.items())


def check(*more: object, as_of: str = "2026-11-22") -> Result:
    return run(
        "check", "sku.csv", "--rules", "rules", "--program", "house/prices", "--as-of", as_of, *more
    )


def waive(folder: Path, **fields: str) -> list[str]:
    given = {
        "rule": "HOUSE-001",
        "subject": "A-1",
        "reason": "agreed by mail",
        "owner": "li.wei",
        "until": "2027-06-30",
        **fields,
    }
    lines = "\n".join(f"    {name}: {value}" for name, value in given.items())
    text = f"waivers:\n  -\n{lines}\n"
    (folder / "waivers.yaml").write_text(text, encoding="utf-8")
    return ["--waivers", "waivers.yaml"]


def report(result: Result) -> dict:
    found = json.loads(result.stdout)
    assert [error.message for error in Draft7Validator(REPORT).iter_errors(found)] == []
    return found


def keys(found: dict, part: str = "findings") -> list[str]:
    return sorted(each["subject"]["key"] for each in found[part])


def codes(found: dict) -> list[str]:
    return [each["code"] for each in found["diagnostics"]]


def test_without_waivers_three_fail(shop: Path) -> None:
    result = check("--format", "json")
    assert result.exit_code == 1
    assert keys(report(result)) == ["A-1", "A-2", "B-1"]
    assert "excused" not in report(result)


def test_a_waived_finding_does_not_count_and_is_told_apart(shop: Path) -> None:
    found = report(check("--format", "json", *waive(shop)))
    assert keys(found) == ["A-2", "B-1"]
    assert keys(found, "excused") == ["A-1"]
    assert found["excused"][0]["waived"] == {
        "reason": "agreed by mail",
        "owner": "li.wei",
        "until": "2027-06-30",
    }
    counts = found["summary"]["by_rule"]["HOUSE-001"]
    assert (counts["pass"], counts["fail"], counts["waived"]) == (1, 2, 1)
    assert codes(found) == []


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("A-*", ["B-1"]),
        ("?-1", ["A-2"]),
        ('"*"', []),
        ("'[C]'", ["A-1", "A-2", "B-1"]),
        ("a-1", ["A-1", "A-2", "B-1"]),
    ],
)
def test_a_pattern_waives_what_it_matches(shop: Path, subject: str, left: list[str]) -> None:
    result = check("--format", "json", *waive(shop, subject=subject))
    assert keys(report(result)) == left
    assert result.exit_code == (1 if left else 0)


@pytest.mark.parametrize(
    ("day", "waived", "code"),
    [
        ("2027-05-30", True, []),
        ("2027-05-31", True, ["SKU-W003"]),
        ("2027-06-30", True, ["SKU-W003"]),
        ("2027-07-01", False, ["SKU-W002"]),
    ],
)
def test_the_last_day_still_counts_and_is_announced(
    shop: Path, day: str, waived: bool, code: list[str]
) -> None:
    found = report(check("--format", "json", *waive(shop), as_of=day))
    assert ("A-1" not in keys(found)) is waived
    assert codes(found) == code


@pytest.mark.parametrize("until", ["2027-02-30", "next year", "20270630", "30.06.2027"])
def test_a_bad_day_is_expired(shop: Path, until: str) -> None:
    found = report(check("--format", "json", *waive(shop, until=until)))
    assert "A-1" in keys(found)
    assert codes(found) == ["SKU-W001"]


@pytest.mark.parametrize(("granted", "waived"), [("840", True), ("850", True), ("839", False)])
def test_a_worse_value_voids_a_waiver(shop: Path, granted: str, waived: bool) -> None:
    found = report(check("--format", "json", *waive(shop, granted=granted)))
    assert ("A-1" not in keys(found)) is waived
    assert codes(found) == ([] if waived else ["SKU-W004"])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"subject": "gone"}, "SKU-W005"),
        ({"subject": "'[C]'"}, "SKU-W005"),
        ({"rule": "HOUSE-O01"}, "SKU-W006"),
    ],
)
def test_waivers_of_no_use_are_reported(shop: Path, fields: dict[str, str], code: str) -> None:
    found = report(check("--format", "json", *waive(shop, **fields)))
    assert codes(found) == [code]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("waivers:\n  - {rule: HOUSE-001, subject: A-1, reason: x, owner: y}\n", "`until`"),
        ("waivers:\n  - {rule: R, subject: S, reason: x, owner: y, untill: 1}\n", "untill"),
        ("- a\n", "a map"),
        ("waivers: {}\n", "a list"),
    ],
)
def test_a_broken_file_stops_the_run_with_its_place(shop: Path, text: str, message: str) -> None:
    (shop / "waivers.yaml").write_text(text, encoding="utf-8")
    result = check("--waivers", "waivers.yaml")
    assert result.exit_code == 2
    assert message in result.output
    assert "waivers.yaml:" in result.output


def test_a_missing_file_stops_the_run(shop: Path) -> None:
    for option in ("--waivers", "--baseline"):
        assert check(option, "none").exit_code == 2


def test_only_what_is_new_fails_against_a_baseline(shop: Path) -> None:
    assert check("--write-baseline", "base.json").exit_code == 1
    result = check("--baseline", "base.json", "--format", "json")
    assert result.exit_code == 0
    assert keys(report(result)) == []
    assert keys(report(result), "excused") == ["A-1", "A-2", "B-1"]
    # The order of the file and the rest of the row do not matter.
    write_prices(shop, {"D-1": "12.00", **dict(reversed(PRICES.items()))})
    result = check("--baseline", "base.json", "--format", "json")
    assert result.exit_code == 1
    assert keys(report(result)) == ["D-1"]


def test_what_is_gone_from_the_baseline_is_said(shop: Path) -> None:
    check("--write-baseline", "base.json")
    write_prices(shop, {**PRICES, "A-1": "1.00"})
    assert codes(report(check("--baseline", "base.json", "--format", "json"))) == ["SKU-W008"]


def test_a_json_report_is_a_baseline_too_and_other_files_are_not(shop: Path) -> None:
    check("--format", "json=report.json")
    assert check("--baseline", "report.json").exit_code == 0
    (shop / "no.json").write_text('{"a": 1}')
    result = check("--baseline", "no.json")
    assert result.exit_code == 2
    assert "SKU-W007" in result.output


def test_a_baseline_is_the_same_however_often_it_is_written(shop: Path) -> None:
    texts = set()
    for order in (PRICES, dict(reversed(PRICES.items()))):
        write_prices(shop, order)
        check("--write-baseline", "base.json", *waive(shop, subject="B-1"))
        texts.add((shop / "base.json").read_text(encoding="utf-8"))
    (text,) = texts
    # A waiver has its own end, so it stays out of the baseline.
    assert [each["key"] for each in json.loads(text)["findings"]] == ["A-1", "A-2"]


def test_every_mode_sets_the_same_aside(shop: Path) -> None:
    wanted = None
    for mode in (
        ["--engine", "duckdb"],
        ["--engine", "reference"],
        ["--max-findings", "1"],
        ["--all-outcomes"],
    ):
        found = report(check("--format", "json", *waive(shop, subject="A-*"), *mode))
        counts = found["summary"]["by_rule"]["HOUSE-001"]
        got = {name: counts[name] for name in ("pass", "fail", "waived")}
        wanted = wanted or got
        assert got == wanted == {"pass": 1, "fail": 1, "waived": 2}
    single = report(check("--format", "json", *waive(shop), "--sku", "A-1"))
    assert keys(single) == []
    assert keys(single, "excused") == ["A-1"]


def test_every_reporter_agrees(shop: Path) -> None:
    check("--write-baseline", "base.json")
    write_prices(shop, {**PRICES, "D-1": "12.00"})
    waiver = waive(shop)
    more = ["--baseline", "base.json", *waiver]

    sarif = json.loads(check("--format", "sarif", *more).stdout)
    assert list(Draft4Validator(SARIF).iter_errors(sarif)) == []
    states = {
        each["message"]["text"].split("SKU ")[1].split(";")[0]: (
            each["baselineState"],
            "suppressions" in each,
        )
        for each in sarif["runs"][0]["results"]
    }
    assert states == {
        "D-1": ("new", False),
        "A-1": ("unchanged", True),
        "A-2": ("unchanged", False),
        "B-1": ("unchanged", False),
    }
    for name in ("gitlab", "ndjson", "csv", "github", "junit", "tap", "markdown", "text", "html"):
        text = check("--format", name, *more).stdout
        assert "D-1" in text, name
        assert "A-2" not in text, name
    for name in ("text", "markdown", "html"):
        text = check("--format", name, *more).stdout
        assert "1 waived" in text
        assert "2 known before" in text


def test_all_waived_is_not_nothing_checked(shop: Path) -> None:
    write_prices(shop, {"A-1": "8.40"})
    assert check(*waive(shop)).exit_code == 0
