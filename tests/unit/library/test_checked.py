"""What a check gives to Python: tables, counts, and something to look at."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from .tables import READY, ROWS, checked

HOSTILE = "<script>alert(1)</script>&\"'"


def prices(**cells: Any) -> pa.Table:
    return pa.table({name: ROWS[name] for name in ("sku_id", "sale_price", "usual_price")} | cells)


def test_findings_are_arrow_with_exact_numbers(tmp_path: Path) -> None:
    found = checked(prices())
    assert found.findings.schema.field("actual_number").type == pa.decimal128(38, 12)
    (failed,) = found.findings.filter(pa.compute.field("outcome") == "fail").to_pylist()
    assert (failed["rule"], failed["key"]) == ("LIB-PRICE", "B")
    assert failed["actual_number"] == Decimal("8.41")
    assert failed["fix_target"] == Decimal("8.40")
    assert failed["fix_change"] == Decimal("-0.01")
    found.write(tmp_path / "findings.parquet", "parquet")
    assert pyarrow.parquet.read_table(tmp_path / "findings.parquet").equals(found.findings)


def test_without_findings_the_columns_are_the_same() -> None:
    none = checked(pa.table(READY))
    assert none.ok
    assert none.findings.num_rows == 0
    assert none.findings.schema == checked(prices()).findings.schema


def test_counts_and_exit_code() -> None:
    found = checked(prices())
    assert found.counts == {"pass": 2, "fail": 1, "unknown": 27, "not_applicable": 0}
    assert (found.exit_code, found.ok) == (1, False)
    rules = {row["rule"]: row for row in found.rules.to_pylist()}
    assert rules["LIB-PRICE"]["pass"] == 2
    assert rules["LIB-PRICE"]["fail"] == 1
    assert rules["LIB-PRICE"]["unknown"] == 2
    assert found.readiness[0].not_ready == 1
    with pytest.raises(ValueError, match="all_outcomes=True"):
        _ = found.outcomes


def test_undecided_alone_is_code_4_unless_allowed() -> None:
    assert checked(prices(sale_price=[8.4] * 5)).exit_code == 4
    assert checked(prices(sale_price=[8.4] * 5), allow_unknown=True).ok


def test_every_format_can_be_rendered() -> None:
    found = checked(prices(), lang="zh")
    assert json.loads(found.render("json"))["summary"]["fail"] == 1
    assert "售价" in found.render("text")
    with pytest.raises(ValueError, match="`parquet` is no text"):
        found.render("parquet")


def test_display_is_short_and_escaped() -> None:
    found = checked(prices(sku_id=["A", HOSTILE, "C", "D", "E"]))
    assert repr(found) == "<skulint made/library: pass 2, fail 1, unknown 27>"
    page = found._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "1 error, 27 can&#39;t tell, 2 pass" in page
    assert "LIB-PRICE" in page
    assert "Lower it to" in page
    assert len(page) < 10_000
