"""Count how many items can go in, item by item.

An item is ready when every rule that decides admission passes or does not apply: its own rules,
those of the records it belongs to, and those of its children. It is one fix away when exactly one
fails and nothing is unknown. A failure that follows from another one is not a second fix.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...model.outcome import Outcome
from ...model.rule import Plan, Rule
from ...store.relations import FactStore
from ...store.subjects import StoredSubject
from ..needs import blocking_rules, item_entity, visible_from
from ..results import ReadinessCounts
from .evaluate import Subject, judge

#: Gives the records of an entity.
Records = Callable[[str], Iterator[tuple[StoredSubject, Subject]]]


@dataclass(frozen=True, slots=True)
class _Item:
    failed: set[str] = field(default_factory=set)
    undecided: set[str] = field(default_factory=set)

    def note(self, rule: Rule, subject: Subject) -> None:
        outcome, _ = judge(rule, subject)
        if outcome is Outcome.FAIL:
            self.failed.add(rule.id)
        elif outcome is Outcome.UNKNOWN:
            self.undecided.add(rule.id)


def count_readiness(plan: Plan, store: FactStore, records: Records) -> ReadinessCounts | None:
    """Count items by readiness, and for each rule the items it concerns and would clear."""
    item = item_entity(plan, store)
    rules = [rule for rule in blocking_rules(plan) if rule.entity in store.entities]
    if item is None or not rules:
        return None
    standing: Counter[str] = Counter()
    clears: Counter[str] = Counter()
    concerns: Counter[str] = Counter()
    for each in _items(plan, store, records, item, rules).values():
        failed, undecided = _own_faults(rules, each)
        concerns.update(failed)
        if undecided:
            standing["not_ready" if failed else "cannot_tell"] += 1
        elif len(failed) == 1:
            standing["one_fix_away"] += 1
            clears.update(failed)
        else:
            standing["not_ready" if failed else "ready"] += 1
    return ReadinessCounts(
        item,
        standing["ready"],
        standing["one_fix_away"],
        standing["not_ready"],
        standing["cannot_tell"],
        {rule.id: clears[rule.id] for rule in rules},
        {rule.id: concerns[rule.id] for rule in rules},
    )


def _items(
    plan: Plan, store: FactStore, records: Records, item: str, rules: Sequence[Rule]
) -> Mapping[str, _Item]:
    """Judge the rules that concern each item, by the item's key."""
    seen = visible_from(plan, store, item)
    items: dict[str, _Item] = {}
    for stored, subject in records(item):
        items[stored.key] = _Item()
        for rule in rules:
            if rule.entity in seen:
                items[stored.key].note(rule, subject)
    finer = [
        name
        for name in store.entities
        if name not in seen and item in plan.dictionary.visible_entities(name)
    ]
    for entity in finer:
        for stored, subject in records(entity):
            parent = stored.parents.get(item)
            for rule in rules:
                if rule.entity == entity and parent in items:
                    items[parent].note(rule, subject)
    return items


def _own_faults(rules: Sequence[Rule], item: _Item) -> tuple[list[str], list[str]]:
    """Leave out what only follows from another rule's failure or doubt."""
    failed, undecided = [], []
    for rule in rules:
        roots = set(rule.follows_from)
        if rule.id in item.failed and not roots & item.failed:
            failed.append(rule.id)
        if rule.id in item.undecided and not roots & (item.failed | item.undecided):
            undecided.append(rule.id)
    return failed, undecided
