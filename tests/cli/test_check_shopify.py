"""A real Shopify export beside a few lines of YAML: no mapping, right cells, right targets."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from .running import check_json, run

ROOT = Path(__file__).parents[2]
EXPORT = ROOT / "fixtures/facts/shopify/product-data.csv"

FACTS = """\
store:
  store_fulfilment_rate_90d_pct: 97.4
  store_dispute_rate_90d_pct: 0.4
  store_dsr_90d: 4.8
  store_age_days: 200
  in_main_new_product_period: false
  license_company_name: Example Trading Ltd
  license_legal_person: Representative A
  id_card_name: Representative A
  bank_account_holder: Example Trading Ltd
sku:
  - {sku_id: floor-lamp, lowest_price_30d: 99.99}
  - {sku_id: black-armchairs, lowest_price_30d: 99.98}
  - {sku_id: round-table, lowest_price_30d: 20.00}
  - {sku_id: gardening-gloves/Green, lowest_price_30d: 14.28}
  - {sku_id: gardening-gloves/Yellow, lowest_price_30d: 22.84}
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    facts = tmp_path_factory.mktemp("facts") / "facts.yaml"
    facts.write_text(FACTS, encoding="utf-8")
    return check_json(EXPORT, facts)


def findings(report: dict[str, Any], rule: str, outcome: str) -> dict[str, dict[str, Any]]:
    return {
        each["subject"]["key"]: each
        for each in report["findings"]
        if each["rule"] == rule and each["outcome"] == outcome
    }


def test_every_record_is_judged_once(report: dict[str, Any]) -> None:
    assert report["inputs"][0]["rows"] == 21
    assert report["summary"]["subjects"]["sku"] == 21
    assert (
        sum(
            report["summary"]["by_rule"]["AE-OUTLET-003"][outcome]
            for outcome in ("pass", "fail", "unknown", "not_applicable")
        )
        == 21
    )


@pytest.mark.parametrize(
    ("key", "line", "price", "target"),
    [
        # 70% of 99.99 is 69.993 and 69.99 passes; of 99.98 it is 69.986, so a cent goes.
        ("black-armchairs", 8, "69.99", "69.98"),
        ("round-table", 9, "15.99", "14.00"),
        # 14.28 allows 9.996; 22.84 allows 15.988.
        ("gardening-gloves/Yellow", 27, "15.99", "15.98"),
    ],
)
def test_prices_above_the_ceiling(
    report: dict[str, Any], key: str, line: int, price: str, target: str
) -> None:
    finding = findings(report, "AE-OUTLET-002", "fail")[key]
    assert finding["place"]["heading"] == "Variant Price"
    lines = EXPORT.read_text(encoding="utf-8").split("\n")
    place = finding["place"]
    assert place["line"] == line
    assert lines[line - 1][place["column"] - 1 : place["end_column"] - 1] == price
    fix = next(each for each in finding["fixes"] if each["set"] == "outlet_price")
    assert Decimal(str(fix["target"])) == Decimal(target)
    assert f"{target} USD" in fix["say"]["en"]
    assert f"{target} USD" in fix["say"]["zh"]


def test_a_price_on_the_ceiling_passes(report: dict[str, Any]) -> None:
    failed = findings(report, "AE-OUTLET-002", "fail")
    assert set(failed) == {"black-armchairs", "round-table", "gardening-gloves/Yellow"}
    undecided = findings(report, "AE-OUTLET-002", "unknown")
    assert len(undecided) == 16
    assert all(each["missing"] == ["price_history"] for each in undecided.values())


def test_stock_cells_are_found_behind_quoted_newlines(report: dict[str, Any]) -> None:
    lines = EXPORT.read_text(encoding="utf-8").split("\n")
    short = findings(report, "AE-OUTLET-003", "fail")
    assert len(short) == 21
    for finding in short.values():
        place = finding["place"]
        cell = lines[place["line"] - 1][place["column"] - 1 : place["end_column"] - 1]
        assert cell == str(finding["actual"])
        assert place["heading"] == "Variant Inventory Qty"


def test_the_report_keeps_its_schema(report: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "schemas/report.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, schema)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["Lower the Outlet price to 14.00 USD or less (-1.99 USD)", 'column "Variant Price"'],
        ),
        ("zh", ["将 Outlet 价格降至 14.00 USD 或以下", "Variant Price"]),
    ],
)
def test_the_text_report_names_cell_and_target(tmp_path: Path, lang: str, words: list[str]) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(FACTS, encoding="utf-8")
    result = run(
        "check",
        EXPORT,
        facts,
        "--program",
        "aliexpress/outlet",
        "--as-of",
        "2026-11-22",
        "--lang",
        lang,
        "--sku",
        "round-table",
    )
    assert result.exit_code == 1
    for each in words:
        assert each in result.stdout
