"""Part a derivation into calls of plain operands, each computed in a column of its own.

The SQL of a function names its arguments several times, and that of a choice its conditions, so
written inside each other they would grow the statement exponentially.
"""

from __future__ import annotations

from dataclasses import replace

from ...conditions.walk import change_expression
from ...model.facts import FactType
from ...model.nodes import Call, Choose, Condition, Expression, FactRef, Holds, Literal, Test
from ...model.rule import Rule


def parted(name: str, tree: Expression) -> dict[str, Expression]:
    """List the parts of a derivation, innermost first; the last one is the derivation itself."""
    parts: dict[str, Expression] = {}

    def part(node: Expression) -> Expression:
        if not isinstance(node, Call | Choose):
            return node
        own = f"{name}__part{len(parts)}"
        parts[own] = node
        return FactRef(own)

    def test(condition: Condition) -> Condition:
        own = f"{name}__part{len(parts)}"
        parts[own] = Holds(condition)
        return Test("is", (FactRef(own), Literal(True, FactType.BOOLEAN)))

    def change(node: Expression) -> Expression:
        if isinstance(node, Choose):
            return replace(node, cases=tuple((test(when), then) for when, then in node.cases))
        if not isinstance(node, Call):
            return node
        return replace(node, arguments=tuple(part(each) for each in node.arguments))

    parts[name] = change_expression(tree, change)
    return parts


def parts_of_rule(rule: Rule) -> dict[str, Expression]:
    """List a rule's conditions as parts: `when`, then each clause."""
    conditions = [rule.when, *(clause.condition for clause in rule.clauses)]
    return {condition_name(rule, index): Holds(each) for index, each in enumerate(conditions)}


def condition_name(rule: Rule, index: int) -> str:
    """Name the column of a rule's condition; 0 is its `when`, clauses count from 1."""
    return f"{rule.id}__condition{index}"
