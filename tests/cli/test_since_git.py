"""`--since REV`: what git says the files were, wherever and under whatever name they stood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .running import run
from .since_shop import (
    ALWAYS,
    CATALOGUE,
    FILES,
    A,
    B,
    C,
    check,
    checked,
    commit,
    edit,
    git,
    open_shop,
    refused,
)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return open_shop(tmp_path, monkeypatch)


def test_renamed_files_are_followed_and_new_ones_are_new(shop: Path) -> None:
    git(shop, "mv", "sku.csv", "goods.csv")
    assert checked(files=("goods.csv", "stores.yaml")) == set()
    edit("goods.csv", "9.90", "9.80")
    assert checked(files=("goods.csv", "stores.yaml")) == A
    git(shop, "mv", "goods.csv", "sku.csv")
    git(shop, "checkout", "--quiet", "HEAD", "sku.csv")
    # Moved behind git's back, it is known by what it holds.
    (shop / "sku.csv").rename(shop / "moved.csv")
    assert checked(files=("moved.csv", "stores.yaml")) == set()
    (shop / "more.csv").write_text(CATALOGUE.splitlines()[0] + "\nM,More,S1,1,DE,3.00\n")
    report = check(files=("moved.csv", "stores.yaml", "more.csv"))
    assert {each["subject"]["key"] for each in report["findings"]} == {"M", "M/DE"}
    assert report["since"]["added"] == ["more.csv"]


def test_folders_and_patterns_know_what_left_them(shop: Path) -> None:
    (shop / "data").mkdir()
    head, *rows = CATALOGUE.splitlines()
    for row in rows:
        (shop / "data" / f"{row[0]}.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    (shop / "data" / "prices.csv").write_text("SKU,Market,Outlet price\nA,DE,9.90\n")
    commit(shop)
    folder, pattern = ("data", "stores.yaml"), ("data/*.csv", "stores.yaml")
    assert checked(files=folder) == checked(files=pattern) == set()
    # A stated its price in two files; without the one it is what it was, without both it is not.
    (shop / "data" / "prices.csv").unlink()
    assert checked(files=folder) == checked(files=pattern) == set()
    edit("data/A.csv", "9.90", "")
    (shop / "data" / "B.csv").rename(shop / "data" / "b2.csv")
    assert checked(files=folder) == checked(files=pattern) == A
    (shop / "data" / "C.csv").unlink()
    assert check(files=folder)["since"]["gone"] == {"sku": 1, "sku_market": 1}


def test_a_merge_base(shop: Path) -> None:
    git(shop, "checkout", "--quiet", "-b", "mine")
    edit("sku.csv", "9.90", "9.80")
    commit(shop)
    git(shop, "checkout", "--quiet", "main")
    edit("sku.csv", "7.50", "7.00")
    commit(shop)
    git(shop, "checkout", "--quiet", "mine")
    assert checked(revision="main") == {*A, *C}
    assert checked(revision="main...") == checked(revision="main...mine") == A
    git(shop, "checkout", "--quiet", "--orphan", "other")
    commit(shop)
    assert "no commit in common" in refused("--since", "main...")


def test_a_shallow_clone_says_so(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = git(shop, "rev-parse", "HEAD")
    edit("sku.csv", "9.90", "9.80")
    commit(shop)
    git(shop.parent, "clone", "--quiet", "--depth=1", f"file://{shop}", "shallow")
    monkeypatch.chdir(shop.parent / "shallow")
    assert checked() == set()
    for revision in (first, "HEAD~1", "main~1..."):
        assert "git fetch --unshallow" in refused("--since", revision)


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("mian", "did you mean `main`?"),
        ("HAED~1", "git knows no revision `HAED~1`"),
        ("main..HEAD", "takes one revision"),
        ("--output=x", "git knows no revision"),
        ("", "git knows no revision"),
        ("HEAD:sku.csv", "git knows no revision"),
    ],
)
def test_what_is_no_revision(shop: Path, revision: str, said: str) -> None:
    before = sorted(shop.iterdir())
    assert said in refused(f"--since={revision}")
    assert sorted(shop.iterdir()) == before


def test_files_git_does_not_know(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = shop.parent / "extra.csv"
    outside.write_text("SKU,Stock\nA,10\nB,20\n")
    # Nobody can say what it was, and it says nothing new: then nothing changed.
    report = check(files=(*FILES, str(outside)))
    assert report["findings"] == []
    assert report["since"]["added"] == [str(outside)]
    outside.write_text("SKU,Stock\nX,10\nB,20\n")
    assert "X" in checked(files=(*FILES, str(outside)))
    assert not checked(files=(*FILES, str(outside))) & {*A, *B, *C}
    git(shop, "rm", "--quiet", "--cached", "sku.csv")
    git(shop, "commit", "--quiet", "-m", "untracked")
    assert checked() == {*A, *B, *C}
    monkeypatch.chdir(shop.parent)
    output = run("check", "extra.csv", "--program", "aliexpress/outlet", "--since", "HEAD")
    assert output.exit_code == 2
    assert "`extra.csv` is in no git repository" in output.output


def test_from_above_and_below(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / "deep").mkdir()
    edit("sku.csv", "9.90", "9.80")
    for folder, way in ((shop.parent, "shop"), (shop / "deep", "..")):
        monkeypatch.chdir(folder)
        result = run("check", f"{way}/sku.csv", f"{way}/stores.yaml", "--rules", f"{way}/rules",
                     *ALWAYS[2:], "--since", "HEAD", "--format", "json")  # fmt: skip
        found = json.loads(result.stdout)["findings"]
        assert {each["subject"]["key"] for each in found} == A


def test_a_submodule_is_as_its_parent_had_it(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "above")
    above = tmp_path / "above"
    git(above, "submodule", "--quiet", "add", f"file://{shop}", "data")
    commit(above, "with the first catalogue")
    monkeypatch.chdir(above / "data")
    edit("sku.csv", "9.90", "9.80")
    commit(above / "data", "in the submodule")
    monkeypatch.chdir(above)
    files = ("data/sku.csv", "data/stores.yaml")

    def since_head(*given: str) -> set[str]:
        result = run("check", *given, "--rules", "data/rules", *ALWAYS[2:],
                     "--since", "HEAD", "--format", "json")  # fmt: skip
        assert result.exit_code in (0, 1), result.output
        return {each["subject"]["key"] for each in json.loads(result.stdout)["findings"]}

    assert since_head(*files) == since_head("data") == A
    commit(above, "the parent takes it over")
    assert since_head(*files) == since_head("data") == set()
    monkeypatch.chdir(above / "data")
    assert checked(revision="HEAD~1") == A


def test_what_cannot_be_read_any_more_is_all_new(shop: Path) -> None:
    good = Path("sku.csv").read_bytes()
    Path("sku.csv").write_bytes(b"\0\0\0")
    commit(shop)
    Path("sku.csv").write_bytes(good)
    report = check()
    assert len(report["findings"]) == 8
    assert [each["code"] for each in report["diagnostics"]] == ["SKU-C009"]
