"""Reads formulas over the columns of a row, the facts around it and parameters."""

from __future__ import annotations

from ..conditions.formula import parse_formula
from ..conditions.walk import change_expression
from ..model.nodes import ColumnRef, Expression, FactRef, ParameterRef
from ..text.nodes import Scalar
from .check_types import as_fraction, settle_percents, type_of
from .scope import Scope, Shape, shape_of


def read_row_formula(node: Scalar, scope: Scope, *, keep_percent: bool) -> Expression | None:
    """Return the tree of a formula, or None when anything was reported.

    A name means the column first, then the fact, then the parameter of that name.
    """
    tree = parse_formula(node.raw, node.span, scope.diagnostics)
    if tree is None:
        return None
    tree = with_names(tree, scope)
    tree = settle_percents(tree, lambda each: shape_in(each, scope))
    if not keep_percent:
        tree = as_fraction(tree)
    return tree if type_of(tree, scope) is not None else None


def with_names(tree: Expression, scope: Scope) -> Expression:
    """Let each name of a formula mean a column, a fact or a parameter."""

    def change(node: Expression) -> Expression:
        if not isinstance(node, FactRef):
            return node
        if scope.rows is not None and node.name in scope.rows.names:
            return scope.rows.names[node.name]
        if node.name not in scope.dictionary.facts and node.name in scope.parameters:
            return ParameterRef(node.name, node.span)
        return node

    return change_expression(tree, change)


def shape_in(node: FactRef | ParameterRef | ColumnRef, scope: Scope) -> Shape | None:
    """Return the shape of what a name means, without reporting anything."""
    if isinstance(node, ParameterRef):
        return scope.parameters.get(node.name)
    if isinstance(node, ColumnRef):
        return None if scope.rows is None else scope.rows.shape(node)
    fact = scope.dictionary.facts.get(node.name)
    return shape_of(fact) if fact else None
