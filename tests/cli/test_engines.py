"""Engines: one that is not there is said to be missing, and those that are agree at the edges."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from .running import run


def test_without_spark_the_check_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    file = tmp_path / "skus.csv"
    file.write_text("SKU,Price,30-day low\nA,8.41,12\n", encoding="utf-8")
    result = run("check", file, "--program", "aliexpress/outlet", "--engine", "spark")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "error[SKU-C010]: `pyspark` is not installed" in result.stderr
    assert "pip install skulint[spark]" in result.stderr


HOUSE = """\
program: house/all
title: {en: House, zh: 内部}
about: {who: {en: Us., zh: 我们。}}
rules:
  - id: HOUSE-001
    title: {en: House rule, zh: 内部规则}
    for: sku_market
    kind: eligibility
    severity: error
    require:
      outlet_price: {at_most: 1 USD}
    source: {document: handbook, section: all, checked: 2026-11-22}
"""


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_a_lacking_rate_of_exchange_is_a_missing_fact(tmp_path: Path, engine: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "house.yaml").write_text(HOUSE, encoding="utf-8")
    file = tmp_path / "skus.csv"
    file.write_text("SKU,Market,Outlet price,Currency\nA,DE,9.90,EUR\n", encoding="utf-8")
    arguments = ("--rules", tmp_path / "rules", "--program", "house/all", "--engine", engine)
    result = run("check", file, *arguments, "--format", "json")
    assert result.exit_code == 4
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["outcome"], finding["missing"]) == ("unknown", ["fx"])
