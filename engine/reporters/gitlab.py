"""GitLab code quality: every finding that is listed, each with a fingerprint of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TextIO

from ..model.outcome import Outcome
from ..model.rule import Severity
from ..text.safe_text import sanitise
from ..wording.packs import packs_in_full
from .json_writer import Json, encode
from .page import Page
from .paths import place_path
from .phrasing import fix_text, give_text, message_text, subject_text
from .ranking import worst_first

if TYPE_CHECKING:
    from ..model.report import Finding, Place, Report
    from . import Options

_TEXT = 2_000
_SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.INFO: "info",
}


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write the findings as one list, worst first."""
    for piece in encode(list(_issues(report, options))):
        stream.write(piece)
    stream.write("\n")


def _issues(report: Report, options: Options) -> Iterator[Json]:
    page = Page(options.lang, 100, entities=report.entities)
    packs = packs_in_full(report.packs)
    seen: dict[str, int] = {}
    for finding in worst_first(report):
        # Of issues with one fingerprint GitLab shows the first: two clauses of a rule may be
        # about one fact, and are then told apart by their number.
        number = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        fingerprint = finding.fingerprint
        if number > 1:
            fingerprint = hashlib.sha256(f"{fingerprint}\x1f{number}".encode()).hexdigest()[:32]
        failed = finding.outcome is Outcome.FAIL
        yield {
            "check_name": finding.rule.id,
            "description": _description(finding, page),
            "severity": _SEVERITIES[finding.rule.severity] if failed else "info",
            "fingerprint": fingerprint,
            "content": {"body": packs},
            "location": {
                "path": place_path(finding.place, report, options),
                "positions": _positions(finding.place),
            },
        }


def _description(finding: Finding, page: Page) -> str:
    subject = subject_text(finding.subject, page)
    parts = [f"{finding.rule.id}: {message_text(finding, page)} ({subject})"]
    parts += [fix_text(step, page) for step in finding.fixes]
    parts += [give_text(missing, page) for missing in finding.missing]
    return sanitise(" ".join(part for part in parts if part), _TEXT)


def _positions(place: Place | None) -> Json:
    if place is None or place.line is None:
        return {"begin": {"line": 1, "column": 1}, "end": {"line": 1, "column": 1}}
    column = place.column or 1
    end_line, end_column = place.line, column
    if place.end_line is not None and place.end_column is not None:
        end_line, end_column = place.end_line, max(place.end_column - 1, 1)
    return {
        "begin": {"line": place.line, "column": column},
        "end": {"line": end_line, "column": end_column},
    }
