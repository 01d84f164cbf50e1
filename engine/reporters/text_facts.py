"""The part of the text report that shows what programs work out: fees, dates, quantities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..model.values import Exact
from ..text.safe_text import sanitise
from ..wording.nouns import records
from ..wording.values import quantity, translated
from .columns import pad, width
from .page import BLANK, Line, Page, Style, hang, heading, plain, remark
from .phrasing import fact_name, subject_text

if TYPE_CHECKING:
    from ..model.report import Quantity, Report, ShownFact, ShownValue

_RECORDS = 10
_NAME_COLUMNS = 44
#: The last of the columns that are never left out.
_KNOWN = 1


def fact_lines(report: Report, page: Page) -> list[Line]:
    """Return what was worked out: each fact over all records, then record by record."""
    facts = report.facts or ()
    if not facts:
        return []
    lines = [heading(page.say("worked_out"))]
    if report.single is None:
        lines += _overview(facts, page)
    for entity in dict.fromkeys(each.entity for each in facts):
        lines += _by_record(entity, [each for each in facts if each.entity == entity], page)
    return lines


def _overview(facts: Sequence[ShownFact], page: Page) -> list[Line]:
    rows = [_overview_row(each, page) for each in facts]
    titles = ["", page.say("known_of"), page.say("in_all"), page.say("lowest"), page.say("highest")]
    # A column that is empty for all facts would only take room.
    used = [index for index in range(5) if index <= _KNOWN or any(row[index] for row in rows)]
    widths = {
        index: max(width(titles[index]), *(width(row[index]) for row in rows)) for index in used
    }
    widths[0] = min(widths[0], _NAME_COLUMNS)
    lines = [plain(_joined(titles, used, widths), Style.QUIET)]
    for row in rows:
        if width(row[0]) > widths[0]:
            lines += hang((("  ", Style.PLAIN),), row[0], page.width)
            row = ["", *row[1:]]
        lines.append(plain(_joined(row, used, widths)))
    return lines


def _joined(cells: Sequence[str], used: Sequence[int], widths: dict[int, int]) -> str:
    first, *rest = used
    parts = [pad(cells[first], widths[first])]
    parts += [pad(cells[index], widths[index], right=True) for index in rest]
    return f"  {'   '.join(parts)}".rstrip()


def _overview_row(shown: ShownFact, page: Page) -> list[str]:
    all_records = records(shown.entity, shown.records, page.lang, page.entities)
    known = page.say("n_of", n=shown.known, all=all_records)
    return [
        translated(shown.title, page.lang) or sanitise(shown.fact),
        known,
        *(_amount(each, page) for each in (shown.total, shown.low, shown.high)),
    ]


def _amount(value: Quantity | None, page: Page) -> str:
    return "" if value is None else quantity(value, page.lang)


def _by_record(entity: str, facts: Sequence[ShownFact], page: Page) -> list[Line]:
    lines: list[Line] = []
    count = max((len(each.values) for each in facts), default=0)
    shown = min(count, page.limit(_RECORDS) or count)
    names = [translated(each.title, page.lang) or sanitise(each.fact) for each in facts]
    columns = min(max(map(width, names)), _NAME_COLUMNS)
    # Whoever reads ten records wants those of which something is known.
    order = sorted(range(count), key=lambda index: -_known(facts, index))
    for index in order[:shown]:
        subject = subject_text(facts[0].values[index].subject, page)
        lines += [BLANK, *hang((("  ", Style.PLAIN),), subject, page.width)]
        for name, fact in zip(names, facts, strict=True):
            lines += _value_lines(name, fact.values[index], columns, page)
    hidden = max(each.records for each in facts) - shown
    if hidden > 0 and shown > 0 and page.limit(_RECORDS) is not None:
        text = page.say("more_records", what=records(entity, hidden, page.lang, page.entities))
        lines += [BLANK, *remark(text, page)]
    return lines


def _known(facts: Sequence[ShownFact], index: int) -> int:
    return sum(isinstance(each.values[index].value.value, Exact) for each in facts)


def _value_lines(name: str, found: ShownValue, columns: int, page: Page) -> list[Line]:
    lines: list[Line] = []
    if width(name) > columns:
        lines += hang((("    ", Style.PLAIN),), name, page.width)
        name = ""
    text = quantity(found.value, page.lang)
    exact = isinstance(found.value.value, Exact)
    if found.missing:
        facts = page.say("list_comma").join(fact_name(each, page) for each in found.missing)
        text = page.say("value_lacks", value=text, facts=facts)
    head = ((f"    {pad(name, columns)}   ", Style.PLAIN),)
    return [*lines, *hang(head, text, page.width, Style.PLAIN if exact else Style.UNKNOWN)]
