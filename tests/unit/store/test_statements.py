"""What counts as stated: ranges, lists with an unreadable item, and files that disagree."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from skulint.engine.api import check
from skulint.engine.loading import load_rulebook
from skulint.engine.model.values import Bounded, Exact, Value
from skulint.engine.readers import read_inputs
from skulint.engine.store.build import build_store, open_database
from skulint.engine.store.subjects import fetch_subjects
from skulint.engine.text.diagnostics import Diagnostics

BASE = Path(__file__).parents[3] / "fixtures" / "errors" / "rules" / "base"
FACTS = ("stock_qty", "item_dsr", "certificates")


def read(folder: Path, **files: str) -> tuple[dict[str, Mapping[str, Value]], list[str]]:
    """Read files of SKUs; gives what is stated of each, and the diagnostics' codes."""
    diagnostics = Diagnostics()
    book = load_rulebook([BASE], diagnostics)
    paths = []
    for name, text in files.items():
        path = folder / name / ("sku.csv" if text.startswith("sku_id,") else "facts.yaml")
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    raws = read_inputs(paths, dictionary=book.dictionary, exports=(), diagnostics=diagnostics)
    connection = open_database()
    store = build_store(raws, FACTS, book.dictionary, connection, diagnostics)
    found = {
        each.key: {name: value for name, value in each.stated.items() if name in FACTS}
        for each in fetch_subjects(store, book.dictionary, "sku", FACTS)
    }
    connection.close()
    return found, [each.code for each in diagnostics]


def between(low: str | None, high: str | None, name: str) -> Bounded:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return Bounded(ends[0], ends[1], frozenset({name}))


def test_a_range_is_read_with_its_open_side(tmp_path: Path) -> None:
    text = (
        "sku: [{sku_id: A, stock_qty: {at_least: 3}, item_dsr: {at_least: 4, at_most: 4.50}},"
        " {sku_id: B, stock_qty: {at_most: 7}, item_dsr: {at_least: 4.0, at_most: 4}},"
        " {sku_id: C, stock_qty: 5}]\n"
    )
    found, codes = read(tmp_path, one=text)
    assert found == {
        "A": {
            "stock_qty": between("3", None, "stock_qty"),
            "item_dsr": between("4", "4.5", "item_dsr"),
        },
        "B": {"stock_qty": between(None, "7", "stock_qty"), "item_dsr": Exact(Decimal(4))},
        "C": {"stock_qty": Exact(Decimal(5))},
    }
    assert codes == []


def test_a_range_that_cannot_be_read_whole_is_not_read(tmp_path: Path) -> None:
    text = (
        "sku: [{sku_id: A, stock_qty: {at_least: 9, at_most: 3}},"
        " {sku_id: B, stock_qty: {at_least: 3, at_most: many}},"
        " {sku_id: C, stock_qty: {at_least: few}}]\n"
    )
    found, codes = read(tmp_path, one=text)
    assert found == {"A": {}, "B": {}, "C": {}}
    assert codes == ["SKU-F020"] * 3


def test_files_that_state_different_ranges_state_nothing(tmp_path: Path) -> None:
    one = "sku: [{sku_id: A, stock_qty: {at_least: 3}}, {sku_id: B, stock_qty: {at_least: 3}}]\n"
    other = "sku_id,stock_qty\nA,7\nB,\n"
    found, codes = read(tmp_path, one=one, other=other)
    assert found == {"A": {}, "B": {"stock_qty": between("3", None, "stock_qty")}}
    assert codes == ["SKU-F021"]


def test_a_list_in_a_cell_has_the_items_that_are_written(tmp_path: Path) -> None:
    found, codes = read(tmp_path, one="sku_id,certificates\nA,CE; EN71;\nB,\nC,|\n")
    assert found["A"] == {"certificates": Exact(("CE", "EN71"))}
    assert found["B"] == found["C"] == {}
    assert codes == []


def test_a_list_written_out_as_empty_is_known(tmp_path: Path) -> None:
    found, _ = read(tmp_path, one="sku: [{sku_id: A, certificates: []}, {sku_id: B}]\n")
    assert found == {"A": {"certificates": Exact(())}, "B": {}}


def test_a_fact_is_shown_in_the_row_that_states_it(tmp_path: Path) -> None:
    (tmp_path / "sku.csv").write_text("SKU,Stock,Price\nA,,12.5\nB,7,8\nA,4,\n", encoding="utf-8")
    (tmp_path / "more.csv").write_text("SKU,Stock\nC,1\nA,\n", encoding="utf-8")
    paths = [tmp_path / "sku.csv", tmp_path / "more.csv"]
    checked = check(*paths, program="aliexpress/outlet", as_of="2026-11-22")
    places = {
        each.subject.key: (Path(each.place.file).name, each.place.line)
        for each in checked.report.findings
        if each.rule.id == "AE-OUTLET-003" and each.place is not None
    }
    assert places == {"A": ("sku.csv", 4), "B": ("sku.csv", 3), "C": ("more.csv", 2)}
