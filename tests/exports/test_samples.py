"""Real files that are not all ours to pass on, where a folder of them is at hand."""

import os
from pathlib import Path
from typing import Any

import pytest

from .stored import Stored, read

FOLDER = Path(os.environ.get("SKULINT_SAMPLES", Path(__file__).parents[3] / "shared/samples"))

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no folder of samples at {FOLDER}; name one in SKULINT_SAMPLES"
)

#: By file: what it was taken for, how many records, facts of the first of them, what was said.
TABLES: dict[str, tuple[str, int, dict[str, list[Any]], list[str]]] = {
    "amazon/GET_MERCHANTS_LISTINGS_FYP_REPORT.airbyte-2rows.tsv": (
        "Amazon suppressed listings",
        2,
        {"sku_id": ["G3-8N7Y-L93I", "I0-RALD-N1UR"], "sku_title": ["GiftBox", "GiftBox"]},
        [],
    ),
    "amazon/GET_MERCHANT_LISTINGS_ALL_DATA.airbyte-8rows.tsv": (
        "Amazon listings",
        8,
        {
            "sku_id": [
                "I0-RALD-N1UR", "0R-4KDA-Z2U8", "2J-D6V7-C8XI", "G3-8N7Y-L93I", "IA-VREM-8L92",
                "KW-J7BQ-WNKL", "M6-KYAA-V7O7", "MP-V4RG-EDEY",
            ],
            "price": ["5", "5", "7", "6", "15", "10"],
            "stock_qty": ["1000", "983", "922", "1000", None, None],
            "currency": ["XXX"],
        },
        ["SKU-F033"],
    ),
    "amazon/fivetran_fba_inventory_summary.csv": (
        "Amazon FBA inventory from the API",
        100,
        {"sku_id": ["SKU-1728", "SKU-7882"], "stock_qty": ["211", "41"]},
        ["SKU-F021", "SKU-F021"],
    ),
    "amazon/headers_GET_FBA_INVENTORY_PLANNING_DATA.airbyte.tsv": (
        "Amazon FBA inventory health", 0, {}, ["SKU-F003"],
    ),
    "amazon/headers_GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA.airbyte.tsv": (
        "Amazon FBA inventory", 0, {}, ["SKU-F033", "SKU-F003"],
    ),
    "amazon/headers_GET_LEDGER_DETAIL_VIEW_DATA.airbyte.tsv": (
        "Amazon inventory ledger", 0, {}, ["SKU-F003"],
    ),
    "amazon/headers_GET_LEDGER_SUMMARY_VIEW_DATA.airbyte.tsv": (
        "Amazon inventory ledger", 0, {}, ["SKU-F003"],
    ),
    "shopify/packt_product-data.csv": (
        "Shopify product export",
        21,
        {"sku_title": ["Floor Lamp"], "price": ["69.99"], "stock_qty": ["1"]},
        [],
    ),
}  # fmt: skip

#: Files that hold no facts of ours, with the code that says so.
OTHERS: dict[str, str] = {
    "amazon/GET_V2_SELLER_PERFORMANCE_REPORT.airbyte.json": "SKU-F049",
    "amazon/GET_V2_SELLER_PERFORMANCE_REPORT.official-example.json": "SKU-F049",
    # The example stands in the schema.
    "amazon/accountHealthReport-2020-11-18.schema.json": "SKU-F049",
    "amazon/fivetran_item_summary.csv": "SKU-F010",
    # Descriptions of interfaces, and not what they answer.
    "amazon/fbaInventory.openapi.json": "SKU-F010",
    "aliexpress/aliexpress_ascp_onway_inventory_query.apidoc.json": "SKU-F010",
    "aliexpress/aliexpress_ascp_warehouse_inventory_query.apidoc.json": "SKU-F010",
    "aliexpress/aliexpress_ds_product_get.apidoc.json": "SKU-F010",
    "aliexpress/aliexpress_solution_batch_product_price_update.apidoc.json": "SKU-F010",
    "aliexpress/aliexpress_solution_merchant_profile_get.apidoc.json": "SKU-F010",
    "aliexpress/aliexpress_solution_product_info_get.apidoc.json": "SKU-F010",
    "aliexpress/aliexpress_solution_product_list_get.apidoc.json": "SKU-F010",
    "specs/sarif-schema-2.1.0.json": "SKU-F010",
}


#: Names of products, and nothing about them.
IDS = "amazon/fivetran_item_identifier.csv"


def test_every_sample_is_here() -> None:
    found = {str(each.relative_to(FOLDER)) for each in FOLDER.rglob("*") if each.is_file()}
    assert found == {*TABLES, *OTHERS, IDS, "README.md"}


def _read(name: str) -> Stored:
    return read(FOLDER / name)


@pytest.mark.parametrize("name", TABLES)
def test_sample_with_records(name: str) -> None:
    title, rows, facts, codes = TABLES[name]
    found = _read(name)
    assert [table.note["en"] for table in found.tables if table.note] == [title]
    assert [each.rows for each in found.inputs] == [rows]
    for fact, values in facts.items():
        assert found.facts["sku"][fact][: len(values)] == values
    assert [each.code for each in found.diagnostics] == codes


@pytest.mark.parametrize("name", OTHERS)
def test_sample_without_facts(name: str) -> None:
    found = _read(name)
    assert found.tables == ()
    assert [each.code for each in found.diagnostics] == [OTHERS[name]]


def test_a_sample_of_ids() -> None:
    (table,) = _read(IDS).tables
    assert table.entity == "amz_sku"
    assert [each.fact for each in table.columns if each.fact is not None] == ["asin"]


def test_places_in_samples() -> None:
    found = _read("amazon/GET_MERCHANT_LISTINGS_ALL_DATA.airbyte-8rows.tsv").place("price", 3)
    assert (found.line, found.column, found.heading) == (4, 84, "price")
    found = _read("shopify/packt_product-data.csv").place("price", 2)
    assert (found.line, found.heading) == (8, "Variant Price")
