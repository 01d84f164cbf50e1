"""Typed tables as a warehouse has them, judged by what `skulint compile` prints and by a check."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

import skulint
from skulint.engine.checking.compiling import CompileOptions, compile_program
from skulint.engine.checking.options import CheckOptions
from skulint.engine.text.diagnostics import Diagnostics

AS_OF = datetime(2026, 11, 22)
STATED = ("outlet_price", "lowest_price_30d")


def _prices(*texts: str | None) -> Any:
    cells = [None if each is None else Decimal(each) for each in texts]
    return pa.array(cells, pa.decimal128(20, 4))


#: On the limit and a hair above it, missing, of a store that has no record, and without a market.
SKUS = pa.table(
    {
        "sku_id": ["A", "B", "C", "D", "E", "O'F"],
        "store_id": ["S1", "S1", "S2", "S9", None, "S2"],
        "market": ["ES", "US", None, "ES", "DE", "ES"],
        "outlet_price": _prices("8.4000", "8.4001", "35.70", None, "7", "0"),
        "lowest_price_30d": _prices("12", "12", "51", "12", None, "0"),
        "stock_qty": pa.array([20, 19, None, 100, 0, 5], pa.int32()),
        "item_dsr": _prices("4.5", "3.9", None, "4.6", "5", "4.5"),
        "severe_negative_review_count": pa.array([0, 1, None, 0, 2, 0], pa.int32()),
        "epr_registered": [True, False, None, True, True, None],
        "fda_registered": [None, True, False, None, False, True],
        "main_image_has_outlet_badge": [True, False, None, True, None, True],
        "outlet_active": [True, True, None, False, True, False],
        "price_abuse_triggered_on": pa.array([None] * 6, pa.date32()),
    }
)
STORES = pa.table(
    {
        "store_id": ["S1", "S2"],
        "store_age_days": pa.array([640, 89], pa.int32()),
        "store_dispute_rate_90d_pct": _prices("0.5", None),
        "store_dsr_90d": _prices("4.6", "4.4"),
        "store_fulfilment_rate_90d_pct": _prices("95", "91"),
        "in_main_new_product_period": [False, True],
        "store_has_price_fraud_notice": [False, None],
        "license_company_name": ["Example Ltd", None],
        "bank_account_holder": ["Example Ltd", "x"],
        "license_legal_person": ["A", "A"],
        "id_card_name": ["A", "B"],
    }
)
TABLES = {"sku": SKUS, "store": STORES}


def compiled(dialect: str, schema: str = "") -> tuple[str, tuple[str, ...]]:
    """Compile Outlet for the two tables; gives the statement and the rules in it."""
    diagnostics = Diagnostics()
    derived = ("price_change_times", "price_changes", "price_history", "price", "currency")
    found = compile_program(
        CompileOptions(
            CheckOptions(files=(), as_of=AS_OF, programs=("aliexpress/outlet",)),
            dialect,
            {name: f"{schema}{name}s" for name in TABLES},
            stated=STATED,
            without=derived,
            leave_out=True,
        ),
        diagnostics,
    )
    assert found is not None, [each.message for each in diagnostics]
    return found.sql, found.rules


def checked(rules: tuple[str, ...]) -> list[tuple[str, str, str, str]]:
    """Judge the same tables by a check."""
    found = skulint.check(TABLES, program="aliexpress/outlet", as_of=AS_OF, all_outcomes=True)
    rows = found.outcomes.to_pylist()
    # A check also judges stores that some SKU names and no table holds.
    stores = STORES["store_id"].to_pylist()
    return sorted(
        (row["rule"], row["entity"], row["key"], row["outcome"])
        for row in rows
        if row["rule"] in rules and (row["entity"] != "store" or row["key"] in stores)
    )
