import os
from pathlib import Path

import pytest

from .conftest import Read, Write

#: A folder of real exports that are not ours to pass on.
SAMPLES = os.environ.get("SKULINT_SAMPLES", "")


@pytest.mark.parametrize(
    ("heading", "entity"),
    [
        ("sku_id,stock_qty", "sku"),
        ("sku_id,store_id,store_dsr", "sku"),
        ("store_id,store_dsr", "store"),
        ("store_id,application_id", None),
        ("sku_id,market,outlet_price", "sku_market"),
        ("sku_id,market", "sku_market"),
        ("sku_id,outlet_price", "sku"),
        ("market,outlet_price", None),
        ("warehouse_id,city", "warehouse"),
        ("sku_id,warehouse_id,city", "warehouse"),
        ("sku_id,warehouse_id,stock_qty", "sku"),
        ("stock_qty,price", None),
    ],
)
def test_the_finest_whole_key_tells_the_entity(
    read: Read, write: Write, heading: str, entity: str | None
) -> None:
    outcome = read(write("x.csv", f"{heading}\n{heading}\n{heading}\n"))
    assert [table.entity for table in outcome.tables] == ([entity] if entity else [])
    if entity is None:
        assert outcome.codes == ["SKU-F010"]


@pytest.mark.parametrize(
    ("heading", "guess"),
    [
        ("sku_ic", "is `sku_ic` what is called `sku_id`? rename it, or "),
        ("Store No", "is `Store No` what is called `store_id`? rename it, or "),
        ("colour", ""),
    ],
)
def test_a_heading_like_a_key_is_pointed_at(
    read: Read, write: Write, heading: str, guess: str
) -> None:
    help_text = read(write("x.csv", f"{heading},stock_qty,price\nA,1,2\n")).only.help
    assert help_text is not None
    assert f"`stock_qty`, `price`; {guess}give it a key column such as `sku_id`" in help_text


def test_two_kinds_that_fit_alike(read: Read, write: Write) -> None:
    path = write("x.csv", "store_id,application_id\nS,A\n")
    found = read(path).only
    assert found.message == "the records may be `store` or `application`"
    assert found.help == f"say which: `--facts store={path}`"


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("sku.csv", "sku"),
        ("SKUs.csv", "sku"),
        ("sku-markets.csv", "sku_market"),
        ("实体store.csv", "store"),
    ],
)
def test_the_name_of_the_file_tells_the_entity(
    read: Read, write: Write, name: str, entity: str
) -> None:
    heading = "store_id,sku_id,application_id"
    assert read(write(name, f"{heading}\n1,2,3\n4,5,6\n")).table.entity == entity


def test_what_somebody_says_goes_before_the_name(read: Read, write: Write) -> None:
    path = write("sku.csv", "store_id,sku_id\nS,A\n")
    assert read(told={path: "store"}).table.entity == "store"


def test_unknown_entity_said(read: Read, write: Write) -> None:
    path = write("x.csv", "sku_id,stock_qty\nA,1\n")
    found = read(told={path: "skuu"}).only
    assert (found.code, found.help) == ("SKU-F015", "did you mean `sku`?")


def test_no_key(read: Read, write: Write) -> None:
    found = read(write("sku.csv", "stock_qty,price\n1,2\n3,4\n")).only
    assert found.code == "SKU-F011"
    assert found.message == "no column holds `sku_id`, the key of `sku` records"
    assert found.help == (
        "found the headings `stock_qty`, `price`; name the column `sku_id` "
        "(or `SKU`, `seller-sku`, `商品编码`, `Händler-SKU`)"
    )
    assert found.span is not None
    assert found.span.text == "stock_qty"


def test_a_lone_store_needs_no_key(read: Read, write: Write) -> None:
    assert read(write("store.csv", "store_dsr,badges\n4.7,a\n")).table.entity == "store"


def test_nothing_known(read: Read, write: Write) -> None:
    path = write("x.csv", "a,b\n1,2\n")
    found = read(path).only
    assert found.message == f"cannot tell what the records of `{path}` are"
    assert found.help is not None
    assert found.help.startswith("found the headings `a`, `b`; give it a key column such as")


