"""Roll sets of rules up to one state for each record, record by record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from ...model.conclusion import State
from ...model.outcome import Outcome
from ...model.rule import Plan, Rule
from ...store.relations import FactStore
from ...store.subjects import StoredSubject
from ..needs import visible_from
from ..results import Signature
from .evaluate import Subject, judge

#: Gives the records of an entity.
Records = Callable[[str], Iterator[tuple[StoredSubject, Subject]]]


def roll_up(
    plan: Plan,
    store: FactStore,
    records: Records,
    entity: str,
    sets: Sequence[Sequence[str]],
    row: int | None = None,
) -> tuple[Signature, ...]:
    """Count the records of an entity by the states of some sets of rules; `row` picks one."""
    rules = {rule.id: rule for rule in (*plan.rules, *plan.beside)}
    wanted = [rules[id] for id in dict.fromkeys(id for each in sets for id in each) if id in rules]
    visible = visible_from(plan, store, entity)
    finer = _of_children(
        store, records, entity, [each for each in wanted if each.entity not in visible]
    )
    found: dict[tuple[State, ...], tuple[int, int]] = {}
    for stored, subject in records(entity):
        if row is not None and stored.row != row:
            continue
        outcomes = {
            rule.id: [judge(rule, subject)[0]]
            for rule in wanted
            if rule.entity in visible and rule.entity in store.entities
        }
        owner = stored.key if store.entities[entity].rows > 1 else None
        outcomes |= {id: each[owner] for id, each in finer.items() if owner in each}
        signature = tuple(
            state_of([outcome for id in ids for outcome in outcomes.get(id, [Outcome.UNKNOWN])])
            for ids in sets
        )
        count, first = found.get(signature, (0, stored.row))
        found[signature] = (count + 1, min(first, stored.row))
    return tuple(
        Signature(states, count, first)
        for states, (count, first) in sorted(found.items(), key=lambda item: item[1][1])
    )


def state_of(outcomes: Sequence[Outcome]) -> State:
    """Roll outcomes up: one that fails blocks, and one that is unknown leaves it open."""
    if Outcome.FAIL in outcomes:
        return State.BLOCKED
    return State.UNDECIDED if Outcome.UNKNOWN in outcomes else State.HOLDS


def _of_children(
    store: FactStore, records: Records, entity: str, rules: Sequence[Rule]
) -> Mapping[str, Mapping[str | None, list[Outcome]]]:
    """Judge the rules of finer records, by rule and by the key of the record they belong to."""
    found: dict[str, dict[str | None, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    alone = store.entities[entity].rows == 1
    for child in sorted({rule.entity for rule in rules} & store.entities.keys()):
        for stored, subject in records(child):
            owner = None if alone else stored.parents.get(entity)
            for rule in rules:
                if rule.entity == child and (alone or owner is not None):
                    found[rule.id][owner].append(judge(rule, subject)[0])
    return found
