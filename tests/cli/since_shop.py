"""A repository with a shop in it, and checks of what changed there."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from skulint.engine.resources import schemas_dir

from .running import run

REPORT = json.loads((schemas_dir() / "report.schema.json").read_text(encoding="utf-8"))


#: Every record has something to solve, so that whatever is checked is seen.
RULES = """\
program: house/all
title: {en: House, zh: 内部}
about: {who: {en: Us., zh: 我们。}}
rules:
"""


RULE = """\
  - id: HOUSE-00%d
    title: {en: House rule, zh: 内部规则}
    for: %s
    kind: eligibility
    severity: error
    require:
      %s
    source: {document: handbook, section: all, checked: 2026-11-22}
"""


WANTED = (
    ("sku", "stock_qty: {at_least: 1000}"),
    ("sku_market", "outlet_price: {at_most: 1 USD}"),
    ("store", "store_age_days: {at_least: 10000}"),
)


CATALOGUE = """\
SKU,Title,Store ID,Stock,Market,Outlet price
A,Über-Tasse,S1,10,DE,9.90
B,"Mug, red",S1,20,DE,8.00
C,茶杯,S2,30,FR,7.50
"""


STORES = "store:\n- {store_id: S1, store_age_days: 100}\n- {store_id: S2, store_age_days: 200}\n"


def git(folder: Path, *arguments: str) -> str:
    names = (
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.com",
        "-c",
        "protocol.file.allow=always",
    )
    done = subprocess.run(
        ["git", *names, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    )
    return done.stdout.strip()


def commit(folder: Path, message: str = "x") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


FILES = ("sku.csv", "stores.yaml")


ALWAYS = ("--rules", "rules", "--program", "house/all", "--as-of", "2026-11-22")


def check(*arguments: str, revision: str = "HEAD", files: tuple[str, ...] = FILES) -> dict:
    result = run(
        "check", *files, *ALWAYS, "--since", revision, "--format", "json", "--allow-unknown",
        *arguments,
    )  # fmt: skip
    assert result.exit_code in (0, 1), result.output
    report: dict = json.loads(result.stdout)
    assert [error.message for error in Draft7Validator(REPORT).iter_errors(report)] == []
    assert result.exit_code == (1 if report["findings"] else 0)
    return report


def checked(*arguments: str, revision: str = "HEAD", files: tuple[str, ...] = FILES) -> set[str]:
    report = check(*arguments, revision=revision, files=files)
    return {each["subject"]["key"] for each in report["findings"]}


def refused(*arguments: str) -> str:
    result = run("check", *FILES, *ALWAYS, *arguments)
    assert result.exit_code == 2, result.output
    return result.output


def edit(file: str, old: str, new: str, encoding: str = "utf-8") -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert old in text
    Path(file).write_text(text.replace(old, new), encoding=encoding)


A, B, C = {"A", "A/DE"}, {"B", "B/DE"}, {"C", "C/FR"}


def open_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a catalogue of two stores, all of it at fault."""
    folder = tmp_path / "shop"
    (folder / "rules").mkdir(parents=True)
    rules = (RULE % (number, *each) for number, each in enumerate(WANTED, 1))
    (folder / "rules" / "house.yaml").write_text(RULES + "".join(rules), encoding="utf-8")
    (folder / "sku.csv").write_text(CATALOGUE, encoding="utf-8")
    (folder / "stores.yaml").write_text(STORES, encoding="utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "shop")
    commit(folder)
    monkeypatch.chdir(folder)
    return folder
