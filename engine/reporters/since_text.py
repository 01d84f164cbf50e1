"""Says what a check of only what changed was of, and what it left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..text.safe_text import sanitise
from ..wording.nouns import records
from .page import Line, Page, Style, hang

if TYPE_CHECKING:
    from ..model.report import Report

#: So many files are named, and so much of a commit's hash shown.
_FILES, _HASH = 5, 10
_PATH = 200


def since_text(report: Report, page: Page) -> str:
    """Return what was checked and what was left out; empty where everything was asked for."""
    since = report.since
    if since is None:
        return ""
    revision, commit = sanitise(since.revision, _PATH), since.commit[:_HASH]
    if since.whole:
        files = _files(since.whole, page)
        return page.say("since_whole", files=files, revision=revision, commit=commit)
    changed, same = (
        page.say("list_comma").join(
            records(entity, number, page.lang, page.entities)
            for entity, number in counts.items()
            if number
        )
        for counts in (since.changed, since.same)
    )
    key = "since" if changed else "since_nothing"
    parts = [page.say(key, revision=revision, commit=commit, items=changed)]
    if same:
        parts.append(page.say("since_rest", items=same))
    if since.gone:
        gone = (records(*each, page.lang, page.entities) for each in since.gone.items())
        parts.append(page.say("since_gone", items=page.say("list_comma").join(gone)))
    if since.findings:
        parts.append(page.say("since_findings", n=since.findings))
    if since.added:
        parts.append(page.say("since_added", files=_files(since.added, page)))
    return page.say("list_more").join(parts)


def _files(names: tuple[str, ...], page: Page) -> str:
    named = page.say("list_comma").join(sanitise(name, _PATH) for name in names[:_FILES])
    more = len(names) - _FILES
    return page.say("items_and_more", items=named, n=more) if more > 0 else named


def since_lines(report: Report, page: Page) -> list[Line]:
    """Return the same as lines of the text report."""
    text = since_text(report, page)
    return hang((("  ", Style.PLAIN),), text, page.width, Style.QUIET) if text else []
