"""The text report: everything about one record, or the overview of many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from ..model.outcome import Outcome
from ..text.render import level_word, render_each
from ..text.safe_text import sanitise
from ..wording.values import quantity, translated
from .columns import pad, width
from .page import BLANK, Line, Page, Style, hang, plain, printed, remark
from .since_text import since_lines
from .text_conclusions import conclusion_lines
from .text_facts import fact_lines
from .text_finding import finding_lines
from .text_overview import detail_lines, issue_lines, missing_lines, step_lines
from .text_pools import pool_lines
from .text_readiness import (
    excused_lines,
    exit_lines,
    input_lines,
    not_in_force_lines,
    readiness_lines,
    verdict_lines,
)

if TYPE_CHECKING:
    from ..model.report import Passed, Report
    from ..text.diagnostics import Diagnostic
    from . import Options

_WIDTH = 100
_NARROWEST, _WIDEST = 60, 200
_PROBLEMS = 10
_FEW_ITEMS = 3
_FEW_FINDINGS = 10
_PASSED = 20
_NOT_APPLICABLE = 5


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write the report for people to read."""
    page = Page(
        options.lang,
        min(max(options.width or _WIDTH, _NARROWEST), _WIDEST),
        options.verbose,
        report.entities,
    )
    for text in printed(report_lines(report, page), options.color):
        stream.write(text)


def report_lines(report: Report, page: Page) -> Iterator[Line]:
    """Yield the lines of the report, its sections set apart by blank lines."""
    first = True
    for section in _sections(report, page):
        if not section:
            continue
        if not first:
            yield BLANK
        first = False
        yield from section


def _sections(report: Report, page: Page) -> Iterator[list[Line]]:
    yield _problem_lines(report.diagnostics, page)
    if report.exit_code == 3:
        yield input_lines(report, page)
        yield [*not_in_force_lines(report, page), *exit_lines(report, page)]
    elif _is_small(report):
        yield from _small(report, page)
    else:
        yield from _large(report, page)


def _is_small(report: Report) -> bool:
    """Tell whether every finding can be read in full, so that a table would only stand before."""
    if report.single is not None:
        return True
    found = report.counts.get(Outcome.FAIL, 0) + report.counts.get(Outcome.UNKNOWN, 0)
    items = max((item.total for item in report.readiness), default=0)
    records = max(report.subjects.values(), default=0)
    return max(items, records) <= _FEW_ITEMS and found <= _FEW_FINDINGS


def _small(report: Report, page: Page) -> Iterator[list[Line]]:
    if page.verbose:
        yield input_lines(report, page)
    # The sort keeps the report's own order within failures and within unknowns.
    findings = sorted(report.findings, key=lambda finding: finding.outcome is Outcome.UNKNOWN)
    for finding in findings:
        yield finding_lines(finding, page, report.single)
    total = report.counts.get(Outcome.FAIL, 0) + report.counts.get(Outcome.UNKNOWN, 0)
    if total > len(findings):
        yield remark(page.say("more_findings", n=total - len(findings)), page)
    yield _passed_lines(report.passed, page)
    yield fact_lines(report, page)
    yield not_in_force_lines(report, page)
    yield excused_lines(report, page)
    yield since_lines(report, page)
    yield conclusion_lines(report, page)
    yield pool_lines(report, page)
    yield [*verdict_lines(report, page), *exit_lines(report, page)]


def _large(report: Report, page: Page) -> Iterator[list[Line]]:
    yield input_lines(report, page)
    yield readiness_lines(report.readiness, page)
    yield issue_lines(report, page)
    yield detail_lines(report, page)
    yield step_lines(report, page)
    yield conclusion_lines(report, page)
    yield pool_lines(report, page)
    yield missing_lines(report, page)
    yield fact_lines(report, page)
    yield excused_lines(report, page)
    yield since_lines(report, page)
    yield [*not_in_force_lines(report, page), *exit_lines(report, page)]


def _problem_lines(diagnostics: tuple[Diagnostic, ...], page: Page) -> list[Line]:
    """Return the faults of the input files, as the commands that only check files print them."""
    shown = diagnostics[: page.limit(_PROBLEMS)]
    lines: list[Line] = []
    for item, text in zip(shown, render_each(shown, page.lang), strict=True):
        first, *rest = text.rstrip("\n").split("\n")
        level = level_word(item.level, page.lang)
        style = Style.ERROR if item.level.value == "error" else Style.WARNING
        lines.append(((level, style), (first.removeprefix(level), Style.STRONG)))
        lines += [plain(each) for each in rest]
        lines.append(BLANK)
    hidden = sum(item.count for item in diagnostics[len(shown) :])
    if hidden:
        return [*lines, *remark(page.say("more_problems", n=hidden), page)]
    return lines[:-1]


def _passed_lines(passed: tuple[Passed, ...], page: Page) -> list[Line]:
    """Return the rules that passed, then those that do not apply."""
    holding = [item for item in passed if item.outcome is Outcome.PASS]
    others = [item for item in passed if item.outcome is not Outcome.PASS]
    shown = [*holding[: page.limit(_PASSED)], *others[: page.limit(_NOT_APPLICABLE)]]
    if not shown:
        return []
    label = max(width(page.say(item.outcome.value)) for item in shown)
    rule = max(width(sanitise(item.rule.id)) for item in shown)
    lines: list[Line] = []
    for item in shown:
        style = Style.GOOD if item.outcome is Outcome.PASS else Style.QUIET
        head = (
            (f"  {pad(page.say(item.outcome.value), label)}  ", style),
            (f"{pad(sanitise(item.rule.id), rule)}  ", Style.PLAIN),
        )
        lines += hang(head, _passed_text(item, page), page.width)
    for key, all_of, limit in (
        ("more_passed", holding, page.limit(_PASSED)),
        ("more_not_applicable", others, page.limit(_NOT_APPLICABLE)),
    ):
        if limit is not None and len(all_of) > limit:
            lines += remark(page.say(key, n=len(all_of) - limit), page)
    return lines


def _passed_text(item: Passed, page: Page) -> str:
    clause = translated(item.clause, page.lang) or translated(item.rule.title, page.lang)
    if item.outcome is not Outcome.PASS or item.actual is None:
        return clause
    return page.say("passed", clause=clause, actual=quantity(item.actual, page.lang))
