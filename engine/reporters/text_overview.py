"""The overview of many records: issues by what solving them wins, and what nobody told us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.outcome import Outcome
from ..text.safe_text import sanitise
from ..wording.nouns import of_one_kind, records
from ..wording.values import translated
from .columns import pad, shorten, width
from .issues import Issue, affected_text, issue_notes, issues, lacking_by_rule, step_text
from .page import BLANK, Line, Page, Piece, Style, hang, heading, plain, remark, severity_style
from .phrasing import fact_name
from .text_finding import finding_lines

if TYPE_CHECKING:
    from ..model.report import Finding, Report

_RULES = 10
_FACTS = 10
_FEW_FINDINGS = 10
_EXAMPLE_RULES = 3
#: Titles narrower than this tell nothing; the row then takes two lines.
_NARROW_TITLE = 14
#: Titles give way down to this for the notes to stand beside them.
_USUAL_TITLE = 24


def issue_lines(report: Report, page: Page) -> list[Line]:
    """Return the table of issues."""
    found = issues(report)
    if not found:
        return [heading(page.say("no_issues"))]
    shown = found[: page.limit(_RULES)]
    lacking = lacking_by_rule(report, page)
    rows = [_cells(issue, report, lacking, page) for issue in shown]
    table = _Table.fitting(rows, page)
    lines = table.head(page)
    for issue, row in zip(shown, rows, strict=True):
        lines += table.row(issue, row)
    if len(found) > len(shown):
        lines += remark(page.say("more_issues", n=len(found) - len(shown)), page)
    return lines


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of an issue; all but the title are shown whole."""

    label: str
    rule: str
    title: str
    affected: str
    clears: str
    note: str


