"""Reads conditions: maps of facts, with `any_of`, `all_of` and `not`."""

from __future__ import annotations

from dataclasses import dataclass

from ..conditions.operators import OPERATORS, Operator
from ..model.facts import MOMENTS, FactType
from ..model.nodes import AllOf, AnyOf, Condition, Expression, FactRef, Not, Test
from ..text.nodes import Entry, Mapping, Node, Scalar, Sequence
from ..text.source import Span
from ..text.suggest import did_you_mean, nearest
from .check_types import type_of
from .literals import CALLED
from .operands import read_operand, read_operands
from .reading import entry_span
from .scope import Scope, Shape, shape_of

GROUPS = ("any_of", "all_of", "not")
_GROUP_SYNONYMS = {
    **dict.fromkeys(("or", "any", "one_of", "either", "anyOf", "any_off"), "any_of"),
    **dict.fromkeys(("and", "all", "every", "both", "allOf"), "all_of"),
    **dict.fromkeys(("none", "none_of", "unless", "nor"), "not"),
}
_REACH = frozenset({"fact", "parameter", "of", "column", "formula"})
_FOR_DATES = {
    "at_least": "on_or_after",
    "at_most": "on_or_before",
    "more_than": "after",
    "less_than": "before",
}
_FOR_NUMBERS = {date: number for number, date in _FOR_DATES.items()}
_FOR_LISTS = {"one_of": "contains_any", "none_of": "contains_none"}
_FROM_LISTS = {
    "contains": "is",
    "contains_any": "one_of",
    "contains_none": "none_of",
    "contains_all": "one_of",
}


@dataclass(frozen=True, slots=True)
class _Tested:
    """What stands on the left of a test: a fact, or a column of a row."""

    name: str
    shape: Shape
    subject: Expression


def read_condition(node: Node | None, scope: Scope) -> Condition | None:
    """Return the condition of a map, or None when nothing of it could be read."""
    parts = read_clauses(node, scope)
    if not parts or node is None:
        return None
    return _together(parts, node.span)


def read_clauses(node: Node | None, scope: Scope) -> list[tuple[Condition, Span]]:
    """Return the conditions that a map demands one by one, each with its place.

    Several operators on one fact are conditions of their own, and so are the items of `all_of`.
    """
    if node is None:
        return []
    if not isinstance(node, Mapping):
        scope.diagnostics.error(
            "SKU-R002",
            "expected a condition, a map of facts",
            span=node.span,
            help="write `fact: value` or `fact: {at_least: 50}`",
        )
        return []
    if not node.entries:
        scope.diagnostics.error("SKU-R033", "condition is empty", span=node.span)
    return [part for entry in node.entries for part in _read_entry(entry, scope)]


def _read_entry(entry: Entry, scope: Scope) -> list[tuple[Condition, Span]]:
    if entry.key in GROUPS:
        return _read_group(entry, scope)
    if scope.rows is not None and entry.key not in OPERATORS:
        subject = scope.find_column(entry.key, entry.key_span)
        shape = None if subject is None else type_of(subject, scope)
        if subject is None or shape is None:
            return []
        return _read_tests(_Tested(entry.key, shape, subject), entry, scope)
    if entry.key in scope.dictionary.facts:
        fact = scope.find_fact(entry.key, entry.key_span)
        if fact is None:
            return []
        reference = FactRef(fact.name, entry.key_span)
        return _read_tests(_Tested(fact.name, shape_of(fact), reference), entry, scope)
    _report_key(entry, scope)
    return []


def _read_group(entry: Entry, scope: Scope) -> list[tuple[Condition, Span]]:
    span = entry_span(entry)
    if entry.key == "not":
        inner = read_condition(entry.value, scope)
        return [] if inner is None else [(Not(inner, span), span)]
    if not isinstance(entry.value, Sequence):
        scope.diagnostics.error(
            "SKU-R002",
            f"`{entry.key}` takes a list of conditions",
            span=entry.value.span,
            help="start each condition with `- `",
        )
        return []
    if not entry.value.items:
        scope.diagnostics.error("SKU-R033", f"`{entry.key}` is empty", span=span)
        return []
    if entry.key == "all_of":
        return [part for item in entry.value.items for part in read_clauses(item, scope)]
    read = [read_condition(item, scope) for item in entry.value.items]
    items = tuple(item for item in read if item is not None)
    # With a branch missing the rest would mean something else.
    return [(AnyOf(items, span), span)] if len(items) == len(read) else []


