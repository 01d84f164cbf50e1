"""Real files that are not all ours to pass on, where a folder of them is at hand."""

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from .stored import Stored, read

FOLDER = Path(os.environ.get("SKULINT_SAMPLES", Path(__file__).parents[3] / "shared/samples"))

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no folder of samples at {FOLDER}; name one in SKULINT_SAMPLES"
)

Values = Sequence[str | None]
#: The level, the code and the place of what was said.
Said = Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Sample:
    """What a file must come down to: every fact that is read of it, and nothing else."""

    #: What it was taken for; None where it is no known export.
    title: str | None
    rows: int
    #: By entity, the names of all records.
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: By entity and fact, the values of all records.
    facts: Mapping[str, Mapping[str, Values]] = field(default_factory=dict)
    #: By fact and record, its line and column.
    places: Mapping[tuple[str, int], str] = field(default_factory=dict)
    said: Said = ()
    #: What the columns of a file without records are taken for.
    columns: Mapping[str, str] = field(default_factory=dict)


FYP = "amazon/GET_MERCHANTS_LISTINGS_FYP_REPORT.airbyte-2rows.tsv"
LISTINGS = "amazon/GET_MERCHANT_LISTINGS_ALL_DATA.airbyte-8rows.tsv"
SHOPIFY = "shopify/packt_product-data.csv"
PLANNING = "amazon/headers_GET_FBA_INVENTORY_PLANNING_DATA.airbyte.tsv"
MYI = "amazon/headers_GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA.airbyte.tsv"
LEDGER = "amazon/headers_GET_LEDGER_DETAIL_VIEW_DATA.airbyte.tsv"
LEDGER_SUMMARY = "amazon/headers_GET_LEDGER_SUMMARY_VIEW_DATA.airbyte.tsv"
NO_RECORDS = ("warning", "SKU-F003")
SHIRATAKI = "House Foods, Tofu Shirataki, Spaghetti Shaped Tofu, 8 oz"
PATTIES = "Beyond Meat, Plant-Based Patties, Vegan, 8 Oz, 2 Patties"
LISTED = (
    "I0-RALD-N1UR", "0R-4KDA-Z2U8", "2J-D6V7-C8XI", "G3-8N7Y-L93I", "IA-VREM-8L92",
    "KW-J7BQ-WNKL", "M6-KYAA-V7O7", "MP-V4RG-EDEY",
)  # fmt: skip
LISTED_ASINS = (
    "B0B68NBQ1Y", "B000VHYM2E", "B074K5MDLW", "B0CJ5Q3NLP", "B0CDLLJ5VV", "B000VHRNUW",
)  # fmt: skip

