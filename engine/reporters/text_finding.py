"""One finding in full: its place, the line with the cell underlined, the reason and the fix."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ..model.facts import MOMENTS
from ..model.outcome import Outcome
from ..model.report import Quantity
from ..model.values import Absent, Exact
from ..text.safe_text import sanitise
from ..wording.nouns import record
from ..wording.values import quantity, translated
from .columns import pad, shorten, width, window, wrap
from .page import Line, Page, Style, hang, plain, severity_style

if TYPE_CHECKING:
    from ..model.report import Evidence, EvidenceRow, Finding, FixStep, MissingFact, Place, Subject

#: Longer keys than this are not ids but damage; the rest of them helps nobody.
_KEY_LIMIT = 200
_TITLE_COLUMNS = 40
_PATH_LIMIT = 300
_EVIDENCE = 5


def finding_lines(finding: Finding, page: Page, asked_for: Subject | None) -> list[Line]:
    """Return a finding as a block of lines; `asked_for` is the subject that needs no naming."""
    lines = _header(finding, page)
    place = finding.place
    gutter = len(str(place.line)) if place and place.line else 2
    value = _value_text(finding, page)
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
    key, style = "unknown", Style.UNKNOWN
    if finding.outcome is Outcome.FAIL:
        key, style = finding.rule.severity.value, severity_style(finding.rule.severity)
    label = f"{page.say(key)}[{sanitise(finding.rule.id)}]"
    message = translated(finding.message, page.lang) or translated(finding.rule.title, page.lang)
    first, *rest = wrap(f"{label}: {message}", page.width - 2)
    return [
        ((label, style), (first.removeprefix(label), Style.STRONG)),
        *(plain(f"  {line}", Style.STRONG) for line in rest),
    ]


def subject_text(subject: Subject, page: Page) -> str:
    """Return a subject with its name and what it belongs to: `SKU RED-42 (store S1)`."""
    text = page.say(
        "subject",
        entity=record(subject.entity, page.lang, page.entities),
        key=sanitise(subject.key, _KEY_LIMIT),
    )
    if subject.title:
        text += f' "{shorten(sanitise(subject.title, _KEY_LIMIT), _TITLE_COLUMNS)}"'
    parents = page.say("list_comma").join(
        page.say(
            "subject",
            entity=record(entity, page.lang, page.entities),
            key=sanitise(key, _KEY_LIMIT),
        )
        for entity, key in subject.parents.items()
    )
    return page.say("aside", text=text, aside=parents) if parents else text


def _value_text(finding: Finding, page: Page) -> str:
    """Return the value at fault, with its name where the place tells which fact it is."""
    for item in finding.evidence:
        if item.place is not None and item.place == finding.place and _is_known(item):
            return _valued(item, page)
    actual = finding.actual
    return quantity(actual, page.lang) if actual is not None and _is_known(actual) else ""


def _is_known(item: Quantity | Evidence) -> bool:
    return not isinstance(item.value, Absent)


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


def place_text(place: Place, page: Page) -> str:
    """Return a place with the heading of its column."""
    text = sanitise(str(place), _PATH_LIMIT)
    if not place.heading:
        return text
    column = page.say("column", heading=shorten(sanitise(place.heading, _KEY_LIMIT), 60))
    return f"{text}{page.say('list_comma')}{column}"


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
    if why := _why(finding, page):
        notes.append(("why", why))
    if finding.missing:
        names = [fact_name(missing, page) for missing in finding.missing]
        notes.append(("lacks", page.say("list_comma").join(names)))
    notes += [("from", text) for text in _evidence_texts(finding, page)]
    notes.append(("rule", _source_text(finding, page)))
    columns = max(width(page.say(label)) for label, _ in notes) + 1
    lines: list[Line] = []
    for label, text in notes:
        head = ((f"{' ' * (gutter + 1)}= {pad(page.say(label) + ':', columns)} ", Style.QUIET),)
        lines += hang(head, text, page.width)
    return lines


def _why(finding: Finding, page: Page) -> str:
    """Return how the limit comes about, and what it means: `= 6.993 USD, so at most 6.99 USD`."""
    origin = translated(finding.limit_from, page.lang)
    if not origin or finding.limit is None or not _is_known(finding.limit):
        return origin
    limit = quantity(finding.limit, page.lang)
    value = quantity(finding.limit_of, page.lang) if finding.limit_of is not None else None
    if value in (None, limit):
        text = page.say("limit_alone", origin=origin, limit=limit)
    else:
        text = page.say("limit_with", origin=origin, value=value or "", limit=limit)
    return text + _so(finding, page)


def _so(finding: Finding, page: Page) -> str:
    """Return the passing value where rounding moved it away from the limit."""
    target = next((step.target for step in finding.fixes if step.target), None)
    if target is None or finding.limit is None or target.value == finding.limit.value:
        return ""
    if (target.type, target.unit) != (finding.limit.type, finding.limit.unit):
        return ""
    limit = finding.limit.value
    key = "so_target"
    if isinstance(limit, Exact) and isinstance(target.value, Exact):
        left, right = target.value.value, limit.value
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            key = "so_at_most" if left < right else "so_at_least"
    return page.say(key, target=quantity(target, page.lang))


def _evidence_texts(finding: Finding, page: Page) -> list[str]:
    """Return the values that decided, but for the one at fault, which is told before."""
    known = [
        item
        for item in finding.evidence
        if _is_known(item) and (item.place is None or item.place != finding.place)
    ]
    shown = known[: page.limit(_EVIDENCE)]
    texts = [
        text
        for item in shown
        for text in (_row_texts(item, page) if item.rows else [_evidence_text(item, page)])
    ]
    if len(known) > len(shown):
        texts.append(page.say("more_values", n=len(known) - len(shown)))
    return texts


def _evidence_text(item: Evidence, page: Page) -> str:
    text = _valued(item, page)
    if item.place is not None:
        text += page.say("list_comma") + place_text(item.place, page)
    if item.derived:
        text += page.say("list_comma") + page.say("computed")
    return text


def _row_texts(item: Evidence, page: Page) -> list[str]:
    """Return the rows of a table that decided, each with its date, its value and its place."""
    title = translated(item.title, page.lang) or sanitise(item.fact)
    texts = []
    for row in item.rows:
        text = page.say("fact_value", title=title, value=_row_text(row, page))
        if (place := row.place or item.place) is not None:
            text += page.say("list_comma") + place_text(place, page)
        texts.append(text)
    if item.more_rows:
        texts.append(page.say("more_rows", n=item.more_rows, title=title))
    return texts


def _row_text(row: EvidenceRow, page: Page) -> str:
    """Return a row's days first, from the earliest to the latest, then its other cells."""
    days = sorted(
        {quantity(cell, page.lang) for cell in row.cells.values() if cell.type in MOMENTS}
    )
    others = {name: cell for name, cell in row.cells.items() if cell.type not in MOMENTS}
    words = days[:1]
    if len(days) > 1:
        words = [page.say("days", first=days[0], last=days[-1])]
    alone = len(others) == 1
    words += [
        quantity(cell, page.lang)
        if alone
        else page.say("fact_value", title=sanitise(name), value=quantity(cell, page.lang))
        for name, cell in others.items()
    ]
    return page.say("list_comma").join(words)


