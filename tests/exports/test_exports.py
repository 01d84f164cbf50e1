"""Files in the shapes of known exports, with their quirks, read with no options."""

from pathlib import Path
from typing import Any

import pytest

from skulint.engine.readers import Settings

from .stored import AS_OF, read

FOLDER = Path(__file__).parents[2] / "fixtures/facts/exports"
NO_CURRENCY = ("warning", "SKU-F033")

#: By file: what it was taken for, the facts, and the codes and places of what was said.
FILES: dict[str, tuple[str | None, dict[str, dict[str, list[Any]]], list[tuple[str, str, str]]]] = {
    "amazon-planning.tsv": (
        "Amazon FBA inventory health",
        {
            "sku": {
                "sku_id": ["PAN-12", "00123", "CUP-3"],
                "sku_title": ['12" pan, "deep"', '"cup', 'cup"'],
                "stock_qty": ["120", "0", "7"],
                "currency": ["USD"] * 3,
            },
            "sku_market": {
                "price": ["12.5", None, "3.99"],
                "market": ["US"] * 3,
            },
            # Amazon's programs know the same products by their ASINs.
            "amz_sku": {
                "asin": ["B000000001", "B000000002", "B000000003"],
                "on_hand_qty": ["120", "0", "7"],
                "units_sold_30d": ["40", None, None],
                "inventory_updated_on": ["2026-11-20"] * 3,
                "amz_original_price": ["12.5", None, "3.99"],
                "amz_currency": ["USD"] * 3,
            },
        },
        [],
    ),
    "amazon-planning-zh.txt": (
        "Amazon FBA inventory health",
        {
            "sku": {"stock_qty": ["120", "7"], "sku_title": ["平底锅", "杯子"]},
            "sku_market": {"price": ["12.5", "3.99"], "market": ["US", "US"]},
        },
        [("warning", "SKU-F030", "amazon-planning-zh.txt:1:1")],
    ),
    "amazon-myi-de.txt": (
        "Amazon FBA inventory",
        {
            "sku": {
                "sku_id": ["PFANNE-28", "TASSE"],
                "sku_title": ["Pfanne groß", "Tasse"],
                "price": ["24.9", None],
                "stock_qty": ["60", "0"],
                "currency": ["XXX", "XXX"],
            }
        },
        [(*NO_CURRENCY, "amazon-myi-de.txt:1:39")],
    ),
    "amazon-listings-zh.txt": (
        "Amazon listings",
        {
            "sku": {
                "sku_id": ["CUP-RED", "PAN-12"],
                "sku_title": ["红色杯子", "平底锅"],
                "price": ["9.99", "12.5"],
                "stock_qty": ["50", None],
                "currency": ["XXX", "XXX"],
            }
        },
        [(*NO_CURRENCY, "amazon-listings-zh.txt:1:23")],
    ),
    "amazon-listings-ja.txt": (
        "Amazon listings",
        {
            "sku": {
                "sku_id": ["CUP-RED"],
                "sku_title": ["赤いマグカップ"],
                "price": ["1980"],
                "stock_qty": ["12"],
            }
        },
        [
            ("warning", "SKU-F030", "amazon-listings-ja.txt:1:1"),
            (*NO_CURRENCY, "amazon-listings-ja.txt:1:17"),
        ],
    ),
    "amazon-listings-de.txt": (
        "Amazon listings",
        {
            "sku": {
                "sku_id": ["PFANNE-28", "MESSER"],
                "sku_title": ["Pfanne, große", None],
                "price": ["24.9", "12"],
                "stock_qty": ["3", None],
            }
        },
        [
            ("warning", "SKU-F030", "amazon-listings-de.txt:1:36"),
            (*NO_CURRENCY, "amazon-listings-de.txt:1:47"),
            ("warning", "SKU-F031", "amazon-listings-de.txt:3:1"),
        ],
    ),
    "amazon-listings-it.csv": (
        "Amazon listings",
        {"sku": {"sku_id": ["PADELLA"], "price": ["24.9"], "stock_qty": ["3"]}},
        [(*NO_CURRENCY, "amazon-listings-it.csv:1:49")],
    ),
    "amazon-restock.csv": (
        "Amazon restock recommendations",
        {
            "sku": {"sku_id": ["CUP-3"], "stock_qty": ["7"], "currency": ["USD"]},
            "sku_market": {"price": ["3.99"], "market": ["US"]},
            "amz_sku": {"asin": ["B0"], "on_hand_qty": ["7"], "units_sold_30d": ["30"]},
        },
        [],
    ),
    "amazon-restock-de.csv": (
        "Amazon restock recommendations",
        {
            "sku": {"sku_id": ["CUP-3"], "stock_qty": ["7"], "currency": ["EUR"]},
            "sku_market": {"price": ["3.99"], "market": ["DE"]},
        },
        [],
    ),
    "aliexpress-product.json": (
        "AliExpress product from the API",
        {
            "sku": {
                "sku_id": ["CUP-RED", "CUP-BLUE", "14:30"],
                "sku_title": ["Red cup"] * 3,
                "price": ["8.4", "12", "11"],
                "first_listed_on": ["2026-01-02"] * 3,
                "stock_qty": ["60", "0", "5"],
                "currency": ["USD"] * 3,
            }
        },
        [],
    ),
    "aliexpress-store.json": (
        "AliExpress store from the API",
        {"store": {"store_id": ["910305014"]}},
        [],
    ),
    "aliexpress-warehouse.json": (
        "AliExpress warehouse stock",
        {"sku": {"sku_id": ["CUP-RED", "LBX2"], "stock_qty": ["48", "5"]}},
        [],
    ),
    "aliexpress-analysis.xlsx": (
        "AliExpress product analysis",
        {
            "sku": {
                "sku_id": ["1005005206354317", "1005005206354318"],
                "sku_title": ["红色杯子", "蓝色杯子"],
            }
        },
        [
            ("warning", "SKU-F038", "aliexpress-analysis.xlsx 汇总指标!A5"),
            ("warning", "SKU-F010", "aliexpress-analysis.xlsx 说明"),
        ],
    ),
    "aliexpress-product-data.xlsx": (
        "AliExpress product data",
        {
            "sku": {
                "sku_id": ["1005005206354317", "1005005206354310"],
                "sku_title": ["红色杯子", "蓝色杯子"],
            }
        },
        [("warning", "SKU-F034", "aliexpress-product-data.xlsx Sheet1!A6")],
    ),
    "aliexpress-product-list.xls": (
        "AliExpress product list",
        {
            "sku": {
                "sku_id": ["1005005206354317", "1005005206354318"],
                "price": ["8.4", "7.2"],
                "sku_title": ["Red cup", "Blue cup"],
            }
        },
        [],
    ),
    "merchant-feed.tsv": (
        "Google Merchant feed",
        {
            "sku": {
                "sku_id": ["CUP-RED", "CUP-BLUE"],
                "sku_title": ["Red cup", 'Blue cup "large"'],
                "price": ["105.29", "79.5"],
                "currency": ["USD", "USD"],
                "brand": ["Acme", "Acme"],
            }
        },
        [],
    ),
    "merchant-feed.xml": (
        "Google Merchant feed",
        {
            "sku": {
                "sku_id": ["CUP-RED", "CUP-BLUE"],
                "sku_title": ["Red cup & saucer > 200 ml", "Blue cup"],
                "price": ["105.29", "79.5"],
                "currency": ["EUR", "EUR"],
                "brand": ["Tea & Co", None],
            }
        },
        [],
    ),
    "vendure.csv": (
        "Vendure products",
        {
            "sku": {
                "sku_id": ["L2201", "L2202", "MO100"],
                "sku_title": ["Laptop", "Laptop", "Mouse"],
                "price": ["12.99", "13.99", "1.5"],
                "stock_qty": ["100", "90", "7"],
            }
        },
        [],
    ),
    "scraped.csv": (
        None,
        {
            "sku": {
                "sku_id": ["A1", "A2"],
                "price": ["2100", "99.5"],
                "item_rating": ["4.4", None],
                "stock_qty": ["1000", "100000"],
                "stock_qty__high": [None, None],
            }
        },
        [],
    ),
    "totals.csv": (
        None,
        {
            "sku": {
                "sku_id": ["CUP-RED", "CUP-BLUE"],
                "sku_title": ["红色杯子", "蓝色杯子"],
                "price": ["8.4", "7.2"],
                "stock_qty": ["60", "5"],
            }
        },
        [
            ("warning", "SKU-F030", "totals.csv:1:1"),
            ("warning", "SKU-F038", "totals.csv:11:1"),
        ],
    ),
}


