"""Walks over the tree of the language: what a node reads, and copies with parts replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from ..model.nodes import (
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
    ParameterRef,
    Test,
)
from ..model.once import once

Node: TypeAlias = "Expression | Condition"


def children(node: Node) -> tuple[Node, ...]:
    """List the nodes directly below, in reading order."""
    match node:
        case Literal() | FactRef() | ColumnRef() | ParameterRef():
            return ()
        case Call():
            return node.arguments
        case Test():
            return node.operands
        case AllOf() | AnyOf():
            return node.items
        case Not():
            return (node.item,)
        case Holds():
            return (node.condition,)
        case Choose():
            last = () if node.otherwise is None else (node.otherwise,)
            return (*(part for case in node.cases for part in case), *last)
        case Aggregate():
            inside = (node.where, node.value, node.key, node.complete_when)
            parts = (node.source, *inside, *node.arguments)
            return tuple(part for part in parts if part is not None)


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it, in reading order."""
    yield node
    for child in children(node):
        yield from walk(child)


@once
def facts_in(node: Node) -> tuple[str, ...]:
    """Name the facts the node reads, in the order they first stand there."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, FactRef)))


def parameters_in(node: Node) -> tuple[str, ...]:
    """Name the parameters the node uses, in the order they first stand there."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, ParameterRef)))


def change_expression(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return a copy in which every expression, innermost first, was put through `change`."""
    match node:
        case Literal() | FactRef() | ColumnRef() | ParameterRef():
            copy: Expression = node
        case Call():
            copy = replace(node, arguments=_change_each(node.arguments, change))
        case Holds():
            copy = replace(node, condition=change_condition(node.condition, change))
        case Choose():
            cases = tuple(
                (change_condition(when, change), change_expression(value, change))
                for when, value in node.cases
            )
            copy = replace(node, cases=cases, otherwise=_change_or_none(node.otherwise, change))
        case Aggregate():
            copy = replace(
                node,
                source=change_expression(node.source, change),
                where=_change_test_or_none(node.where, change),
                value=_change_or_none(node.value, change),
                key=_change_or_none(node.key, change),
                complete_when=_change_test_or_none(node.complete_when, change),
                arguments=_change_each(node.arguments, change),
            )
    return change(copy)


def change_condition(node: Condition, change: Callable[[Expression], Expression]) -> Condition:
    """Return a copy in which every expression, innermost first, was put through `change`."""
    match node:
        case Test():
            return replace(node, operands=_change_each(node.operands, change))
        case AllOf() | AnyOf():
            return replace(node, items=tuple(change_condition(each, change) for each in node.items))
        case Not():
            return replace(node, item=change_condition(node.item, change))


def _change_each(
    nodes: tuple[Expression, ...], change: Callable[[Expression], Expression]
) -> tuple[Expression, ...]:
    return tuple(change_expression(each, change) for each in nodes)


def _change_or_none(
    node: Expression | None, change: Callable[[Expression], Expression]
) -> Expression | None:
    return None if node is None else change_expression(node, change)


def _change_test_or_none(
    node: Condition | None, change: Callable[[Expression], Expression]
) -> Condition | None:
    return None if node is None else change_condition(node, change)


def order_facts(names: Iterable[str], derivations: Mapping[str, Expression]) -> tuple[str, ...]:
    """List the derived facts that `names` need, themselves included, each after what it reads."""
    order: dict[str, None] = {}
    open_: set[str] = set()

    def visit(name: str) -> None:
        if name in order or name in open_ or name not in derivations:
            return
        open_.add(name)
        for needed in facts_in(derivations[name]):
            visit(needed)
        open_.discard(name)
        order[name] = None

    for name in names:
        visit(name)
    return tuple(order)
