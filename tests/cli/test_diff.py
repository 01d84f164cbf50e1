"""`skulint diff`: exactly the records whose outcome changed, held against two full runs."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from skulint.engine.backends.duckdb.run import all_outcomes
from skulint.engine.backends.needs import facts_of_rules, needed_facts
from skulint.engine.checking.check import context_of, plan_of
from skulint.engine.checking.options import CheckOptions
from skulint.engine.loading import load_rulebook
from skulint.engine.readers import read_inputs
from skulint.engine.resources import rules_dir
from skulint.engine.store.build import build_store, open_database
from skulint.engine.text.diagnostics import Diagnostics

from .running import run

SKUS = 1_000
CHECKED = ("--program", "aliexpress/outlet", "--as-of", "2026-11-22")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("facts") / "sku.csv"
    rows = (
        f"S-{number},{number % 120 if number % 7 else ''},{3 + number % 20 / 10}"
        for number in range(SKUS)
    )
    file.write_text("SKU,Stock,item_dsr\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return file


def changed(folder: Path) -> None:
    stock = folder / "aliexpress" / "outlet" / "stock.yaml"
    text = stock.read_text(encoding="utf-8")
    stock.write_text(text.replace("{at_least: 50}", "{at_least: 80}"), encoding="utf-8")


def full_run(pack: Path, catalogue: Path) -> dict[tuple[str, str], str]:
    """Judge the catalogue by one version of the pack, which lies where the shipped one would."""
    diagnostics = Diagnostics()
    book = load_rulebook([pack], diagnostics)
    options = CheckOptions(
        files=(catalogue,), as_of=datetime(2026, 11, 22), programs=("aliexpress/outlet",)
    )
    plan = plan_of(book, options, diagnostics)
    assert plan is not None
    raws = read_inputs(options.files, dictionary=book.dictionary, diagnostics=diagnostics)
    connection = open_database()
    needed = needed_facts(plan, facts_of_rules(plan.rules))
    store = build_store(raws, needed, book.dictionary, connection, diagnostics)
    rows = all_outcomes(plan, store, context_of(book, plan, options.as_of))
    found = {(each.rule, each.key): each.outcome.value for each in rows}
    connection.close()
    return found


def test_two_revisions_of_a_pack(tmp_path: Path, catalogue: Path) -> None:
    shutil.copytree(rules_dir(), tmp_path / "rules")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "old"], ["tag", "old"]):
        subprocess.run([*git, *command], check=True)
    changed(tmp_path / "rules")
    for command in (["commit", "-qam", "new"], ["tag", "new"]):
        subprocess.run([*git, *command], check=True)
    pack = tmp_path / "rules"
    result = run(
        "diff", "old", "new", catalogue, "--pack", pack, *CHECKED, "--format", "json"
    )  # fmt: skip
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    found = {
        (each["rule"], key, each["before"], each["after"])
        for each in document["changed"]
        for key in each["keys"]
    }
    new = full_run(pack, catalogue)
    old = full_run(rules_dir(), catalogue)
    expected = {
        (rule, key, old[rule, key], after)
        for (rule, key), after in new.items()
        if old[rule, key] != after
    }
    assert len(expected) > 200
    assert found == expected
    assert document["rules"]["AE-OUTLET-003"]["added"][0]["en"] == "Stock at least 80 pieces"


def test_folders_and_words(tmp_path: Path, catalogue: Path) -> None:
    new = tmp_path / "new"
    shutil.copytree(rules_dir(), new)
    changed(new)
    result = run("diff", rules_dir(), new, catalogue, *CHECKED)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "AE-OUTLET-003",
        "  no longer asked: Stock at least 50 pieces",
        "  now asked: Stock at least 80 pieces",
    ]
    assert lines[3].startswith("  pass -> fail: 206 (S-170, ")
    same = run("diff", new, new, catalogue, *CHECKED)
    assert same.exit_code == 0
    assert same.stdout.endswith(" outcomes compared, 0 changed\n")


def test_neither_folder_nor_revision(tmp_path: Path, catalogue: Path) -> None:
    result = run("diff", "nowhere", rules_dir(), catalogue, *CHECKED, "--pack", tmp_path / "r")
    assert result.exit_code == 2
    assert "`nowhere` is neither a folder nor a git revision" in result.stderr
