"""Texts of a rule that say another thing than its comparison: the wrong way, or another limit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...conditions.operators import OPERATORS, Edge
from ...conditions.walk import walk
from ...model.facts import Translated
from ...model.nodes import FactRef, Test
from ...model.rule import Rule
from ...text.source import Span
from .base import Reading

_UPWARDS = frozenset({Edge.FROM, Edge.ABOVE})
_DOWNWARDS = frozenset({Edge.UP_TO, Edge.BELOW})
_STRICT = frozenset({Edge.ABOVE, Edge.BELOW})

#: Words around a computed value or a limit that say on which side the passing values lie.
_MORE = re.compile(
    r"\{(?:target|limit)\} or (?:more|above|later|over|higher|longer)"
    r"|at least \{(?:target|limit)\}|no (?:less|fewer|lower) than \{(?:target|limit)\}"
    r"|(?:至少|不少于|不低于|不小于|不早于)\s*\{(?:target|limit)\}"
    r"|\{(?:target|limit)\}\s*(?:或|及)?(?:以上|之后|更多|更高)"
)
_LESS = re.compile(
    r"\{(?:target|limit)\} or (?:less|below|earlier|under|lower|fewer|shorter)"
    r"|at most \{(?:target|limit)\}|no (?:more|higher|later) than \{(?:target|limit)\}"
    r"|(?:至多|不超过|不高于|不多于|不大于|不晚于)\s*\{(?:target|limit)\}"
    r"|\{(?:target|limit)\}\s*(?:或|及)?(?:以下|之前|更少|更低)"
)


def check_texts(reading: Reading) -> None:
    """Compare what a rule tells people with what it asks."""
    for rule in reading.book.rules.values():
        tests = _limits(rule)
        if len(tests) == 1:
            _check_rule(rule, tests[0], reading)


def _check_rule(rule: Rule, test: Test, reading: Reading) -> None:
    edge = OPERATORS[test.operator].edge
    assert edge is not None
    for text in _texts(rule):
        more, less = _MORE.search(text), _LESS.search(text)
        if (more is None) == (less is None):
            continue
        said = more or less
        assert said is not None
        upwards = more is not None
        if upwards is (edge in _DOWNWARDS):
            better = _turned(test.operator)
            reading.diagnostics.warning(
                "SKU-R082",
                f"`{test.operator}` asks the opposite of the text `{said[0]}`",
                span=_place(test, rule),
                help=f"write `{better}` if the text is right",
            )
            return
        if edge in _STRICT and "{limit}" in said[0]:
            inclusive = "at_least" if edge is Edge.ABOVE else "at_most"
            if test.operator in ("after", "before"):
                inclusive = "on_or_after" if edge is Edge.ABOVE else "on_or_before"
            reading.diagnostics.warning(
                "SKU-R083",
                f"`{test.operator}` turns the limit itself down, but the text says `{said[0]}`",
                span=_place(test, rule),
                help=f"write `{inclusive}` if the limit itself passes",
            )
            return


def _limits(rule: Rule) -> list[Test]:
    """List the comparisons of the requirement that have a passing side."""
    return [
        node
        for clause in rule.clauses
        for node in walk(clause.condition)
        if isinstance(node, Test)
        and isinstance(node.operands[0], FactRef)
        and OPERATORS[node.operator].edge in _UPWARDS | _DOWNWARDS
    ]


def _texts(rule: Rule) -> Iterator[str]:
    texts: list[Translated] = [rule.wrong, *(fix.say for fix in rule.fixes)]
    for text in texts:
        yield from text.values()


def _turned(operator: str) -> str:
    pairs = {
        "at_least": "at_most",
        "more_than": "less_than",
        "on_or_after": "on_or_before",
        "after": "before",
    }
    return pairs.get(operator) or next(key for key, value in pairs.items() if value == operator)


def _place(test: Test, rule: Rule) -> Span:
    return test.span or rule.span
