"""Part expressions into pieces of plain operands, each computed in a column of its own.

The SQL of a function names its arguments several times, and that of a choice its conditions, so
written inside each other they would grow the statement exponentially. Blames name the truth of
every condition they stand under, and the value of every aggregate, so there each condition of a
group is a part as well, and each aggregate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...conditions.walk import change_expression, walk
from ...model.facts import FactType
from ...model.nodes import (
    Aggregate,
    AllOf,
    AnyOf,
    Call,
    Choose,
    ColumnRef,
    Condition,
    Expression,
    FactRef,
    Holds,
    Literal,
    Not,
    Test,
)
from ...model.rule import Rule


def parted(name: str, tree: Expression, *, blaming: bool) -> dict[str, Expression]:
    """List the parts of a derivation, innermost first; the last one is the derivation itself."""
    parts: dict[str, Expression] = {}

    def part(node: Expression) -> Expression:
        # What looks at a row cannot leave it.
        if not isinstance(node, Call | Choose) or _looks_at_row(node):
            return node
        return _added(parts, name, node)

    def test(condition: Condition) -> Condition:
        if _looks_at_row(condition):
            return condition
        return _tested(parts, name, ungrouped(condition))

    def ungrouped(condition: Condition) -> Condition:
        return _ungrouped(condition, test) if blaming else condition

    def change(node: Expression) -> Expression:
        if isinstance(node, Choose):
            return replace(node, cases=tuple((test(when), then) for when, then in node.cases))
        if isinstance(node, Holds):
            return replace(node, condition=ungrouped(node.condition))
        if isinstance(node, Aggregate):
            rows = part(Call("rows_of", (node,)))
            summed = Aggregate(node.aggregate, rows, arguments=node.arguments)
            return _added(parts, name, summed) if blaming and not _looks_at_row(summed) else summed
        if not isinstance(node, Call):
            return node
        return replace(node, arguments=tuple(part(each) for each in node.arguments))

    changed = change_expression(tree, change)
    if isinstance(changed, FactRef) and changed.name in parts:
        changed = parts.pop(changed.name)
    parts[name] = changed
    return parts


def parts_of_rule(rule: Rule) -> dict[str, Expression]:
    """List a rule's conditions as parts: `when`, then each clause."""
    parts: dict[str, Expression] = {}
    conditions = [rule.when, *(clause.condition for clause in rule.clauses)]
    for index, each in enumerate(conditions):
        name = condition_name(rule, index)

        def test(condition: Condition, name: str = name) -> Condition:
            return _tested(parts, name, _ungrouped(condition, test))

        parts[name] = Holds(_ungrouped(each, test))
    return parts


def condition_name(rule: Rule, index: int) -> str:
    """Name the column of a rule's condition; 0 is its `when`, clauses count from 1."""
    return f"{rule.id}__condition{index}"


def _added(parts: dict[str, Expression], name: str, node: Expression) -> FactRef:
    own = f"{name}__part{len(parts)}"
    parts[own] = node
    return FactRef(own)


def _tested(parts: dict[str, Expression], name: str, condition: Condition) -> Condition:
    """Let a condition be a part, and refer to its truth."""
    part = _added(parts, name, Holds(condition))
    return Test("is", (part, Literal(True, FactType.BOOLEAN)))


def _ungrouped(condition: Condition, test: Callable[[Condition], Condition]) -> Condition:
    match condition:
        case AllOf(items) | AnyOf(items):
            return replace(condition, items=tuple(test(each) for each in items))
        case Not(item):
            return replace(condition, item=test(item))
        case _:
            return condition


def _looks_at_row(node: Expression | Condition) -> bool:
    if isinstance(node, Call) and node.function == "rows_of":
        return False
    return any(isinstance(each, ColumnRef) for each in walk(node))
