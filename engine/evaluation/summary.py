"""Counts, readiness and rankings of a run, put into the words of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..backends.needs import solvable_test
from ..backends.results import Results
from ..model.facts import Translated
from ..model.nodes import FactRef
from ..model.outcome import Outcome
from ..model.report import (
    Finding,
    MissingRank,
    Place,
    Quantity,
    Readiness,
    RuleInfo,
    RuleSummary,
)
from ..model.rule import Export, Plan, Rule, RuleBook
from ..model.values import Exact
from ..text.source import Span
from .findings import Sight, missing_fact


def rule_infos(plan: Plan) -> dict[str, RuleInfo]:
    """Describe every rule of the plan for a report."""
    return {rule.id: _info(rule) for rule in plan.rules}


def _info(rule: Rule) -> RuleInfo:
    return RuleInfo(
        rule.id,
        rule.program,
        rule.title,
        rule.entity,
        rule.severity,
        rule.kind,
        rule.source,
        place_of_span(rule.span),
    )


def place_of_span(span: Span) -> Place:
    """Give a span of a rule file as a place."""
    return Place(span.source.name, span.line, span.column, span.end_line, span.end_column)


def total_counts(results: Results) -> dict[Outcome, int]:
    """Count outcomes over all rules."""
    totals = Counter[Outcome]()
    for each in results.rules.values():
        totals.update(each.outcomes)
    return {outcome: totals[outcome] for outcome in Outcome}


def rule_summaries(
    sight: Sight,
    results: Results,
    findings: Sequence[Finding],
    waived: Mapping[str, int],
    known: Mapping[str, int],
) -> tuple[RuleSummary, ...]:
    """Sum up each judged rule, in the plan's order."""
    shown = Counter((selected.rule, selected.row) for selected in results.selected)
    shown_by_rule = Counter(rule for rule, _ in shown)
    examples: dict[str, str] = {}
    for finding in findings:
        examples.setdefault(finding.rule.id, finding.subject.key)
    return tuple(
        replace(
            _summary(sight, rule, results, shown_by_rule[rule.id], examples.get(rule.id)),
            waived=waived.get(rule.id, 0),
            known=known.get(rule.id, 0),
        )
        for rule in sight.plan.rules
        if rule.id in results.rules
    )


def _summary(
    sight: Sight, rule: Rule, results: Results, shown: int, example: str | None
) -> RuleSummary:
    counts = results.rules[rule.id]
    readiness = results.readiness
    clears = readiness.clears.get(rule.id, 0) if readiness else 0
    holds_back = 0
    item = readiness.entity if readiness else None
    if readiness and item is not None and not _is_of_item(sight, rule.entity, item):
        holds_back = readiness.concerns.get(rule.id, 0)
    test = solvable_test(rule)
    fact = test.operands[0].name if test and isinstance(test.operands[0], FactRef) else None
    gaps: dict[str, Quantity] = {}
    if fact is not None and counts.change_low is not None and counts.change_high is not None:
        entry = sight.plan.dictionary.facts[fact]
        low, high = Exact(counts.change_low.normalize()), Exact(counts.change_high.normalize())
        gaps = {
            "gap_low": Quantity(low, entry.type, entry.unit),
            "gap_high": Quantity(high, entry.type, entry.unit),
        }
    return RuleSummary(
        rule=sight.infos[rule.id],
        counts=counts.outcomes,
        shown=shown,
        clears=clears,
        holds_back=holds_back,
        example=example,
        fact=fact,
        gap_low=gaps.get("gap_low"),
        gap_high=gaps.get("gap_high"),
    )


def _is_of_item(sight: Sight, entity: str, item: str) -> bool:
    """Tell whether the entity is the item itself or one of its children."""
    return entity == item or item in sight.plan.dictionary.visible_entities(entity)


def readiness_of(book: RuleBook, plan: Plan, results: Results) -> tuple[Readiness, ...]:
    """Give the readiness for the chosen program; several programs share one count."""
    counts = results.readiness
    if counts is None or len(plan.programs) != 1:
        return ()
    program = plan.programs[0]
    return (
        Readiness(
            program,
            book.programs[program].title,
            counts.ready,
            counts.one_fix_away,
            counts.not_ready,
            counts.cannot_tell,
            counts.entity,
        ),
    )


def _titles(exports: Iterable[Export]) -> tuple[Translated, ...]:
    """Give the titles of exports, each once."""
    return tuple({str(sorted(each.title.items())): each.title for each in exports}.values())


def exports_near(book: RuleBook, programs: Sequence[str]) -> tuple[Export, ...]:
    """List the exports of the marketplaces of some programs, and those of no marketplace."""
    marketplaces = {name.split("/")[0] for name in book.programs}
    others = marketplaces - {name.split("/")[0] for name in programs}
    return tuple(
        each for each in book.exports if not each.mine and each.name.split("-")[0] not in others
    )


def missing_ranking(
    plan: Plan, results: Results, exports: Sequence[Export] = ()
) -> tuple[MissingRank, ...]:
    """Rank the missing facts: what settles most first, with the exports that have it."""
    ranked = sorted(
        results.missing().items(),
        key=lambda item: (-item[1].settles, -item[1].undecided, item[0]),
    )
    return tuple(
        MissingRank(
            missing_fact(plan, name),
            each.undecided,
            each.settles,
            each.subjects,
            _titles(export for export in exports if name in export.facts),
            tuple(sorted(each.entities)),
        )
        for name, each in ranked
    )
