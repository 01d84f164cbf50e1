"""Test Anything Protocol, version 14: one test a rule, with what fails below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ..model.outcome import Outcome
from ..text.safe_text import sanitise
from ..wording.nouns import records
from ..wording.values import translated
from .json_writer import compact
from .page import Page
from .phrasing import message_text, subject_text
from .ranking import identity

if TYPE_CHECKING:
    from ..model.report import Finding, Report, RuleSummary
    from . import Options

#: So many records are named below a test; the rest is counted.
_RECORDS = 20
_TEXT = 1_000


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write the plan and a line for each rule; what cannot be told is skipped."""
    page = Page(options.lang, 100, entities=report.entities)
    stream.write("TAP version 14\n")
    if not report.rules or report.exit_code == 3:
        # An empty plan is green for every reader of the protocol.
        stream.write(f"Bail out! {_escape(page.say('nothing_checked'))}\n")
        return
    stream.write(f"1..{len(report.rules)}\n")
    for pack in report.packs:
        shown = f"{pack.name} {pack.version} sha256:{pack.sha256}"
        stream.write(f"# {_escape(sanitise(shown))}\n")
    for number, item in enumerate(report.rules, 1):
        stream.write("".join(f"{line}\n" for line in _test(number, item, report, page)))


def _test(number: int, item: RuleSummary, report: Report, page: Page) -> list[str]:
    name = _escape(f"{item.rule.id} {translated(item.rule.title, page.lang)}")
    failed = item.counts.get(Outcome.FAIL, 0)
    unknown = item.counts.get(Outcome.UNKNOWN, 0)
    if not failed and not unknown:
        return [f"ok {number} - {name}"]
    if not failed:
        amount = records(item.rule.entity, unknown, page.lang, page.entities)
        why = _escape(f"{page.say('unknown')}: {amount}")
        return [f"ok {number} - {name} # SKIP {why}"]
    mine = [
        finding
        for finding in report.findings
        if finding.rule.id == item.rule.id and finding.outcome is Outcome.FAIL
    ]
    shown = mine[:_RECORDS]
    amount = records(item.rule.entity, failed, page.lang, page.entities)
    lines = [
        f"not ok {number} - {name}",
        "  ---",
        f"  severity: {item.rule.severity.value}",
        f"  message: {compact(amount)}",
    ]
    if shown:
        lines += ["  records:", *(f"    - {compact(_line(each, page))}" for each in shown)]
    left_out = failed - len({identity(finding) for finding in shown})
    if left_out > 0:
        lines.append(f"  others: {left_out}")
    return [*lines, "  ..."]


def _line(finding: Finding, page: Page) -> str:
    place = f"{finding.place}: " if finding.place is not None else ""
    subject = subject_text(finding.subject, page)
    return sanitise(f"{place}{subject}: {message_text(finding, page)}", _TEXT)


def _escape(text: str) -> str:
    """Return text in which nothing is a directive.

    Readers of the older version know no escapes, and `# SKIP` would hide a failure from them.
    """
    return sanitise(text, _TEXT).replace("\\", "/").replace("#", "＃")
