"""`skulint explain` and `skulint rules`, as their callers see them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from skulint.engine.checking.rule_card import rule_card
from skulint.engine.loading import load_rulebook
from skulint.engine.model.outcome import Outcome
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from .running import run


def test_a_rule_in_plain_words() -> None:
    result = run("explain", "AE-OUTLET-003")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "AE-OUTLET-003  Enough stock for Outlet\n"
        "  program: AliExpress Outlet (aliexpress/outlet)\n"
        "\n"
        "  asks of each SKU:\n"
        "    - Stock at least 50 pieces\n"
        "  only where Program applied for is OUTLET\n"
        "  in force from 2023-10-01\n"
    )
    assert (
        "  passes, for example, with:\n"
        "    Program applied for: OUTLET\n"
        "    Stock: 50 pieces\n"
        "  fails, for example, with:\n"
        "    Program applied for: OUTLET\n"
        "    Stock: 49 pieces\n"
        "    then it says: Only 49 pieces in stock; Outlet asks for 50 pieces or more.\n"
    ) in result.stdout


def test_a_rule_in_chinese() -> None:
    shown = run("explain", "AE-OUTLET-002", "--lang", "zh").stdout
    assert "    - Outlet 价格不高于 近 30 天最低价的 70%\n" in shown
    assert "    此时提示：价格 70.01 USD 高于 Outlet 上限 70.00 USD" in shown


def test_examples_lie_on_both_sides_of_the_limit() -> None:
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir()], diagnostics)
    shown = 0
    for id in book.rules:
        card = rule_card(book, id, date(2026, 11, 22), diagnostics)
        assert card is not None, id
        if card.passing is not None and card.failing is not None:
            shown += 1
            assert card.passing.outcome is Outcome.PASS, id
            assert card.failing.outcome is Outcome.FAIL, id
    print(f"{shown} of {len(book.rules)} rules have an example on both sides")
    assert shown >= 0.95 * len(book.rules)


def test_a_rule_that_is_not_there() -> None:
    result = run("explain", "AE-OUTLET-03")
    assert result.exit_code == 2
    assert "unknown rule `AE-OUTLET-03`" in result.stderr
    assert "did you mean `AE-OUTLET-003`?" in result.stderr
    assert run("explain").exit_code == 2


def test_one_record_under_every_rule(tmp_path: Path) -> None:
    file = tmp_path / "sku.csv"
    file.write_text("SKU,Stock,item_dsr\nA-1,49,4.5\nA-2,80,4.5\n", encoding="utf-8")
    result = run(
        "explain", "--subject", "A-1", file, "--program", "aliexpress/outlet",
        "--as-of", "2026-11-22",
    )  # fmt: skip
    assert result.exit_code == 0
    assert "AE-OUTLET-003" in result.stdout
    assert "49" in result.stdout
    missing = run("explain", "--subject", "A-9", file, "--program", "aliexpress/outlet")
    assert missing.exit_code == 2
    assert "no record has the key `A-9`" in missing.stderr


def test_the_list_of_rules() -> None:
    result = run("rules", "list", "--program", "aliexpress/outlet")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "aliexpress/outlet"
    assert "  AE-OUTLET-003  error    Enough stock for Outlet" in lines
    found = json.loads(run("rules", "list", "--format", "json").stdout)
    assert len(found) > 100
    assert {"aliexpress/outlet", "aliexpress/store"} <= {each["program"] for each in found}
    assert run("rules", "list", "--program", "outlett").exit_code == 2


def test_a_rule_as_it_is_written() -> None:
    result = run("rules", "show", "AE-OUTLET-003")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("# ") and "stock.yaml:" in lines[0]
    assert lines[1] == "- id: AE-OUTLET-003"
    assert "    stock_qty: {at_least: 50}" in lines
    assert lines[-1].startswith("    - {given: ")
    assert run("rules", "show", "AE-OUTLET-0003").exit_code == 2


@pytest.mark.parametrize("verb", ["explain", "rules"])
def test_help_has_the_verb(verb: str) -> None:
    assert f"  {verb} " in run("--help").stdout


def test_a_code_in_both_languages() -> None:
    result = run("explain", "SKU-F010")
    assert result.exit_code == 0
    assert result.stdout.startswith("SKU-F010: cannot tell what the records are\n\nEach table")
    chinese = run("explain", "sku-f010", "--lang", "zh")
    assert chinese.exit_code == 0
    assert chinese.stdout.startswith("SKU-F010: 无法判断表格里是什么记录\n\n一张表只放一种记录，")


def test_codes_and_rules_come_in_the_order_they_were_named() -> None:
    shown = run("explain", "AE-OUTLET-003", "SKU-F020", "AE-OUTLET-003").stdout
    parts = shown.split("\n\nSKU-F020: cell cannot be read as its type\n\n")
    assert len(parts) == 2
    assert parts[0].startswith("AE-OUTLET-003  ")
    assert parts[1].endswith(parts[0] + "\n")


def test_a_code_nobody_knows_is_no_rule_either() -> None:
    result = run("explain", "SKU-F999", "--lang", "zh")
    assert result.exit_code == 2
    assert result.stderr.startswith("错误[SKU-C012]: 未知的代码\n")
    assert "   = 原文: unknown code `SKU-F999`\n" in result.stderr


def test_a_code_with_a_slip_is_guessed() -> None:
    result = run("explain", "sku-f0100")
    assert result.exit_code == 2
    assert "unknown code `sku-f0100`" in result.stderr
    assert "did you mean `SKU-F010`?" in result.stderr
