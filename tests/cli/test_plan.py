"""`skulint plan`: changes that suit all rules, clashes, moments, and each way to print them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from .running import run

STORE = """\
store:
  - {store_id: S1, license_company_name: X, license_legal_person: P, id_card_name: P,
     bank_account_holder: X, store_fulfilment_rate_90d_pct: 97,
     store_dispute_rate_90d_pct: 0.2, store_dsr_90d: 4.7}
"""
CATALOGUE = """\
sku_id,title,market,outlet_price,lowest_price_30d,stock_qty,item_dsr
=A,Cup,KR,9.50,12,60,4.8
B,Bag,KR,8.00,12,10,4.8
C,Lamp,KR,8.00,12,60,3.2
D,Sock,KR,7.00,9.99,49,4.8
"""
ASKED = ("--program", "aliexpress/outlet", "--as-of", "2026-11-22")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    store, catalogue = tmp_path / "store.yaml", tmp_path / "catalogue.csv"
    store.write_text(STORE, encoding="utf-8")
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    return store, catalogue


def planned(*arguments: object) -> dict[str, object]:
    result = run("plan", *arguments, *ASKED, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_changes_of_each_record(files: tuple[Path, Path]) -> None:
    plan = planned(*files)
    changes = plan["changes"]
    assert isinstance(changes, list)
    assert [(e["subject"]["key"], e["fact"], e["from"], e["to"]) for e in changes] == [
        ("B", "stock_qty", 10, 50),
        ("D", "stock_qty", 49, 50),
        ("=A/KR", "outlet_price", 9.5, 8.4),
        ("D/KR", "outlet_price", 7, 6.99),
    ]
    assert [each["key"] for each in plan["becomes_ready"]] == ["=A", "B", "D"]  # type: ignore[attr-defined]
    (hand,) = plan["by_hand"]  # type: ignore[misc]
    assert (hand["rule"], hand["count"]) == ("AE-OUTLET-004", 1)


def test_limits_of_one_s_own_are_never_crossed(files: tuple[Path, Path], tmp_path: Path) -> None:
    limits = tmp_path / "limits.yaml"
    limits.write_text(
        "can_change:\n  outlet_price: {at_least: 7.50 USD}\n  stock_qty: false\n", encoding="utf-8"
    )
    plan = planned(*files, "--can-change", limits)
    assert [(e["subject"]["key"], e["to"], e["low"], e["high"]) for e in plan["changes"]] == [  # type: ignore[attr-defined]
        ("=A/KR", 8.4, 7.5, 8.4)
    ]
    (clash,) = plan["clashes"]  # type: ignore[misc]
    assert clash["subject"]["key"] == "D/KR"
    assert [(each["rule"], each["value"]) for each in clash["rules"]] == [
        ("can_change:outlet_price", 7.5),
        ("AE-OUTLET-002", 6.99),
    ]
    text = run("plan", *files, *ASKED, "--can-change", limits, "--lang", "en").stdout
    flat = " ".join(text.split())
    assert "asks for 7.50 USD, but AE-OUTLET-002" in flat


def test_the_fourth_change_of_price_waits(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        STORE
        + "sku:\n  - {sku_id: A, store_id: S1, market: KR, outlet_price: 9.5, "
        + "lowest_price_30d: 12, stock_qty: 60, item_dsr: 4.8, price_change_times: "
        + "[2026-11-16T14:10:00, 2026-11-18T10:00:00, 2026-11-20T10:00:00]}\n",
        encoding="utf-8",
    )
    (change,) = planned(facts)["changes"]  # type: ignore[misc]
    assert (change["not_before"], change["watched_by"]) == ("2026-11-23T14:10:00", "AE-PRICE-002")
    text = " ".join(run("plan", facts, *ASKED, "--lang", "en").stdout.split())
    assert "not before 2026-11-23 14:10, or AE-PRICE-002" in text


def test_text_in_both_languages(files: tuple[Path, Path]) -> None:
    english = run("plan", *files, *ASKED, "--lang", "en").stdout
    assert "0 of 4 SKUs ready now; 3 more once every change is made" in english
    assert "SKU B: change Stock from 10 pieces to 50 pieces" in english
    chinese = run("plan", *files, *ASKED, "--lang", "zh").stdout
    assert "由 10 件 改为 50 件" in chinese


def test_markdown_is_a_list_to_tick_off(files: tuple[Path, Path]) -> None:
    text = run("plan", *files, *ASKED, "--format", "markdown", "--lang", "en").stdout
    assert "1. [ ] SKU B: change Stock from 10 pieces to 50 pieces" in text


def test_csv_holds_no_formula(files: tuple[Path, Path]) -> None:
    text = run("plan", *files, *ASKED, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["key"], row["to"], row["unit"]) for row in rows][2:3] == [
        ("'=A/KR", "8.40", "USD")
    ]
    assert rows[0]["rules"] == "AE-OUTLET-003"


def test_bad_input_ends_with_2(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert run("plan").exit_code == 2
    assert run("plan", tmp_path / "no.csv", *ASKED).exit_code == 2
    limits = tmp_path / "limits.yaml"
    for text, words in (
        ("outlet_price: 5\n", "is a map under `can_change`"),
        ("can_change: {outlet_prise: false}\n", "did you mean `outlet_price`?"),
        ("can_change: {outlet_price: {at_least: 5}}\n", "write `5 USD`"),
    ):
        limits.write_text(text, encoding="utf-8")
        result = run("plan", *files, *ASKED, "--can-change", limits)
        assert result.exit_code == 2
        assert words in result.stderr


def test_the_configured_program_is_planned_for_and_all_are_compared(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "skulint.yaml").write_text(
        "program: [aliexpress/outlet]\nas-of: 2026-11-22\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert "PLAN for AliExpress Outlet" in run("plan", *files).stdout
    assert "aliexpress/premium" in run("programs", *files).stdout
