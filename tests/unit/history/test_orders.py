"""What orders paid bounds the 30-day low from above: it may prove a fail, and never a pass."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ...cli.running import run
from .shop import ENGINES, Shop, rows_of

RULE = "AE-OUTLET-002"
HEADINGS = (
    "amazon-order-id", "purchase-date", "order-status", "sales-channel", "product-name", "sku",
    "quantity", "currency", "item-price", "ship-city", "ship-postal-code", "buyer-name",
)  # fmt: skip
BUYER = ("Springfield-Secret", "99999-SECRET", "Marge Simpson")
SECRETS = ("Secret", "SECRET", "Simpson")


def orders(*rows: tuple[str, str, str, str], channel: str = "Amazon.com") -> str:
    """Write an export of orders: day, SKU, quantity and what was paid for all pieces."""
    lines = [
        ("111", f"{day}T09:30:00+00:00", "Shipped", channel, "cup", sku, quantity, "USD", paid)
        for day, sku, quantity, paid in rows
    ]
    return "\n".join("\t".join(each) for each in (HEADINGS, *((*line, *BUYER) for line in lines)))


CATALOGUE = "SKU,Price\nA1,8.00\nB2,5.00\n"


def also(text: str) -> str:
    """Give the rows of an export to put behind those of another."""
    return "\n" + text.split("\n", 1)[1]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_order_proves_a_fail(shop: Shop, engine: str) -> None:
    shop.write("catalog.csv", CATALOGUE)
    text = orders(("2026-11-03", "A1", "2", "19.98"), ("2026-11-04", "B2", "1", "10.00"))
    # What nobody shipped was perhaps never asked, and what is older does not count.
    text += also(orders(("2026-11-05", "A1", "1", "0.02")).replace("Shipped", "Cancelled"))
    text += also(orders(("2026-10-05", "B2", "1", "1.00")))
    shop.write("orders.txt", text)
    checked = shop.check("catalog.csv", "orders.txt", engine=engine, rules=[RULE])
    assert checked.said == ()
    assert checked.outcomes() == {(RULE, "A1"): "fail", (RULE, "B2"): "unknown"}
    (row,) = rows_of(checked.finding(RULE, "A1"), "price_history")
    assert row[2:] == ("9.99", "orders.txt:2:63")
    assert not any(each in repr(checked) for each in SECRETS)


def test_a_cell_in_doubt_is_shown_without_its_buyer(shop: Shop) -> None:
    shop.write("catalog.csv", CATALOGUE)
    shop.write("orders.txt", orders(("2026-11-03", "A1", "1", "ten"), ("2026", "A1", "1", "1")))
    result = run("check", shop.folder / "catalog.csv", shop.folder / "orders.txt", "--rule", RULE)
    assert "`ten` is not an amount" in result.output
    assert "`2026T09:30:00+00:00` is not a date" in result.output
    assert not any(each in result.output for each in SECRETS)


@pytest.mark.parametrize("engine", ENGINES)
def test_orders_of_every_day_prove_no_pass(shop: Shop, engine: str) -> None:
    shop.write("catalog.csv", CATALOGUE)
    days = [date(2026, 11, 21) - timedelta(days=each) for each in range(40)]
    shop.write("orders.txt", orders(*((str(day), "B2", "1", "10.00") for day in days)))
    checked = shop.check("catalog.csv", "orders.txt", engine=engine, rules=[RULE])
    assert checked.outcomes()[RULE, "B2"] == "unknown"
    # The same days as a price history of the listing do prove it.
    lines = "".join(f"{day},B2,10.00\n" for day in days)
    shop.write("history.csv", "Date,SKU,Sale price\n" + lines)
    checked = shop.check("catalog.csv", "history.csv", engine=engine, rules=[RULE])
    assert checked.outcomes()[RULE, "B2"] == "pass"


def test_orders_of_several_marketplaces_are_not_mixed(shop: Shop) -> None:
    shop.write("catalog.csv", CATALOGUE)
    both = orders(("2026-11-03", "A1", "1", "9.99"))
    both += also(orders(("2026-11-03", "A1", "1", "1.99"), channel="Amazon.ca"))
    shop.write("orders.txt", both)
    checked = shop.check("catalog.csv", "orders.txt", rules=[RULE])
    assert checked.codes() == ["SKU-F051"]
    assert checked.outcomes()[RULE, "A1"] == "unknown"


def test_orders_bound_no_market_they_do_not_name(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Market,Price\nA1,US,8.00\nA1,CA,8.00\n")
    shop.write("orders.txt", orders(("2026-11-03", "A1", "1", "9.99")))
    checked = shop.check("catalog.csv", "orders.txt", rules=[RULE])
    assert checked.codes() == ["SKU-F052"]
    assert set(checked.outcomes().values()) == {"unknown"}


def test_what_does_not_divide_evenly_stays_an_upper_bound(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price\nA1,2.34\n")
    shop.write("orders.txt", orders(("2026-11-03", "A1", "3", "10.00")))
    checked = shop.check("catalog.csv", "orders.txt", rules=[RULE])
    (row,) = rows_of(checked.finding(RULE, "A1"), "price_history")
    assert row[2] == "3.333334"
