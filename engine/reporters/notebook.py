"""A report as a notebook shows it: a small piece of HTML, every text of the user's escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.outcome import Outcome
from ..text.safe_text import sanitise
from ..wording.values import translated
from .html import environment
from .page import Page
from .phrasing import fix_text, message_text, place_text, subject_text
from .ranking import hidden, worst_first
from .text_readiness import STATES, counts_text

if TYPE_CHECKING:
    from ..model.report import Finding, Readiness, Report, RuleSummary
    from . import Language

_RULES, _FINDINGS = 20, 10
_WIDTH = 200


def notebook_html(report: Report, lang: Language = "en") -> str:
    """Return the counts, the rules with something to solve, and the worst findings."""
    page = Page(lang, _WIDTH, entities=report.entities)
    rules = sorted((each for each in report.rules if any(_open(each))), key=_fewest_open)
    findings = worst_first(report)[:_FINDINGS]
    more = []
    if len(rules) > _RULES:
        more.append(page.say("html.more_rules", n=len(rules) - _RULES))
    if left := hidden(report, findings):
        more.append(page.say("more_findings", n=left))
    return (
        environment()
        .get_template("notebook.html")
        .render(
            lang=lang,
            verdict=counts_text(report.rules, page),
            readiness=[_readiness(each, page) for each in report.readiness],
            rule_head=[page.say("rule"), "", page.say("html.fail"), page.say("unknown")],
            rules=[_rule(each, page) for each in rules[:_RULES]],
            findings=[_finding(each, page) for each in findings],
            more=more,
        )
    )


def _open(summary: RuleSummary) -> tuple[int, int]:
    counts = summary.counts
    return counts.get(Outcome.FAIL, 0), counts.get(Outcome.UNKNOWN, 0)


def _fewest_open(summary: RuleSummary) -> tuple[int, ...]:
    return tuple(-each for each in _open(summary))


def _readiness(item: Readiness, page: Page) -> str:
    counts = (f"{page.say(state)} {getattr(item, state):,}" for state, _, _ in STATES)
    return f"{translated(item.title, page.lang) or item.program}: {', '.join(counts)}"


def _rule(item: RuleSummary, page: Page) -> tuple[str, ...]:
    failed, undecided = _open(item)
    title = translated(item.rule.title, page.lang)
    return sanitise(item.rule.id), sanitise(title), f"{failed:,}", f"{undecided:,}"


def _finding(finding: Finding, page: Page) -> dict[str, str]:
    return {
        "place": sanitise(place_text(finding.place, page)) if finding.place else "",
        "subject": subject_text(finding.subject, page),
        "message": sanitise(message_text(finding, page)),
        "fix": " ".join(sanitise(fix_text(step, page)) for step in finding.fixes),
    }
