"""One finding in full: its place, the line with the cell underlined, the reason and the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.outcome import Outcome
from ..text.safe_text import sanitise
from ..wording.values import translated
from .columns import pad, width, window, wrap
from .page import Line, Page, Style, hang, plain, severity_style
from .phrasing import (
    evidence_texts,
    fact_name,
    fix_text,
    give_text,
    label_key,
    message_text,
    place_text,
    source_text,
    subject_text,
    value_text,
    why_text,
)

if TYPE_CHECKING:
    from ..model.report import Finding, FixStep, MissingFact, Place, Subject


def finding_lines(finding: Finding, page: Page, asked_for: Subject | None) -> list[Line]:
    """Return a finding as a block of lines; `asked_for` is the subject that needs no naming."""
    lines = _header(finding, page)
    place = finding.place
    gutter = len(str(place.line)) if place and place.line else 2
    value = value_text(finding, page)
    if place is not None:
        lines += _place_lines(place, value, gutter, page)
        value = value if place.snippet is None or place.line is None else ""
    lines += _notes(finding, value, page, asked_for, gutter)
    for step in finding.fixes:
        lines += _fix_lines(step, finding, page)
    if finding.outcome is Outcome.UNKNOWN:
        for missing in finding.missing:
            lines += _give_lines(missing, page)
    return lines


def _header(finding: Finding, page: Page) -> list[Line]:
    style = Style.UNKNOWN
    if finding.outcome is Outcome.FAIL:
        style = severity_style(finding.rule.severity)
    label = f"{page.say(label_key(finding))}[{sanitise(finding.rule.id)}]"
    message = message_text(finding, page)
    first, *rest = wrap(f"{label}: {message}", page.width - 2)
    return [
        ((label, style), (first.removeprefix(label), Style.STRONG)),
        *(plain(f"  {line}", Style.STRONG) for line in rest),
    ]


def _place_lines(place: Place, value: str, gutter: int, page: Page) -> list[Line]:
    lines = hang(((f"{' ' * gutter}--> ", Style.QUIET),), place_text(place, page), page.width)
    if place.snippet is None or place.line is None:
        return lines
    part = window(
        place.snippet,
        place.column or 1,
        place.end_column if place.end_line in (None, place.line) else None,
        page.width - gutter - 3,
    )
    bar = (f"{' ' * gutter} | ", Style.QUIET)
    number = (f"{place.line} | ", Style.QUIET)
    mark = (" " * part.indent + "^" * part.marked, Style.ERROR)
    lines += [(bar,), (number, (part.text, Style.PLAIN))]
    # The value moves below the mark where there is no room at its side.
    beside = gutter + 3 + part.indent + part.marked + 1 + width(value)
    if value and beside > page.width:
        start = max(0, min(part.indent, page.width - gutter - 3 - width(value)))
        lines += [(bar, mark), (bar, (" " * start + value, Style.PLAIN))]
    else:
        lines.append((bar, mark, (f" {value}", Style.PLAIN)))
    return [*lines, (bar,)]


def _notes(
    finding: Finding, value: str, page: Page, asked_for: Subject | None, gutter: int
) -> list[Line]:
    """Return the lines that begin with `=`, their labels set to one width."""
    notes: list[tuple[str, str]] = []
    if finding.subject != asked_for:
        notes.append(("for", subject_text(finding.subject, page)))
    if clause := translated(finding.clause, page.lang):
        notes.append(("needs", clause))
    if value:
        notes.append(("has", value))
    if why := why_text(finding, page):
        notes.append(("why", why))
    if finding.missing:
        names = [fact_name(missing, page) for missing in finding.missing]
        notes.append(("lacks", page.say("list_comma").join(names)))
    notes += [("from", text) for text in evidence_texts(finding, page)]
    notes.append(("rule", source_text(finding.rule, page)))
    columns = max(width(page.say(label)) for label, _ in notes) + 1
    lines: list[Line] = []
    for label, text in notes:
        head = ((f"{' ' * (gutter + 1)}= {pad(page.say(label) + ':', columns)} ", Style.QUIET),)
        lines += hang(head, text, page.width)
    return lines


def _fix_lines(step: FixStep, finding: Finding, page: Page) -> list[Line]:
    text = fix_text(step, page)
    lines = _help(text, page) if text else []
    indent = ((" " * (width(page.say("help")) + 2), Style.PLAIN),)
    if step.place is not None and step.place != finding.place:
        lines += hang(indent, f"--> {place_text(step.place, page)}", page.width)
    if where := translated(step.where, page.lang):
        lines += hang(indent, page.say("where", where=where), page.width)
    return lines


def _give_lines(missing: MissingFact, page: Page) -> list[Line]:
    return _help(give_text(missing, page), page)


def _help(text: str, page: Page) -> list[Line]:
    return hang(((page.say("help"), Style.GOOD), (": ", Style.PLAIN)), text, page.width)
