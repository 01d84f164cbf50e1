"""The committed states of a catalogue as its price history."""

from datetime import datetime

import pytest

from .shop import Shop, catalogue, rows_of

FILES = ("catalog.csv", "store.yaml")
PRICES = ("12", "12", "11", "10.5", "13", "13", "14", "15", "16", "17")
DAYS = (1, 5, 9, 10, 11, 12, 13, 14, 15, 16)


@pytest.fixture
def commits(shop: Shop) -> list[str]:
    """Commit ten states; the first is 21 days before the check, the fifth renames the file."""
    shop.git("init", "-q")
    made = []
    for number, (price, day) in enumerate(zip(PRICES, DAYS, strict=True)):
        name = "prices.csv" if number < 4 else "catalog.csv"
        if number == 4:
            shop.git("mv", "prices.csv", "catalog.csv")
        moment = f"2026-11-{day:02}T10:00:00+08:00"
        made.append(shop.commit(catalogue(A=price, B="7.00"), moment, name))
    return made


def test_ten_commits_are_the_history(shop: Shop, commits: list[str]) -> None:
    checked = shop.both(*FILES, git=True)
    assert checked.said == ()
    finding = checked.finding("AE-OUTLET-002", "A/ES")
    # 17.00 is above 70% of 10.50, which the fourth commit held for a day.
    assert rows_of(finding, "price_history") == [
        ("2026-11-10", "2026-11-11", "10.5", f"catalog.csv@{commits[3]}:2:3")
    ]
    # Six changes in the week from the 10th; commits are dated in UTC.
    changes = rows_of(checked.finding("AE-PRICE-002", "A"), "price_changes")
    assert [row[-1] for row in changes] == [
        f"catalog.csv@{commits[at]}:2:3" for at in (2, 3, 4, 6, 7)
    ]
    assert changes[0][:2] == ("2026-11-09 02:00:00", "2026-11-09 02:00:00")
    assert checked.report is not None
    paths = [each.path for each in checked.report.inputs]
    # The second and the sixth commit left the file alone.
    touching = [f"catalog.csv@{commits[at]}" for at in (0, 2, 3, 4, 6, 7, 8, 9)]
    assert paths == ["catalog.csv", "store.yaml", *touching]
    # B never changed; days before the first commit are not known.
    assert checked.outcomes()["AE-PRICE-002", "B"] == "pass"


def test_a_commit_after_the_day_of_the_check_does_not_count(shop: Shop, commits: list[str]) -> None:
    checked = shop.both(*FILES, git=True, as_of=datetime(2026, 11, 10))
    paths = [each.path for each in checked.report.inputs] if checked.report else []
    assert f"catalog.csv@{commits[3]}" in paths
    assert f"catalog.csv@{commits[4]}" not in paths


def test_a_change_not_committed_is_one_more_copy(shop: Shop, commits: list[str]) -> None:
    shop.write("catalog.csv", catalogue(A="17", B="6.00"))
    checked = shop.both(*FILES, git=True)
    rows = rows_of(checked.finding("AE-PRICE-002", "A"), "price_changes")
    assert rows
    low = checked.finding("AE-OUTLET-002", "B/ES")
    # The price in the file is today's, and today does not count.
    assert rows_of(low, "price_history")[0][2] == "7"


def test_a_history_of_30_days_decides(shop: Shop) -> None:
    shop.git("init", "-q")
    shop.commit(catalogue(A="7.00"), "2026-10-01T10:00:00Z")
    shop.commit(catalogue(A="10.00"), "2026-10-20T10:00:00Z")
    shop.write("catalog.csv", catalogue(A="7.00"))
    assert shop.both(*FILES, git=True).outcomes()["AE-OUTLET-002", "A/ES"] == "pass"


def test_a_binary_commit_leaves_a_gap(shop: Shop) -> None:
    shop.git("init", "-q")
    shop.commit(catalogue(A="10.00"), "2026-10-01T10:00:00Z")
    bad = shop.commit(bytes(range(32)) * 20, "2026-10-20T10:00:00Z")
    shop.commit(catalogue(A="7.00"), "2026-11-20T10:00:00Z")
    checked = shop.both(*FILES, git=True)
    assert [(code, place) for code, _, place in checked.said] == [
        ("SKU-F069", f"catalog.csv@{bad}")
    ]
    # 7.00 stood from the 20th on, so 70% of the low is below it.
    assert checked.outcomes()["AE-OUTLET-002", "A/ES"] == "fail"


def test_commits_out_of_order_are_told(shop: Shop) -> None:
    shop.git("init", "-q")
    shop.commit(catalogue(A="10.00"), "2026-11-10T10:00:00Z")
    shop.commit(catalogue(A="11.00"), "2026-11-01T10:00:00Z")
    checked = shop.both(*FILES, git=True)
    assert [each for each in checked.said if each[0] == "SKU-F067"] == [
        (
            "SKU-F067",
            "the commits of `catalog.csv` are not dated in order; the history may have been"
            " rewritten",
            "catalog.csv",
        )
    ]


def test_a_shallow_clone_is_told(shop: Shop, commits: list[str]) -> None:
    origin = shop.folder.as_uri()
    clone = Shop(shop.folder / "clone")
    clone.folder.mkdir()
    shop.git("clone", "-q", "--depth", "2", origin, str(clone.folder))
    checked = clone.check(*FILES, git=True)
    assert "SKU-F066" in checked.codes()
    assert checked.report is not None
    copies = [each.path for each in checked.report.inputs if "@" in each.path]
    assert copies == [f"catalog.csv@{each}" for each in commits[-2:]]


def test_a_file_git_does_not_know_cannot_be_looked_up(shop: Shop) -> None:
    shop.git("init", "-q")
    shop.commit("", "2026-11-01T10:00:00Z", "readme.txt")
    shop.git("rm", "-q", "--cached", "store.yaml")
    shop.write("new.csv", catalogue(A="8.40"))
    checked = shop.check("new.csv", "store.yaml", git=True)
    assert checked.report is None
    assert checked.said[0][:2] == (
        "SKU-F068",
        "the git history of `new.csv` cannot be read: no commit has this file",
    )


def test_a_folder_without_a_repository_is_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(shop.folder.parent))
    shop.write("catalog.csv", catalogue(A="8.40"))
    checked = shop.check(*FILES, git=True)
    assert checked.report is None
    assert checked.said[0][0] == "SKU-F068"
    assert "not a git repository" in checked.said[0][1]


def test_without_a_price_there_is_no_history_to_look_up(shop: Shop) -> None:
    shop.write("catalog.csv", "SKU,Stock,Market\nA,5,ES\n")
    checked = shop.check(*FILES, git=True)
    assert checked.said[0][:2] == (
        "SKU-F068",
        "no file has `price`, so there is no history to look up",
    )


def test_a_repository_runs_nothing_of_its_own(shop: Shop, commits: list[str]) -> None:
    """A hook or a monitor that a repository brings along must not run because it is read."""
    trap = shop.write("trap.sh", "#!/bin/sh\ntouch trapped\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "diff.external"):
        shop.git("config", key, str(trap))
    shop.write("catalog.csv", catalogue(A="18", B="7.00"))
    shop.check(*FILES, git=True)
    assert not (shop.folder / "trapped").exists()
