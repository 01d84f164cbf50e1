import json
from pathlib import Path

import pytest

from skulint.engine.readers import RawTable, RecordRows
from skulint.engine.text.diagnostics import Level

from .cells import cells, text_at
from .conftest import Read, Write


def rows_of(table: RawTable) -> RecordRows:
    assert isinstance(table.rows, RecordRows)
    return table.rows


DOCUMENT = """\
store: {store_id: S1, store_dsr: 4.70}
sku:
  - sku_id: 0123
    stock_qty: 00614141000036
    sku_title: NO
    listed_on: 2026-01-02
    tags: [a, "0", ~]
    sku_market:
      - market: NO
        price: 4.10
        price_history:
          - {date: 2026-01-01, price: 1.10, notes: [x]}
          - {date: 2026-01-02, price: }
      - {market: DE, price: {at_least: 5, at_most: 7.50}}
  - {sku_id: B, sku_markets: [], tags: []}
  - {sku_id: C, Stock qty: ~}
"""


def test_document_of_all_kinds(read: Read, write: Write) -> None:
    outcome = read(write("facts.yaml", DOCUMENT))
    assert outcome.codes == []
    assert [(t.entity, t.record_count) for t in outcome.tables] == [
        ("store", 1),
        ("sku", 3),
        ("sku_market", 2),
    ]
    assert cells(outcome.of("store")) == {"store_id": ["S1"], "store_dsr": ["4.70"]}
    assert cells(outcome.of("sku")) == {
        "sku_id": ["0123", "B", "C"],
        "stock_qty": ["00614141000036", None, None],
        "sku_title": ["NO", None, None],
        "listed_on": ["2026-01-02", None, None],
        "tags": [("a", "0", None), (), None],
    }
    assert cells(outcome.of("sku_market")) == {
        "sku_id": ["0123", "0123"],
        "market": ["NO", "DE"],
        "price": ["4.10", {"at_least": "5", "at_most": "7.50"}],
        "price_history": [
            (
                {"date": "2026-01-01", "price": "1.10", "notes": ("x",)},
                {"date": "2026-01-02", "price": None},
            ),
            None,
        ],
    }
    assert rows_of(outcome.of("sku")).complete == {"sku_market": (True, True, False)}


def test_places_in_documents(read: Read, write: Write) -> None:
    path = write("facts.yaml", DOCUMENT)
    outcome = read(path)
    market = outcome.of("sku_market")
    places = market.places([(1, 0), (1, 2), (2, 2), (2, 3), (9, 0)])
    assert {cell: text_at(path, place) for cell, place in places.items()} == {
        (1, 0): "0123",
        (1, 2): "4.10",
        (2, 2): "{at_least: 5, at_most: 7.50}",
    }
    assert places[1, 2].snippet == "        price: 4.10"
    assert places[1, 2].heading == "price"
    assert (places[1, 0].line, str(places[1, 2])) == (3, f"{path}:10:16")


@pytest.mark.parametrize(
    "text",
    [
        "- {sku_id: A, stock_qty: 5}\n",
        "sku_id: A\nstock_qty: 5\n",
        "sku:\n  sku_id: A\n  stock_qty: 5\n",
        "skus: [{SKU: A, 库存: 5}]\n",
        "$schema: facts.json\nsku: [{sku_id: A, stock_qty: 5}]\n",
    ],
)
@pytest.mark.parametrize("name", ["x.yaml", "sku.yml"])
def test_other_forms_of_documents(read: Read, write: Write, name: str, text: str) -> None:
    outcome = read(write(name, text))
    assert outcome.codes == []
    assert outcome.table.entity == "sku"
    assert cells(outcome.table) == {"sku_id": ["A"], "stock_qty": ["5"]}


def test_a_record_with_children_is_no_document_of_kinds(read: Read, write: Write) -> None:
    outcome = read(write("x.yaml", "sku_id: A\nstock_qty: 5\nsku_market: [{market: DE}]\n"))
    assert outcome.codes == []
    assert cells(outcome.of("sku")) == {"sku_id": ["A"], "stock_qty": ["5"]}
    assert cells(outcome.of("sku_market")) == {"sku_id": ["A"], "market": ["DE"]}