def test_every_file_is_here() -> None:
    assert {each.name for each in FOLDER.iterdir()} == {*FILES, "README.md"}


@pytest.mark.parametrize("name", FILES)
def test_read_with_no_options(name: str) -> None:
    note, facts, said = FILES[name]
    found = read(FOLDER / name)
    titles = [table.note["en"] if table.note else None for table in found.tables]
    assert titles == [note]
    for entity, columns in facts.items():
        for fact, values in columns.items():
            assert found.facts[entity][fact] == values, fact
    assert found.said == said


@pytest.mark.parametrize(
    ("name", "fact", "record", "place"),
    [
        ("amazon-planning-zh.txt", "price", 2, "3:35"),
        ("amazon-listings-zh.txt", "sku_id", 2, "3:18"),
        ("aliexpress-product.json", "price", 1, "15:29"),
        ("aliexpress-product.json", "price", 2, "23:20"),
        ("merchant-feed.tsv", "price", 1, "2:17"),
        ("merchant-feed.tsv", "price", 2, "3:34"),
        ("merchant-feed.xml", "price", 2, "15:49"),
        ("merchant-feed.xml", "sku_title", 1, "7:25"),
        ("vendure.csv", "sku_title", 2, "3:1"),
        ("totals.csv", "price", 2, "10:15"),
        ("aliexpress-product-list.xls", "price", 2, "商品管理列表!E3"),
        ("aliexpress-analysis.xlsx", "sku_title", 1, "汇总指标!B3"),
    ],
)
def test_places(name: str, fact: str, record: int, place: str) -> None:
    found = read(FOLDER / name).place(fact, record)
    assert found.file == str(FOLDER / name)
    assert (found.label or f"{found.line}:{found.column}") == place


