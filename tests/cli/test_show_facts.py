"""`--show-facts`: the fees, dates and quantities that a program works out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft7Validator

from skulint.engine.resources import schemas_dir

from .running import run

PACK = """\
program: my/fees
title: {en: My fees, zh: 我的费用}
shows:
  - total: handling_usd
  - ships_on
facts:
  fee_currency: {entity: sku, type: text, title: {en: Fee currency, zh: 币种}}
  weight_kg: {entity: sku, type: decimal, unit: kg, title: {en: Weight, zh: 重量}}
  rate_usd:
    entity: sku
    type: money
    unit: USD
    currency_in: fee_currency
    title: {en: Rate, zh: 费率}
  ready_on: {entity: sku, type: date, title: {en: Ready on, zh: 备妥日}}
  handling_usd:
    entity: sku
    type: money
    unit: USD
    currency_in: fee_currency
    title: {en: Handling fee, zh: 处理费}
    derive: {formula: weight_kg * rate_usd}
  ships_on:
    entity: sku
    type: date
    title: {en: Ships on, zh: 发货日}
    derive: {formula: "add_days(ready_on, 3)"}
"""
TABLE = """\
sku,weight_kg,rate_usd,ready_on
A,2.5,1.10,2026-11-01
B,,1.10,
C,0.004,1.25,2026-02-27
"""
ENGINES = ("duckdb", "reference")
SCHEMA = json.loads((schemas_dir() / "report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "program.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "skus.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def check(shop: Path, *arguments: str) -> Result:
    return run(
        "check", shop / "skus.csv", "--rules", shop / "pack", "--program", "my/fees",
        "--as-of", "2026-11-22", *arguments,
    )  # fmt: skip


def facts(shop: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    result = check(shop, "--format", "json", *arguments)
    report = json.loads(result.stdout)
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(report)] == []
    return {each["fact"]: each for each in report["facts"]}


@pytest.mark.parametrize("engine", ENGINES)
def test_values_and_totals(shop: Path, engine: str) -> None:
    found = facts(shop, "--engine", engine)
    fee, day = found["handling_usd"], found["ships_on"]
    assert (fee["records"], fee["known"], fee["unit"]) == (3, 2, "USD")
    assert (fee["total"], fee["low"], fee["high"]) == (2.755, 0.005, 2.75)
    assert [(each["value"], each["missing"]) for each in fee["values"]] == [
        (2.75, []),
        (None, ["weight_kg"]),
        (0.005, []),
    ]
    assert (day["known"], day["total"], day["low"]) == (2, None, None)
    assert [each["value"] for each in day["values"]] == ["2026-11-04", None, "2026-03-02"]
    assert day["values"][1]["missing"] == ["ready_on"]
    assert fee["formula"] == {"en": "Weight x Rate", "zh": "重量 x 费率"}


@pytest.mark.parametrize("engine", ENGINES)
def test_amounts_in_two_currencies_have_no_sum(shop: Path, engine: str) -> None:
    table = "sku,weight_kg,rate_usd,fee_currency\nA,2,1.10,USD\nB,3,1.00,EUR\n"
    (shop / "skus.csv").write_text(table, encoding="utf-8")
    fee = facts(shop, "--engine", engine)["handling_usd"]
    assert (fee["known"], fee["total"], fee["low"], fee["high"]) == (2, None, None, None)
    assert [each["value"] for each in fee["values"]] == [2.2, 3]


@pytest.mark.parametrize("engine", ENGINES)
def test_one_other_currency_has_a_sum(shop: Path, engine: str) -> None:
    table = "sku,weight_kg,rate_usd,fee_currency\nA,2,1.10,EUR\nB,3,1.00,EUR\n"
    (shop / "skus.csv").write_text(table, encoding="utf-8")
    assert facts(shop, "--engine", engine)["handling_usd"]["total"] == 5.2
    assert "5.20 EUR" in check(shop).stdout


def test_a_program_without_rules_shows_them_unasked(shop: Path) -> None:
    result = check(shop)
    assert result.exit_code == 0
    assert result.stdout.split("WORKED OUT\n")[1].split("\n\nnothing")[0].split("\n") == [
        "                    known of      in all      lowest    highest",
        "  Handling fee   2 of 3 SKUs   2.755 USD   0.005 USD   2.75 USD",
        "  Ships on       2 of 3 SKUs",
        "",
        "  SKU A",
        "    Handling fee   2.75 USD",
        "    Ships on       2026-11-04",
        "",
        "  SKU C",
        "    Handling fee   0.005 USD",
        "    Ships on       2026-03-02",
        "",
        "  SKU B",
        "    Handling fee   not known; give Weight `weight_kg`",
        "    Ships on       not known; give Ready on `ready_on`",
    ]


def test_in_chinese_and_for_one_record(shop: Path) -> None:
    result = check(shop, "--lang", "zh", "--sku", "C")
    assert "计算结果\n\n  SKU C\n    处理费   0.005 USD\n    发货日   2026-03-02\n" in result.stdout


def test_nothing_known_is_nothing_done(shop: Path) -> None:
    (shop / "skus.csv").write_text("sku\nA\n", encoding="utf-8")
    assert check(shop).exit_code == 3


def test_with_rules_only_when_asked(shop: Path) -> None:
    rule = """\
rules:
  - id: MY-001
    title: {en: Light enough, zh: 够轻}
    for: sku
    kind: advice
    severity: info
    require: {weight_kg: {at_most: 2}}
    source: {document: own.txt, section: "1", checked: 2026-11-22}
"""
    (shop / "pack" / "program.yaml").write_text(PACK + rule, encoding="utf-8")
    assert "WORKED OUT" not in check(shop).stdout
    assert "facts" not in json.loads(check(shop, "--format", "json").stdout)
    asked = check(shop, "--show-facts").stdout
    assert "WORKED OUT" in asked
    assert "MY-001" in asked


def test_on_the_page(shop: Path) -> None:
    hostile = "sku,weight_kg,rate_usd,ready_on\n<b>x</b>,2.5,1.10,2026-11-01\n"
    (shop / "skus.csv").write_text(hostile, encoding="utf-8")
    page = check(shop, "--format", "html").stdout
    section = page.split('id="worked-out"')[1].split("</section>")[0]
    assert "2.75 USD" in section
    assert "处理费" in section
    assert "&lt;b&gt;x" in section
    assert "<b>x" not in section
    # Of `ships_on` there is nothing to add up.
    assert section.count("–</td>") == 3


def test_facts_of_a_program_of_which_one_rule_is_checked() -> None:
    example = Path(__file__).parents[2] / "fixtures/examples/outlet"
    files = (example / "catalog.csv", example / "store.yaml")
    chosen = ("--rule", "AE-OUTLET-003", "--as-of", "2026-11-22", "--show-facts")
    result = run("check", *files, *chosen)
    assert result.exit_code == 1
    assert "Highest Outlet price allowed" in result.stdout
