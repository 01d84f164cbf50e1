"""No Python runs for a row that is not shown: what is called does not grow with the catalogue."""

import sys
from datetime import datetime
from pathlib import Path
from types import FrameType

from skulint.engine.checking.check import check
from skulint.engine.checking.options import CheckOptions
from skulint.engine.text.diagnostics import Diagnostics

HEADING = "SKU,Title,Price,Stock,30-day low,Market,DSR,Severe negative reviews,EPR,FDA,In Outlet\n"
STORE = "store:\n  - {store_id: s, store_has_price_fraud_notice: false}\n"

#: One that passes, one that fails and one that lacks facts, so that findings of all kinds are kept.
ROWS = (
    'K-{0},"Mug, {0}",8.40,320,12.00,ES,4.7,0,yes,,no\n',
    "K-{0},Lamp {0},19.99,12,24.99,DE,3.9,1,no,,yes\n",
    "K-{0},Bag {0},7.20,130,,US,,0,,,\n",
)
SHOWN = 3


def calls_of_check(folder: Path, rows: int) -> tuple[int, int]:
    catalogue, store = folder / f"catalogue-{rows}.csv", folder / "store.yaml"
    lines = (ROWS[index % len(ROWS)].format(f"{index:06}") for index in range(rows))
    catalogue.write_text(HEADING + "".join(lines), encoding="utf-8")
    store.write_text(STORE, encoding="utf-8")
    options = CheckOptions(
        files=(catalogue, store),
        as_of=datetime(2026, 11, 22),
        programs=("aliexpress/outlet",),
        keep=SHOWN,
    )
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    previous = sys.getprofile()
    sys.setprofile(count)
    try:
        report = check(options, "0", Diagnostics())
    finally:
        sys.setprofile(previous)
    assert report is not None
    assert report.subjects["sku"] == rows
    return calls, len(report.findings)


def test_calls_do_not_grow_with_rows(tmp_path: Path) -> None:
    calls_of_check(tmp_path, 300)  # what is imported and cached by the first run counts for none
    (few, shown), (many, shown_of_many) = (
        calls_of_check(tmp_path, rows) for rows in (30_000, 45_000)
    )
    assert shown == shown_of_many > 0
    assert abs(many - few) < 0.03 * few, (few, many)
