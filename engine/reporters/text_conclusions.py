"""The conclusions of the text report: each that nothing else follows from, with its chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..model.conclusion import State
from ..model.values import Absent
from ..text.safe_text import sanitise
from ..wording.nouns import record, records
from ..wording.values import quantity, translated
from .columns import pad, width
from .page import Line, Page, Style, hang, heading, remark

if TYPE_CHECKING:
    from ..model.chain import Chain, Concluded, Link
    from ..model.report import Report

#: So many ways from a conclusion down to a fact are shown for one group of records.
_PATHS = 3
_GROUPS = 2
_KEY_LIMIT = 200

_STYLES = {
    State.BLOCKED: Style.ERROR,
    State.UNDECIDED: Style.UNKNOWN,
    State.HOLDS: Style.GOOD,
}


def conclusion_lines(report: Report, page: Page) -> list[Line]:
    """Return what follows from the outcomes; the links of a chain have no lines of their own."""
    links = {name for each in report.conclusions for name in each.follows_from}
    shown = [each for each in report.conclusions if each.id not in links or page.verbose]
    if not shown:
        return []
    label = max(width(page.say(f"state.{state.value}")) for state in State)
    lines = [heading(page.say("conclusions"))]
    for state in _STYLES:
        for each in shown:
            chains = [chain for chain in each.chains if chain.state is state]
            for chain in chains[: page.limit(_GROUPS)]:
                lines += _chain_lines(each, chain, page, label)
            told = sum(chain.count for chain in chains[: page.limit(_GROUPS)])
            if 0 < told < each.counts[state]:
                items = records(each.entity, each.counts[state] - told, page.lang, page.entities)
                lines += remark(page.say("other_reasons", items=items), page)
    return lines


def _chain_lines(item: Concluded, chain: Chain, page: Page, label: int) -> Iterator[Line]:
    style = _STYLES[chain.state]
    head = ((f"  {pad(page.say(f'state.{chain.state.value}'), label)}  ", style),)
    yield from hang(head, _who(item, chain, page), page.width, Style.STRONG)
    blank = ((" " * (2 + label + 2), Style.PLAIN),)
    paths = list(dict.fromkeys(_paths(chain.link.because, page)))
    for path in paths[: page.limit(_PATHS)]:
        yield from hang(blank, f"← {path}", page.width)
    hidden = len(paths) - len(paths[: page.limit(_PATHS)])
    if hidden:
        yield from hang(blank, page.say("more_paths", n=hidden), page.width, Style.QUIET)
    if step := translated(item.next_step.get(chain.state), page.lang):
        yield from hang(blank, page.say("next", step=step), page.width)
    if warning := translated(item.irreversible, page.lang):
        yield from hang(blank, page.say("irreversible", what=warning), page.width, Style.WARNING)


def _who(item: Concluded, chain: Chain, page: Page) -> str:
    """Return the phrase of the state, and of how many records it is said."""
    said = translated(chain.link.text, page.lang)
    if item.total == 1:
        return said
    text = page.say(
        "conclusion_of",
        said=said,
        items=records(item.entity, chain.count, page.lang, page.entities),
        total=item.total,
    )
    example = page.say("example", key=sanitise(chain.subject.key, _KEY_LIMIT))
    if chain.state is State.HOLDS:
        return text
    return (
        page.say("aside", text=text, aside=example)
        if chain.count > 1
        else f"{text}: " + (sanitise(chain.subject.key, _KEY_LIMIT))
    )


def _paths(links: Sequence[Link], page: Page) -> Iterator[str]:
    """Yield each way down to a fact, its links in a row."""
    for link in links:
        said = link_text(link, page)
        below = list(_paths(link.because, page))
        if not below:
            yield said
        for path in below:
            yield f"{said} ← {path}"


def link_text(link: Link, page: Page) -> str:
    """Return a link in a few words: `order fulfilment rate 93.1%, needs 95%` for a fact."""
    text = _what(link, page)
    if link.subject is None:
        return text
    about = page.say(
        "subject",
        entity=record(link.subject.entity, page.lang, page.entities),
        key=sanitise(link.subject.key, _KEY_LIMIT),
    )
    return page.say("aside", text=text, aside=about)


def _what(link: Link, page: Page) -> str:
    title = translated(link.fact, page.lang)
    if link.missing:
        names = page.say("list_comma").join(
            translated(each.title, page.lang) for each in link.missing
        )
        return page.say("not_given", facts=names)
    actual, limit = link.actual, link.limit
    known = title and actual is not None and not isinstance(actual.value, Absent)
    if not known or actual is None or limit is None or isinstance(limit.value, Absent):
        return translated(link.text, page.lang)
    found, asked = quantity(actual, page.lang), quantity(limit, page.lang)
    if found == asked:
        return translated(link.text, page.lang)
    return page.say("actual_needs", fact=title, actual=found, limit=asked)
