"""Turn the rows an engine selected into findings, with places for every value shown."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..backends.context import Context
from ..backends.needs import needed_facts
from ..backends.reference import Subject as Judged
from ..backends.reference import judge, value_of
from ..backends.results import Selected
from ..conditions.describe import describe_condition
from ..conditions.walk import facts_in
from ..model.facts import FactType
from ..model.outcome import Outcome
from ..model.report import (
    Evidence,
    Finding,
    FixStep,
    MissingFact,
    Passed,
    Place,
    Quantity,
    RuleInfo,
    Subject,
)
from ..model.rule import Plan, Rule
from ..model.values import Exact, Value
from ..store.cells import Cell, CellFinder
from ..store.relations import FactStore
from ..store.subjects import StoredSubject, fetch_subjects
from .explain import Explained, Mend, explain, sides
from .row_evidence import FoundRow, RowFinder, evidence_row
from .templates import fill, placeholders
from .waiting import Clock, Wait, wait_for

#: The fact that names a subject for people, by entity, comes from the dictionary's own headings.
TITLE_FACT = "sku_title"

#: For so many failures of a rule, the worst first, waiting is looked into: a rule is judged again
#: at many moments for each.
WAITS = 20


@dataclass(frozen=True, slots=True)
class Sight:
    """What findings are made from."""

    plan: Plan
    store: FactStore
    context: Context
    infos: Mapping[str, RuleInfo]
    clock: Clock | None = None


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
    return tuple(found for each in findings_by_row(sight, selected) for found in each)


def findings_by_row(sight: Sight, selected: Sequence[Selected]) -> tuple[tuple[Finding, ...], ...]:
    """Explain the selected rows in their order, the findings of each together."""
    rules = {rule.id: rule for rule in sight.plan.rules}
    subjects = _subjects(sight, selected, rules)
    explained: list[tuple[Rule, StoredSubject, Judged, tuple[Explained, ...]]] = []
    for each in selected:
        rule = rules[each.rule]
        stored, judged = subjects[rule.entity, each.row]
        explained.append((rule, stored, judged, tuple(explain(rule, judged))))
    finder = CellFinder(sight.store, sight.plan.dictionary)
    wanted = [
        cell
        for rule, stored, _, several in explained
        for found in several
        for cell in (
            *(finder.cell_of(stored, name) for name in _shown_facts(found, sight.plan)),
            finder.key_cell_of(stored, rule.entity),
        )
    ]
    rows = RowFinder(
        sight.store,
        (
            (rule.entity, stored, each)
            for rule, stored, _, several in explained
            for found in several
            for each in found.rows
        ),
    )
    shown = [
        [
            {each.fact: rows.shown(rule.entity, stored, each) for each in found.rows}
            for found in several
        ]
        for rule, stored, _, several in explained
    ]
    wanted += [
        row.cell
        for several in shown
        for tables in several
        for found in tables.values()
        for row in found
    ]
    places = finder.places_of(wanted)
    waits: Counter[str] = Counter()
    by_row: list[tuple[Finding, ...]] = []
    for (rule, stored, judged, several), of_each in zip(explained, shown, strict=True):
        findings = []
        for found, tables in zip(several, of_each, strict=True):
            finding = _finding(sight, rule, stored, judged, found, finder, places, tables)
            if found.outcome is Outcome.FAIL and waits[rule.id] < WAITS:
                waits[rule.id] += 1
                wait = _wait_for(sight, rule, judged)
                finding = replace(finding, fixes=_with_wait(finding.fixes, wait))
            findings.append(finding)
        by_row.append(tuple(findings))
    return tuple(by_row)


def _shown_facts(found: Explained, plan: Plan) -> tuple[str, ...]:
    fixed = tuple(mend.set for mend in found.fixes if mend.set is not None)
    # A rate of exchange may be lacking without being a fact of the dictionary.
    lacking = tuple(name for name in sorted(found.missing) if name in plan.dictionary.facts)
    return (*found.read, *fixed, *lacking)


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
    tables: Mapping[str, Sequence[FoundRow]],
) -> Finding:
    def place_of(name: str) -> Place | None:
        # A rate of exchange may be lacking without being a fact of the dictionary.
        if name not in sight.plan.dictionary.facts:
            return None
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
        evidence=tuple(
            _with_rows(
                _evidence(sight, judged, name, place_of(name)), found, judged, places, tables
            )
            for name in found.read
        ),
        place=place,
        fingerprint=fingerprint(rule.id, rule.entity, stored, found.focus),
        limit_of=found.limit_of,
    )


def subject_of(entity: str, stored: StoredSubject, judged: Judged) -> Subject:
    """Name a subject for a report."""
    title = judged.stated.get(TITLE_FACT)
    return Subject(
        entity,
        stored.key,
        {
            name: key
            for name, key in sorted(stored.parents.items())
            # What is there once a run, such as its rates, tells no record from another.
            if judged.dictionary.entities[name].key
        },
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


def _wait_for(sight: Sight, rule: Rule, judged: Judged) -> Wait | None:
    return None if sight.clock is None else wait_for(rule, judged, sight.plan, sight.clock)


#: Said of waiting, where no sentence of the author names the moment.
_WAIT = {
    "en": "Wait until {until}: if nothing else changes, the rule is met from then on.",
    "zh": "等到 {until}：如果其他情况不变，从那时起就符合要求。",
}
_WAIT_OVER = {
    "en": "Wait until {until}: if nothing else changes, the rule no longer applies from then on.",
    "zh": "等到 {until}：如果其他情况不变，从那时起这条规则不再适用。",
}


def _with_wait(steps: Sequence[FixStep], wait: Wait | None) -> tuple[FixStep, ...]:
    """Add waiting to the steps, or to the one step whose author says the day already."""
    if wait is None:
        return tuple(steps)
    for at, step in enumerate(steps):
        if step.set is None and wait.shown.isoformat() in step.say.get("en", ""):
            return (*steps[:at], replace(step, wait_until=wait.shown), *steps[at + 1 :])
    shown = Quantity(Exact(wait.shown), FactType.DATETIME)
    say = fill(_WAIT if wait.applies else _WAIT_OVER, {"until": shown})
    return (*steps, FixStep(say, wait_until=wait.shown, only_waiting=True))


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
        titles=fact.titles,
    )


def _with_rows(
    evidence: Evidence,
    found: Explained,
    judged: Judged,
    places: Mapping[Cell, Place],
    tables: Mapping[str, Sequence[FoundRow]],
) -> Evidence:
    shown = tables.get(evidence.fact)
    if shown is None:
        return evidence
    every = sum(len(each.rows) for each in found.rows if each.fact == evidence.fact)
    rows = tuple(evidence_row(each, evidence.fact, judged, places) for each in shown)
    return replace(evidence, rows=rows, more_rows=every - len(rows))


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