def test_stock_comes_from_the_inventory_where_the_listing_has_none() -> None:
    found = read(FOLDER / "amazon-planning.tsv", FOLDER / "amazon-listings-zh.txt")
    skus = found.facts["sku"]
    assert dict(zip(skus["sku_id"], skus["stock_qty"], strict=True)) == {
        "PAN-12": "120",
        "00123": "0",
        "CUP-3": "7",
        "CUP-RED": "50",
    }


def test_somebody_says_the_currency() -> None:
    found = read(FOLDER / "amazon-myi-de.txt", settings=Settings(None, AS_OF, "EUR"))
    assert found.said == []
    assert found.facts["sku"]["currency"] == ["EUR", "EUR"]


MYI = "sku\tfnsku\tasin\tafn-fulfillable-quantity\tafn-warehouse-quantity\tyour-price\n"


def test_pieces_of_an_asin_under_two_skus_are_not_added_up(tmp_path: Path) -> None:
    path = tmp_path / "myi.txt"
    path.write_text(f"{MYI}A\tX1\tB01\t5\t5\t9\nB\tX2\tB01\t5\t5\t9\nC\tX3\t\t1\t1\t2\n")
    found = read(path, settings=Settings(None, AS_OF, "USD"))
    # A line without an ASIN says nothing of any.
    assert found.facts["amz_sku"]["asin"] == ["B01"]
    assert found.facts["amz_sku"]["on_hand_qty"] == [None]
    assert found.facts["amz_sku"]["amz_original_price"] == ["9"]
    assert found.facts["sku"]["stock_qty"] == ["5", "5", "1"]
    assert found.said == [("warning", "SKU-F035", "myi.txt:3:6")]
    assert "not added up" in found.diagnostics[0].message


def test_titles_of_variants_are_those_of_their_own_product(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text(
        "Handle,Title,Vendor,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty\n"
        "cup,Cup,Acme,red,C1,5,1\ncup,,,blue,C2,6,2\npan,,,big,P1,7,3\n"
    )
    found = read(path)
    assert found.facts["sku"]["sku_title"] == ["Cup", "Cup", None]
    assert found.facts["sku"]["brand"] == ["Acme", "Acme", None]
    assert found.said == []


def test_a_dropshipping_product(tmp_path: Path) -> None:
    path = tmp_path / "product.json"
    path.write_text(
        """{"aliexpress_ds_product_get_response": {"result": {
 "ae_item_base_info_dto": {"subject": "Cup", "gmt_create": "2020-09-21 19:09:05",
  "avg_evaluation_rating": "4.8"},
 "ae_item_sku_info_dtos": {"ae_item_sku_info_d_t_o": [{"sku_code": "A1", "currency_code": "USD",
  "offer_sale_price": "8.40", "sku_price": "12.00", "sku_available_stock": 60}]}}}}"""
    )
    found = read(path)
    assert found.facts["sku"] == {
        "sku_id": ["A1"], "sku_title": ["Cup"], "first_listed_on": ["2020-09-21"],
        "item_rating": ["4.8"], "price": ["8.4"], "currency": ["USD"], "stock_qty": ["60"],
    }  # fmt: skip
    assert found.where("item_rating", 1) == "3:28"
    assert found.said == []


def test_pointers_in_the_answer_of_an_api() -> None:
    found = read(FOLDER / "aliexpress-product.json")
    result = "/aliexpress_solution_product_info_get_response/result"
    skus = f"{result}/aeop_ae_product_s_k_us/global_aeop_ae_product_sku"
    assert found.place("sku_title", 2).pointer == f"{result}/subject"
    assert found.place("price", 1).pointer == f"{skus}/0/sku_discount_price"
    assert found.place("price", 2).pointer == f"{skus}/1/sku_price"
    assert found.place("sku_id", 3).pointer == f"{skus}/2/id"


def test_a_pointer_within_a_record_of_a_record(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(
        '{"store": {"store_id": "S", "sku": [{"sku_id": "A"},'
        ' {"sku_id": "B", "sku_market": [{"market": "US"}]}]}}'
    )
    found = read(path)
    assert found.place("store_id", 1).pointer == "/store/store_id"
    assert found.place("market", 1).pointer == "/store/sku/1/sku_market/0/market"