SAMPLES: dict[str, Sample] = {
    FYP: Sample(
        "Amazon suppressed listings",
        2,
        {"sku": ["G3-8N7Y-L93I", "I0-RALD-N1UR"]},
        {"sku": {"sku_id": ["G3-8N7Y-L93I", "I0-RALD-N1UR"], "sku_title": ["GiftBox"] * 2}},
        {("sku_id", 1): "2:32", ("sku_id", 2): "3:32", ("sku_title", 2): "3:56"},
    ),
    LISTINGS: Sample(
        "Amazon listings",
        8,
        {"sku": LISTED, "amz_sku": LISTED_ASINS},
        {
            "sku": {
                "sku_id": LISTED,
                "sku_title": [
                    "GiftBox", SHIRATAKI, PATTIES, "GiftBox", "Airbyte T-Shirt Black",
                    "Airbyte Merch White", PATTIES, "House Foods, Organic Firm Tofu, 14 oz",
                ],
                "price": ["5", "5", "7", "6", "15", "10", "10", "5"],
                # Amazon holds the stock of two, and the report does not say how much it is.
                "stock_qty": ["1000", "983", "922", "1000", None, None, "999999", "1518"],
                "currency": ["XXX"] * 8,
            },
            "amz_sku": {
                "asin": LISTED_ASINS,
                # Two ASINs are sold under two SKUs each, at different prices.
                "amz_original_price": [None, "5", None, "15", "10", "5"],
                "amz_currency": ["XXX"] * 6,
            },
        },
        {
            ("sku_title", 1): "2:1",
            ("sku_id", 1): "2:116",
            ("price", 1): "2:129",
            ("stock_qty", 1): "2:131",
            ("price", 4): "5:35",
            ("stock_qty", 5): "6:76",
            ("sku_id", 8): "9:52",
            ("stock_qty", 8): "9:67",
            ("asin", 8): "9:110",
        },
        [
            ("warning", "SKU-F033", f"{Path(LISTINGS).name}:1:50"),
            ("warning", "SKU-F021", f"{Path(LISTINGS).name}:5:35"),
            ("warning", "SKU-F021", f"{Path(LISTINGS).name}:8:84"),
        ],
    ),
    SHOPIFY: Sample(
        "Shopify product export",
        21,
        {
            "sku": [
                "floor-lamp", "black-armchairs", "round-table", "wooden-cabinet", "brown-table",
                "brown-pots", "watering-can", "sofa-pillows", "grey-wheelbarrow",
                "plastic-watering-can", "green-trowel", "wooden-shelf", "black-lamp",
                "wicker-vase", "wicker-bowl", "striped-couch", "brown-chair", "ceramic-pitcher",
                "metal-mug", "gardening-gloves/Green", "gardening-gloves/Yellow",
            ]
        },
        {
            "sku": {
                "sku_id": [None] * 21,
                "sku_title": [
                    "Floor Lamp", "Black Armchairs", "Round Table", "Wooden Cabinet",
                    "Brown Table", "Brown Pots", "Watering Can", "Sofa Pillows",
                    "Grey Wheelbarrow", "Plastic Watering Can", "Green Trowel", "Wooden Shelf",
                    "Black Lamp", "Wicker Vase", "Wicker Bowl", "Striped Couch", "Brown Chair",
                    "Ceramic Pitcher", "Metal Mug", "Gardening Gloves", "Gardening Gloves",
                ],
                "brand": [
                    *["Company 123"] * 2, *["Home Sweet Home"] * 3, *["Rustic LTD"] * 9,
                    *["Company 123"] * 7,
                ],
                "price": [
                    "69.99", "69.99", "15.99", "19.99", "99.99", "200", "25.99", "29.99", "10",
                    "10.99", "40.99", "15.99", "19.99", "99.99", "750", "29.99", "250", "500",
                    "59.99", "9.99", "15.99",
                ],
                "stock_qty": [
                    "1", "6", "5", "1", "5", "5", "0", "6", "8", "2", "4", "1", "5", "3", "0",
                    "1", "2", "4", "2", "1", "3",
                ],
            }
        },
        {
            ("sku_title", 1): "2:12",
            ("price", 1): "2:129",
            # The description of the second product spans lines 3 to 8.
            ("sku_title", 2): "3:17",
            ("brand", 2): "8:443",
            ("price", 2): "8:528",
            ("price", 3): "9:144",
            ("price", 20): "26:161",
            ("sku_id", 21): "27:36",
            ("stock_qty", 21): "27:42",
            ("price", 21): "27:56",
        },
    ),
    PLANNING: Sample(
        "Amazon FBA inventory health",
        0,
        said=[(*NO_RECORDS, Path(PLANNING).name)],
        columns={
            "sku_id": "sku", "sku_title": "product-name", "stock_qty": "available",
            "currency": "currency", "price": "your-price", "market": "marketplace",
            "asin": "asin", "on_hand_qty": "available",
            "inbound_in_transit_qty": "inbound-shipped", "receiving_qty": "inbound-received",
            "units_sold_7d": "units-shipped-t7", "units_sold_30d": "units-shipped-t30",
            "inventory_updated_on": "snapshot-date", "amz_original_price": "your-price",
            "amz_currency": "currency",
        },
    ),
    MYI: Sample(
        "Amazon FBA inventory",
        0,
        said=[
            ("warning", "SKU-F033", f"{Path(MYI).name}:1:39"),
            (*NO_RECORDS, Path(MYI).name),
        ],
        columns={
            "sku_id": "sku", "sku_title": "product-name", "price": "your-price",
            "stock_qty": "afn-fulfillable-quantity", "asin": "asin",
            "on_hand_qty": "afn-fulfillable-quantity",
            "inbound_in_transit_qty": "afn-inbound-shipped-quantity",
            "receiving_qty": "afn-inbound-receiving-quantity",
            "fba_end_stock_incl_inbound": "afn-total-quantity",
            "amz_original_price": "your-price",
        },
    ),
    LEDGER: Sample(
        "Amazon inventory ledger",
        0,
        said=[(*NO_RECORDS, Path(LEDGER).name)],
        columns={"sku_id": "MSKU", "sku_title": "Title"},
    ),
    LEDGER_SUMMARY: Sample(
        "Amazon inventory ledger",
        0,
        said=[(*NO_RECORDS, Path(LEDGER_SUMMARY).name)],
        columns={"sku_id": "MSKU", "sku_title": "Title"},
    ),
}  # fmt: skip

#: Files that hold no facts of ours, with the level and the code that say so, and where.
OTHERS: dict[str, tuple[str, str, str]] = {
    "amazon/GET_V2_SELLER_PERFORMANCE_REPORT.airbyte.json": ("warning", "SKU-F049", ""),
    "amazon/GET_V2_SELLER_PERFORMANCE_REPORT.official-example.json": ("warning", "SKU-F049", ""),
    # The example stands in the schema.
    "amazon/accountHealthReport-2020-11-18.schema.json": ("warning", "SKU-F049", ""),
    # Descriptions of interfaces, and not what they answer.
    "amazon/fbaInventory.openapi.json": ("error", "SKU-F010", ":2:5"),
    "specs/sarif-schema-2.1.0.json": ("error", "SKU-F010", ":3:3"),
    **{
        f"aliexpress/aliexpress_{name}.apidoc.json": ("error", "SKU-F010", ":2:2")
        for name in (
            "ascp_onway_inventory_query",
            "ascp_warehouse_inventory_query",
            "ds_product_get",
            "solution_batch_product_price_update",
            "solution_merchant_profile_get",
            "solution_product_info_get",
            "solution_product_list_get",
        )
    },
}

