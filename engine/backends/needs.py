"""What the engines need of a plan: the facts that rules read, and the rules that have subjects."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..conditions.operators import OPERATORS, Edge
from ..conditions.walk import facts_in
from ..model.nodes import FactRef, Test
from ..model.rule import Kind, Plan, Rule, Severity
from ..store.frames import twins
from ..store.relations import FactStore


def facts_of_rules(rules: Sequence[Rule]) -> frozenset[str]:
    """Name the facts that the conditions of some rules read."""
    conditions = [rule.when for rule in rules]
    conditions += [clause.condition for rule in rules for clause in rule.clauses]
    return frozenset(name for condition in conditions for name in facts_in(condition))


def needed_facts(plan: Plan, facts: Collection[str]) -> frozenset[str]:
    """Name the facts themselves, all that their derivations read, and currencies."""
    needed: set[str] = set()
    waiting = list(facts)
    while waiting:
        name = waiting.pop()
        if name in needed or name not in plan.dictionary.facts:
            continue
        needed.add(name)
        if name in plan.derivations:
            waiting.extend(facts_in(plan.derivations[name]))
        fact = plan.dictionary.facts[name]
        beside = (fact.currency_in, *(each.currency_in for each in fact.columns))
        waiting.extend(each for each in beside if each is not None)
    return frozenset(needed)


def rules_by_entity(plan: Plan, store: FactStore) -> dict[str, list[Rule]]:
    """Group the rules that have subjects by entity, in the plan's order."""
    grouped: dict[str, list[Rule]] = {}
    for rule in plan.rules:
        if rule.entity in store.entities:
            grouped.setdefault(rule.entity, []).append(rule)
    return grouped


def blocking_rules(plan: Plan) -> list[Rule]:
    """List the rules that decide whether an item can go in."""
    return [
        rule
        for rule in plan.rules
        if rule.kind is Kind.ELIGIBILITY and rule.severity is Severity.ERROR
    ]


def item_entity(plan: Plan, store: FactStore) -> str | None:
    """Name the entity whose records are what a seller puts in: the one marked as item."""
    return next(
        (
            name
            for name, entity in plan.dictionary.entities.items()
            if entity.item and name in store.entities
        ),
        None,
    )


def visible_from(plan: Plan, store: FactStore, entity: str) -> frozenset[str]:
    """Name all entities whose facts stand beside the records of `entity`, its twins' too."""
    return frozenset(
        seen for twin in twins(store, entity) for seen in plan.dictionary.visible_entities(twin)
    )


def solvable_test(rule: Rule) -> Test | None:
    """Find the comparison of the rule that a change of its fact can mend."""
    settable = {fix.set for fix in rule.fixes if fix.set is not None}
    for clause in rule.clauses:
        test = clause.condition
        if (
            isinstance(test, Test)
            and isinstance(test.operands[0], FactRef)
            and test.operands[0].name in settable
            and OPERATORS[test.operator].edge in (Edge.FROM, Edge.UP_TO)
        ):
            return test
    return None
