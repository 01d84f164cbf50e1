"""What programs work out, for the HTML page: each fact in all, and record by record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .html_view import Pages, amount_text, records_text, translation
from .phrasing import fact_name, subject_text

if TYPE_CHECKING:
    from ..model.report import MissingFact, Quantity, Report, ShownFact, ShownValue
    from .page import Page

#: Facts of one page, and records told of each.
_FACTS, _RECORDS = 50, 100


def facts(report: Report, pages: Pages) -> Iterator[dict[str, object]]:
    """Yield the facts in the order their programs list them."""
    for shown in (report.facts or ())[:_FACTS]:
        yield {
            "name": pages.both(translation, shown.title),
            "how": pages.both(translation, shown.formula),
            "known": pages.both(_known_text, shown),
            "figures": [_amount(each, pages) for each in (shown.total, shown.low, shown.high)],
            "values": [_value(each, pages) for each in shown.values[:_RECORDS]],
            "more": max(0, shown.records - min(len(shown.values), _RECORDS)),
        }


def _known_text(shown: ShownFact, page: Page) -> str:
    every = records_text(shown.entity, shown.records, page)
    return page.say("n_of", n=shown.known, all=every)


def _amount(value: Quantity | None, pages: Pages) -> object:
    return pages.both(amount_text, value) if value is not None else None


def _value(found: ShownValue, pages: Pages) -> dict[str, object]:
    return {
        "record": pages.both(subject_text, found.subject),
        "value": pages.both(_value_text, found),
    }


def _value_text(found: ShownValue, page: Page) -> str:
    text = amount_text(found.value, page)
    if not found.missing:
        return text
    return page.say("value_lacks", value=text, facts=_names(found.missing, page))


def _names(missing: tuple[MissingFact, ...], page: Page) -> str:
    return page.say("list_comma").join(fact_name(each, page) for each in missing)
