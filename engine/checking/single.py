"""Narrow a check to one subject: its own rules and those of the records it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..backends.reference import judge
from ..backends.results import ReadinessCounts, Results, RuleCounts, Selected
from ..evaluation.findings import Sight, facts_to_show, judged_subject, passed_rules, subject_of
from ..model.outcome import Outcome
from ..model.report import OutcomeRow, Passed, Subject
from ..store.keys import rows_of_subject
from ..store.subjects import fetch_subjects


@dataclass(frozen=True, slots=True)
class Narrowed:
    """One subject with the outcomes of every rule that concerns it."""

    subject: Subject
    results: Results
    passed: tuple[Passed, ...]
    #: The rows of the subject and of what hangs together with it, by entity.
    rows: Mapping[str, tuple[int, ...]]


def narrow_to_subject(
    sight: Sight, key: str, standing: Callable[[int], tuple[int, int] | None]
) -> Narrowed | None:
    """Judge the record with this key, what belongs to it, and what it belongs to.

    `standing` counts the rules that an item fails and leaves open, as an engine's results do.
    """
    rows = rows_of_subject(sight.store, sight.plan.dictionary, key)
    if rows is None:
        return None
    named: Subject | None = None
    selected: list[Selected] = []
    counts: dict[str, RuleCounts] = {}
    outcomes: list[OutcomeRow] = []
    for rule in sight.plan.rules:
        tally = dict.fromkeys(Outcome, 0)
        facts = facts_to_show(sight.plan, [rule])
        wanted = rows.rows.get(rule.entity, ())
        for stored in (
            fetch_subjects(sight.store, sight.plan.dictionary, rule.entity, facts, list(wanted))
            if wanted
            else ()
        ):
            judged = judged_subject(sight, stored)
            outcome, _ = judge(rule, judged)
            tally[outcome] += 1
            outcomes.append(OutcomeRow(rule.id, rule.entity, stored.key, outcome))
            if outcome in (Outcome.FAIL, Outcome.UNKNOWN):
                selected.append(Selected(rule.id, outcome, stored.row))
            if rule.entity == rows.entity and named is None:
                named = subject_of(rule.entity, stored, judged)
        if wanted:
            counts[rule.id] = RuleCounts(tally)
    readiness = _readiness(sight, rows.entity, rows.rows.get(rows.entity, ()), standing)
    results = Results(counts, tuple(selected), readiness, dict, lambda: iter(outcomes))
    passed = passed_rules(
        sight, {entity: found[0] for entity, found in rows.rows.items() if found}, sight.plan.rules
    )
    return Narrowed(named or Subject(rows.entity, key), results, passed, rows.rows)


def _readiness(
    sight: Sight,
    entity: str,
    rows: Sequence[int],
    standing: Callable[[int], tuple[int, int] | None],
) -> ReadinessCounts | None:
    if not sight.plan.dictionary.entities[entity].item:
        return None
    found = [counts for row in rows if (counts := standing(row)) is not None]
    if not found:
        return None
    return ReadinessCounts(
        entity,
        ready=sum(counts == (0, 0) for counts in found),
        one_fix_away=sum(counts == (1, 0) for counts in found),
        not_ready=sum(fails > 1 or (fails == 1 and open_ > 0) for fails, open_ in found),
        cannot_tell=sum(fails == 0 and open_ > 0 for fails, open_ in found),
        clears={},
        concerns={},
    )
