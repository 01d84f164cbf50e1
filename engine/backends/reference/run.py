"""Run a plan over a store subject by subject, to have something to hold faster engines against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from ...model.outcome import Outcome
from ...model.report import OutcomeRow
from ...model.rule import Plan, Rule
from ...model.values import Exact, Value
from ...store.relations import FactStore
from ...store.subjects import StoredSubject, fetch_subjects
from ..context import Context
from ..needs import facts_of_rules, needed_facts, rules_by_entity
from ..results import MissingCounts, Results, RuleCounts, Selected
from .changes import change_of
from .evaluate import Subject, judge
from .pools import pool_members
from .readiness import count_readiness, standing
from .rollup import roll_up


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule's answer for one subject."""

    rule: str
    row: int
    key: str
    outcome: Outcome
    missing: frozenset[str]
    change: Decimal | None


def run(plan: Plan, store: FactStore, context: Context, *, limit: int | None) -> Results:
    """Judge all subjects; `limit` caps the rows selected for each rule and outcome."""
    grouped = rules_by_entity(plan, store)
    judged: dict[str, list[Judged]] = {rule.id: [] for rules in grouped.values() for rule in rules}
    for entity, rules in grouped.items():
        for each in _judged(plan, store, context, entity, rules):
            judged[each.rule].append(each)
    records = partial(subjects_of, plan, store, context)
    order = [rule.id for rule in plan.rules if rule.id in judged]
    missing = _missing(judged, grouped)
    return Results(
        {name: _counts(judged[name]) for name in order},
        tuple(each for name in order for each in _selected(judged[name], limit)),
        count_readiness(plan, store, records),
        lambda: missing,
        lambda: all_outcomes(plan, store, context),
        partial(roll_up, plan, store, records),
        partial(pool_members, plan, store, records),
        standing=partial(standing, plan, store, records),
    )


def all_outcomes(plan: Plan, store: FactStore, context: Context) -> Iterator[OutcomeRow]:
    """Yield every rule's outcome for every subject, rule by rule in the plan's order."""
    for rule in plan.rules:
        if rule.entity in store.entities:
            for each in _judged(plan, store, context, rule.entity, [rule]):
                yield OutcomeRow(rule.id, rule.entity, each.key, each.outcome)


def subjects_of(
    plan: Plan, store: FactStore, context: Context, entity: str
) -> Iterator[tuple[StoredSubject, Subject]]:
    """Yield the records of an entity with what is known of each."""
    measured = frozenset(name for pool in plan.pools for name in pool.facts)
    facts = needed_facts(plan, facts_of_rules((*plan.rules, *plan.beside)) | measured)
    for stored in fetch_subjects(store, plan.dictionary, entity, facts):
        yield stored, judged_subject(plan, context, stored.stated)


def judged_subject(plan: Plan, context: Context, stated: Mapping[str, Value]) -> Subject:
    """Join what is stated of a record with what the run states itself."""
    defaults: dict[str, Value] = {
        name: Exact(value)
        for name in context.defaults
        if name in plan.dictionary.facts
        and (value := context.default(plan.dictionary.facts[name])) is not None
    }
    return Subject({**defaults, **stated}, plan.dictionary, plan.derivations, context.rates)


def _judged(
    plan: Plan, store: FactStore, context: Context, entity: str, rules: Sequence[Rule]
) -> Iterator[Judged]:
    for stored, subject in subjects_of(plan, store, context, entity):
        for rule in rules:
            outcome, missing = judge(rule, subject)
            change = change_of(rule, subject) if outcome is Outcome.FAIL else None
            yield Judged(rule.id, stored.row, stored.key, outcome, missing, change)


def _counts(judged: Sequence[Judged]) -> RuleCounts:
    found = Counter(each.outcome for each in judged)
    changes = [each.change for each in judged if each.change is not None]
    return RuleCounts(
        {outcome: found[outcome] for outcome in Outcome},
        min(changes, default=None),
        max(changes, default=None),
    )


def _selected(judged: Sequence[Judged], limit: int | None) -> list[Selected]:
    """Take the failures, largest change first, and then the undecided."""
    selected = []
    for outcome in (Outcome.FAIL, Outcome.UNKNOWN):
        of_it = sorted((each for each in judged if each.outcome is outcome), key=_worst_first)
        selected += [Selected(each.rule, outcome, each.row) for each in of_it[:limit]]
    return selected


def _worst_first(judged: Judged) -> tuple[bool, Decimal, int]:
    if judged.change is None:
        return True, Decimal(0), judged.row
    return False, -abs(judged.change), judged.row


def _missing(
    judged: Mapping[str, Sequence[Judged]], grouped: Mapping[str, Sequence[Rule]]
) -> dict[str, MissingCounts]:
    undecided: Counter[str] = Counter()
    settles: Counter[str] = Counter()
    subjects: Counter[str] = Counter()
    entities: dict[str, set[str]] = {}
    for entity, rules in grouped.items():
        touched: set[tuple[str, int]] = set()
        for each in (found for rule in rules for found in judged[rule.id]):
            undecided.update(each.missing)
            touched.update((name, each.row) for name in each.missing)
            if len(each.missing) == 1:
                settles.update(each.missing)
        for name, _ in touched:
            subjects[name] += 1
            entities.setdefault(name, set()).add(entity)
    return {
        name: MissingCounts(
            undecided[name], settles[name], subjects[name], frozenset(entities[name])
        )
        for name in undecided
    }