def test_two_columns_for_one_fact(read: Read, write: Write) -> None:
    outcome = read(write("x.csv", "sku_id,库存,quantity\nA,1,2\n"))
    assert outcome.table.column("stock_qty") is None
    assert outcome.only.level.value == "error"
    assert outcome.only.message == "columns `库存` and `quantity` both mean `stock_qty`"
    assert outcome.only.span is not None
    assert outcome.only.span.text == "quantity"


def test_the_name_of_the_fact_settles_it(read: Read, write: Write) -> None:
    outcome = read(write("x.csv", "sku_id,库存,stock qty\nA,1,2\n"))
    column = outcome.table.column("stock_qty")
    assert column is not None
    assert column.index == 2
    assert (outcome.only.code, outcome.only.level.value) == ("SKU-F012", "warning")


def test_a_title_goes_before_other_headings(read: Read, write: Write) -> None:
    outcome = read(write("x.csv", "sku_id,quantity,标题stock_qty\nA,1,2\n"))
    column = outcome.table.column("stock_qty")
    assert column is not None
    assert column.index == 2
    assert outcome.only.level.value == "warning"


def test_an_added_column_goes_before_an_export_s_own(read: Read, write: Write) -> None:
    outcome = read(write("x.csv", "Handle,Variant SKU,Variant Price,price\na,A,1,2\n"))
    column = outcome.table.column("price")
    assert column is not None
    assert column.heading == "price"
    assert outcome.only.message == (
        "columns `Variant Price` and `price` both mean `price`; only `price` is read"
    )


@pytest.mark.parametrize(
    ("heading", "fact"),
    [("stock qyt", "stock_qty"), ("outlet_prise", "outlet_price"), ("stockqty", "stock_qty")],
)
def test_slips_are_warned_of(read: Read, write: Write, heading: str, fact: str) -> None:
    outcome = read(write("x.csv", f"sku_id,{heading}\nA,1\n"))
    assert outcome.table.unmapped == (heading,)
    assert outcome.only.code == "SKU-F013"
    assert outcome.only.help == f"did you mean `{fact}`?"
    assert outcome.only.span is not None
    assert outcome.only.span.text == heading


@pytest.mark.parametrize("heading", ["stock", "stock date", "prices by week", "qty", "MSKU", ""])
def test_other_headings_are_left_alone(read: Read, write: Write, heading: str) -> None:
    assert read(write("x.csv", f"sku_id,{heading}\nA,1\n")).codes == []


def test_a_slip_is_not_warned_of_where_the_fact_is_there(read: Read, write: Write) -> None:
    assert read(write("x.csv", "sku_id,stock_qty,stock_qtx\nA,1,2\n")).codes == []


def test_fact_of_records_far_away(read: Read, write: Write) -> None:
    outcome = read(write("sku.csv", "sku_id,city\nA,Berlin\n"))
    assert outcome.table.unmapped == ("city",)
    assert outcome.only.code == "SKU-F016"
    assert outcome.only.message == (
        "fact `city` belongs to `warehouse` records, which `sku` records have nothing to do with"
    )


@pytest.mark.skipif(not SAMPLES, reason="SKULINT_SAMPLES names no folder of real exports")
@pytest.mark.parametrize(
    ("name", "entity", "facts"),
    [
        (
            "amazon/GET_MERCHANT_LISTINGS_ALL_DATA.airbyte-8rows.tsv",
            "sku",
            {"sku_title", "sku_id", "price", "stock_qty"},
        ),
        ("amazon/GET_MERCHANTS_LISTINGS_FYP_REPORT.airbyte-2rows.tsv", "sku", {"sku_id"}),
        (
            "shopify/packt_product-data.csv",
            "sku",
            {"sku_id", "sku_title", "price", "stock_qty", "tags"},
        ),
    ],
)
def test_real_exports(read: Read, name: str, entity: str, facts: set[str]) -> None:
    outcome = read(Path(SAMPLES) / name)
    assert outcome.codes == []
    assert outcome.table.entity == entity
    assert {column.fact for column in outcome.table.columns if column.fact} == facts
