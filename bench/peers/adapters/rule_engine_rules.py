"""rule-engine: an expression a rule, over exact decimals; a null in a comparison is an error."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import rule_engine
from conditions import Rule, Words, written
from rows import Row, read_rows
from tally import Tallies, tally_of

_Rules = list[tuple[str, rule_engine.Rule]]


def prepare(rules: Sequence[Rule]) -> _Rules:
    """Compile an expression for each rule."""
    made = []
    for rule in rules:
        text = written(rule.require, Words())
        if rule.when is not None:
            text = f"not ({written(rule.when, Words())}) or ({text})"
        made.append((rule.id, rule_engine.Rule(text)))
    return made


def load(folder: Path) -> list[Row]:
    """Read a row for each SKU, with decimals."""
    return read_rows(folder, Decimal)


def run(prepared: _Rules, data: list[Row]) -> Tallies:
    """Evaluate every rule over every row."""
    tallies = {}
    for name, rule in prepared:
        fail = unknown = 0
        for row in data:
            try:
                if not rule.matches(row):
                    fail += 1
            except rule_engine.EvaluationError:
                unknown += 1
        tallies[name] = tally_of(len(data), fail, unknown)
    return tallies
