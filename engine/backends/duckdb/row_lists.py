"""Small builders of SQL over lists of rows."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """Call a function with copies of the given trees."""
    return exp.Anonymous(this=name, expressions=[each.copy() for each in arguments])


def field(row: exp.Expr, name: str) -> exp.Expr:
    """Take a field of a struct."""
    return exp.Dot(this=row.copy(), expression=exp.to_identifier(name, quoted=True))


def build(fields: Mapping[str, exp.Expr]) -> exp.Expr:
    """Build a struct."""
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=tree.copy())
            for name, tree in fields.items()
        ]
    )


def each(items: exp.Expr, name: str, body: exp.Expr, index: str | None = None) -> exp.Expr:
    """Build the list of what `body` gives for each item, called `name` in it."""
    return call("list_transform", items, _lambda(name, body, index))


def kept(items: exp.Expr, name: str, test: exp.Expr, index: str | None = None) -> exp.Expr:
    """Build the list of the items that pass."""
    return call("list_filter", items, _lambda(name, test, index))


def _lambda(name: str, body: exp.Expr, index: str | None) -> exp.Expr:
    names = [name] if index is None else [name, index]
    return exp.Lambda(this=body.copy(), expressions=[exp.to_identifier(each) for each in names])


def length(items: exp.Expr) -> exp.Expr:
    """Count the items, blank ones included."""
    return call("len", items)


def or_false(truth: exp.Expr) -> exp.Expr:
    """Take an unknown for false."""
    return exp.Coalesce(this=exp.paren(truth, copy=False), expressions=[exp.false()])


def or_true(truth: exp.Expr) -> exp.Expr:
    """Take an unknown for true."""
    return exp.Coalesce(this=exp.paren(truth, copy=False), expressions=[exp.true()])


def any_true(truths: exp.Expr) -> exp.Expr:
    """Build the test that a list of truths has a true one."""
    return or_false(call("list_bool_or", truths))


def has_null(items: exp.Expr) -> exp.Expr:
    """Build the test that some item is NULL."""
    return exp.LT(this=call("list_count", items), expression=length(items))