def test_keys_are_handed_down_all_generations(read: Read, write: Write) -> None:
    text = "store: [{store_id: S, sku: [{sku_id: A, sku_market: [{market: DE, store_dsr: 1}]}]}]"
    outcome = read(write("x.yaml", text))
    assert cells(outcome.of("sku")) == {"store_id": ["S"], "sku_id": ["A"]}
    assert cells(outcome.of("sku_market")) == {
        "store_id": ["S"],
        "sku_id": ["A"],
        "market": ["DE"],
        "store_dsr": ["1"],
    }


def test_numbers_keep_their_text(read: Read, write: Write) -> None:
    text = '[{"sku_id": 1005005206354317, "price": 4.10, "stock_qty": 1e3, "sku_title": true}]'
    assert cells(read(write("sku.json", text)).table) == {
        "sku_id": ["1005005206354317"],
        "price": ["4.10"],
        "stock_qty": ["1e3"],
        "sku_title": ["true"],
    }


def test_json_lines(read: Read, write: Write) -> None:
    path = write("x.jsonl", '{"sku_id": "A", "price": 1.50}\n\n{"sku_id": "B", "tags": ["中"]}\n')
    table = read(path).table
    assert cells(table) == {
        "sku_id": ["A", "B"],
        "price": ["1.50", None],
        "tags": [None, ("中",)],
    }
    assert text_at(path, table.places([(2, 2)])[2, 2]) == '["中"]'


def test_a_bad_json_line_is_left_out(read: Read, write: Write) -> None:
    path = write("x.jsonl", '{"sku_id": "A"}\n{"sku_id": "B",}\n{"sku_id": "C"}\n')
    outcome = read(path)
    assert cells(outcome.table)["sku_id"] == ["A", "C"]
    assert outcome.only.level is Level.ERROR
    assert outcome.only.location == f"{path}:2:15"


def test_keys_written_twice(read: Read, write: Write) -> None:
    outcome = read(write("x.json", '[{"sku_id": "A", "price": 1, "price": 2}]'))
    assert outcome.tables == ()
    assert outcome.only.message == "key `price` is written twice"


def test_two_names_of_one_fact(read: Read, write: Write) -> None:
    outcome = read(write("x.yaml", "- {sku_id: A, stock_qty: 1, 库存: 2}\n"))
    assert cells(outcome.table)["stock_qty"] == ["1"]
    assert outcome.only.message == (
        "`stock_qty` and `库存` both mean `stock_qty`; only `stock_qty` is read"
    )


def test_unknown_fact(read: Read, write: Write) -> None:
    records = [{"sku_id": str(number), "stock_qyt": number} for number in range(40)]
    outcome = read(write("x.json", json.dumps(records)))
    found = outcome.only
    assert (found.code, found.level, found.count) == ("SKU-F014", Level.WARNING, 40)
    assert found.message == "unknown fact `stock_qyt`; it is not read"
    assert found.help == "did you mean `stock_qty`?"
    assert found.span is not None
    assert found.span.text == '"stock_qyt"'
    assert outcome.table.unmapped == ("stock_qyt",)


def test_fact_of_records_far_away(read: Read, write: Write) -> None:
    found = read(write("x.yaml", "sku: [{sku_id: A, city: Berlin}]\n")).only
    assert (found.code, found.help) == ("SKU-F016", "move it to a `warehouse` record")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("sku: []\nskuu: [{a: 1}]\n", "unknown kind of record `skuu`", "did you mean `sku`?"),
        ("skuu: [{a: 1}]\n", "unknown kind of record `skuu`", "did you mean `sku`?"),
        (
            "sku: [{sku_id: A}]\nxyzzy: 1\n",
            "unknown kind of record `xyzzy`",
            "use one of application, context, sku, sku_market, store, warehouse",
        ),
        (
            "sku: [{sku_id: A}]\nas_of: 2026-01-01\n",
            "fact `as_of` stands outside of any record",
            "put it under `context`",
        ),
    ],
)
def test_unknown_kind_of_record(
    read: Read, write: Write, text: str, message: str, hint: str
) -> None:
    errors = [d for d in read(write("x.yaml", text)).diagnostics if d.level is Level.ERROR]
    assert [(d.code, d.message, d.help) for d in errors] == [("SKU-F015", message, hint)]


def test_document_of_something_else(read: Read, write: Write) -> None:
    outcome = read(write("x.json", '{"performanceMetrics": [], "accountStatuses": []}'))
    assert outcome.codes == ["SKU-F010"]


