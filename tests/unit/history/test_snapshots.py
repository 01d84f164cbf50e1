"""Dated copies of a catalogue: a row a copy, and changes that lie between two of them."""

from .shop import Shop, catalogue, rows_of

FILES = ("catalog.csv", "store.yaml")


def copies(shop: Shop, *prices: tuple[str, str]) -> list[tuple[str, str]]:
    for day, price in prices:
        shop.write(f"copies/{day}.csv", catalogue(A=price))
    return [(day, f"copies/{day}.csv") for day, _ in prices]


def test_the_low_of_a_snapshot_decides_one_side(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40"))
    given = copies(shop, ("2026-11-01", "10.00"), ("2026-11-10", "13.00"))
    checked = shop.both(*FILES, snapshots=given)
    finding = checked.finding("AE-OUTLET-002", "A/ES")
    assert checked.outcomes()["AE-OUTLET-002", "A/ES"] == "fail"
    assert rows_of(finding, "price_history") == [
        ("2026-11-01", "2026-11-01", "10", "copies/2026-11-01.csv:2:3")
    ]


def test_a_snapshot_each_day_covers_the_30_days(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="7.00"))
    days = [f"2026-10-{day}" for day in range(23, 32)]
    days += [f"2026-11-{day:02}" for day in range(1, 22)]
    given = copies(shop, *((day, "10.00") for day in days))
    assert shop.both(*FILES, snapshots=given).outcomes()["AE-OUTLET-002", "A/ES"] == "pass"
    fewer = shop.both(*FILES, snapshots=given[1:]).outcomes()
    assert fewer["AE-OUTLET-002", "A/ES"] == "unknown"


def test_changes_that_surely_fell_into_7_days_fail(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40"))
    given = copies(
        shop, ("2026-11-01", "10"), ("2026-11-02", "11"), ("2026-11-03", "12"),
        ("2026-11-04", "13"), ("2026-11-05", "14"),
    )  # fmt: skip
    checked = shop.both(*FILES, snapshots=given)
    assert checked.outcomes()["AE-PRICE-002", "A"] == "fail"
    rows = rows_of(checked.finding("AE-PRICE-002", "A"), "price_changes")
    assert [row[0] for row in rows] == [f"2026-11-0{day} 00:00:00" for day in (2, 3, 4, 5)]
    assert [row[1] for row in rows] == [f"2026-11-0{day} 00:00:00" for day in (1, 2, 3, 4)]
    assert rows[0][-1] == "copies/2026-11-02.csv:2:3"


def test_changes_far_apart_leave_the_count_open(shop: Shop) -> None:
    """Between two files somebody saved the price may have changed any number of times."""
    shop.write("catalog.csv", catalogue(A="8.40"))
    given = copies(shop, ("2026-10-01", "10"), ("2026-11-01", "11"))
    assert shop.both(*FILES, snapshots=given).outcomes()["AE-PRICE-002", "A"] == "unknown"


def test_a_snapshot_that_cannot_be_read_leaves_a_gap(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40"))
    given = copies(shop, ("2026-11-01", "10.00"))
    shop.write("copies/bad.csv", b"PK\x03\x04 not a table")
    checked = shop.both(*FILES, snapshots=[*given, ("2026-11-02", "copies/bad.csv")])
    assert [each for each in checked.said if each[0] == "SKU-F069"] == [
        (
            "SKU-F069",
            "the copy `copies/bad.csv` cannot be read: `copies/bad.csv` cannot be unpacked: file is"
            " not a zip file",
            "copies/bad.csv",
        )
    ]
    assert checked.outcomes()["AE-OUTLET-002", "A/ES"] == "fail"


def test_skus_that_left_the_catalogue_are_counted(shop: Shop) -> None:
    shop.write("catalog.csv", catalogue(A="8.40"))
    shop.write("old.csv", catalogue(A="10.00", GONE="3.00"))
    checked = shop.both(*FILES, snapshots=[("2026-11-01", "old.csv")])
    assert (
        "SKU-F060",
        "1 row of `price_history` belongs to 1 record that no other file has, such as `GONE/ES`;"
        " not used",
        "old.csv:3:1",
    ) in checked.said
