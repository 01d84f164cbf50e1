"""The issues of a report: each rule with what is wrong, worth solving in the order of wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..model.outcome import Outcome
from ..text.safe_text import sanitise
from ..wording.nouns import records
from ..wording.values import digits, span, translated
from .page import Page
from .phrasing import KEY_LIMIT

if TYPE_CHECKING:
    from ..model.report import Readiness, Report, RuleSummary

#: From so many records on nobody looks for an example by hand, so the row names one.
_MANY = 1000


@dataclass(frozen=True, slots=True)
class Issue:
    """One row of the issue table: a rule with one of its two kinds of findings."""

    summary: RuleSummary
    outcome: Outcome
    count: int
    clears: int
    holds_back: int


def issues(report: Report) -> list[Issue]:
    """Return the issues: failures before unknowns, the biggest win first."""
    found: list[Issue] = []
    for item in report.rules:
        failed = item.counts.get(Outcome.FAIL, 0)
        unknown = item.counts.get(Outcome.UNKNOWN, 0)
        # What solving the rule wins is counted once, beside the failures if it has any.
        if failed:
            found.append(Issue(item, Outcome.FAIL, failed, item.clears, item.holds_back))
        if unknown:
            won = (0, 0) if failed else (item.clears, item.holds_back)
            found.append(Issue(item, Outcome.UNKNOWN, unknown, *won))
    return sorted(found, key=_order)


def _order(issue: Issue) -> tuple[bool, int, int, int, str]:
    severity = issue.summary.rule.severity.rank
    won = max(issue.clears, issue.holds_back)
    return issue.outcome is Outcome.UNKNOWN, -won, severity, -issue.count, issue.summary.rule.id


def item_entities(report: Report) -> set[str]:
    """Return the entities whose records count as items, so that a bare number is clear."""
    return {item.entity for item in report.readiness} | {"sku", "sku_market"}


def issue_notes(issue: Issue, report: Report, lacking: Mapping[str, str], page: Page) -> list[str]:
    """Return what is worth saying beside an issue: whom it holds back, the change, an example."""
    summary = issue.summary
    total = report.subjects.get(summary.rule.entity, 0)
    notes: list[str] = []
    if issue.holds_back:
        items = _items(issue.holds_back, report.readiness, page)
        notes.append(page.say("holds_back", items=items))
    if total >= _MANY:
        notes.append(page.say("share", share=_share(issue.count, total)))
    if issue.outcome is Outcome.UNKNOWN:
        if fact := lacking.get(summary.rule.id):
            notes.append(page.say("lacking", fact=fact))
    elif summary.gap_low is not None and summary.gap_high is not None:
        verb, change = span(summary.gap_low, summary.gap_high, page.lang)
        notes.append(page.say(verb, change=change))
    # The one example belongs to the failures where a rule has both.
    first = issue.outcome is Outcome.FAIL or not summary.counts.get(Outcome.FAIL)
    if total >= _MANY and summary.example and first:
        notes.append(page.say("example", key=sanitise(summary.example, KEY_LIMIT)))
    return notes


def _share(count: int, total: int) -> str:
    """Return a share in percent to one place, cut off so that only all is 100%."""
    tenths = count * 1000 // total
    return f"{digits(Decimal(tenths) / 10)}%" if tenths else "<0.1%"


def _items(count: int, readiness: tuple[Readiness, ...], page: Page) -> str:
    entity = readiness[0].entity if readiness else "sku"
    return records(entity, count, page.lang, page.entities)


def lacking_by_rule(report: Report, page: Page) -> Mapping[str, str]:
    """Return for each rule the first fact that its undecided records lack."""
    found: dict[str, str] = {}
    for finding in report.findings:
        if finding.outcome is Outcome.UNKNOWN and finding.missing:
            fact = finding.missing[0]
            name = translated(fact.title, page.lang) or sanitise(fact.fact)
            found.setdefault(finding.rule.id, name)
    return found


def step_text(report: Report, page: Page) -> str:
    """Return the one failed rule whose solution wins most; empty if none wins something."""
    failing = [issue for issue in issues(report) if issue.outcome is Outcome.FAIL]
    best = max(failing, key=lambda issue: max(issue.clears, issue.holds_back), default=None)
    if best is None or not (best.clears or best.holds_back):
        return ""
    rule = best.summary.rule
    words = {"rule": sanitise(rule.id), "title": translated(rule.title, page.lang)}
    if best.holds_back > best.clears:
        items = _items(best.holds_back, report.readiness, page)
        text = page.say("step_holds", items=items, **words)
    else:
        items = _items(best.clears, report.readiness, page)
        programs = [item for item in report.readiness if item.program == rule.program]
        if len(report.readiness) == 1:
            programs = list(report.readiness)
        if programs:
            ready = programs[0].ready + best.clears
            text = page.say(
                "step_clears", items=items, ready=ready, total=programs[0].total, **words
            )
        else:
            text = page.say("step_clears_plain", items=items, **words)
    return text


def affected_text(issue: Issue, report: Report, page: Page) -> str:
    """Return how many records an issue concerns; a bare number counts items."""
    rule = issue.summary.rule
    if rule.entity in item_entities(report):
        return f"{issue.count:,}"
    return records(rule.entity, issue.count, page.lang, page.entities)
