"""Writes the rules as a pack of skulint's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from conditions import All, Compare, Condition, Rule, Share
from workload import FACTS, SHOP_FACTS

PROGRAM = "peers/forty"
#: The day the catalogue is judged for.
AS_OF = "2026-11-22"
_OPERATORS = {
    "<=": "at_most",
    ">=": "at_least",
    "<": "less_than",
    ">": "more_than",
    "=": "is",
}
_NUMBERS = ("money", "decimal", "integer")
_SOURCE = {"document": "made-up.txt", "section": "1", "checked": "2026-11-01"}


def write_pack(folder: Path, rules: Sequence[Rule]) -> None:
    """Write the facts, the program and the rules, with a fix where one number is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "pack.yaml": {"pack": "peers", "version": "1.0.0", "title": _both("Peers", "对照")},
        "facts.yaml": {"facts": {name: _fact(name, kind) for name, kind in FACTS.items()}},
        "program.yaml": {
            "program": PROGRAM,
            "title": _both("Forty", "四十条"),
            "source": {**_SOURCE},
        },
        "rules.yaml": {"program": PROGRAM, "rules": [_rule(each) for each in rules]},
    }
    for name, content in files.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")


def _both(english: str, chinese: str) -> dict[str, str]:
    return {"en": english, "zh": chinese}


def _fact(name: str, kind: str) -> dict[str, Any]:
    said: dict[str, Any] = {"entity": "store" if name in SHOP_FACTS else "sku", "type": kind}
    if kind == "money":
        said["unit"] = "USD"
    return {**said, "title": _both(name.replace("_", " "), "事实"), "headings": [name]}


def _rule(rule: Rule) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": rule.id,
        "title": _both(f"Rule {rule.id[-4:]}", f"第 {rule.id[-4:]} 条"),
        "for": "sku",
        "kind": "eligibility",
        "severity": "error",
    }
    if rule.when is not None:
        said["when"] = _say(rule.when)
    said["require"] = _say(rule.require)
    if isinstance(rule.require, Compare) and FACTS[rule.require.fact] in _NUMBERS:
        advice = _both("Bring it to {target} ({change}).", "请调整为 {target}({change})。")
        said["fix"] = [{"set": rule.require.fact, "say": advice}]
    said["source"] = {**_SOURCE}
    return said


def _say(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, Compare):
        return {condition.fact: {_OPERATORS[condition.sign]: _limit(condition)}}
    parts = [_say(part) for part in condition.parts]
    return {"all_of" if isinstance(condition, All) else "any_of": parts}


def _limit(compare: Compare) -> Any:
    limit = compare.limit
    if isinstance(limit, Share):
        return f"{(limit.factor * 100).normalize():f}% of {limit.fact}"
    if not isinstance(limit, Decimal):
        return limit
    if FACTS[compare.fact] == "money":
        return f"{limit} USD"
    return int(limit) if limit == limit.to_integral_value() else float(limit)
