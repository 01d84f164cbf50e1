"""A computed fix is a value that a person can enter, on the passing side of its limit."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from skulint.engine.api import check
from skulint.engine.model.values import Exact


@pytest.mark.parametrize(("planned", "target"), [(20, 91), (500, 135)])
def test_the_ends_of_a_range_are_rounded_inwards(tmp_path: Path, planned: int, target: int) -> None:
    # 1.505 a day are 90.3 pieces in two months and 135.45 in three.
    batches = tmp_path / "batches.csv"
    batches.write_text(
        f"Batch,Batch type,Batch quantity,Weighted daily sales\nA,second,{planned},1.505\n",
        encoding="utf-8",
    )
    report = check(batches, program="amazon/replenishment", as_of=datetime(2026, 11, 22)).report
    (fixes,) = [each.fixes for each in report.findings if each.rule.id == "AMZ-REPL-006"]
    assert fixes[0].target is not None
    assert fixes[0].target.value == Exact(Decimal(target))