def _read_tests(fact: _Tested, entry: Entry, scope: Scope) -> list[tuple[Condition, Span]]:
    shape, subject = fact.shape, fact.subject
    value = entry.value
    if _is_blank(entry, fact, scope):
        return []
    if not isinstance(value, Mapping) or (value.entries and set(value.keys()) <= _REACH):
        if not _accepts(OPERATORS["is"], fact, entry.key_span, scope):
            return []
        operand = read_operand(value, shape, fact.name, scope)
        span = entry_span(entry)
        return [] if operand is None else [(Test("is", (subject, operand), span), span)]
    if not value.entries:
        scope.diagnostics.error(
            "SKU-R033",
            f"nothing is demanded of `{fact.name}`",
            span=value.span,
            help="write an operator, such as `at_least: 50`",
        )
    found: list[tuple[Condition, Span]] = []
    for test in value.entries:
        operator = OPERATORS.get(test.key)
        if operator is None:
            _report_operator(test, fact, scope)
        elif _accepts(operator, fact, test.key_span, scope) and not _is_blank(test, fact, scope):
            operands = read_operands(operator, test.value, shape, fact.name, scope)
            if operands is not None:
                span = entry_span(entry if len(value.entries) == 1 else test)
                found.append((Test(operator.name, (subject, *operands), span), span))
    return found


def _is_blank(entry: Entry, fact: _Tested, scope: Scope) -> bool:
    """Report a key with nothing behind it."""
    if not isinstance(entry.value, Scalar) or entry.value.value is not None:
        return False
    scope.diagnostics.error(
        "SKU-R022",
        f"nothing stands behind `{entry.key}`",
        span=entry_span(entry) if entry.value.raw else entry.key_span,
        help=f"add the value that `{fact.name}` is compared with; "
        f"for a fact that is not stated write `is_missing: true`",
    )
    return True


def _accepts(operator: Operator, fact: _Tested, span: Span, scope: Scope) -> bool:
    if fact.shape.type in operator.accepts:
        return True
    if fact.shape.type in MOMENTS:
        better = _FOR_DATES.get(operator.name)
    elif fact.shape.type is FactType.LIST:
        better = _FOR_LISTS.get(operator.name)
    else:
        better = _FOR_NUMBERS.get(operator.name) or _FROM_LISTS.get(operator.name)
        if better is not None and fact.shape.type not in OPERATORS[better].accepts:
            better = None
    suited = [each.name for each in OPERATORS.values() if fact.shape.type in each.accepts]
    scope.diagnostics.error(
        "SKU-R021",
        f"`{operator.name}` does not suit `{fact.name}`, which is {CALLED[fact.shape.type]}",
        span=span,
        help=f"use `{better}`" if better else f"use {', '.join(f'`{each}`' for each in suited)}",
    )
    return False


def _report_operator(entry: Entry, fact: _Tested, scope: Scope) -> None:
    key = entry.key
    meant = next((each.name for each in OPERATORS.values() if key.lower() in each.synonyms), None)
    if meant in _FOR_DATES and fact.shape.type in MOMENTS:
        meant = _FOR_DATES[meant]
    suited = [each.name for each in OPERATORS.values() if fact.shape.type in each.accepts]
    if meant is not None:
        help: str | None = f"write `{meant}`"
    elif key in GROUPS:
        help = f"`{key}` stands beside facts, not under one"
    else:
        help = did_you_mean(key, suited) or did_you_mean(key, OPERATORS)
    if help is None:
        help = f"operators for it: {', '.join(f'`{each}`' for each in suited)}"
    scope.diagnostics.error("SKU-R020", f"unknown operator `{key}`", span=entry.key_span, help=help)


def _report_key(entry: Entry, scope: Scope) -> None:
    """Report a key of a condition that is neither a fact nor a group."""
    key = entry.key
    if key in OPERATORS:
        scope.diagnostics.error(
            "SKU-R011",
            f"operator `{key}` stands without a fact",
            span=entry.key_span,
            help=f"write `fact: {{{key}: …}}`",
        )
        return
    group = _GROUP_SYNONYMS.get(key)
    if group is None and nearest(key, scope.dictionary.facts) is None:
        group = nearest(key, GROUPS)
    if group is not None:
        scope.diagnostics.error(
            "SKU-R001", f"unknown key `{key}`", span=entry.key_span, help=f"write `{group}`"
        )
        return
    scope.find_fact(key, entry.key_span)


def _together(parts: list[tuple[Condition, Span]], span: Span) -> Condition:
    if len(parts) == 1:
        return parts[0][0]
    return AllOf(tuple(condition for condition, _ in parts), span)
