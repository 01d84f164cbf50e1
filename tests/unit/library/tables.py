"""One catalogue as every kind of table, and the pack that judges it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import skulint

PACK = Path(__file__).parents[3] / "fixtures" / "packs" / "library"
AS_OF = date(2026, 11, 22)
NAN = float("nan")

#: On the limit, above it by a cent, missing: 35.70 <= 0.70 * 51 is false in binary floats.
ROWS: dict[str, list[Any]] = {
    "sku_id": ["A", "B", "C", "D", "E"],
    "sale_price": [8.4, 8.41, 35.7, None, NAN],
    "usual_price": [12.0, 12.0, 51.0, 12.0, 12.0],
    "pieces": [5, 4, None, 2**53 + 1, 6],
    "open_to_all": [True, False, None, True, False],
    "launched_on": [date(2026, 3, 1), date(2026, 3, 2), None, date(2024, 2, 29), date(2026, 1, 1)],
    "packed_at": [
        datetime(2026, 3, 1, 12),
        datetime(2026, 3, 1, 12, 0, 0, 1),
        None,
        datetime(2026, 2, 28),
        datetime(2026, 3, 2),
    ],
    "marks": [["CE"], ["EN71", "RoHS"], None, ["RoHS", "CE"], []],
}
#: One record that nothing keeps out.
READY: dict[str, list[Any]] = {
    "sku_id": ["A"],
    "sale_price": [8.4],
    "usual_price": [12],
    "pieces": [5],
    "open_to_all": [True],
    "launched_on": ["2026-01-01"],
    "packed_at": ["2026-01-01 10:00"],
    "marks": [["CE"]],
}
EXPECTED = {
    "LIB-PRICE": "pass fail pass unknown unknown",
    "LIB-PIECES": "pass fail unknown pass pass",
    "LIB-OPEN": "pass fail unknown pass fail",
    "LIB-LAUNCHED": "pass fail unknown pass pass",
    "LIB-PACKED": "pass fail unknown pass fail",
    "LIB-MARKS": "pass fail unknown pass fail",
}


def checked(*data: Any, **options: Any) -> skulint.Checked:
    given = {"program": "made/library", "as_of": AS_OF, "rules": [PACK]} | options
    return skulint.check(*data, **given)


def outcomes(*data: Any) -> dict[str, str]:
    """Give the outcomes of each rule in the order of the records."""
    found: dict[str, list[str]] = {}
    for row in checked(*data, all_outcomes=True).outcomes.to_pylist():
        found.setdefault(row["rule"], []).append(row["outcome"])
    return {rule: " ".join(each) for rule, each in found.items()}


def in_shanghai(moment: datetime | None) -> datetime | None:
    """Give the same moment with the clock of another zone."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))


def exact(cells: list[Any]) -> list[Decimal | None]:
    """Give numbers as decimals."""
    return [None if cell is None or cell != cell else Decimal(str(cell)) for cell in cells]
