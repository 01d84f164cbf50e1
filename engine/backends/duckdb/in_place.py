"""Tells which tables are only summed up, so that their rows may stay where they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...conditions.walk import Node, children, facts_in
from ...model.facts import Dictionary
from ...model.nodes import Aggregate, FactRef
from ...model.rule import Plan
from .summaries import SUMMARIES


def read_as_lists(nodes: Iterable[Node]) -> frozenset[str]:
    """Name the facts that are read other than by an aggregate that sums up rows in place."""
    found: set[str] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, FactRef):
            found.add(node.name)
        below = children(node)
        if isinstance(node, Aggregate) and node.aggregate in SUMMARIES:
            below = tuple(each for each in below if each is not node.source)
            waiting += [] if isinstance(node.source, FactRef) else [node.source]
        waiting += below
    return frozenset(found)


def summed_in_place(plan: Plan) -> Callable[[str], bool]:
    """Give the test that a plan's rules need no list of the rows of a table fact."""

    def test(name: str) -> bool:
        nodes: list[Node] = list(plan.derivations.values())
        for rule in (*plan.rules, *plan.beside):
            nodes += [rule.when, *(clause.condition for clause in rule.clauses)]
        return name not in read_as_lists(nodes) and not any(
            _is_beside_rows(each, name, plan.dictionary) for each in nodes
        )

    return test


def _is_beside_rows(node: Node, table: str, dictionary: Dictionary) -> bool:
    """Tell whether rows of a table are held against facts of the record they belong to."""
    if isinstance(node, Aggregate) and node.source == FactRef(table):
        looked_at = [each for each in (node.where, node.value, node.key) if each is not None]
        owner = dictionary.facts[table].entity
        near = {owner, *(name for name, each in dictionary.entities.items() if each.item)}
        if any(
            dictionary.facts[name].entity in near for each in looked_at for name in facts_in(each)
        ):
            return True
    return any(_is_beside_rows(each, table, dictionary) for each in children(node))
