"""Rules whose author did not say what comes out when data is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ...conditions.walk import facts_in, walk
from ...model.nodes import AllOf, Condition, FactRef, Test
from ...model.rule import Rule
from ...text.diagnostics import Related
from .base import Reading

_PRESENCE = ("is_present", "is_missing")
_ALWAYS_KNOWN = frozenset({"as_of"})


def check_missing_data(reading: Reading) -> None:
    """Report rules no case of which lacks a fact, and comparisons of a fact that is missing."""
    expected: Mapping[str, set[object]] = defaultdict(set)
    for case in reading.book.cases:
        expected[case.subject].add(case.expect)
    for rule in reading.book.rules.values():
        _check_absent(rule, reading)
        found = expected.get(rule.id)
        compared = _compared(rule)
        if found and "unknown" not in found and compared:
            name = compared[-1]
            reading.diagnostics.warning(
                "SKU-R085",
                f"no case of `{rule.id}` shows what comes out when `{name}` is missing",
                span=rule.span,
                help=f"add a case without `{name}` that expects `unknown`,"
                " or ask for the fact with `is_present: true`",
            )


def _compared(rule: Rule) -> list[str]:
    """Name the facts whose lack leaves the rule undecided, those of the requirement last."""
    names: list[str] = []
    for condition in (rule.when, *(clause.condition for clause in rule.clauses)):
        for node in walk(condition):
            if isinstance(node, Test) and node.operator not in _PRESENCE:
                names += [each for each in facts_in(node) if each not in _ALWAYS_KNOWN]
    return names


def _check_absent(rule: Rule, reading: Reading) -> None:
    """Report a comparison that is only reached when its fact is missing."""
    demands = [rule.when, *(clause.condition for clause in rule.clauses)]
    absent = {
        test.operands[0]: test
        for condition in demands
        for test in _demanded(condition)
        if test.operator == "is_missing"
    }
    for condition in demands:
        for test in _demanded(condition):
            left = test.operands[0]
            if test.operator in _PRESENCE or left not in absent or not isinstance(left, FactRef):
                continue
            other = absent[left].span
            reading.diagnostics.error(
                "SKU-R089",
                f"`{left.name}` is compared where it has to be missing, which never comes out",
                span=test.span or rule.span,
                help="put the two under `any_of`, or leave one of them out",
                related=[Related("it has to be missing here", other)] if other else [],
            )


def _demanded(condition: Condition) -> list[Test]:
    match condition:
        case Test():
            return [condition]
        case AllOf(items):
            return [test for item in items for test in _demanded(item)]
        case _:
            return []
