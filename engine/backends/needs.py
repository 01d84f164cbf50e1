"""What the engines need of a plan: the facts that rules read, and the rules that have subjects."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..conditions.operators import OPERATORS, Edge
from ..conditions.walk import facts_in
from ..model.facts import Dictionary
from ..model.nodes import FactRef, Test
from ..model.pool import Pool
from ..model.rule import Kind, Plan, Rule, Severity
from ..store.reach import is_owned, twins
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
    return [rule for rule in plan.rules if _is_blocking(rule) or rule.id in plan.deciding]


def _is_blocking(rule: Rule) -> bool:
    return rule.kind is Kind.ELIGIBILITY and rule.severity is Severity.ERROR


def rules_of_items(plan: Plan, store: FactStore, item: str) -> list[Rule]:
    """List the rules that readiness of items counts.

    They are those of the item, of what it belongs to, of its parts and children, and those that
    its admission follows from wherever they are judged, and even if nothing is there to judge.
    """
    dictionary, visible = plan.dictionary, visible_from(plan, store, item)

    def concerns(entity: str) -> bool:
        if entity not in store.entities or entity in visible:
            return entity in store.entities
        finer = item in dictionary.visible_entities(entity)
        return finer and is_owned(store, dictionary, entity, item)

    return [
        rule for rule in blocking_rules(plan) if rule.id in plan.deciding or concerns(rule.entity)
    ]


def rules_of_pool(plan: Plan, store: FactStore, pool: Pool) -> tuple[list[Rule], list[Rule]]:
    """Part the rules of a pool: those that tell its members apart, and those of the pool itself.

    What is the same for all members, no choice of them can mend.
    """
    wanted = {*pool.rules, *pool.each}
    rules = [rule for rule in (*plan.rules, *plan.beside) if rule.id in wanted]
    of_all = [
        rule
        for rule in rules
        if rule.entity == pool.per
        or (rule.entity != pool.of and _is_lone(plan, store, pool, rule.entity))
    ]
    return [rule for rule in rules if rule not in of_all], of_all


def _is_lone(plan: Plan, store: FactStore, pool: Pool, entity: str) -> bool:
    """Tell whether members see one record of an entity, or see it through what they are of."""
    seen = plan.dictionary.visible_entities(pool.of)
    if entity in seen and entity in store.entities and store.entities[entity].rows == 1:
        return True
    return entity not in seen and pool.of not in plan.dictionary.visible_entities(entity)


def beside_admission(plan: Plan) -> frozenset[str]:
    """Name the blocking rules that admission does not follow from, where programs name one.

    An item needs no record that they could be judged for: it may lie in no warehouse yet.
    """
    if not plan.deciding:
        return frozenset()
    return frozenset(rule.id for rule in blocking_rules(plan)) - plan.deciding


def parts_of_items(plan: Plan) -> frozenset[str]:
    """Name the entities that items go in by: each item must have one, known or not."""
    entities, beside = plan.dictionary.entities, beside_admission(plan)
    items = {each.key for each in entities.values() if each.item}
    return frozenset(
        rule.entity
        for rule in blocking_rules(plan)
        if rule.id not in beside and entities[rule.entity].key[:-1] in items
    )


def shared_owner(dictionary: Dictionary, store: FactStore, child: str, entity: str) -> str | None:
    """Name what ties the records of `child` to those of `entity`: the latter or what both are of.

    None where there is no way from one to the other.
    """
    if is_owned(store, dictionary, child, entity):
        return entity
    for name in dictionary.visible_entities(child)[1:]:
        if name not in store.entities or name not in dictionary.visible_entities(entity):
            continue
        if all(is_owned(store, dictionary, each, name) for each in (child, entity)):
            return name
    return None


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
    """Name all entities whose facts stand beside the records of `entity`, its twins' too.

    What a twin sees of records that belong to `entity` themselves is not among them: of several
    listings of a SKU none is the one.
    """
    dictionary = plan.dictionary
    own = dictionary.visible_entities(entity)
    beside = (seen for twin in twins(store, entity) for seen in dictionary.visible_entities(twin))
    return frozenset(
        seen
        for seen in (*own, *beside)
        if seen in own
        or entity not in dictionary.visible_entities(seen)
        or seen not in store.entities
        or store.entities[seen].relation == store.entities[entity].relation
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
