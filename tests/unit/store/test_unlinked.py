"""Records that cannot be told apart are reported, and only those."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from skulint.engine.api import check
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.report import Report

STOCK = "SKU,Warehouse,Daily sales,Safety stock\nA,W-1,2,14\nB,W-1,3,20\n"


def run(folder: Path, **tables: str) -> Report:
    files = []
    for name, text in tables.items():
        files.append(folder / f"{name}.csv")
        files[-1].write_text(text, encoding="utf-8")
    return check(*files, program="aliexpress/local-stock", as_of=datetime(2026, 11, 22)).report


def unlinked(report: Report) -> list[str]:
    return [each.message for each in report.diagnostics if each.code == "SKU-F024"]


def test_what_shares_the_rows_of_a_linked_record_is_linked_with_it(tmp_path: Path) -> None:
    """A SKU file without markets speaks of one market a SKU, which its stock belongs to."""
    report = run(tmp_path, sku="SKU,Target market,SKU filed\nA,FR,yes\nB,MX,yes\n", stock=STOCK)
    assert unlinked(report) == []


def test_records_of_several_markets_need_to_be_told_apart(tmp_path: Path) -> None:
    markets = "SKU,Market,Target market\nA,FR,FR\nA,ES,ES\nB,MX,MX\n"
    assert len(unlinked(run(tmp_path, sku_market=markets, stock=STOCK))) == 1
    told = STOCK.replace("Warehouse", "Warehouse,Market").replace("W-1", "W-1,FR")
    assert unlinked(run(tmp_path, sku_market=markets, stock=told)) == []


def test_facts_of_what_shares_those_rows_are_read_through_them(tmp_path: Path) -> None:
    """The target market stands in the SKU file: 7 days of sales are 14 and 21 pieces."""
    skus = "SKU,In Local Stock,Target market\nA,yes,FR\nB,yes,MX\n"
    report = run(tmp_path, sku=skus, stock=STOCK)
    safety = next(each for each in report.rules if each.rule.id == "AE-LOCAL-067")
    assert safety.counts[Outcome.PASS] == 1
    assert safety.counts[Outcome.FAIL] == 1


def test_a_title_alone_needs_no_link(tmp_path: Path) -> None:
    """A shipment holds many SKUs; nothing that judges it is theirs."""
    skus = "SKU,Title,In Local Stock\nA,Lamp,yes\nB,Shelf,yes\n"
    shipments = "Shipment ID,Shipment booked\nS-1,yes\nS-2,no\n"
    assert unlinked(run(tmp_path, sku=skus, shipment=shipments)) == []
