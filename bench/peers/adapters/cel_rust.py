"""CEL by its binding to Rust: an expression a rule; what cannot be evaluated is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import cel
from conditions import All, Compare, Condition, Rule, Share
from rows import Row, read_rows
from tally import Tallies, tally_of
from workload import FACTS

_Programs = list[tuple[str, Any]]


def prepare(rules: Sequence[Rule]) -> _Programs:
    """Compile an expression for each rule."""
    programs = []
    for rule in rules:
        text = _say(rule.require)
        if rule.when is not None:
            text = f"!({_say(rule.when)}) || ({text})"
        programs.append((rule.id, cel.compile(text)))
    return programs


def _say(condition: Condition) -> str:
    if isinstance(condition, Compare):
        sign = "==" if condition.sign == "=" else condition.sign
        return f"{condition.fact} {sign} {_limit(condition)}"
    joiner = " && " if isinstance(condition, All) else " || "
    return f"({joiner.join(_say(part) for part in condition.parts)})"


def _limit(compare: Compare) -> str:
    limit = compare.limit
    if isinstance(limit, Share):
        return f"{limit.factor} * {limit.fact}"
    if isinstance(limit, Decimal):
        # Whole numbers and others are different types.
        return str(limit) if FACTS[compare.fact] == "integer" else str(float(limit))
    return str(limit).lower() if isinstance(limit, bool) else f"'{limit}'"


def load(folder: Path) -> list[Row]:
    """Read a row for each SKU, with binary floats: there are no others."""
    return read_rows(folder, float)


def run(prepared: _Programs, data: list[Row]) -> Tallies:
    """Evaluate every expression over every row."""
    fails = [0] * len(prepared)
    unknowns = [0] * len(prepared)
    programs = [program for _, program in prepared]
    for row in data:
        context = cel.Context({name: each for name, each in row.items() if each is not None})
        for index, program in enumerate(programs):
            try:
                if not program.execute(context):
                    fails[index] += 1
            except (RuntimeError, ValueError, TypeError):
                unknowns[index] += 1
    return {
        name: tally_of(len(data), fails[index], unknowns[index])
        for index, (name, _) in enumerate(prepared)
    }