def _valued(item: Evidence, page: Page) -> str:
    return page.say(
        "fact_value",
        title=translated(item.title, page.lang) or sanitise(item.fact),
        value=quantity(Quantity(item.value, item.type, item.unit), page.lang),
    )


def fact_name(missing: MissingFact, page: Page) -> str:
    """Return a fact by its title, with the name that a facts file uses."""
    title = translated(missing.title, page.lang)
    name = sanitise(missing.fact)
    return page.say("fact", title=title, name=name) if title and title != name else name


def _source_text(finding: Finding, page: Page) -> str:
    source = finding.rule.source
    text = page.say(
        "source",
        rule=sanitise(finding.rule.id),
        document=sanitise(source.document, _PATH_LIMIT),
        section=sanitise(source.section, _PATH_LIMIT),
        day=source.checked.isoformat(),
    )
    return f"{text}{page.say('list_comma')}{sanitise(source.url)}" if source.url else text


def _fix_lines(step: FixStep, finding: Finding, page: Page) -> list[Line]:
    text = translated(step.say, page.lang)
    if not text and step.set and step.target:
        text = page.say("set", fact=sanitise(step.set), target=quantity(step.target, page.lang))
    lines = _help(text, page) if text else []
    indent = ((" " * (width(page.say("help")) + 2), Style.PLAIN),)
    if step.place is not None and step.place != finding.place:
        lines += hang(indent, f"--> {place_text(step.place, page)}", page.width)
    if where := translated(step.where, page.lang):
        lines += hang(indent, page.say("where", where=where), page.width)
    return lines


def _give_lines(missing: MissingFact, page: Page) -> list[Line]:
    found = translated(missing.found_in, page.lang)
    fact = fact_name(missing, page)
    if not found:
        return _help(page.say("give", fact=fact), page)
    return _help(page.say("give_found", fact=fact, found=found), page)


def _help(text: str, page: Page) -> list[Line]:
    return hang(((page.say("help"), Style.GOOD), (": ", Style.PLAIN)), text, page.width)
