"""The parts of a finding in words, for every reporter that people read."""

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
from .columns import shorten
from .page import Page

if TYPE_CHECKING:
    from ..model.report import (
        Evidence,
        EvidenceRow,
        Finding,
        FixStep,
        MissingFact,
        Place,
        RuleInfo,
        Subject,
    )

#: Longer keys than this are not ids but damage; the rest of them helps nobody.
KEY_LIMIT = 200
PATH_LIMIT = 300
_TITLE_COLUMNS = 40
_EVIDENCE = 5


def label_key(finding: Finding) -> str:
    """Return the message that names what a finding is: its severity, or `unknown`."""
    if finding.outcome is Outcome.UNKNOWN:
        return "unknown"
    return finding.rule.severity.value


def message_text(finding: Finding, page: Page) -> str:
    """Return what a finding says, or the title of its rule."""
    return translated(finding.message, page.lang) or translated(finding.rule.title, page.lang)


def subject_text(subject: Subject, page: Page) -> str:
    """Return a subject with its name and what it belongs to: `SKU RED-42 (store S1)`."""
    text = page.say(
        "subject",
        entity=record(subject.entity, page.lang, page.entities),
        key=sanitise(subject.key, KEY_LIMIT),
    )
    if subject.title:
        text += f' "{shorten(sanitise(subject.title, KEY_LIMIT), _TITLE_COLUMNS)}"'
    parents = page.say("list_comma").join(
        page.say(
            "subject",
            entity=record(entity, page.lang, page.entities),
            key=sanitise(key, KEY_LIMIT),
        )
        for entity, key in subject.parents.items()
    )
    return page.say("aside", text=text, aside=parents) if parents else text


def value_text(finding: Finding, page: Page) -> str:
    """Return the value at fault, with its name where the place tells which fact it is."""
    for item in finding.evidence:
        if item.place is not None and item.place == finding.place and is_known(item):
            return _valued(item, page)
    actual = finding.actual
    return quantity(actual, page.lang) if actual is not None and is_known(actual) else ""


def is_known(item: Quantity | Evidence) -> bool:
    """Tell whether there is any value."""
    return not isinstance(item.value, Absent)


def place_text(place: Place, page: Page) -> str:
    """Return a place with the heading of its column."""
    text = sanitise(str(place), PATH_LIMIT)
    if not place.heading:
        return text
    column = page.say("column", heading=shorten(sanitise(place.heading, KEY_LIMIT), 60))
    return f"{text}{page.say('list_comma')}{column}"


def why_text(finding: Finding, page: Page) -> str:
    """Return how the limit comes about, and what it means: `= 6.993 USD, so at most 6.99 USD`."""
    origin = translated(finding.limit_from, page.lang)
    if not origin or finding.limit is None or not is_known(finding.limit):
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


def evidence_texts(finding: Finding, page: Page) -> list[str]:
    """Return the values that decided, but for the one at fault, which is told before."""
    known = [
        item
        for item in finding.evidence
        if is_known(item) and (item.place is None or item.place != finding.place)
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
        value=quantity(Quantity(item.value, item.type, item.unit, item.titles), page.lang),
    )


def fact_name(missing: MissingFact, page: Page) -> str:
    """Return a fact by its title, with the name that a facts file uses."""
    title = translated(missing.title, page.lang)
    name = sanitise(missing.fact)
    return page.say("fact", title=title, name=name) if title and title != name else name


def source_text(rule: RuleInfo, page: Page) -> str:
    """Return a rule with the document and section it comes from."""
    source = rule.source
    text = page.say(
        "source",
        rule=sanitise(rule.id),
        document=sanitise(source.document, PATH_LIMIT),
        section=sanitise(source.section, PATH_LIMIT),
        day=source.checked.isoformat(),
    )
    return f"{text}{page.say('list_comma')}{sanitise(source.url)}" if source.url else text


def fix_text(step: FixStep, page: Page) -> str:
    """Return a step in words; one without words of its own is put together."""
    text = translated(step.say, page.lang)
    if not text and step.set and step.target:
        return page.say("set", fact=sanitise(step.set), target=quantity(step.target, page.lang))
    return text


def give_text(missing: MissingFact, page: Page) -> str:
    """Return what to supply, and where it is found."""
    found = translated(missing.found_in, page.lang)
    fact = fact_name(missing, page)
    if not found:
        return page.say("give", fact=fact)
    return page.say("give_found", fact=fact, found=found)
