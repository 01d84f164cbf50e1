"""A pack of one's own that changes those before it: overrides, and rules switched off."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from skulint.engine.resources import schemas_dir

from .running import run

PACK = """\
pack: my-shop
version: 1.0.0
title: {en: My shop, zh: 我的店}
"""
OWN = """\
overrides: {outlet_ceiling: 60%}
switch_off:
  - {rule: AE-OUTLET-003, because: "we <b>keep</b> stock elsewhere | really"}
  - {rule: AMZ-OUTLET-001, because: of another program}
"""
CATALOGUE = "SKU,Price,30-day low,Stock,Market\nA,6.00,10,3,ES\nB,6.01,10,3,ES\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "my-rules").mkdir()
    (tmp_path / "my-rules" / "pack.yaml").write_text(PACK + OWN, encoding="utf-8")
    (tmp_path / "catalog.csv").write_text(CATALOGUE, encoding="utf-8")
    return tmp_path


def checked(folder: Path, *arguments: str) -> str:
    result = run(
        "check", folder / "catalog.csv", "--program", "aliexpress/outlet", "--as-of",
        "2026-11-22", *arguments,
    )  # fmt: skip
    assert result.exit_code in (0, 1, 4), result.stderr
    return result.stdout


def test_own_values_and_rules_switched_off(folder: Path) -> None:
    mine = ("--rules", str(folder / "my-rules"))
    report = json.loads(checked(folder, *mine, "--all-outcomes", "--format", "json"))
    jsonschema.validate(
        report, json.loads((schemas_dir() / "report.schema.json").read_text(encoding="utf-8"))
    )
    assert report["switched_off"] == [
        {
            "rule": "AE-OUTLET-003",
            "because": "we <b>keep</b> stock elsewhere | really",
            "pack": "my-shop",
        }
    ]
    assert report["overridden"] == [
        {"parameter": "outlet_ceiling", "value": "60%", "pack": "my-shop"}
    ]
    outcomes = {(each["rule"], each["key"]): each["outcome"] for each in report["outcomes"]}
    assert outcomes["AE-OUTLET-002", "A/ES"] == "pass"
    assert outcomes["AE-OUTLET-002", "B/ES"] == "fail"
    assert not any(rule == "AE-OUTLET-003" for rule, _ in outcomes)
    shipped = json.loads(checked(folder, "--all-outcomes", "--format", "json"))
    outcomes = {(each["rule"], each["key"]): each["outcome"] for each in shipped["outcomes"]}
    assert outcomes["AE-OUTLET-002", "B/ES"] == "pass"
    assert outcomes["AE-OUTLET-003", "A"] == "fail"
    assert not {"switched_off", "overridden"} & set(shipped)
    # Asked for by its id, a rule runs all the same.
    assert "AE-OUTLET-003" in checked(folder, *mine, "--rule", "AE-OUTLET-003", "--verbose")


def test_every_report_says_so_with_pack_version_and_hash(folder: Path) -> None:
    forms = ("json", "text", "markdown", "github-summary", "html", "sarif", "junit", "tap")
    arguments = [part for each in forms for part in ("--format", f"{each}={folder / each}")]
    checked(folder, "--rules", str(folder / "my-rules"), *arguments)
    text = {each: (folder / each).read_text(encoding="utf-8") for each in forms}
    for pack in json.loads(text["json"])["rules"]:
        for form in forms:
            assert pack["name"] in text[form], form
            assert pack["version"] in text[form], form
            assert pack["sha256"][:8] in text[form], form
    said = "my-shop switches off AE-OUTLET-003: we <b>keep</b> stock elsewhere | really"
    assert said in " ".join(text["text"].split())
    assert "my-shop sets outlet_ceiling to 60%" in text["text"]
    for form in ("markdown", "github-summary", "html"):
        assert "my-shop switches off AE-OUTLET-003" in text[form], form
        assert "<b>keep" not in text[form], form
    ElementTree.fromstring(text["junit"])
    zh = checked(folder, "--rules", str(folder / "my-rules"), "--lang", "zh")
    assert "my-shop 停用了 AE-OUTLET-003" in zh


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("switch_off: [{rule: AE-OUTLT-003, because: x}]", "did you mean `AE-OUTLET-003`?"),
        ("switch_off: [{rule: AE-OUTLET-003}]", "because"),
        ("overrides: {outlet_ceilin: 60%}", "did you mean `outlet_ceiling`?"),
        ("overrides: {outlet_ceiling: 0.6}", "parameter `outlet_ceiling` is a percent"),
        ("overrides: {outlet_ceiling: [60%]}", "outlet_ceiling"),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, own: str, said: str) -> None:
    (tmp_path / "pack.yaml").write_text(f"{PACK}{own}\n", encoding="utf-8")
    result = run("validate", tmp_path)
    assert result.exit_code == 2
    assert said in result.stdout + result.stderr
    assert "pack.yaml:4:" in result.stdout + result.stderr
