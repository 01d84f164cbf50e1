"""GitHub annotations: the few findings that GitHub shows beside the changed lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from ..model.outcome import Outcome
from ..model.rule import Severity
from ..text.safe_text import sanitise
from ..wording.packs import packs_in_full
from .page import Page
from .paths import place_path
from .phrasing import fix_text, give_text, message_text, subject_text
from .ranking import hidden, worst_first
from .since_text import since_text

if TYPE_CHECKING:
    from ..model.report import Finding, Report
    from . import Options

#: GitHub shows so many annotations of each level a step, and drops the others without a word.
_SHOWN = 10
_TEXT = 2_000
_LEVELS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write the worst of each level as commands, and a last one that counts the rest."""
    page = Page(options.lang, 100, entities=report.entities)
    shown: dict[str, list[Finding]] = {"error": [], "warning": [], "notice": []}
    for finding in worst_first(report):
        level = _level(finding)
        # One notice is kept free to say what is not shown.
        if len(shown[level]) < (_SHOWN - 1 if level == "notice" else _SHOWN):
            shown[level].append(finding)
    for level, findings in shown.items():
        for finding in findings:
            stream.write(_command(level, finding, report, page, options))
    left_out = hidden(report, [each for findings in shown.values() for each in findings])
    if left_out:
        text = page.say("more_annotations", n=left_out)
        stream.write(f"::notice title=skulint::{_data(text)}\n")
    if report.exit_code == 3:
        stream.write(f"::error title=skulint::{_data(page.say('nothing_checked'))}\n")
    if text := since_text(report, page):
        stream.write(f"skulint: {_data(text)}\n")
    # A line of the log and no annotation: those are few, and this is the same in every run.
    stream.write(f"skulint: {_data(packs_in_full(report.packs))}\n")


def _level(finding: Finding) -> str:
    if finding.outcome is Outcome.UNKNOWN:
        return "notice"
    return _LEVELS[finding.rule.severity]


def _command(level: str, finding: Finding, report: Report, page: Page, options: Options) -> str:
    place = finding.place
    path = place_path(place, report, options)
    properties = {"title": f"skulint ({finding.rule.id})", "file": path}
    if place is not None and place.line is not None:
        properties["line"] = str(place.line)
        if place.column is not None:
            properties["col"] = str(place.column)
        if place.end_line is not None and place.end_column is not None:
            properties["endLine"] = str(place.end_line)
            # Theirs is the last column, ours the one after it.
            properties["endColumn"] = str(max(place.end_column - 1, place.column or 1))
    else:
        properties["line"] = "1"
    pairs = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {pairs}::{_message(finding, path, page)}\n"


def _message(finding: Finding, path: str, page: Page) -> str:
    place = finding.place
    where = path
    if place is not None and place.line is not None:
        where = f"{path}:{place.line}:{place.column or 1}"
    elif place is not None and place.label:
        where = f"{path} {place.label}"
    subject = subject_text(finding.subject, page)
    lines = [f"{where}: {finding.rule.id} {message_text(finding, page)} ({subject})"]
    lines += [f"  {page.say('help')}: {fix_text(step, page)}" for step in finding.fixes]
    lines += [f"  {page.say('help')}: {give_text(each, page)}" for each in finding.missing]
    return "%0A".join(_data(line) for line in lines)


def _data(text: str) -> str:
    # Made safe first: no line end of a seller's text is left to be escaped.
    return sanitise(text, _TEXT).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
