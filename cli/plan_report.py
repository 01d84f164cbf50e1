"""Print a plan of changes: as text, as Markdown, as JSON, or its changes as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

import skulint
from skulint.engine.model.values import Exact
from skulint.engine.reporters.csv_findings import cell_text
from skulint.engine.reporters.json_values import (
    amount_json,
    subject_json,
    unit_json,
    words_json,
)
from skulint.engine.reporters.json_writer import Json, encode
from skulint.engine.reporters.markdown_text import prose
from skulint.engine.reporters.page import Page, Style, hang, heading, plain, printed
from skulint.engine.text.safe_text import sanitise
from skulint.engine.wording.nouns import record, records
from skulint.engine.wording.phrases import fill
from skulint.engine.wording.values import quantity, translated

if TYPE_CHECKING:
    from skulint.engine.model.report import Quantity, Subject
    from skulint.engine.model.steps import ActionPlan, ByHand, Change, Clash, Limit
    from skulint.engine.reporters.page import Line

SCHEMA = "skulint-plan-1"

_SHOWN = 50
_CSV_COLUMNS = ("entity", "key", "fact", "heading", "from", "to", "unit", "not_before", "rules")

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "PLAN for {program}",
        "outcome": "{now} of {total} ready now; {then} more once every change is made",
        "changes": "CHANGES, in this order",
        "change": "{subject}: set {fact} to {after}",
        "changed": "{subject}: change {fact} from {before} to {after}",
        "suits": "suits all rules: {low} to {high}",
        "suits_from": "suits all rules: {low} or more",
        "suits_to": "suits all rules: {high} or less",
        "not_before": "not before {moment}, or {rule} is broken",
        "for": "for {rules}",
        "place": "at {place}",
        "hand": "BY HAND, what others depend on first",
        "by_hand": "{rule}: {message} ({items})",
        "clashes": "NO VALUE SUITS BOTH",
        "clash": "{subject}: {fact}: {first}, but {second}",
        "asks": "{rule} asks for {value}",
        "breaks": "{rule} would be broken",
        "missing": "NOT GIVEN, most useful answer first",
        "lack": "{fact} (settles {n})",
        "found": "{fact} (settles {n}): {found}",
        "more": "{n} more not shown",
        "cut": "{n} failures were not looked at; see `--max-changes`",
        "nothing": "nothing to change",
    },
    "zh": {
        "title": "{program} 的修改计划",
        "outcome": "现在可申请 {now} / {total}；全部修改后增加 {then}",
        "changes": "按此顺序修改",
        "change": "{subject}：将{fact}设为 {after}",
        "changed": "{subject}：将{fact}由 {before} 改为 {after}",
        "suits": "满足全部规则的范围：{low} 至 {high}",
        "suits_from": "满足全部规则：不低于 {low}",
        "suits_to": "满足全部规则：不高于 {high}",
        "not_before": "不早于 {moment}，否则违反 {rule}",
        "for": "对应 {rules}",
        "place": "位置：{place}",
        "hand": "需人工处理（先做其他步骤依赖的）",
        "by_hand": "{rule}：{message}（{items}）",
        "clashes": "没有同时满足两条规则的值",
        "clash": "{subject}：{fact}：{first}，而 {second}",
        "asks": "{rule} 要求 {value}",
        "breaks": "会违反 {rule}",
        "missing": "缺少的信息（最有用的在前）",
        "lack": "{fact}（可判断 {n} 项）",
        "found": "{fact}（可判断 {n} 项）：{found}",
        "more": "另有 {n} 项未显示",
        "cut": "另有 {n} 条问题未处理，见 `--max-changes`",
        "nothing": "没有需要修改的内容",
    },
}


def write_text(plan: ActionPlan, stream: TextIO, page: Page, *, color: bool) -> None:
    """Write the plan for a person to follow."""
    for line in printed(_lines(plan, page), color):
        stream.write(line)


def _lines(plan: ActionPlan, page: Page) -> Iterator[Line]:
    words = _WORDS[page.lang]
    yield heading(fill(words["title"], {"program": _program(plan, page)}))
    yield plain(f"  {_outcome(plan, page)}")
    for title, items in _sections(plan, page):
        yield ()
        yield heading(words[title])
        shown = items if page.verbose else items[:_SHOWN]
        numbered = title in ("changes", "hand")
        for at, (text, notes) in enumerate(shown, 1):
            mark = f"  {at}. " if numbered else "  - "
            yield from hang(((mark, Style.STRONG),), text, page.width)
            for note in notes:
                yield from hang(((" " * len(mark), Style.PLAIN),), note, page.width, Style.QUIET)
        if len(items) > len(shown):
            yield plain("  " + fill(words["more"], {"n": len(items) - len(shown)}), Style.QUIET)
    if plan.cut:
        yield ()
        yield plain("  " + fill(words["cut"], {"n": plan.cut}), Style.WARNING)


def write_markdown(plan: ActionPlan, stream: TextIO, page: Page) -> None:
    """Write the plan as a list to tick off."""
    words = _WORDS[page.lang]
    stream.write(f"## {prose(fill(words['title'], {'program': _program(plan, page)}))}\n\n")
    stream.write(f"{prose(_outcome(plan, page))}\n")
    for title, items in _sections(plan, page):
        stream.write(f"\n### {prose(words[title])}\n\n")
        for at, (text, notes) in enumerate(items, 1):
            mark = f"{at}. [ ] " if title in ("changes", "hand") else "- "
            stream.write(f"{mark}{prose(text)}\n")
            for note in notes:
                stream.write(f"   - {prose(note)}\n")
    if plan.cut:
        stream.write(f"\n{prose(fill(words['cut'], {'n': plan.cut}))}\n")


def _sections(plan: ActionPlan, page: Page) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
    """Yield the sections that are not empty: each item in a sentence, with notes."""
    words = _WORDS[page.lang]
    hand = [_hand_item(each, page) for each in plan.by_hand]
    if hand:
        yield "hand", hand
    changes = [_change_item(each, page) for each in plan.changes]
    if changes:
        yield "changes", changes
    clashes: list[tuple[str, list[str]]] = [(_clash_text(each, page), []) for each in plan.clashes]
    if clashes:
        yield "clashes", clashes
    missing: list[tuple[str, list[str]]] = []
    for each in plan.missing:
        found = translated(each.fact.found_in, page.lang)
        values: dict[str, str | int] = {
            "fact": translated(each.fact.title, page.lang),
            "n": each.settles,
            "found": found,
        }
        missing.append((fill(words["found" if found else "lack"], values), []))
    if missing:
        yield "missing", missing
    if not (hand or changes or clashes or missing):
        yield "nothing", []


def _program(plan: ActionPlan, page: Page) -> str:
    return translated(plan.title, page.lang) or sanitise(plan.program)


def _outcome(plan: ActionPlan, page: Page) -> str:
    item = plan.item or "sku"
    return fill(
        _WORDS[page.lang]["outcome"],
        {
            "now": f"{plan.ready_now:,}",
            "total": records(item, plan.total, page.lang, page.entities),
            "then": f"{len(plan.becomes_ready):,}",
        },
    )


def _subject(subject: Subject, page: Page) -> str:
    return page.say(
        "subject",
        entity=record(subject.entity, page.lang, page.entities),
        key=sanitise(subject.key, 200),
    )


def _change_item(change: Change, page: Page) -> tuple[str, list[str]]:
    words, lang = _WORDS[page.lang], page.lang
    values = {
        "subject": _subject(change.subject, page),
        "fact": translated(change.title, lang),
        "after": quantity(change.after, lang),
    }
    if change.before is not None:
        values["before"] = quantity(change.before, lang)
    text = fill(words["changed" if change.before is not None else "change"], values)
    notes = []
    if change.not_before is not None and change.watched_by is not None:
        moment = change.not_before.isoformat(" ", "minutes")
        title = translated(change.watched_by.title, lang)
        rule = f"{change.watched_by.id} ({title})"
        notes.append(fill(words["not_before"], {"moment": moment, "rule": rule}))
    low, high = (
        None if each is None else quantity(each, lang) for each in (change.low, change.high)
    )
    if low is not None and high is not None:
        notes.append(fill(words["suits"], {"low": low, "high": high}))
    elif low is not None or high is not None:
        key = "suits_from" if low is not None else "suits_to"
        notes.append(fill(words[key], {"low": low or "", "high": high or ""}))
    notes.append(fill(words["for"], {"rules": ", ".join(each.id for each in change.rules)}))
    if change.place is not None:
        notes.append(fill(words["place"], {"place": sanitise(str(change.place), 300)}))
    return text, notes


def _hand_item(item: ByHand, page: Page) -> tuple[str, list[str]]:
    lang = page.lang
    values = {
        "rule": item.rule.id,
        "message": translated(item.message, lang),
        "items": records(item.rule.entity, item.count, lang, page.entities),
    }
    notes = [text for step in item.steps if (text := translated(step.say, lang))]
    return fill(_WORDS[lang]["by_hand"], values), notes


def _clash_text(clash: Clash, page: Page) -> str:
    words = _WORDS[page.lang]

    def side(limit: Limit) -> str:
        rule = f"{limit.rule} ({translated(limit.title, page.lang)})"
        if limit.value is None:
            return fill(words["breaks"], {"rule": rule})
        return fill(words["asks"], {"rule": rule, "value": quantity(limit.value, page.lang)})

    return fill(
        words["clash"],
        {
            "subject": _subject(clash.subject, page),
            "fact": translated(clash.title, page.lang),
            "first": side(clash.first),
            "second": side(clash.second),
        },
    )


def write_csv(plan: ActionPlan, stream: TextIO) -> None:
    """Write the changes, a line each, so that no cell is taken for a formula."""
    # Without the mark, Excel takes UTF-8 for the code page of the machine.
    stream.write("\ufeff")
    lines = csv.writer(stream, lineterminator="\r\n")
    lines.writerow(_CSV_COLUMNS)
    for each in plan.changes:
        heading_ = each.place.heading if each.place is not None else None
        cells = (
            each.subject.entity,
            each.subject.key,
            each.fact,
            heading_,
            _value(each.before),
            _value(each.after),
            each.after.unit,
            None if each.not_before is None else each.not_before.isoformat(),
            " ".join(rule.id for rule in each.rules),
        )
        lines.writerow([cell_text(cell) for cell in cells])


def _value(item: Quantity | None) -> str | Decimal | None:
    if item is None or not isinstance(item.value, Exact):
        return None
    value = item.value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, Decimal) else str(value)


def plan_document(plan: ActionPlan, as_of: datetime) -> Mapping[str, Json]:
    """Return the plan as plain JSON values."""
    return {
        "skulint": skulint.__version__,
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "program": plan.program,
        "item": plan.item,
        "total": plan.total,
        "ready_now": plan.ready_now,
        "becomes_ready": [subject_json(each) for each in plan.becomes_ready],
        "changes": [_change_json(each) for each in plan.changes],
        "clashes": [_clash_json(each) for each in plan.clashes],
        "by_hand": [
            {
                "rule": each.rule.id,
                "count": each.count,
                "example": subject_json(each.example),
                "message": words_json(each.message),
                "steps": [words_json(step.say) for step in each.steps],
            }
            for each in plan.by_hand
        ],
        "missing": [
            {"fact": each.fact.fact, "entity": each.fact.entity, "settles": each.settles}
            for each in plan.missing
        ],
        "cut": plan.cut,
    }


def _change_json(change: Change) -> Json:
    place = change.place
    return {
        "subject": subject_json(change.subject),
        "fact": change.fact,
        "title": words_json(change.title),
        "from": amount_json(change.before),
        "to": amount_json(change.after),
        "unit": unit_json(change.after),
        "low": amount_json(change.low),
        "high": amount_json(change.high),
        "not_before": None if change.not_before is None else change.not_before.isoformat(),
        "watched_by": None if change.watched_by is None else change.watched_by.id,
        "rules": [each.id for each in change.rules],
        "place": None if place is None else str(place),
    }


def _clash_json(clash: Clash) -> Json:
    return {
        "subject": subject_json(clash.subject),
        "fact": clash.fact,
        "rules": [
            {"rule": each.rule, "value": amount_json(each.value), "unit": unit_json(each.value)}
            for each in (clash.first, clash.second)
        ],
    }


def write_document(plan: ActionPlan, as_of: datetime, stream: TextIO) -> None:
    """Write the plan as JSON."""
    for piece in encode(plan_document(plan, as_of)):
        stream.write(piece)
    stream.write("\n")
