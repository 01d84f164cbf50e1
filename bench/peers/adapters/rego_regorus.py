"""Rego by Regorus: two sets, of the rules that hold and of those that are broken."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import hobofan_regorus as regorus
from conditions import All, Compare, Condition, Rule, Share
from rows import read_rows
from tally import Tallies, tally_of

_OPPOSITE = {"<=": ">", ">=": "<", "<": ">=", ">": "<=", "=": "!="}


def prepare(rules: Sequence[Rule]) -> tuple[regorus.Engine, list[str]]:
    """Write the policy: what is neither in `pass` nor in `fail` is unknown."""
    lines = ["package peers", "import rego.v1"]
    for rule in rules:
        for bodies, name in (
            (_bodies(rule.require, holds=True), "clear"),
            (_bodies(rule.require, holds=False), "broken"),
        ):
            if rule.when is not None:
                (when,) = _bodies(rule.when, holds=True)
                bodies = [f"{when}; {body}" for body in bodies]
                if name == "clear":
                    bodies += _bodies(rule.when, holds=False)
            lines += [f'{name} contains "{rule.id}" if {{ {body} }}' for body in bodies]
    engine = regorus.Engine()
    engine.add_policy("peers.rego", "\n".join(lines))
    return engine, [rule.id for rule in rules]


def _bodies(condition: Condition, *, holds: bool) -> list[str]:
    """Return the bodies, any of which makes the condition hold, or not hold."""
    if isinstance(condition, Compare):
        return [_say(condition, holds)]
    found = [_bodies(part, holds=holds) for part in condition.parts]
    if isinstance(condition, All) is not holds:
        return [body for bodies in found for body in bodies]
    made = [""]
    for bodies in found:
        made = [f"{before}{body}; " for before in made for body in bodies]
    return [each.removesuffix("; ") for each in made]


def _say(compare: Compare, holds: bool) -> str:
    limit = compare.limit
    if isinstance(limit, Share):
        said = f"{limit.factor} * input.{limit.fact}"
    elif isinstance(limit, (bool, str)):
        said = json.dumps(limit)
    else:
        said = str(limit)
    sign = compare.sign if holds else _OPPOSITE[compare.sign]
    return f"input.{compare.fact} {'==' if sign == '=' else sign} {said}"


def load(folder: Path) -> list[str]:
    """Read a row for each SKU; what is missing is left out, for null compares as a value."""
    return [
        json.dumps({name: each for name, each in row.items() if each is not None})
        for row in read_rows(folder, float)
    ]


def run(prepared: tuple[regorus.Engine, list[str]], data: list[str]) -> Tallies:
    """Evaluate both sets for every row."""
    engine, names = prepared
    clear = dict.fromkeys(names, 0)
    broken = dict.fromkeys(names, 0)
    for row in data:
        engine.set_input_json(row)
        for query, counts in (("data.peers.clear", clear), ("data.peers.broken", broken)):
            for name in engine.eval_rule(query):
                counts[name] += 1
    return {
        name: tally_of(len(data), broken[name], len(data) - clear[name] - broken[name])
        for name in names
    }
