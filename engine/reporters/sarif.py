"""SARIF 2.1.0: findings for code scanning, within the limits GitHub sets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

from ..model.outcome import Outcome
from ..model.rule import Severity
from ..model.values import Exact
from ..text.safe_text import sanitise
from ..wording.values import translated
from .json_writer import Json, encode
from .messages import say
from .page import Page
from .paths import file_uri, place_path, repository_path
from .phrasing import (
    fix_text,
    give_text,
    message_text,
    place_text,
    source_text,
    subject_text,
    why_text,
)
from .ranking import hidden, worst_first

if TYPE_CHECKING:
    from ..model.report import Excused, Finding, FixStep, Input, Place, Report, RuleInfo
    from ..text.diagnostics import Diagnostic
    from . import Options

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

#: GitHub shows so many results of a run, and would choose them by severity alone.
_RESULTS = 5_000
_NOTIFICATIONS = 100
_LEVELS: Mapping[Severity, str] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_LANGUAGES = {"en": "en", "zh": "zh-CN"}
_TEXT = 1_000
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write one run, its findings worst first."""
    for piece in encode(_document(report, options)):
        stream.write(piece)
    stream.write("\n")


def _document(report: Report, options: Options) -> Json:
    page = Page(options.lang, 100, entities=report.entities)
    shown = worst_first(report)[:_RESULTS]
    excused = report.excused[: _RESULTS - len(shown)]
    infos = _rules(report, [*shown, *(each.finding for each in excused)])
    numbers = {rule_id: number for number, rule_id in enumerate(infos)}
    left_out = hidden(report, shown)
    run: dict[str, Json] = {
        "tool": {
            "driver": {
                "name": "skulint",
                "version": report.version,
                "rules": [_rule(info, page) for info in infos.values()],
            }
        },
        "automationDetails": {"id": f"skulint/{'+'.join(report.programs)}/"},
        "language": _LANGUAGES[options.lang],
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, left_out, options)],
        "artifacts": [_artifact(item, options) for item in report.inputs],
        "results": [
            *(_result(finding, numbers, report, page, options) for finding in shown),
            *(_excused(each, numbers, report, page, options) for each in excused),
        ],
        "properties": {
            "asOf": report.as_of.isoformat(),
            "packs": [
                {"name": each.name, "version": each.version, "sha256": each.sha256}
                for each in report.packs
            ],
            "findings": len(shown),
            "findingsLeftOut": left_out,
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules(report: Report, shown: list[Finding]) -> dict[str, RuleInfo]:
    infos = {item.rule.id: item.rule for item in report.rules}
    for finding in shown:
        infos.setdefault(finding.rule.id, finding.rule)
    return infos


def _rule(info: RuleInfo, page: Page) -> Json:
    title = _text(translated(info.title, page.lang)) or info.id
    source = _text(source_text(info, page))
    return {
        "id": info.id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": _text(f"{title}. {source}")},
        "help": {"text": source},
        "defaultConfiguration": {"level": _LEVELS[info.severity]},
        "properties": {"tags": [info.program, info.kind.value]},
    }


def _result(
    finding: Finding, numbers: Mapping[str, int], report: Report, page: Page, options: Options
) -> dict[str, Json]:
    failed = finding.outcome is Outcome.FAIL
    found: dict[str, Json] = {
        "ruleId": finding.rule.id,
        "ruleIndex": numbers[finding.rule.id],
        "kind": "fail" if failed else "open",
        # The standard allows a level only beside `fail`.
        "level": _LEVELS[finding.rule.severity] if failed else "none",
        "message": {"text": _message(finding, page)},
        "locations": [_location(finding, report, page, options)],
        # GitHub knows an alert again by this name alone.
        "partialFingerprints": {
            "primaryLocationLineHash": finding.fingerprint,
            "skulint/v1": finding.fingerprint,
        },
    }
    if report.compared:
        found["baselineState"] = "new"
    fixes = [_fix(step, page, options) for step in finding.fixes]
    if any(fixes):
        found["fixes"] = [fix for fix in fixes if fix]
    return found


def _excused(
    item: Excused, numbers: Mapping[str, int], report: Report, page: Page, options: Options
) -> Json:
    found = _result(item.finding, numbers, report, page, options)
    if report.compared:
        found["baselineState"] = "unchanged"
    if item.waived is not None:
        reason = f"{item.waived.reason} ({item.waived.owner}, {item.waived.until.isoformat()})"
        found["suppressions"] = [{"kind": "external", "justification": _text(reason)}]
    return found


def _message(finding: Finding, page: Page) -> str:
    parts = [message_text(finding, page), subject_text(finding.subject, page)]
    if why := why_text(finding, page):
        parts.append(why)
    parts += [fix_text(step, page) for step in finding.fixes]
    parts += [give_text(missing, page) for missing in finding.missing]
    return _text("; ".join(part.rstrip(".。") for part in parts if part))


def _location(finding: Finding, report: Report, page: Page, options: Options) -> Json:
    place = finding.place
    subject = finding.subject
    name = f"{subject.entity}/{sanitise(subject.key, _TEXT)}"
    if place is not None and place.label:
        name = sanitise(place.label, _TEXT)
    found: dict[str, Json] = {
        "physicalLocation": {
            "artifactLocation": {"uri": file_uri(place_path(place, report, options))},
            "region": _region(place),
        },
        "logicalLocations": [{"fullyQualifiedName": name, "kind": "member"}],
    }
    if place is not None:
        found["message"] = {"text": _text(place_text(place, page))}
    return found


def _region(place: Place | None) -> Json:
    """Return where a finding stands; GitHub refuses a result without a line."""
    if place is None or place.line is None:
        return {"startLine": 1}
    region: dict[str, Json] = {"startLine": place.line}
    if place.column is not None:
        region["startColumn"] = place.column
    if place.end_line is not None and place.end_column is not None:
        region["endLine"] = place.end_line
        region["endColumn"] = place.end_column
    return region


def _fix(step: FixStep, page: Page, options: Options) -> Json:
    """Return a change of one cell that an editor can make; None where the cell is not plain."""
    place, target = step.place, step.target
    if place is None or target is None or place.line is None or place.snippet is None:
        return None
    if place.column is None or place.end_column is None or place.end_line != place.line:
        return None
    if not isinstance(target.value, Exact) or not isinstance(target.value.value, Decimal):
        return None
    if not _NUMBER.fullmatch(place.snippet[place.column - 1 : place.end_column - 1]):
        return None
    return {
        "description": {"text": _text(fix_text(step, page)) or "-"},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": file_uri(repository_path(place.file, options))},
                "replacements": [
                    {
                        "deletedRegion": _region(place),
                        "insertedContent": {"text": format(target.value.value, "f")},
                    }
                ],
            }
        ],
    }


def _artifact(item: Input, options: Options) -> Json:
    location: Json = {"uri": file_uri(repository_path(item.path, options))}
    if not item.sha256:
        return {"location": location}
    return {"location": location, "hashes": {"sha-256": item.sha256}}


def _invocation(report: Report, left_out: int, options: Options) -> Json:
    notes: list[Json] = [_notification(item) for item in report.diagnostics[:_NOTIFICATIONS]]
    if left_out:
        text = say(options.lang, "more_findings", n=left_out)
        notes.append({"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": report.exit_code != 2,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notes,
    }


def _notification(item: Diagnostic) -> Json:
    place = f"{item.location}: " if item.location else ""
    return {
        "level": item.level.value,
        "message": {"text": _text(f"{place}{item.message}")},
        "descriptor": {"id": item.code},
    }


def _text(text: str) -> str:
    """Return text in which nothing is a link: SARIF reads `[words](address)` as one."""
    return sanitise(text, _TEXT).replace("](", "] (")
