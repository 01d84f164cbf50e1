"""Amounts of two currencies are never taken for one; what differs is named and counted."""

from decimal import Decimal

from skulint.engine.model.values import Exact

from .shop import Shop, catalogue

FILES = ("catalog.csv", "store.yaml", "history.csv")
RULE = "AE-OUTLET-002"


def test_a_heading_states_the_currency_of_its_column(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price (EUR),Market\nA,8.41,ES\n")
    shop.write("history.csv", "SKU,Market,Date,Until,Price (EUR)\nA,ES,2026-10-01,2026-11-21,12\n")
    checked = shop.both(*FILES)
    assert checked.said == ()
    finding = checked.finding(RULE, "A/ES")
    assert finding.actual is not None
    assert finding.limit is not None
    assert (finding.actual.value, finding.actual.unit) == (Exact(Decimal("8.41")), "EUR")
    assert (finding.limit.value, finding.limit.unit) == (Exact(Decimal("8.4")), "EUR")


def test_a_heading_against_a_currency_column(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price (EUR),Market,Currency\nA,8.41,ES,EUR\nB,9,ES,USD\n")
    checked = shop.both("catalog.csv", "store.yaml")
    assert checked.said == (
        (
            "SKU-F065",
            "1 amount of `Price (EUR)` in EUR, but `currency` says USD; it counts as missing",
            "catalog.csv:3:3",
        ),
    )
    missing = checked.finding(RULE, "B/ES").missing
    assert "price" in {each.fact for each in missing}


def test_two_headings_that_disagree(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price (EUR),Outlet price (USD),Market\nA,12,8,ES\nB,12,9,ES\n")
    checked = shop.both("catalog.csv", "store.yaml")
    assert [each for each in checked.said if each[0] == "SKU-F065"] == [
        (
            "SKU-F065",
            "2 amounts of `Outlet price (USD)` in USD, but `currency` says EUR; they count as"
            " missing",
            "catalog.csv:2:6",
        )
    ]


def test_two_files_that_disagree_are_a_contradiction(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price (EUR),Market\nA,12,ES\n")
    shop.write("more.csv", "SKU,Currency\nA,USD\n")
    checked = shop.both("catalog.csv", "more.csv", "store.yaml")
    assert "SKU-F021" in checked.codes()


def test_rows_of_a_history_in_another_currency(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Price,Market,Currency\nA,8.40,ES,USD\nB,8.40,ES,USD\n")
    shop.write(
        "history.csv",
        "SKU,Market,Date,Until,Price,Currency\nA,ES,2026-10-01,2026-11-15,12,USD\n"
        "A,ES,2026-11-16,2026-11-21,3,EUR\nB,ES,2026-10-01,2026-11-21,12,\n",
    )
    checked = shop.both(*FILES)
    assert checked.said == (
        (
            "SKU-F065",
            "1 amount of `price_history` in EUR, where the record's are in USD; it counts as"
            " missing",
            "history.csv:3:28",
        ),
    )
    # The 3 euros decide nothing, and a row without a currency is in the record's.
    assert checked.outcomes()[RULE, "A/ES"] == "unknown"
    assert checked.outcomes()[RULE, "B/ES"] == "pass"


def test_a_history_in_euros_of_a_catalogue_that_names_no_currency(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40"))
    shop.write("history.csv", "SKU,Market,Date,Until,Price (EUR)\nA,ES,2026-10-01,2026-11-21,12\n")
    checked = shop.both(*FILES)
    assert checked.codes() == ["SKU-F065"]
    assert checked.outcomes()[RULE, "A/ES"] == "unknown"


def test_a_copy_in_another_currency_is_no_price_change_and_no_price(shop: Shop) -> None:
    shop.git("init", "-q")
    heading = "SKU,Price,Market,Currency\n"
    shop.commit(f"{heading}A,10,ES,EUR\n", "2026-10-01T10:00:00Z")
    shop.commit(f"{heading}A,12,ES,USD\n", "2026-11-10T10:00:00Z")
    shop.write("catalog.csv", f"{heading}A,7.00,ES,USD\n")
    checked = shop.both("catalog.csv", "store.yaml", git=True)
    assert next(each for each in checked.said if each[0] == "SKU-F065")[1].startswith(
        "1 amount of `price_history` in EUR, where the record's are in USD"
    )
    assert checked.outcomes()[RULE, "A/ES"] == "unknown"
