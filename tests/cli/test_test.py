"""`skulint test`, as its callers see it."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from skulint.engine.resources import rules_dir

from .running import run

CATALOGUE = Path(__file__).parents[2] / "fixtures" / "cases" / "outlet.yaml"
PASSES = "{rule: AE-OUTLET-003, given: {program_applied: OUTLET, stock_qty: 50}, expect: pass}"
FAILS = "{rule: AE-OUTLET-003, given: {program_applied: OUTLET, stock_qty: 49}, expect: pass}"


def write(folder: Path, *cases: str) -> Path:
    file = folder / "cases.yaml"
    file.write_text("".join(f"- {case}\n" for case in cases), encoding="utf-8")
    return file


def test_without_arguments_all_shipped_cases_run() -> None:
    result = run("test")
    assert (result.exit_code, result.stderr) == (0, "")
    passed, rest = result.stdout.split(" ", 1)
    assert int(passed) > 100
    assert rest == "passed, 0 failed\n"


@pytest.mark.parametrize("engine", ["both", "duckdb", "reference"])
def test_json_is_exactly_what_was_promised(tmp_path: Path, engine: str) -> None:
    file = write(
        tmp_path,
        "{rule: AE-OUTLET-012, given: {lowest_price_30d: 10.00}, expect: 7.0}",
        "{rule: max_outlet_price, given: {}, expect: unknown}",
        "{rule: AE-PRICE-003, given: {price_abuse_triggered_on: 2024-06-08}, expect: 2024-06-23}",
        "{rule: AE-STORE-005, given: {store_dsr_90d: 4.2}, expect: false}",
        "{rule: market_region, given: {market: ES}, expect: EU}",
        FAILS,
    )
    result = run("test", "--cases", file, "--format", "json", "--engine", engine)
    assert (result.exit_code, result.stderr) == (1, "")
    document = json.loads(result.stdout, parse_float=Decimal)
    assert list(document) == ["cases", "passed", "failed"]
    assert {tuple(case) for case in document["cases"]} == {("rule", "given", "expect", "got", "ok")}
    assert (document["passed"], document["failed"]) == (5, 1)
    assert [
        (case["rule"], case["expect"], case["got"], case["ok"]) for case in document["cases"]
    ] == [
        ("AE-OUTLET-012", Decimal("7.0"), 7, True),
        ("max_outlet_price", "unknown", "unknown", True),
        ("AE-PRICE-003", "2024-06-23", "2024-06-23", True),
        ("AE-STORE-005", False, False, True),
        ("market_region", "EU", "EU", True),
        ("AE-OUTLET-003", "pass", "fail", False),
    ]
    assert document["cases"][5]["given"] == {"program_applied": "OUTLET", "stock_qty": 49}
    assert '"given": {"lowest_price_30d": 10.00}, "expect": 7.0' in result.stdout


def test_facts_we_do_not_have_are_echoed_and_warned_of(tmp_path: Path) -> None:
    file = write(tmp_path, PASSES.replace("{program", "{moon_phase: full, program"))
    result = run("test", "--cases", file, "--format", "json")
    assert result.exit_code == 0
    assert "warning[SKU-R011]: unknown fact `moon_phase`" in result.stderr
    assert json.loads(result.stdout)["cases"][0]["given"]["moon_phase"] == "full"


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_statements_of_the_catalogue(tmp_path: Path, form: str) -> None:
    file = CATALOGUE
    if form == "json":
        document = json.loads(run("test", "--cases", CATALOGUE, "--format", "json").stdout)
        keys = ("rule", "given", "expect")
        file = tmp_path / "cases.json"
        file.write_text(
            json.dumps([{key: case[key] for key in keys} for case in document["cases"]])
        )
    result = run("test", "--cases", file)
    assert (result.exit_code, result.stdout) == (0, "42 passed, 0 failed\n")


def test_a_failed_case_says_why(tmp_path: Path) -> None:
    file = write(tmp_path, PASSES, FAILS)
    result = run("test", "--cases", file)
    assert result.exit_code == 1
    assert result.stdout == (
        f"{file}:2:3: AE-OUTLET-003: expected pass, got fail\n"
        "  given: program_applied: OUTLET, stock_qty: 49\n"
        "  because: Stock at least 50 pieces (actual 49 pieces, limit 50 pieces)\n"
        "  where: stock_qty 49 pieces\n"
        "\n"
        "1 passed, 1 failed\n"
    )
    chinese = run("test", "--cases", file, "--lang", "zh").stdout
    assert f"{file}:2:3: AE-OUTLET-003：应为 pass，实为 fail\n" in chinese
    assert chinese.endswith("1 通过，1 失败\n")


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        (
            "{rule: AE-OUTLET-002, given: {program_applied: OUTLET, price: 1}, expect: fail}",
            ["missing: price_history"],
        ),
        (
            "{rule: max_outlet_price, given: {}, expect: 7}",
            ["where: lowest_price_30d not known", "missing: price_history"],
        ),
        (PASSES.replace("pass}", "unknown}"), ["(actual 50 pieces, limit 50 pieces)"]),
    ],
)
def test_reasons_name_what_is_missing_and_what_was_compared(
    tmp_path: Path, case: str, lines: list[str]
) -> None:
    result = run("test", "--cases", write(tmp_path, case))
    assert result.exit_code == 1
    for line in lines:
        assert line in result.stdout


def test_text_of_the_file_cannot_move_the_cursor(tmp_path: Path) -> None:
    file = write(tmp_path, FAILS.replace("{program", r'{"\e[2J": "\e[1m", program'))
    result = run("test", "--cases", file)
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout + result.stderr


def test_unknown_rules_are_all_named_once(tmp_path: Path) -> None:
    case = "{{rule: {}, given: {{}}, expect: pass}}"
    names = ["AE-OUTLET-02", "AE-OUTLET-02", *(f"NO-SUCH-{number}" for number in range(60))]
    result = run("test", "--cases", write(tmp_path, *map(case.format, names), FAILS))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("error[SKU-R015]") == 61
    assert "unknown rule `AE-OUTLET-02` (and 1 more like this)" in result.stderr
    assert "did you mean `AE-OUTLET-002`?" in result.stderr
    assert "unknown rule `NO-SUCH-59`" in result.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_to_run_is_no_success(tmp_path: Path, form: str) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("[]\n", encoding="utf-8")
    result = run("test", "--cases", file, "--format", form)
    assert result.exit_code == 3
    assert "warning[SKU-C005]: there are no cases to run" in result.stderr
    if form == "json":
        assert json.loads(result.stdout) == {"cases": [], "passed": 0, "failed": 0}


def test_a_rule_and_a_derived_fact_by_name() -> None:
    rule = run("test", "AE-OUTLET-003", "--format", "json")
    assert {case["rule"] for case in json.loads(rule.stdout)["cases"]} == {"AE-OUTLET-003"}
    fact = run("test", "AE-OUTLET-012", "--format", "json")
    assert {case["rule"] for case in json.loads(fact.stdout)["cases"]} == {"max_outlet_price"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("AE-OUTLET-0003", "did you mean `AE-OUTLET-003`?"),
        ("nowhere/rules.yaml", "no file or folder `nowhere/rules.yaml`"),
    ],
)
def test_names_that_mean_nothing(name: str, message: str) -> None:
    result = run("test", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run("test", "--cases", tmp_path / "none.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[SKU-Y001]" in result.stderr


def test_a_copy_of_the_shipped_rules_stands_in_for_them(tmp_path: Path) -> None:
    copy = tmp_path / "rules"
    shutil.copytree(rules_dir(), copy)
    stock = copy / "aliexpress" / "outlet" / "stock.yaml"
    text = stock.read_text(encoding="utf-8")
    assert "{at_least: 50}" in text
    stock.write_text(text.replace("{at_least: 50}", "{at_least: 51}"), encoding="utf-8")
    result = run("test", copy / "aliexpress" / "outlet")
    assert result.exit_code == 1
    assert f"{stock}:" in result.stdout
    assert "limit 51 pieces" in result.stdout
    # A file brings its pack along, and only its own cases run.
    result = run("test", stock, "--format", "json")
    assert result.exit_code == 1
    assert {case["rule"] for case in json.loads(result.stdout)["cases"]} == {"AE-OUTLET-003"}
    assert run("test", copy / "aliexpress" / "pricing").exit_code == 0
