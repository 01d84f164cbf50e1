"""One page for people: offline, in both languages, of bounded size however large the check."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ..model.outcome import Outcome
from ..text.safe_text import sanitise
from . import html_charts, html_facts, html_view
from .html_view import Both, Pages
from .issues import issues, lacking_by_rule
from .messages import say
from .ranking import hidden, worst_first
from .since_text import since_text
from .text_readiness import excused_text

if TYPE_CHECKING:
    from ..model.report import Finding, Report
    from . import Options

_FOLDER = Path(__file__).parent / "html_page"

#: So many rows an issue and stories in all; the bytes below count first.
_ROWS = 200
_STORIES = 500
#: What the lists may take: a page of any size opens in two seconds and stays under 5 MB.
_ROW_BYTES = 1_000_000
_STORY_BYTES = 800_000
_RULE_BYTES = 600_000
_OTHER_BYTES = 300_000
_FACT_BYTES = 500_000


@dataclass(slots=True)
class _Room:
    """Bytes that are left for one kind of piece."""

    left: int

    def take(self, pieces: Iterable[Markup]) -> Iterator[Markup]:
        """Yield pieces while they fit."""
        for piece in pieces:
            size = len(piece.encode("utf-8", "replace"))
            if size > self.left:
                return
            self.left -= size
            yield piece


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write the page; its language is only the one it opens in."""
    pages = Pages.of(report)
    parts = environment().get_template("parts.html").module

    def draw(name: str) -> Callable[..., Markup]:
        macro: Callable[..., Markup] = getattr(parts, name)
        return macro

    shown = worst_first(report)
    single = report.single is not None
    items = html_view.items_told(report, shown)
    stories = (
        draw("story")(html_view.story(number, item, mine, report, pages), number == 0 and single)
        for number, (item, mine) in enumerate(islice(items.items(), _STORIES))
    )
    told = list(_Room(_STORY_BYTES).take(stories))
    anchors = {item: f"r{number}" for number, item in enumerate(islice(items, len(told)))}
    other = _Room(_OTHER_BYTES)
    style, script = _text("style.css"), _text("script.js")
    page = environment().get_template("page.html")
    stream.write(
        page.render(
            lang=options.lang,
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
            report=report,
            head=html_view.head(report, pages),
            readiness=[html_charts.readiness(item, pages) for item in report.readiness],
            step=html_view.step(report, pages),
            pools=list(html_view.pools(report, pages)),
            problems=_listed(other, draw("problem"), html_view.problems(report)),
            problem_count=sum(item.count for item in report.diagnostics),
            inputs=_listed(other, draw("input"), html_view.inputs(report, pages)),
            input_count=len(report.inputs),
            missing=_listed(other, draw("missing"), html_view.missing(report, pages)),
            missing_count=len(report.missing),
            facts=_listed(_Room(_FACT_BYTES), draw("fact"), html_facts.facts(report, pages)),
            clears=html_charts.clears(report, pages),
            prices=html_charts.prices(shown, pages),
            issues=list(_issues(report, shown, pages, anchors, draw)),
            stories=told,
            story_count=len(items),
            single=single,
            rules=_listed(_Room(_RULE_BYTES), draw("rule"), html_view.rules(report, pages)),
            rule_count=len(report.rules),
            excused=pages.both(excused_text, report),
            since=pages.both(since_text, report),
            left_out=hidden(report, shown),
        )
    )


def _issues(
    report: Report,
    shown: list[Finding],
    pages: Pages,
    anchors: dict[tuple[str, str], str],
    draw: Callable[[str], Callable[..., Markup]],
) -> Iterator[Markup]:
    """Yield each issue with its rows; all get some before one gets many."""
    groups: dict[tuple[str, Outcome], list[Finding]] = {}
    for finding in shown:
        groups.setdefault((finding.rule.id, finding.outcome), []).append(finding)
    found = issues(report)
    lacking = {page.lang: lacking_by_rule(report, page) for page in (pages.en, pages.zh)}
    heads = _Room(_RULE_BYTES)
    left = _ROW_BYTES
    for number, issue in enumerate(found):
        mine = groups.get((issue.summary.rule.id, issue.outcome), [])
        # What one issue leaves over, those after it share.
        room = _Room(left // (len(found) - number))
        views = (html_view.row(each, pages, anchors) for each in mine[:_ROWS])
        granted = room.left
        rows = list(room.take(draw("row")(view) for view in views))
        left -= granted - room.left
        view = html_view.issue(issue, report, mine, lacking, pages)
        head = draw("issue")(view, [], 0)
        if not list(heads.take([head])):
            return
        yield draw("issue")(view, rows, max(0, issue.count - len(rows)))


def _listed(room: _Room, draw: Callable[..., Markup], views: Iterable[object]) -> list[Markup]:
    return list(room.take(draw(view) for view in views))


@cache
def environment() -> Environment:
    """Return the templates, which escape whatever they are given."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = _say
    environment.filters["both"] = _spans
    environment.filters["safe_text"] = lambda text, limit=300: sanitise(str(text), limit)
    environment.filters["count"] = lambda number: f"{number:,}"
    return environment


def _say(key: str, /, **values: str | int) -> Markup:
    return _spans(Both(say("en", key, **values), say("zh", key, **values)))


def _spans(words: Both) -> Markup:
    """Return both languages, of which the style sheet shows one; once where they are the same."""
    # Once more made safe: no part of the report can let a control character by.
    en, zh = sanitise(words.en), sanitise(words.zh)
    if en == zh:
        return escape(en)
    return Markup('<span lang="en">{}</span><span lang="zh">{}</span>').format(en, zh)


@cache
def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Name a text in the page's policy, by which a browser runs this script and no other."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
