"""A computed fix is the nearest value that a person can enter and that passes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

import skulint
from skulint.engine.model.values import Exact


@pytest.mark.parametrize(
    ("price", "target"),
    [("8.49", "8.50"), ("5", "8.50"), ("9.20", "9.19"), ("30", "9.19")],
)
def test_both_ends_of_a_band_are_rounded_inwards(tmp_path: Path, price: str, target: str) -> None:
    # 85% and 92% of 9.99 are 8.4915 and 9.1908, which nobody can charge.
    file = tmp_path / "goods.yaml"
    file.write_text(
        "application: {application_id: a, program_applied: QRP}\n"
        f"sku: [{{sku_id: s, refurb_price: {price}, new_price: 9.99}}]\n",
        encoding="utf-8",
    )
    report = skulint.check(
        file, program="aliexpress/refurbishment", as_of=datetime(2026, 11, 22)
    ).report
    (finding,) = (each for each in report.findings if each.rule.id == "AE-QRP-005")
    (fix,) = finding.fixes
    assert fix.target is not None
    assert fix.target.value == Exact(Decimal(target))
