"""JsonLogic: a tree of JSON a rule, whose answer is true or false."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from conditions import All, Compare, Condition, Rule, Share
from json_logic import jsonLogic
from rows import Row, read_rows
from tally import Tallies, tally_of


def prepare(rules: Sequence[Rule]) -> list[tuple[str, Any]]:
    """Say each rule as a tree."""
    return [
        (
            rule.id,
            _say(rule.require)
            if rule.when is None
            else {"if": [_say(rule.when), _say(rule.require), True]},
        )
        for rule in rules
    ]


def _say(condition: Condition) -> dict[str, Any]:
    if not isinstance(condition, Compare):
        word = "and" if isinstance(condition, All) else "or"
        return {word: [_say(part) for part in condition.parts]}
    limit: Any = condition.limit
    if isinstance(limit, Share):
        limit = {"*": [{"var": limit.fact}, float(limit.factor)]}
    elif isinstance(limit, Decimal):
        limit = float(limit)
    sign = "==" if condition.sign == "=" else condition.sign
    return {sign: [{"var": condition.fact}, limit]}


def load(folder: Path) -> list[Row]:
    """Read a row for each SKU, with binary floats, which is what JSON has."""
    return read_rows(folder, float)


def run(prepared: list[tuple[str, Any]], data: list[Row]) -> Tallies:
    """Apply every tree to every row; what is not true fails, what raises is unknown."""
    tallies = {}
    for name, tree in prepared:
        fail = unknown = 0
        for row in data:
            try:
                if not jsonLogic(tree, row):
                    fail += 1
            except TypeError:
                unknown += 1
        tallies[name] = tally_of(len(data), fail, unknown)
    return tallies
