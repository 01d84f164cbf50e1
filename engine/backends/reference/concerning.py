"""Judge the rules that concern each record, record by record.

They are its own, those of the records it belongs to, those of its parts and children, and those
of what belongs to the same third record: the factories of an application concern every SKU of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from ...model.outcome import Outcome
from ...model.rule import Plan, Rule
from ...store.relations import FactStore
from ...store.subjects import StoredSubject
from ..needs import shared_owner, visible_from
from .evaluate import Subject, judge

#: Gives the records of an entity.
Records = Callable[[str], Iterator[tuple[StoredSubject, Subject]]]


def outcomes_concerning(
    plan: Plan,
    store: FactStore,
    records: Records,
    entity: str,
    rules: Sequence[Rule],
    optional: frozenset[str] = frozenset(),
) -> Iterator[tuple[StoredSubject, Mapping[str, Sequence[Outcome]]]]:
    """Yield the records of an entity with the outcomes of the rules that concern each.

    A rule whose records cannot be told to belong to a record has no outcomes; where there are
    none of them, its outcome is unknown, or if it is among the `optional` ones not applicable.
    """
    visible = visible_from(plan, store, entity)
    own = [rule for rule in rules if rule.entity in visible and rule.entity in store.entities]
    ties = {
        child: owner
        for child in sorted({rule.entity for rule in rules} - visible)
        if child in store.entities
        and (owner := shared_owner(plan.dictionary, store, child, entity)) is not None
    }
    finer = [rule for rule in rules if rule.entity in ties]
    found = _by_owner(store, records, ties, finer)
    # What is said of a store holds for each of its thousand SKUs, and is worked out once.
    judged: dict[tuple[str | None, ...], Outcome] = {}
    owners = {rule.id: _owners(plan, store, entity, rule.entity) for rule in own}
    for stored, subject in records(entity):
        outcomes = {}
        for rule in own:
            of = rule.id, *(stored.parents.get(each) for each in owners[rule.id])
            if not owners[rule.id] or of not in judged:
                judged[of] = judge(rule, subject)[0]
            outcomes[rule.id] = [judged[of]]
        for rule in finer:
            held_by = _owner_of(store, entity, stored, ties[rule.entity])
            none = Outcome.NOT_APPLICABLE if rule.id in optional else Outcome.UNKNOWN
            outcomes[rule.id] = found[rule.id].get(held_by, []) or [none]
        yield stored, outcomes


def _owners(plan: Plan, store: FactStore, entity: str, other: str) -> tuple[str, ...]:
    """Name whose facts answer a rule for `other`; none where some are the record's own."""
    seen = plan.dictionary.visible_entities(other)
    own = store.entities[entity].relation
    beside = any(each in store.entities and store.entities[each].relation == own for each in seen)
    return () if beside else seen


def _by_owner(
    store: FactStore, records: Records, ties: Mapping[str, str], rules: Sequence[Rule]
) -> Mapping[str, Mapping[str | None, list[Outcome]]]:
    """Judge the rules of children, by rule and by the key of the record that ties them."""
    found: dict[str, dict[str | None, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for child, owner in ties.items():
        for stored, subject in records(child):
            held_by = _owner_of(store, child, stored, owner)
            for rule in rules:
                if rule.entity == child and (held_by is not None or _is_alone(store, owner)):
                    found[rule.id][held_by].append(judge(rule, subject)[0])
    return found


def _owner_of(store: FactStore, entity: str, stored: StoredSubject, owner: str) -> str | None:
    """Name the record that ties a record to others; the only one of its kind needs no name."""
    if _is_alone(store, owner):
        return None
    return stored.key if owner == entity else stored.parents.get(owner)


def _is_alone(store: FactStore, entity: str) -> bool:
    return store.entities[entity].rows == 1
