"""GoRules ZEN: a decision with an expression a rule, evaluated in batches of 1,000."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import zen
from conditions import Rule, Words, facts_of, written
from rows import read_rows
from tally import Tallies, tally_of

BATCH = 1000


def prepare(rules: Sequence[Rule]) -> tuple[zen.ZenEngine, list[str]]:
    """Make a decision of one node with all expressions."""
    expressions = [
        {"id": rule.id, "key": rule.id.replace("-", "_"), "value": _say(rule)} for rule in rules
    ]
    ends = [
        {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
        for name, kind in (("in", "inputNode"), ("out", "outputNode"))
    ]
    node = {
        "id": "rules",
        "name": "rules",
        "type": "expressionNode",
        "content": {"expressions": expressions},
        "position": {"x": 0, "y": 0},
    }
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "rules", "type": "edge"},
        {"id": "2", "sourceId": "rules", "targetId": "out", "type": "edge"},
    ]
    content = {"nodes": [*ends, node], "edges": edges}
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": content}}})
    return engine, [rule.id for rule in rules]


def _say(rule: Rule) -> str:
    text = written(rule.require, Words())
    # A comparison with null is an error, which would end the whole decision.
    nulls = " or ".join(f"{fact} == null" for fact in facts_of(rule.require))
    text = f"({nulls}) ? null : {text}"
    return text if rule.when is None else f"{written(rule.when, Words())} ? ({text}) : true"


def load(folder: Path) -> list[str]:
    """Read a row for each SKU."""
    return [json.dumps(row) for row in read_rows(folder, float)]


def run(prepared: tuple[zen.ZenEngine, list[str]], data: list[str]) -> Tallies:
    """Evaluate the decision for every row."""
    engine, names = prepared
    fails = dict.fromkeys(names, 0)
    unknowns = dict.fromkeys(names, 0)
    keys = [(name, name.replace("-", "_")) for name in names]
    for start in range(0, len(data), BATCH):
        batch: list[Any] = [{"key": "rules", "context": row} for row in data[start : start + BATCH]]
        for answer in engine.evaluate_batch(batch):
            found = answer["data"]["result"]
            for name, key in keys:
                verdict = found.get(key)
                if verdict is None:
                    unknowns[name] += 1
                elif not verdict:
                    fails[name] += 1
    return {name: tally_of(len(data), fails[name], unknowns[name]) for name in names}
