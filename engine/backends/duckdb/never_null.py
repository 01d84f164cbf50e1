"""Leaves out tests for NULL that no row can meet, since the cells they look at are all filled.

DuckDB does so for columns it has counted, but not behind a function. Over millions of rows each
idle test, and each aggregate of the rows that meet it, takes as long as one that tells something.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from .terms import conjunction, disjunction, is_literally

#: They give NULL for NULL only; what overflows ends the query, or is tried with TRY.
_STRICT = (
    exp.Paren, exp.Cast, exp.Not, exp.And, exp.Or, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT,
    exp.LTE, exp.Add, exp.Sub, exp.Mul, exp.Neg,
)  # fmt: skip
_STRICT_FUNCTIONS = frozenset({"date_diff", "greatest", "least"})


def never_null(tree: exp.Expr, row: str, filled: Collection[str]) -> bool:
    """Tell whether an expression over a row has a value in each, where some fields all have one."""
    if isinstance(tree, exp.Dot):
        return isinstance(tree.this, exp.Column) and tree.this.name == row and tree.name in filled
    if isinstance(tree, exp.Literal | exp.Boolean | exp.Is):
        return True
    if isinstance(tree, exp.Anonymous):
        known = tree.name.lower() in _STRICT_FUNCTIONS
        return known and all(never_null(each, row, filled) for each in tree.expressions)
    if isinstance(tree, _STRICT) and not isinstance(tree, exp.TryCast):
        operands = [each for name in ("this", "expression") if (each := tree.args.get(name))]
        return all(never_null(each, row, filled) for each in operands)
    return False


def without_idle_tests(tree: exp.Expr, row: str, filled: Collection[str]) -> exp.Expr:
    """Work out what is known of NULL in an expression over a row, which is changed in place."""
    whole = exp.Paren(this=tree)
    for node in reversed(list(whole.walk(bfs=True))):
        if node is not whole:
            folded = _folded(node, row, filled)
            if folded is not node:
                node.replace(folded)
    result: exp.Expr = whole.this
    result.pop()
    return result


def _folded(node: exp.Expr, row: str, filled: Collection[str]) -> exp.Expr:
    inner: exp.Expr = node.this
    match node:
        case exp.Is() if isinstance(node.expression, exp.Null):
            return exp.false() if never_null(inner, row, filled) else node
        case exp.Paren() if isinstance(inner, exp.Boolean):
            return inner
        case exp.Not() if isinstance(inner, exp.Boolean):
            return exp.Boolean(this=not inner.this)
        case exp.And() | exp.Or():
            join = conjunction if isinstance(node, exp.And) else disjunction
            sides = [inner, node.expression]
            return join(sides) if any(isinstance(each, exp.Boolean) for each in sides) else node
        case exp.Coalesce() if never_null(inner, row, filled):
            return inner
        case exp.Case() if node.args["ifs"]:
            first = node.args["ifs"][0]
            then: exp.Expr = first.args["true"]
            return then if is_literally(first.this, True) else node
    return node
