"""What the HTML page shows, put into words in both languages; no markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.outcome import Outcome
from ..text.codes import code_of
from ..text.safe_text import sanitise
from ..wording.nouns import of_one_kind, record, records
from ..wording.values import quantity, translated
from .columns import width, window
from .issues import Issue, affected_text, issue_notes, step_text
from .page import Page
from .phrasing import (
    evidence_texts,
    fact_name,
    fix_text,
    give_text,
    is_known,
    label_key,
    message_text,
    place_text,
    source_text,
    value_text,
    why_text,
)
from .pool_phrasing import pool_head, pool_notes
from .text_readiness import own_change_text

if TYPE_CHECKING:
    from ..model.facts import Translated
    from ..model.report import Finding, FixStep, Passed, Place, Quantity, Report

#: Longer ids, titles and paths are damage, and many of them would fill the page.
_KEY, _TITLE, _PATH = 200, 120, 300
_LINE = 90
_LISTED = 100
#: Findings told of one record.
_TOLD = 50


@dataclass(frozen=True, slots=True)
class Both:
    """A text in both languages."""

    en: str
    zh: str

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Pages:
    """The two languages that every text is put into."""

    en: Page
    zh: Page

    @classmethod
    def of(cls, report: Report) -> Pages:
        """Return the pages of a report."""
        return cls(*(Page(lang, 100, entities=report.entities) for lang in ("en", "zh")))

    def both(self, words: Callable[..., str], *about: object) -> Both:
        """Return what a function says about something in each language; the page comes last."""
        return Both(words(*about, self.en), words(*about, self.zh))


def translation(text: Translated | None, page: Page) -> str:
    """Return a text of a rule or a fact in the language of the page."""
    return translated(text, page.lang)


def amount_text(item: Quantity, page: Page) -> str:
    """Return a value with its unit."""
    return quantity(item, page.lang)


def records_text(entity: str, count: int, page: Page) -> str:
    """Return a number of records."""
    return records(entity, count, page.lang, page.entities)


def record_text(entity: str, page: Page) -> str:
    """Return what one record is called."""
    return record(entity, page.lang, page.entities)


@dataclass(frozen=True, slots=True)
class Mark:
    """A source line in three parts, of which the middle one is meant."""

    number: int
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One finding of a story in full."""

    key: str
    label: Both
    rule: str
    title: Both
    message: Both
    notes: tuple[tuple[str, Both], ...]
    steps: tuple[Both, ...]
    place: Both | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything found about one record and those that belong to it."""

    subject: tuple[str, str]
    anchor: str
    entity: Both
    name: str
    title: str
    told: tuple[Told, ...]
    passed: tuple[tuple[str, str, Both], ...] = ()


def head(report: Report, pages: Pages) -> dict[str, object]:
    """Return the title line: programs, day, rules."""
    titles = [item.title for item in report.readiness]
    name = pages.both(lambda page: ", ".join(translated(title, page.lang) for title in titles))
    programs = sanitise(", ".join(report.programs), _PATH)
    return {
        "name": name or Both(programs, programs),
        "as_of": report.as_of.date().isoformat(),
        "packs": [
            (sanitise(pack.name, _KEY), sanitise(pack.version, _KEY), pack.sha256)
            for pack in report.packs
        ],
        "changes": [pages.both(own_change_text, each) for each in report.own_changes],
        "checked": [
            pages.both(records_text, entity, count) for entity, count in report.subjects.items()
        ],
    }


def step(report: Report, pages: Pages) -> Both:
    """Return the one step that wins most."""
    return pages.both(step_text, report)


def pools(report: Report, pages: Pages) -> Iterator[dict[str, object]]:
    """Yield the verdict on each pool, and what is said of it."""
    for item in report.pools:
        notes = zip(*(pool_notes(item, page) for page in (pages.en, pages.zh)), strict=True)
        yield {
            "head": pages.both(pool_head, item),
            "notes": [Both(en, zh) for en, zh in notes],
        }


def problems(report: Report) -> Iterator[dict[str, object]]:
    """Yield the faults of the input files."""
    for item in report.diagnostics[:_LISTED]:
        yield {
            "level": item.level.value,
            "code": item.code,
            "title_zh": code_of(item.code).title_in("zh"),
            "where": sanitise(item.location, _PATH),
            "message": sanitise(item.message, 600),
            "help": sanitise(item.help or "", 600),
            "count": item.count,
        }


def inputs(report: Report, pages: Pages) -> Iterator[dict[str, object]]:
    """Yield the files that were read."""
    for item in report.inputs[:_LISTED]:
        yield {
            "path": sanitise(item.path, _PATH),
            "rows": pages.both(records_text, item.entity, item.rows),
            "format": sanitise(item.encoding or item.format, _KEY),
            "note": pages.both(translation, item.note),
            "skipped": item.skipped,
            "unused": [sanitise(name, _KEY) for name in item.unmapped[:20]],
            "unused_count": len(item.unmapped),
            "sha256": item.sha256,
        }


def missing(report: Report, pages: Pages) -> Iterator[dict[str, object]]:
    """Yield the missing facts in the order of what they settle."""
    for item in report.missing[:_LISTED]:
        fact = item.fact
        yield {
            "name": pages.both(fact_name, fact),
            "found": pages.both(translation, fact.found_in),
            "settles": item.settles,
            "subjects": pages.both(records_text, of_one_kind(item.entities), item.subjects),
        }


def issue(
    issue: Issue,
    report: Report,
    findings: list[Finding],
    lacking: Mapping[str, Mapping[str, str]],
    pages: Pages,
) -> dict[str, object]:
    """Return the head of an issue: what is wrong, how often, what solving it wins, and how."""
    info = issue.summary.rule
    key = info.severity.value if issue.outcome is Outcome.FAIL else "unknown"
    first = findings[0] if findings else None
    return {
        "key": key,
        "label": pages.both(lambda page: page.say(key)),
        "rule": sanitise(info.id, _KEY),
        "title": pages.both(lambda page: translated(info.title, page.lang)[:_PATH]),
        "affected": pages.both(affected_text, issue, report),
        "clears": issue.clears,
        "note": pages.both(
            lambda page: page.say("list_comma").join(
                issue_notes(issue, report, lacking[page.lang], page)
            )
        ),
        "clause": pages.both(translation, first.clause if first else None),
        "source": pages.both(source_text, info),
        "unknown": issue.outcome is Outcome.UNKNOWN,
    }


def row(finding: Finding, pages: Pages, anchors: dict[tuple[str, str], str]) -> dict[str, object]:
    """Return one record of an issue: now, limit, change, place."""
    step = next((each for each in finding.fixes if each.set), None)
    return {
        "key": sanitise(finding.subject.key, _KEY),
        "title": sanitise(finding.subject.title or "", _TITLE),
        "anchor": anchors.get(item_of(finding)),
        "actual": _known(finding.actual, pages),
        "limit": _known(finding.limit, pages),
        "change": _known(step.target, pages) if step else None,
        "lacks": pages.both(
            lambda page: page.say("list_comma").join(
                fact_name(each, page) for each in finding.missing
            )
        ),
        "place": sanitise(str(finding.place), _PATH) if finding.place else "",
    }


def _known(item: Quantity | None, pages: Pages) -> Both | None:
    if item is None or not is_known(item):
        return None
    return pages.both(amount_text, item)


def item_of(finding: Finding) -> tuple[str, str]:
    """Return the record whose story a finding belongs to: the SKU where it has one."""
    subject = finding.subject
    if "sku" in subject.parents:
        return "sku", subject.parents["sku"]
    return subject.entity, subject.key


def items_told(report: Report, findings: list[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Return the findings of each record, the record with the worst first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    if report.single is not None:
        groups[report.single.entity, report.single.key] = []
    for finding in findings:
        groups.setdefault(item_of(finding), []).append(finding)
    return groups


def story(
    number: int, item: tuple[str, str], findings: list[Finding], report: Report, pages: Pages
) -> Story:
    """Return everything found about one record."""
    entity, key = item
    single = report.single
    titles = (each.subject.title for each in findings)
    passed = report.passed if single and (single.entity, single.key) == item else ()
    return Story(
        item,
        f"r{number}",
        pages.both(record_text, entity),
        sanitise(key, _KEY),
        sanitise(next(filter(None, titles), ""), _TITLE),
        tuple(_told(each, entity, pages) for each in findings[:_TOLD]),
        tuple(_passed(each, pages) for each in passed[:_LISTED]),
    )


def _told(finding: Finding, entity: str, pages: Pages) -> Told:
    steps = [pages.both(_step, step) for step in finding.fixes]
    steps += [pages.both(give_text, each) for each in finding.missing]
    place = finding.place
    return Told(
        label_key(finding),
        pages.both(lambda page: page.say(label_key(finding))),
        sanitise(finding.rule.id, _KEY),
        pages.both(translation, finding.rule.title),
        pages.both(message_text, finding),
        tuple((key, words) for key, words in _notes(finding, entity, pages) if words),
        tuple(each for each in steps if each),
        pages.both(place_text, place) if place is not None else None,
        _mark(place),
    )


def _step(step: FixStep, page: Page) -> str:
    text = fix_text(step, page)
    where = translated(step.where, page.lang)
    return f"{text} ({page.say('where', where=where)})" if where else text


def _notes(finding: Finding, entity: str, pages: Pages) -> Iterator[tuple[str, Both]]:
    if finding.subject.entity != entity:
        yield (
            "for",
            pages.both(
                lambda page: page.say(
                    "subject",
                    entity=record(finding.subject.entity, page.lang, page.entities),
                    key=sanitise(finding.subject.key, _KEY),
                )
            ),
        )
    yield "needs", pages.both(translation, finding.clause)
    yield "has", pages.both(value_text, finding)
    yield "why", pages.both(why_text, finding)
    yield "from", pages.both(lambda page: "; ".join(evidence_texts(finding, page)))
    yield "rule", pages.both(source_text, finding.rule)


def _mark(place: Place | None) -> Mark | None:
    """Return the source line with the cell apart, as much of it as fits."""
    if place is None or place.snippet is None or place.line is None:
        return None
    end = place.end_column if place.end_line in (None, place.line) else None
    part = window(place.snippet, place.column or 1, end, _LINE)
    # The window counts terminal columns; wide characters take two of them.
    start = _characters(part.text, part.indent)
    stop = start + _characters(part.text[start:], part.marked)
    return Mark(place.line, part.text[:start], part.text[start:stop], part.text[stop:])


def _characters(text: str, columns: int) -> int:
    count = 0
    while count < len(text) and width(text[: count + 1]) <= columns:
        count += 1
    return count


def _passed(item: Passed, pages: Pages) -> tuple[str, str, Both]:
    def words(page: Page) -> str:
        clause = translated(item.clause, page.lang) or translated(item.rule.title, page.lang)
        if item.outcome is not Outcome.PASS or item.actual is None:
            return clause
        return page.say("passed", clause=clause, actual=quantity(item.actual, page.lang))

    return item.outcome.value, sanitise(item.rule.id, _KEY), pages.both(words)


def rules(report: Report, pages: Pages) -> Iterator[dict[str, object]]:
    """Yield every rule with its counts."""
    for item in report.rules:
        yield {
            "rule": sanitise(item.rule.id, _KEY),
            "title": pages.both(translation, item.rule.title),
            "counts": [item.counts.get(outcome, 0) for outcome in Outcome],
        }
