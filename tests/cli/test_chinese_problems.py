"""What is wrong with files and options, told to readers of Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from skulint.cli.main import main

from .running import run

OUTLET = ("--program", "aliexpress/outlet", "--as-of", "2026-11-22")


def test_a_broken_table(tmp_path: Path) -> None:
    (tmp_path / "商品.csv").write_text(
        "sku_id,库存,stock_qty\nA1,五十,50\nA2,七\n", encoding="utf-8"
    )
    result = run("check", "--facts", "sku=商品.csv", *OUTLET, "--lang", "zh", folder=tmp_path)
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "警告[SKU-F012]: 两列表示同一项信息\n"
        "  --> 商品.csv:1:11\n"
        "   |\n"
        " 1 | sku_id,库存,stock_qty\n"
        "   |             ^^^^^^^^^\n"
        "   = 说明: 有两个列名表示同一项信息，无从判断以哪一列为准。\n"
        "           请把其中一列的列名改成该项信息的准确名称，或删去另一列。\n"
        "   = 原文: columns `库存` and `stock_qty` both mean `stock_qty`;"
        " only `stock_qty` is read\n"
        "   = 建议: delete the other column\n"
        "\n"
        "错误[SKU-F005]: 这一行的单元格数与表头不一致\n"
        "  --> 商品.csv:3:1\n"
    )
    assert result.stderr.endswith("\n\n1 个错误，1 个警告\n\n")


def test_a_report_tells_them_in_its_language(tmp_path: Path) -> None:
    (tmp_path / "sku.csv").write_text("sku_id,stock_qty\nA1,many\nA2,few\n", encoding="utf-8")
    shown = run("check", "sku.csv", *OUTLET, "--lang", "zh", folder=tmp_path).stdout
    assert (
        shown.count("错误[SKU-F020]: 单元格的内容与类型不符\n")
        + shown.count("警告[SKU-F020]: 单元格的内容与类型不符\n")
        == 2
    )
    assert shown.count("   = 说明: 单元格里的内容不是这一列应有的类型，") == 1
    assert shown.count("   = 原文: ") == 2


def test_a_rule_file(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("pak: mine\n", encoding="utf-8")
    result = run("validate", tmp_path / "mine.yaml", "--lang", "zh")
    assert result.exit_code == 2
    assert result.stdout.startswith("错误[SKU-R006]: 无法识别规则文件\n")
    assert "个错误" in result.stdout.splitlines()[-1]


def test_a_configuration(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "skulint.yaml").write_text("fail-onn: error\n", encoding="utf-8")
    english = run("check", "x.csv", folder=tmp_path)
    assert english.exit_code == 2
    assert english.stderr.startswith("error[")
    chinese = run("check", "x.csv", "--lang", "zh", folder=tmp_path)
    assert chinese.exit_code == 2
    assert chinese.stderr.startswith("错误[")
    assert chinese.stderr.endswith("\n\n1 个错误\n\n")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("compile", "--dialect", "duckdb", "--program", "none/such"), id="compile"),
        pytest.param(("docs", "pages", "--program", "none/such"), id="docs"),
        pytest.param(("rules", "show", "NONE-001"), id="rules show"),
    ],
)
def test_commands_without_a_report_go_by_the_environment(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner(env={"SKULINT_LANG": "zh"}).invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("错误[SKU-R01")
