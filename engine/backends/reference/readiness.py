"""Count how many items can go in, item by item.

An item is ready when every rule that decides admission passes or does not apply, and none lacks
the records to be judged by: its own rules, those of the records it belongs to, and those of its
children. It is one fix away when exactly one fails and nothing is unknown. A failure that follows
from another one is not a second fix.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...model.outcome import Outcome
from ...model.rule import Plan, Rule
from ...store.relations import FactStore
from ..needs import beside_admission, item_entity, rules_of_items
from ..results import ReadinessCounts
from .concerning import Records, outcomes_concerning


def standing(plan: Plan, store: FactStore, records: Records, row: int) -> tuple[int, int] | None:
    """Count the rules that one item fails and leaves open; None where no rule is for items."""
    item = item_entity(plan, store)
    rules = [] if item is None else rules_of_items(plan, store, item)
    if item is None or not any(rule.entity in store.entities for rule in rules):
        return None
    for at, failed, undecided in _faults(plan, store, records, item, rules):
        if at == row:
            return len(failed), len(undecided)
    return None


def _faults(
    plan: Plan, store: FactStore, records: Records, item: str, rules: Sequence[Rule]
) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield the row of each item with the rules it fails and leaves open."""
    optional = beside_admission(plan)
    for stored, outcomes in outcomes_concerning(plan, store, records, item, rules, optional):
        yield (stored.row, *_own_faults(rules, _item(rules, outcomes)))


@dataclass(frozen=True, slots=True)
class _Item:
    failed: frozenset[str]
    undecided: frozenset[str]


def count_readiness(plan: Plan, store: FactStore, records: Records) -> ReadinessCounts | None:
    """Count items by readiness, and for each rule the items it concerns and would clear."""
    item = item_entity(plan, store)
    rules = [] if item is None else rules_of_items(plan, store, item)
    if item is None or not any(rule.entity in store.entities for rule in rules):
        return None
    standings: Counter[str] = Counter()
    clears: Counter[str] = Counter()
    concerns: Counter[str] = Counter()
    for _, failed, undecided in _faults(plan, store, records, item, rules):
        concerns.update(failed)
        if undecided:
            standings["not_ready" if failed else "cannot_tell"] += 1
        elif len(failed) == 1:
            standings["one_fix_away"] += 1
            clears.update(failed)
        else:
            standings["not_ready" if failed else "ready"] += 1
    return ReadinessCounts(
        item,
        standings["ready"],
        standings["one_fix_away"],
        standings["not_ready"],
        standings["cannot_tell"],
        {rule.id: clears[rule.id] for rule in rules},
        {rule.id: concerns[rule.id] for rule in rules},
    )


def _item(rules: Sequence[Rule], outcomes: Mapping[str, Sequence[Outcome]]) -> _Item:
    """Note what fails and what is open; a rule that was judged for nothing at all is open."""
    found = {rule.id: outcomes.get(rule.id, [Outcome.UNKNOWN]) for rule in rules}
    return _Item(
        frozenset(name for name, each in found.items() if Outcome.FAIL in each),
        frozenset(name for name, each in found.items() if Outcome.UNKNOWN in each),
    )


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
