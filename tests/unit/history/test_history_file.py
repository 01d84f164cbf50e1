"""Rows in a file of their own: what they give, and what is wrong with them, named and counted."""

from decimal import Decimal

import pytest

from skulint.engine.model.outcome import Outcome
from skulint.engine.model.values import Bounded, Exact

from .shop import Shop, catalogue, rows_of

HEADING = "SKU,Market,Date,Until,Price\n"
FULL = "A,ES,2026-10-01,2026-11-10,12.00\nA,ES,2026-11-11,2026-11-21,10.00\n"
FILES = ("catalog.csv", "store.yaml", "history.csv")
RULE = "AE-OUTLET-002"

pytestmark = pytest.mark.usefixtures("laid_out")


def test_the_lowest_price_of_30_covered_days(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40", B="7.00"))
    shop.write("history.csv", HEADING + FULL + FULL.replace("A,", "B,"))
    checked = shop.both(*FILES)
    assert checked.said == ()
    assert checked.outcomes()[RULE, "B/ES"] == "pass"
    finding = checked.finding(RULE, "A/ES")
    assert finding.outcome is Outcome.FAIL
    assert finding.limit is not None
    assert finding.limit_of is not None
    assert finding.limit_of.value == Exact(Decimal(10))
    assert rows_of(finding, "price_history") == [
        ("2026-11-11", "2026-11-21", "10", "history.csv:3:28")
    ]


def test_days_not_covered_leave_the_low_open_from_below(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40", B="7.00"))
    days = "A,ES,2026-11-11,,10.00\nB,ES,2026-11-11,2026-11-12,10.00\nB,ES,2026-11-13,,11.00\n"
    shop.write("history.csv", HEADING + days)
    checked = shop.both(*FILES)
    assert checked.outcomes()[RULE, "B/ES"] == "unknown"
    finding = checked.finding(RULE, "A/ES")
    assert finding.outcome is Outcome.FAIL
    assert finding.limit_of is not None
    assert finding.limit_of.value == Bounded(None, Decimal(10), frozenset({"price_history"}))
    assert finding.message["en"].startswith(
        "The price 8.40 USD is above the Outlet ceiling (at most 7.00 USD); the lowest price in 30"
        " days was at most 10.00 USD"
    )
    assert (
        "高于 Outlet 上限（至多 7.00 USD）；近 30 天最低价为至多 10.00 USD" in finding.message["zh"]
    )
    open_one = checked.finding(RULE, "B/ES")
    assert rows_of(open_one, "price_history") == [
        ("2026-11-11", "2026-11-12", "10", "history.csv:3:28")
    ]


def test_a_stated_low_wins_over_the_history(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price,Market,30-day low\nA,8.40,ES,12.00\n")
    shop.write("history.csv", HEADING + FULL)
    checked = shop.both(*FILES)
    assert checked.outcomes()[RULE, "A/ES"] == "pass"


def test_rows_without_a_market_speak_of_every_market(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price,Market\nA,8.40,ES\nA,7.00,US\n")
    shop.write("history.csv", "SKU,Date,Until,Price\n" + FULL.replace(",ES", ""))
    checked = shop.both(*FILES)
    assert checked.outcomes()[RULE, "A/ES"] == "fail"
    assert checked.outcomes()[RULE, "A/US"] == "pass"
    assert rows_of(checked.finding(RULE, "A/ES"), "price_history")[0][-1] == "history.csv:3:25"


def test_only_the_first_rows_that_decide_are_told_and_the_rest_counted(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40"))
    days = [f"A,ES,2026-11-{day:02},,10.00\n" for day in range(1, 9)]
    shop.write("history.csv", HEADING + "".join(days))
    finding = shop.both(*FILES).finding(RULE, "A/ES")
    evidence = next(each for each in finding.evidence if each.fact == "price_history")
    assert [str(row.place) for row in evidence.rows] == [
        f"history.csv:{line}:18" for line in range(2, 7)
    ]
    assert evidence.more_rows == 3


def test_two_equal_rows_have_two_places(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40"))
    shop.write("history.csv", HEADING + 2 * "A,ES,2026-11-11,,10.00\n")
    finding = shop.both(*FILES).finding(RULE, "A/ES")
    places = [row[-1] for row in rows_of(finding, "price_history")]
    assert places == ["history.csv:2:18", "history.csv:3:18"]


FAULTS = {
    "unknown-record": (
        "Z,ES,2026-11-11,,5\nZ,ES,2026-11-12,,5\n",
        "SKU-F060",
        "2 rows of `price_history` belong to 1 record that no other file has, such as `Z/ES`;"
        " not used",
        1,
    ),
    "unknown-market": (
        "A,DE,2026-11-11,,5\n",
        "SKU-F060",
        "1 row of `price_history` belongs to 1 record that no other file has, such as `A/DE`;"
        " not used",
        1,
    ),
    "no-key": (
        ",ES,2026-11-11,,5\n",
        "SKU-F061",
        "1 row without `sku_id`, so it is not known whose it is",
        1,
    ),
    "no-day": (
        "A,ES,,,15\nA,ES,,,16\n",
        "SKU-F062",
        "2 rows without `date`; it may count or not, so some answers stay open",
        6,
    ),
    "no-price": (
        "A,ES,2026-11-12,,\n",
        "SKU-F062",
        "1 row without `price`; it may count or not, so some answers stay open",
        18,
    ),
    "below-zero": (
        "A,ES,2026-11-12,,-5\n",
        "SKU-F063",
        "1 row with `price` below zero, which counts as missing",
        18,
    ),
    "future": (
        "A,ES,2026-12-12,,5\n",
        "SKU-F064",
        "1 row with `date` later than the check",
        6,
    ),
    "unreadable-day": (
        "A,ES,soon,,5\n",
        "SKU-F020",
        "`soon` is not a date, so `price_history.date` counts as missing here",
        6,
    ),
}


#: Those of one file that is read and judged once: no two of them are counted together.
TOGETHER = (
    ("unknown-record", "no-key", "no-day", "no-price", "below-zero", "future"),
    ("unknown-market", "unreadable-day"),
)


@pytest.mark.parametrize("names", TOGETHER)
def test_a_faulty_row_is_named_and_counted(shop: Shop, names: tuple[str, ...]) -> None:
    text, expected = HEADING + FULL, []
    for name in names:
        rows, code, message, column = FAULTS[name]
        expected.append((code, message, f"history.csv:{text.count(chr(10)) + 1}:{column}"))
        text += rows
    shop.write("catalog.csv", catalogue(A="8.40"))
    shop.write("history.csv", text)
    said = shop.both(*FILES).said
    assert [each for each in expected if each not in said] == []


def test_every_fault_is_tried() -> None:
    assert sorted(name for names in TOGETHER for name in names) == sorted(FAULTS)


@pytest.mark.parametrize("name", ["no-day", "no-price", "below-zero"])
def test_a_row_that_may_count_takes_no_side_it_does_not_decide(shop: Shop, name: str) -> None:
    shop.write("catalog.csv", catalogue(A="8.40", B="7.00"))
    rows = FAULTS[name][0]
    shop.write("history.csv", HEADING + FULL + (FULL + rows).replace("A,", "B,") + rows)
    outcomes = shop.both(*FILES).outcomes()
    # 8.40 is above 70% of a price that surely counts; 7.00 is only up to it.
    assert outcomes[RULE, "A/ES"] == "fail"
    expected = "pass" if name == "no-day" else "unknown"
    assert outcomes[RULE, "B/ES"] == expected


def test_rows_of_the_future_and_of_others_change_nothing(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="7.00"))
    strange = FAULTS["future"][0] + FAULTS["unknown-record"][0] + FAULTS["no-key"][0]
    shop.write("history.csv", HEADING + FULL + strange)
    assert shop.both(*FILES).outcomes()[RULE, "A/ES"] == "pass"
