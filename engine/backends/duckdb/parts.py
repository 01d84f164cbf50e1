"""Part a derivation into calls of plain operands, each computed in a column of its own.

The SQL of a function names its arguments several times, so calls written inside calls would grow
the statement exponentially.
"""

from __future__ import annotations

from dataclasses import replace

from ...conditions.walk import change_expression
from ...model.nodes import Call, Choose, Expression, FactRef


def parted(name: str, tree: Expression) -> dict[str, Expression]:
    """List the parts of a derivation, innermost first; the last one is the derivation itself."""
    parts: dict[str, Expression] = {}

    def part(node: Expression) -> Expression:
        if not isinstance(node, Call | Choose):
            return node
        own = f"{name}__part{len(parts)}"
        parts[own] = node
        return FactRef(own)

    def change(node: Expression) -> Expression:
        if not isinstance(node, Call):
            return node
        return replace(node, arguments=tuple(part(each) for each in node.arguments))

    parts[name] = change_expression(tree, change)
    return parts
