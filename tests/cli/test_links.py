"""Which store a SKU belongs to, told by whatever file says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .running import run

STORES = "Store ID,Store age days,Main new product season\nA,100,no\nB,30,no\n"
LISTINGS = "SKU,Store ID,Market\nX,A,ES\nX,A,FR\nY,B,ES\n"


def outcomes(folder: Path, **files: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Give the readiness rule's outcome of each store, and the diagnostics."""
    names = []
    for name, content in files.items():
        names.append(f"{name}.csv")
        (folder / names[-1]).write_text(content, encoding="utf-8")
    result = run(
        "check", *names, "--program", "aliexpress/outlet", "--as-of", "2026-11-22",
        "--format", "json", "--all-outcomes", folder=folder,
    )  # fmt: skip
    report = json.loads(result.stdout)
    parents = {
        each["subject"]["key"]: each["subject"]["parents"].get("store", "")
        for each in report["findings"]
        if each["subject"]["entity"] == "sku"
    }
    return parents, report["diagnostics"]


def test_a_finer_file_says_which_store_a_sku_is_of(tmp_path: Path) -> None:
    parents, diagnostics = outcomes(tmp_path, stores=STORES, listings=LISTINGS)
    assert parents == {"X": "A", "Y": "B"}
    assert [each["code"] for each in diagnostics] == []


def test_a_sku_of_two_stores_is_of_neither_and_that_is_said(tmp_path: Path) -> None:
    parents, diagnostics = outcomes(tmp_path, stores=STORES, listings=LISTINGS + "Y,A,FR\n")
    assert parents == {"X": "A", "Y": ""}
    (found,) = diagnostics
    assert found["code"] == "SKU-F025"
    assert "1 sku record is said to belong to more than one store, such as `Y`" in found["message"]
    assert found["place"]["line"] == 5


def test_only_a_link_that_a_rule_needs_is_missed(tmp_path: Path) -> None:
    # Several warehouses and no rule of the program that reads anything of one.
    warehouses = "Warehouse ID\nW1\nW2\n"
    _, diagnostics = outcomes(tmp_path, warehouses=warehouses, listings="SKU,Market\nX,ES\n")
    assert [each["code"] for each in diagnostics] == []


def test_a_needed_link_that_lacks_is_named(tmp_path: Path) -> None:
    _, (found,) = outcomes(tmp_path, stores=STORES, listings="SKU,Market\nX,ES\n")
    assert found["code"] == "SKU-F024"
    assert "2 store records" in found["message"]
