"""durable-rules alone: a rule fires where a fact breaks what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from conditions import All, Compare, Condition, Rule, Share
from durable.engine import MessageNotHandledException
from durable.lang import assert_fact, m, retract_fact, ruleset, when_all
from rows import Row, read_rows
from tally import Tallies, tally_of

NAME = "peers"
_OPPOSITE = {"<=": ">", ">=": "<", "<": ">=", ">": "<=", "=": "!="}


class _Broken:
    """The rules that fired for the present fact, and how often each did for any."""

    def __init__(self, names: Sequence[str]) -> None:
        self.present: set[str] = set()
        self.fails = dict.fromkeys(names, 0)


def prepare(rules: Sequence[Rule]) -> _Broken:
    """Declare the rule set."""
    broken = _Broken([rule.id for rule in rules])
    with ruleset(NAME):
        for rule in rules:
            breach = _breach(rule.require)
            if rule.when is not None:
                breach = _holds(rule.when) & breach
            when_all(breach)(_recorder(broken, rule.id))
    return broken


def _recorder(broken: _Broken, name: str) -> Any:
    def record(_: Any) -> None:
        # A condition with `|` fires for each side that holds.
        broken.present.add(name)

    return record


def _breach(condition: Condition) -> Any:
    """Say that a condition does not hold."""
    if isinstance(condition, Compare):
        return _said(condition, _OPPOSITE[condition.sign])
    parts = [_breach(part) for part in condition.parts]
    return _joined(parts, both=not isinstance(condition, All))


def _holds(condition: Condition) -> Any:
    if isinstance(condition, Compare):
        return _said(condition, condition.sign)
    parts = [_holds(part) for part in condition.parts]
    return _joined(parts, both=isinstance(condition, All))


def _joined(parts: list[Any], *, both: bool) -> Any:
    first, *others = parts
    for other in others:
        first = first & other if both else first | other
    return first


def _said(compare: Compare, sign: str) -> Any:
    fact = getattr(m, compare.fact)
    limit: Any = compare.limit
    if isinstance(limit, Share):
        limit = getattr(m, limit.fact) * float(limit.factor)
    elif isinstance(limit, Decimal):
        limit = float(limit)
    match sign:
        case "<=":
            return fact <= limit
        case ">=":
            return fact >= limit
        case "<":
            return fact < limit
        case ">":
            return fact > limit
        case "=":
            return fact == limit
        case _:
            return fact != limit


def load(folder: Path) -> list[Row]:
    """Read a row for each SKU; what is missing is left out."""
    return [
        {name: each for name, each in row.items() if each is not None} | {"id": index}
        for index, row in enumerate(read_rows(folder, float))
    ]


def run(prepared: _Broken, data: list[Row]) -> Tallies:
    """Assert and retract every row."""
    for row in data:
        prepared.present.clear()
        try:
            assert_fact(NAME, row)
        except MessageNotHandledException:
            continue
        for name in prepared.present:
            prepared.fails[name] += 1
        retract_fact(NAME, row)
    # What does not fire is not told from what passes.
    return {name: tally_of(len(data), fail) for name, fail in prepared.fails.items()}