def _cells(issue: Issue, report: Report, lacking: Mapping[str, str], page: Page) -> _Row:
    rule = issue.summary.rule
    key = rule.severity.value if issue.outcome is Outcome.FAIL else "unknown"
    return _Row(
        page.say(key),
        sanitise(rule.id),
        translated(rule.title, page.lang),
        affected_text(issue, report, page),
        f"{issue.clears:,}" if issue.clears else "-",
        page.say("list_comma").join(issue_notes(issue, report, lacking, page)),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The widths of the columns; a title of None columns goes to a line of its own."""

    label: int
    rule: int
    title: int | None
    affected: int
    clears: int
    columns: int

    @classmethod
    def fitting(cls, rows: list[_Row], page: Page) -> _Table:
        """Return the layout that suits the rows and the width of the page."""
        label = max(width(row.label) for row in rows)
        rule = max(width(row.rule) for row in rows)
        affected = max(width(page.say("affects")), *(width(row.affected) for row in rows))
        clears = max(width(page.say("clears")), *(width(row.clears) for row in rows))
        room = page.width - (2 + label + 2 + rule + 2) - (2 + affected + 2 + clears)
        longest = max(width(row.title) for row in rows)
        note = max(width(row.note) for row in rows)
        title = min(longest, room)
        short = min(longest, max(_USUAL_TITLE, room - 3 - note))
        beside = sum(short + 3 + width(row.note) <= room for row in rows if row.note)
        if 2 * beside > sum(1 for row in rows if row.note):
            title = short
        fits = title >= min(longest, _NARROW_TITLE)
        return cls(label, rule, title if fits else None, affected, clears, page.width)

    def head(self, page: Page) -> list[Line]:
        """Return the heading of the section with those of the columns."""
        text = f"  {page.say('issues')}"
        names = (
            f"  {pad(page.say('affects'), self.affected, right=True)}"
            f"  {pad(page.say('clears'), self.clears, right=True)}"
        )
        before = 2 + self.label + 2 + self.rule + (0 if self.title is None else 2 + self.title)
        if width(text) > before:
            return [plain(text, Style.STRONG), plain(" " * before + names, Style.QUIET)]
        return [((pad(text, before), Style.STRONG), (names, Style.QUIET))]

    def row(self, issue: Issue, row: _Row) -> list[Line]:
        """Return the lines of one issue."""
        style = Style.UNKNOWN
        if issue.outcome is Outcome.FAIL:
            style = severity_style(issue.summary.rule.severity)
        pieces: list[Piece] = [
            (f"  {pad(row.label, self.label)}  ", style),
            (pad(row.rule, self.rule), Style.STRONG),
        ]
        if self.title is not None:
            pieces.append((f"  {pad(shorten(row.title, self.title), self.title)}", Style.PLAIN))
        figures = (
            f"  {pad(row.affected, self.affected, right=True)}"
            f"  {pad(row.clears, self.clears, right=True)}"
        )
        pieces.append((figures, Style.PLAIN))
        below = [] if self.title is not None else [row.title]
        used = sum(width(text) for text, _ in pieces)
        if row.note and used + 3 + width(row.note) <= self.columns:
            pieces.append((f"   {row.note}", Style.QUIET))
        elif row.note:
            below.append(row.note)
        lines: list[Line] = [tuple(pieces)]
        indent = 2 + self.label + 2
        for text in below:
            lines += hang(((" " * indent, Style.PLAIN),), text, self.columns, Style.QUIET)
        return lines


def detail_lines(report: Report, page: Page) -> list[Line]:
    """Return some findings in full: all of a few, else one of each of the first rules."""
    total = report.counts.get(Outcome.FAIL, 0) + report.counts.get(Outcome.UNKNOWN, 0)
    shown = list(report.findings)
    if len(shown) > _FEW_FINDINGS and not page.verbose:
        shown = _examples(report)
    if not shown:
        return []
    hidden = total - len(shown)
    lines = [heading(page.say("examples" if hidden > 0 else "details"))]
    for finding in shown:
        lines += [BLANK, *finding_lines(finding, page, None)]
    if hidden > 0 and len(shown) < len(report.findings):
        lines += [BLANK, *remark(page.say("more_examples", n=total, hidden=hidden), page)]
    elif hidden > 0:
        lines += [BLANK, *remark(page.say("more_findings", n=hidden), page)]
    return lines


def _examples(report: Report) -> list[Finding]:
    """Return one finding for each of the first issues that has one listed."""
    first: dict[tuple[str, Outcome], Finding] = {}
    for finding in report.findings:
        first.setdefault((finding.rule.id, finding.outcome), finding)
    keys = [(issue.summary.rule.id, issue.outcome) for issue in issues(report)]
    return [first[key] for key in keys if key in first][:_EXAMPLE_RULES]


def step_lines(report: Report, page: Page) -> list[Line]:
    """Return the one failed rule whose solution wins most, if any wins something."""
    text = step_text(report, page)
    return [heading(page.say("step")), *remark(text, page)] if text else []


def missing_lines(report: Report, page: Page) -> list[Line]:
    """Return the missing facts in the order of what they settle, and where to find each."""
    if not report.missing:
        return []
    shown = report.missing[: page.limit(_FACTS)]
    names = [fact_name(item.fact, page) for item in shown]
    settles = [f"{item.settles:,}" if item.settles else "-" for item in shown]
    subjects = [
        records(of_one_kind(item.entities), item.subjects, page.lang, page.entities)
        for item in shown
    ]
    numbers = max(width(page.say("settles")), *map(width, settles))
    affected = max(width(page.say("affects")), *map(width, subjects))
    room = page.width - 2 - 2 - numbers - 2 - affected
    name_columns = min(max(map(width, names)), room)
    title = f"  {page.say('missing')}"
    figures = (
        f"  {pad(page.say('settles'), numbers, right=True)}"
        f"  {pad(page.say('affects'), affected, right=True)}"
    )
    lines: list[Line] = []
    if width(title) > 2 + name_columns:
        # The heading is longer than the names, so the columns move out where they can.
        name_columns = min(room, width(title) - 2)
    if width(title) > 2 + name_columns:
        lines.append(plain(title, Style.STRONG))
        title = ""
    lines.append(((pad(title, 2 + name_columns), Style.STRONG), (figures, Style.QUIET)))
    for item, name, settled, subject in zip(shown, names, settles, subjects, strict=True):
        lines += _missing_row(
            name,
            f"  {pad(settled, numbers, right=True)}  {pad(subject, affected, right=True)}",
            name_columns,
            page,
        )
        if found := translated(item.fact.found_in, page.lang):
            text = page.say("found", found=found)
            lines += hang((("    ", Style.PLAIN),), text, page.width, Style.QUIET)
        if item.exports:
            titles = [translated(each, page.lang) for each in item.exports]
            text = page.say("exports", exports=page.say("list_comma").join(titles))
            lines += hang((("    ", Style.PLAIN),), text, page.width, Style.QUIET)
    hidden = len(report.missing) - len(shown)
    return [*lines, *remark(page.say("more_facts", n=hidden), page)] if hidden else lines


def _missing_row(name: str, figures: str, columns: int, page: Page) -> list[Line]:
    """Return a fact with its figures; a name too long for its column keeps a line of its own."""
    if width(name) <= columns:
        return [((f"  {pad(name, columns)}", Style.UNKNOWN), (figures, Style.PLAIN))]
    return [
        *hang((("  ", Style.PLAIN),), name, page.width, Style.UNKNOWN),
        ((" " * (2 + columns), Style.PLAIN), (figures, Style.PLAIN)),
    ]
