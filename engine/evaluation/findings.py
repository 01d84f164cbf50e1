"""Turn the rows an engine selected into findings, with places for every value shown."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..backends.context import Context
from ..backends.needs import needed_facts
from ..backends.reference import Subject as Judged
from ..backends.reference import judge, value_of
from ..backends.results import Selected
from ..conditions.describe import describe_condition
from ..conditions.walk import facts_in
from ..model.outcome import Outcome
from ..model.report import (
    Evidence,
    Finding,
    FixStep,
    MissingFact,
    Passed,
    Place,
    RuleInfo,
    Subject,
)
from ..model.rule import Plan, Rule
from ..model.values import Exact, Value
from ..store.cells import Cell, CellFinder
from ..store.relations import FactStore
from ..store.subjects import StoredSubject, fetch_subjects
from .explain import Explained, Mend, explain, sides
from .templates import placeholders

#: The fact that names a subject for people, by entity, comes from the dictionary's own headings.
TITLE_FACT = "sku_title"


@dataclass(frozen=True, slots=True)
class Sight:
    """What findings are made from."""

    plan: Plan
    store: FactStore
    context: Context
    infos: Mapping[str, RuleInfo]


def facts_to_show(plan: Plan, rules: Iterable[Rule]) -> frozenset[str]:
    """Name every fact that judging, mending and wording these rules reads."""
    names: set[str] = set()
    for rule in rules:
        for condition in (rule.when, *(clause.condition for clause in rule.clauses)):
            names.update(facts_in(condition))
        for text in (rule.wrong, *(fix.say for fix in rule.fixes)):
            names.update(placeholders(text) & plan.dictionary.facts.keys())
        names.update(fix.set for fix in rule.fixes if fix.set is not None)
    if TITLE_FACT in plan.dictionary.facts:
        names.add(TITLE_FACT)
    return needed_facts(plan, names)


def make_findings(sight: Sight, selected: Sequence[Selected]) -> tuple[Finding, ...]:
    """Explain the selected rows in their order; a rule with two failed clauses gives two."""
    rules = {rule.id: rule for rule in sight.plan.rules}
    subjects = _subjects(sight, selected, rules)
    explained: list[tuple[Rule, StoredSubject, Judged, Explained]] = []
    for each in selected:
        rule = rules[each.rule]
        stored, judged = subjects[rule.entity, each.row]
        explained += [(rule, stored, judged, found) for found in explain(rule, judged)]
    finder = CellFinder(sight.store, sight.plan.dictionary)
    wanted = [
        cell
        for rule, stored, _, found in explained
        for cell in (
            *(finder.cell_of(stored, name) for name in _shown_facts(found)),
            finder.key_cell_of(stored, rule.entity),
        )
    ]
    places = finder.places_of(wanted)
    return tuple(
        _finding(sight, rule, stored, judged, found, finder, places)
        for rule, stored, judged, found in explained
    )


def _shown_facts(found: Explained) -> tuple[str, ...]:
    fixed = tuple(mend.set for mend in found.fixes if mend.set is not None)
    return (*found.read, *fixed)


def _subjects(
    sight: Sight, selected: Sequence[Selected], rules: Mapping[str, Rule]
) -> dict[tuple[str, int], tuple[StoredSubject, Judged]]:
    rows: dict[str, set[int]] = defaultdict(set)
    chosen: dict[str, dict[str, Rule]] = defaultdict(dict)
    for each in selected:
        rule = rules[each.rule]
        rows[rule.entity].add(each.row)
        chosen[rule.entity][rule.id] = rule
    subjects = {}
    for entity, wanted in rows.items():
        facts = facts_to_show(sight.plan, chosen[entity].values())
        for stored in fetch_subjects(
            sight.store, sight.plan.dictionary, entity, facts, sorted(wanted)
        ):
            subjects[entity, stored.row] = (stored, judged_subject(sight, stored))
    return subjects


def judged_subject(sight: Sight, stored: StoredSubject) -> Judged:
    """Give a stored subject to the reference evaluator, with what the run itself states."""
    defaults: dict[str, Value] = {
        name: Exact(value) for name, value in sight.context.defaults.items()
    }
    return Judged(
        {**defaults, **stored.stated},
        sight.plan.dictionary,
        sight.plan.derivations,
        sight.context.rates,
    )


def _finding(
    sight: Sight,
    rule: Rule,
    stored: StoredSubject,
    judged: Judged,
    found: Explained,
    finder: CellFinder,
    places: Mapping[Cell, Place],
) -> Finding:
    def place_of(name: str) -> Place | None:
        cell = finder.cell_of(stored, name)
        return places.get(cell) if cell is not None else None

    stated = [place for name in found.read if (place := place_of(name)) is not None]
    if found.outcome is Outcome.UNKNOWN:
        lacking = [place for name in sorted(found.missing) if (place := place_of(name))]
        stated = lacking or []
    key_cell = finder.key_cell_of(stored, rule.entity)
    place = stated[0] if stated else places.get(key_cell) if key_cell else None
    return Finding(
        rule=sight.infos[rule.id],
        outcome=found.outcome,
        subject=subject_of(rule.entity, stored, judged),
        clause=found.clause,
        message=found.message,
        actual=found.actual,
        limit=found.limit,
        limit_from=found.limit_from,
        missing=tuple(missing_fact(sight.plan, name) for name in sorted(found.missing)),
        fixes=tuple(_fix_step(mend, place_of) for mend in found.fixes),
        evidence=tuple(_evidence(sight, judged, name, place_of(name)) for name in found.read),
        place=place,
        fingerprint=fingerprint(rule.id, rule.entity, stored, found.focus),
    )


def subject_of(entity: str, stored: StoredSubject, judged: Judged) -> Subject:
    """Name a subject for a report."""
    title = judged.stated.get(TITLE_FACT)
    return Subject(
        entity,
        stored.key,
        dict(sorted(stored.parents.items())),
        str(title.value) if isinstance(title, Exact) else None,
    )


def missing_fact(plan: Plan, name: str) -> MissingFact:
    """Describe a lacking fact; an exchange rate is no fact of the dictionary."""
    fact = plan.dictionary.facts.get(name)
    if fact is None:
        title = {"en": "exchange rate", "zh": "汇率"}
        return MissingFact(name, title, "context", {})
    return MissingFact(name, fact.title, fact.entity, fact.found_in)


def _fix_step(mend: Mend, place_of: Callable[[str], Place | None]) -> FixStep:
    place = place_of(mend.set) if mend.set is not None else None
    return FixStep(mend.say, mend.set, mend.target, mend.change, mend.where, place)


def _evidence(sight: Sight, judged: Judged, name: str, place: Place | None) -> Evidence:
    fact = sight.plan.dictionary.facts[name]
    beside = judged.stated.get(fact.currency_in) if fact.currency_in is not None else None
    return Evidence(
        fact=name,
        title=fact.title,
        type=fact.type,
        unit=str(beside.value) if isinstance(beside, Exact) else fact.unit,
        value=value_of(name, judged),
        place=place,
        derived=name not in judged.stated and name in judged.derivations,
    )


def fingerprint(rule: str, entity: str, stored: StoredSubject, fact: str | None) -> str:
    """Identify a finding across runs: rule, record and fact, never a line of a file."""
    parents = [f"{name}={key}" for name, key in sorted(stored.parents.items())]
    parts = (rule, entity, stored.key, *parents, fact or "")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def passed_rules(
    sight: Sight, entity_rows: Mapping[str, int], rules: Sequence[Rule]
) -> tuple[Passed, ...]:
    """Describe, for single subjects, the rules that passed or did not apply."""
    passed: list[Passed] = []
    for rule in rules:
        row = entity_rows.get(rule.entity)
        if row is None:
            continue
        facts = facts_to_show(sight.plan, [rule])
        for stored in fetch_subjects(sight.store, sight.plan.dictionary, rule.entity, facts, [row]):
            judged = judged_subject(sight, stored)
            outcome, _ = judge(rule, judged)
            if outcome in (Outcome.FAIL, Outcome.UNKNOWN):
                continue
            applies = outcome is Outcome.PASS
            condition = rule.clauses[0].condition if applies and rule.clauses else rule.when
            actual, limit = (None, None)
            if applies:
                actual, limit, _ = sides(condition, judged)
            passed.append(
                Passed(
                    sight.infos[rule.id],
                    outcome,
                    subject_of(rule.entity, stored, judged),
                    describe_condition(condition, sight.plan.dictionary),
                    actual,
                    limit,
                )
            )
    return tuple(passed)
