"""The steps of a finding speak of its own clause, however many others fail beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

import skulint


@pytest.mark.parametrize(
    ("label", "price", "steps"),
    [
        (True, False, {"Price": ["Set a price for Spain."]}),
        (
            False,
            False,
            {
                "Price": ["Set a price for Spain."],
                "Local": ["Turn on the Local Delivery label once Madrid has received the goods."],
            },
        ),
    ],
)
def test_each_failed_clause_has_its_own_step(
    tmp_path: Path, label: bool, price: bool, steps: dict[str, list[str]]
) -> None:
    file = tmp_path / "stock.yaml"
    answers = (
        f"local_delivery_label: {str(label).lower()}, localized_price_set: {str(price).lower()}"
    )
    file.write_text(
        f"stock: [{{sku_id: s, warehouse_id: w, stock_transferred_to: ES-MAD, {answers}}}]\n",
        encoding="utf-8",
    )
    report = skulint.check(
        file, program="aliexpress/relocation", as_of=datetime(2026, 11, 22)
    ).report
    last = "Look at the listing as a buyer in Spain to see that both show."
    found = {
        each.clause["en"].split()[0]: [fix.say["en"] for fix in each.fixes]
        for each in report.findings
    }
    assert found == {clause: [*mine, last] for clause, mine in steps.items()}
    # Only the one that turns the rule to pass is a computed fix.
    computed = [fix.set for each in report.findings for fix in each.fixes if fix.set]
    assert len(computed) == (1 if len(steps) == 1 else 0)
