"""Part a derivation into calls of plain operands, each computed in a column of its own.

The SQL of a function names its arguments several times, so calls written inside calls would grow
the statement exponentially.
"""

from __future__ import annotations

from dataclasses import replace

from ...conditions.walk import change_expression, walk
from ...model.nodes import Aggregate, Call, Choose, ColumnRef, Expression, FactRef


def parted(name: str, tree: Expression) -> dict[str, Expression]:
    """List the parts of a derivation, innermost first; the last one is the derivation itself."""
    parts: dict[str, Expression] = {}

    def part(node: Expression) -> Expression:
        # What looks at a row cannot leave it.
        if not isinstance(node, Call | Choose) or _looks_at_row(node):
            return node
        own = f"{name}__part{len(parts)}"
        parts[own] = node
        return FactRef(own)

    def change(node: Expression) -> Expression:
        if isinstance(node, Aggregate):
            rows = part(Call("rows_of", (node,)))
            return Aggregate(node.aggregate, rows, arguments=node.arguments)
        if not isinstance(node, Call):
            return node
        return replace(node, arguments=tuple(part(each) for each in node.arguments))

    parts[name] = change_expression(tree, change)
    return parts


def _looks_at_row(node: Expression) -> bool:
    if isinstance(node, Call) and node.function == "rows_of":
        return False
    return any(isinstance(each, ColumnRef) for each in walk(node))
