"""business-rules: conditions over variables; a rule runs its action where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from business_rules.engine import check_conditions_recursively
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    string_rule_variable,
)
from conditions import All, Compare, Condition, Rule, Share, comparisons
from rows import Row, read_rows
from tally import Tallies, tally_of
from workload import FACTS

_SIGNS = {
    "<=": "less_than_or_equal_to",
    ">=": "greater_than_or_equal_to",
    "<": "less_than",
    ">": "greater_than",
    "=": "equal_to",
}
_Prepared = tuple[type[BaseVariables], list[tuple[str, Any, Any]]]


def prepare(rules: Sequence[Rule]) -> _Prepared:
    """Say each rule as conditions, over a class of variables."""
    shares = {
        each.limit
        for rule in rules
        for each in comparisons(rule.require)
        if isinstance(each.limit, Share)
    }
    made = [
        (rule.id, _say(rule.require), None if rule.when is None else _say(rule.when))
        for rule in rules
    ]
    pairs = {
        (each.fact, each.limit)
        for rule in rules
        for each in comparisons(rule.require)
        if each.limit in shares
    }
    return _variables(pairs), made


def _variables(pairs: set[tuple[str, Any]]) -> type[BaseVariables]:
    # A variable is a method, and there is no comparison of two: the difference is one more.
    methods: dict[str, Any] = {"__init__": _keep_row}
    for name, kind in FACTS.items():
        declare = _DECLARED.get(kind, numeric_rule_variable)
        methods[name] = declare()(_reader(name))
    for fact, share in pairs:
        name = _difference(fact, share)
        methods[name] = numeric_rule_variable()(_subtracter(name, fact, share))
    return type("Variables", (BaseVariables,), methods)


_DECLARED = {"text": string_rule_variable, "boolean": boolean_rule_variable}


def _keep_row(self: Any, row: Row) -> None:
    self.row = row


def _reader(name: str) -> Callable[[Any], Any]:
    def read(self: Any) -> Any:
        return self.row[name]

    read.__name__ = name
    return read


def _subtracter(name: str, fact: str, share: Share) -> Callable[[Any], Any]:
    def subtract(self: Any) -> Any:
        return self.row[fact] - share.factor * self.row[share.fact]

    subtract.__name__ = name
    return subtract


def _difference(fact: str, share: Share) -> str:
    return f"{fact}_over_{share.factor}_of_{share.fact}".replace(".", "_")


def _say(condition: Condition) -> dict[str, Any]:
    if not isinstance(condition, Compare):
        word = "all" if isinstance(condition, All) else "any"
        return {word: [_say(part) for part in condition.parts]}
    limit: Any = condition.limit
    name = condition.fact
    if isinstance(limit, Share):
        name, limit = _difference(name, limit), 0
    if isinstance(limit, bool):
        return {"name": name, "operator": "is_true" if limit else "is_false", "value": limit}
    return {"name": name, "operator": _SIGNS[condition.sign], "value": limit}


def load(folder: Path) -> list[Row]:
    """Read a row for each SKU, with decimals."""
    return read_rows(folder, Decimal)


def run(prepared: _Prepared, data: list[Row]) -> Tallies:
    """Check every rule on every row; what raises is unknown."""
    variables, rules = prepared
    tallies = {}
    for name, require, when in rules:
        fail = unknown = 0
        for row in data:
            known = variables(row)
            try:
                if when is not None and not check_conditions_recursively(when, known):
                    continue
                if not check_conditions_recursively(require, known):
                    fail += 1
            except (AssertionError, TypeError):
                unknown += 1
        tallies[name] = tally_of(len(data), fail, unknown)
    return tallies