@pytest.mark.parametrize("text", ["sku: []\n", "sku:\n"])
def test_no_records(read: Read, write: Write, text: str) -> None:
    outcome = read(write("x.yaml", text))
    assert outcome.table.record_count == 0
    assert (outcome.only.code, outcome.only.level) == ("SKU-F003", Level.WARNING)


@pytest.mark.parametrize(
    ("value", "message", "underlined"),
    [
        ("tags: a", "fact `tags` is a list, but this is a single value; it is not read", "a"),
        (
            "tags: [[a]]",
            "fact `tags` is a list of single values, but this is a list; it is not read",
            "[a]",
        ),
        (
            "stock_qty: [1, 2]",
            "fact `stock_qty` is one value, but this is a list; it is not read",
            "[1, 2]",
        ),
        (
            "stock_qty: {at_lest: 5}",
            "fact `stock_qty` is one value or a range, but this is a mapping; it is not read",
            "{at_lest: 5}",
        ),
        (
            "sku_title: {at_least: 5}",
            "fact `sku_title` is one value, but this is a mapping; it is not read",
            "{at_least: 5}",
        ),
        (
            "price_history: 5",
            "fact `price_history` is a table, but this is a single value; it is not read",
            "5",
        ),
        (
            "price_history: [5]",
            "fact `price_history` is a table, but this is a single value; it is not read",
            "5",
        ),
        (
            "price_history: [{date: [1]}]",
            "column `date` of table `price_history` is one value, but this is a list; "
            "it is not read",
            "[1]",
        ),
    ],
)
def test_values_of_another_shape(
    read: Read, write: Write, value: str, message: str, underlined: str
) -> None:
    outcome = read(write("x.yaml", f"- sku_id: A\n  {value}\n"))
    found = outcome.only
    assert (found.code, found.level, found.message) == ("SKU-F017", Level.WARNING, message)
    assert found.span is not None
    assert found.span.text == underlined


def test_unknown_column_of_a_table(read: Read, write: Write) -> None:
    outcome = read(write("x.yaml", "- {sku_id: A, price_history: [{dat: 1, price: 2}]}\n"))
    assert cells(outcome.table)["price_history"] == [({"price": "2"},)]
    assert outcome.only.help == "did you mean `date`?"


def test_ranges_of_dates(read: Read, write: Write) -> None:
    text = "- {sku_id: A, listed_on: {on_or_after: 2026-01-01, on_or_before: 2026-02-01}}\n"
    assert cells(read(write("x.yaml", text)).table)["listed_on"] == [
        {"at_least": "2026-01-01", "at_most": "2026-02-01"}
    ]


def test_records_that_are_no_mappings(read: Read, write: Write) -> None:
    outcome = read(write("x.yaml", "sku: [{sku_id: A}, 5, [B]]\n"))
    assert cells(outcome.table) == {"sku_id": ["A"]}
    assert [d.message for d in outcome.diagnostics] == [
        "a `sku` record is a mapping, but this is a single value",
        "a `sku` record is a mapping, but this is a list",
    ]


def test_records_of_a_known_export(read: Read, write: Write) -> None:
    record = {"Handle": "a", "Variant SKU": "A1", "Variant Price": 5, "Vendor": "x"}
    outcome = read(write("x.json", json.dumps([record])))
    assert outcome.codes == []
    assert cells(outcome.table) == {"sku_id": ["A1"], "price": ["5"]}
    assert outcome.table.unmapped == ("Handle", "Vendor")


def test_broken_document_gives_no_table(read: Read, write: Write) -> None:
    outcome = read(write("x.yaml", "sku: [\n"))
    assert outcome.tables == ()
    assert outcome.codes == ["SKU-Y010"]


def test_deep_nesting_is_refused(read: Read, write: Write, tmp_path: Path) -> None:
    assert read(write("x.json", "[" * 100_000)).codes == ["SKU-Y015"]
    assert read(write("x.yaml", "[" * 100_000)).codes == ["SKU-Y015"]


def test_a_table_of_one_row_needs_no_list_around_it(read: Read, write: Write) -> None:
    outcome = read(write("x.yaml", "- {sku_id: A, price_history: {date: 2026-03-01, price: 2}}\n"))
    assert outcome.diagnostics == ()
    assert cells(outcome.table)["price_history"] == [({"date": "2026-03-01", "price": "2"},)]