INVENTORY = "amazon/fivetran_fba_inventory_summary.csv"
IDENTIFIERS = "amazon/fivetran_item_identifier.csv"
SUMMARY = "amazon/fivetran_item_summary.csv"


@cache
def _read(name: str) -> Stored:
    return read(FOLDER / name)


def test_every_sample_is_here() -> None:
    found = {str(each.relative_to(FOLDER)) for each in FOLDER.rglob("*") if each.is_file()}
    assert found == {*SAMPLES, *OTHERS, INVENTORY, IDENTIFIERS, SUMMARY, "README.md"}


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(name: str) -> None:
    wanted, found = SAMPLES[name], _read(name)
    assert [table.note["en"] if table.note else None for table in found.tables] == [wanted.title]
    assert [(each.rows, each.encoding) for each in found.inputs] == [(wanted.rows, "utf-8")]
    assert found.keys == {entity: list(keys) for entity, keys in wanted.keys.items()}
    assert found.facts == {
        entity: {fact: list(values) for fact, values in columns.items()}
        for entity, columns in wanted.facts.items()
    }
    assert {at: found.where(*at) for at in wanted.places} == wanted.places
    assert found.said == list(wanted.said)
    if wanted.columns:
        (table,) = found.tables
        read_as = {each.fact: each.heading for each in table.columns if each.fact is not None}
        assert read_as == wanted.columns


@pytest.mark.parametrize("name", OTHERS)
def test_sample_without_facts(name: str) -> None:
    found = _read(name)
    level, code, at = OTHERS[name]
    assert found.tables == ()
    assert found.said == [(level, code, f"{Path(name).name}{at}")]
    (only,) = found.diagnostics
    assert only.help


def _column(name: str, heading: str) -> list[str]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [row[heading] for row in csv.DictReader(file)]


def _places(name: str, heading: str) -> list[str]:
    """Find the cells of a column by its commas; no cell of these files is quoted."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    at = lines[0].split(",").index(heading)
    return [
        f"{number}:{len(','.join(line.split(',')[:at])) + (2 if at else 1)}"
        for number, line in enumerate(lines[1:], 2)
    ]


def test_a_sample_of_stock() -> None:
    found = _read(INVENTORY)
    ids, titles = _column(INVENTORY, "seller_sku"), _column(INVENTORY, "product_name")
    stock: list[str | None] = list(_column(INVENTORY, "fulfillable_quantity"))
    # One SKU stands on lines 30 and 75, with two titles and two stocks.
    assert (ids[28], stock[28], stock[73]) == (ids[73], "313", "101")
    lines = [line for line in range(100) if line != 73]
    assert found.facts["sku"] == {
        "sku_id": [ids[line] for line in lines],
        "sku_title": [None if line == 28 else titles[line] for line in lines],
        "stock_qty": [None if line == 28 else stock[line] for line in lines],
    }
    assert found.keys["sku"] == [ids[line] for line in lines]
    by_asin = {
        "asin": "asin",
        "on_hand_qty": "fulfillable_quantity",
        "inbound_in_transit_qty": "inbound_shipped_quantity",
        "receiving_qty": "inbound_receiving_quantity",
        "fba_end_stock_incl_inbound": "total_quantity",
    }
    assert found.facts["amz_sku"] == {
        fact: _column(INVENTORY, heading) for fact, heading in by_asin.items()
    }
    assert set(found.keys) == {"sku", "amz_sku"}
    for fact, heading in {"sku_id": "seller_sku", "sku_title": "product_name", **by_asin}.items():
        assert [found.where(fact, record) for record in range(1, 101)] == _places(
            INVENTORY, heading
        )
    assert found.said == [
        ("warning", "SKU-F021", f"{Path(INVENTORY).name}:75:88"),
        ("warning", "SKU-F021", f"{Path(INVENTORY).name}:75:124"),
    ]
    assert [(each.rows, each.encoding) for each in found.inputs] == [(100, "utf-8")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (IDENTIFIERS, []),
        # The brand is a fact of what AliExpress calls a SKU.
        (SUMMARY, [("warning", "SKU-F016", f"{Path(SUMMARY).name}:1:47")]),
    ],
)
def test_a_sample_of_ids(name: str, said: Said) -> None:
    found = _read(name)
    asins = _column(name, "asin")
    assert found.facts == {"amz_sku": {"asin": asins}}
    assert found.keys == {"amz_sku": asins}
    assert [found.where("asin", record) for record in range(1, 101)] == _places(name, "asin")
    assert found.said == list(said)
    assert [each.rows for each in found.inputs] == [100]
