"""The JSON report, version 1: its shape is a promise and has nothing to do with inner types.

`schemas/report.schema.json` describes it. A change that old readers would not survive gets a new
module beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TextIO

from ..model.outcome import Outcome
from ..model.values import Bounded, Exact
from .json_writer import Json, Stream, encode

if TYPE_CHECKING:
    from ..model.facts import Translated
    from ..model.report import (
        Evidence,
        EvidenceRow,
        Finding,
        FixStep,
        Input,
        MissingRank,
        OutcomeRow,
        Passed,
        Place,
        Quantity,
        Readiness,
        Report,
        RuleSummary,
        ShownFact,
        Subject,
        Waived,
    )
    from ..model.rule import Pack, Reference
    from ..model.values import Value
    from ..text.diagnostics import Diagnostic
    from ..text.source import Span
    from . import Options

SCHEMA = "skulint-report-1"

_LANGUAGES = ("en", "zh")
_CHUNKS = 4096


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write the whole report as one JSON document; every option is for people and ignored."""
    for text in _batches(encode(document(report))):
        stream.write(text)
    stream.write("\n")


def document(report: Report) -> Mapping[str, Json]:
    """Return the report as plain JSON values, the raw outcomes as a stream."""
    found: dict[str, Json] = {
        "skulint": report.version,
        "schema": SCHEMA,
        "as_of": report.as_of.isoformat(),
        "engine": report.engine,
        "programs": list(report.programs),
        "rules": [_pack(pack) for pack in report.packs],
        "inputs": [_input(item) for item in report.inputs],
        "summary": _summary(report),
        "conclusions": [_plain(conclusion) for conclusion in report.conclusions],
        "subject": _subject(report.single) if report.single else None,
        "findings": [finding_document(finding) for finding in report.findings],
        "passed": [_passed(passed) for passed in report.passed],
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.diagnostics],
    }
    if report.excused or report.compared:
        found["excused"] = [
            {**finding_document(each.finding), "waived": _waived(each.waived)}
            for each in report.excused
        ]
    if report.switched_off:
        found["switched_off"] = [
            {"rule": each.rule, "because": each.because, "pack": each.pack}
            for each in report.switched_off
        ]
    if report.overridden:
        found["overridden"] = [
            {"parameter": each.parameter, "value": each.value, "pack": each.pack}
            for each in report.overridden
        ]
    if report.facts is not None:
        found["facts"] = [_shown_fact(each) for each in report.facts]
    if report.outcomes is not None:
        found["outcomes"] = Stream(_outcomes(report.outcomes))
    return found


def _batches(chunks: Iterator[str]) -> Iterator[str]:
    """Join the many small pieces, since a write to a stream costs more than they do."""
    held: list[str] = []
    for chunk in chunks:
        held.append(chunk)
        if len(held) == _CHUNKS:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _pack(pack: Pack) -> Json:
    return {"name": pack.name, "version": pack.version, "sha256": pack.sha256}


def _input(item: Input) -> Json:
    return {
        "path": item.path,
        "sha256": item.sha256,
        "rows": item.rows,
        "entity": item.entity,
        "format": item.format,
        "encoding": item.encoding,
        "skipped": item.skipped,
        "note": _words_or_null(item.note),
        "unmapped": list(item.unmapped),
        "copy_of": item.copy_of,
        "moment": _plain(item.moment),
    }


def _summary(report: Report) -> Json:
    return {
        **_counts(report.counts),
        "exit_code": report.exit_code,
        "subjects": dict(report.subjects),
        "readiness": [_readiness(item) for item in report.readiness],
        "by_rule": {item.rule.id: _by_rule(item) for item in report.rules},
        "missing": [_missing(item) for item in report.missing],
        "not_in_force": list(report.not_in_force),
    }


def _waived(waived: Waived | None) -> Json:
    if waived is None:
        return None
    return {"reason": waived.reason, "owner": waived.owner, "until": waived.until.isoformat()}


def _set_aside(item: RuleSummary) -> dict[str, Json]:
    """Return the counts that only a check with waivers or a baseline has."""
    counts = {"waived": item.waived, "known": item.known}
    return {name: count for name, count in counts.items() if count}


def _counts(counts: Mapping[Outcome, int]) -> dict[str, Json]:
    return {outcome.value: counts.get(outcome, 0) for outcome in Outcome}


def _readiness(item: Readiness) -> Json:
    return {
        "program": item.program,
        "title": _words(item.title),
        "entity": item.entity,
        "ready": item.ready,
        "one_fix_away": item.one_fix_away,
        "not_ready": item.not_ready,
        "cannot_tell": item.cannot_tell,
        "total": item.total,
    }


def _by_rule(item: RuleSummary) -> Json:
    return {
        **_counts(item.counts),
        **_set_aside(item),
        "shown": item.shown,
        "clears": item.clears,
        "holds_back": item.holds_back,
        "program": item.rule.program,
        "title": _words(item.rule.title),
        "entity": item.rule.entity,
        "kind": item.rule.kind.value,
        "severity": item.rule.severity.value,
        "fact": item.fact,
        "change_low": _amount(item.gap_low),
        "change_high": _amount(item.gap_high),
        "unit": _unit(item.gap_low, item.gap_high),
        "example": item.example,
        "source": _source(item.rule.source),
    }


def _missing(item: MissingRank) -> Json:
    return {
        "fact": item.fact.fact,
        "title": _words(item.fact.title),
        "entity": item.fact.entity,
        "found_in": _words_or_null(item.fact.found_in),
        "undecided": item.undecided,
        "settles": item.settles,
        "subjects": item.subjects,
    }


def finding_document(finding: Finding) -> dict[str, Json]:
    """Return one finding as plain JSON values."""
    rule = finding.rule
    return {
        "rule": rule.id,
        "program": rule.program,
        "severity": rule.severity.value,
        "kind": rule.kind.value,
        "outcome": finding.outcome.value,
        "subject": _subject(finding.subject),
        "title": _words(rule.title),
        "message": _words_or_null(finding.message),
        "clause": _words_or_null(finding.clause),
        "actual": _amount(finding.actual),
        "limit": _amount(finding.limit),
        "unit": _unit(finding.actual, finding.limit),
        "limit_from": _words_or_null(finding.limit_from),
        "limit_of": _amount(finding.limit_of),
        "missing": [missing.fact for missing in finding.missing],
        "fixes": [_fix(step) for step in finding.fixes],
        "evidence": [_evidence(item) for item in finding.evidence],
        "place": _place(finding.place),
        "source": _source(rule.source),
        "fingerprint": finding.fingerprint,
    }


def _passed(passed: Passed) -> Json:
    return {
        "rule": passed.rule.id,
        "program": passed.rule.program,
        "outcome": passed.outcome.value,
        "subject": _subject(passed.subject),
        "title": _words(passed.rule.title),
        "clause": _words_or_null(passed.clause),
        "actual": _amount(passed.actual),
        "limit": _amount(passed.limit),
        "unit": _unit(passed.actual, passed.limit),
    }


def _subject(subject: Subject) -> Json:
    return {
        "entity": subject.entity,
        "key": subject.key,
        "parents": dict(subject.parents),
        "title": subject.title,
    }


def _fix(step: FixStep) -> Json:
    return {
        "set": step.set,
        "target": _amount(step.target),
        "change": _amount(step.change),
        "unit": _unit(step.target, step.change),
        "say": _words(step.say),
        "where": _words_or_null(step.where),
        "place": _place(step.place),
        "wait_until": _plain(step.wait_until),
    }


def _evidence(item: Evidence) -> Json:
    return {
        "fact": item.fact,
        "title": _words(item.title),
        "type": item.type.value,
        "unit": item.unit,
        "value": _value(item.value),
        "place": _place(item.place),
        "derived": item.derived,
        "rows": [_row(row) for row in item.rows],
        "more_rows": item.more_rows,
    }


def _row(row: EvidenceRow) -> Json:
    return {
        "cells": {name: _amount(cell) for name, cell in row.cells.items()},
        "place": _place(row.place),
    }


def _place(place: Place | None) -> Json:
    if place is None:
        return None
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "label": place.label,
        "heading": place.heading,
    }


def _source(source: Reference) -> Json:
    return {
        "document": source.document,
        "section": source.section,
        "checked": source.checked.isoformat(),
        "url": source.url,
    }


def _diagnostic(item: Diagnostic) -> Json:
    return {
        "code": item.code,
        "level": item.level.value,
        "message": item.message,
        "help": item.help,
        "location": item.location,
        "place": _span(item.span),
        "count": item.count,
        "related": [
            {"message": other.message, "location": str(other.span), "place": _span(other.span)}
            for other in item.related
        ],
    }


def _span(span: Span | None) -> Json:
    if span is None:
        return None
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "label": None,
        "heading": None,
    }


def _shown_fact(shown: ShownFact) -> Json:
    return {
        "fact": shown.fact,
        "title": _words(shown.title),
        "entity": shown.entity,
        "type": shown.type.value,
        "unit": shown.unit,
        "formula": _words(shown.formula),
        "records": shown.records,
        "known": shown.known,
        "total": _amount(shown.total),
        "low": _amount(shown.low),
        "high": _amount(shown.high),
        "values": [
            {
                "subject": _subject(each.subject),
                "value": _amount(each.value),
                "missing": [missing.fact for missing in each.missing],
            }
            for each in shown.values
        ],
    }


def _outcomes(rows: Iterable[OutcomeRow]) -> Iterator[Json]:
    for row in rows:
        yield {
            "rule": row.rule,
            "entity": row.entity,
            "key": row.key,
            "outcome": row.outcome.value,
        }


def _words(words: Translated) -> Json:
    return {lang: words.get(lang, "") for lang in _LANGUAGES}


def _words_or_null(words: Translated | None) -> Json:
    return _words(words) if words else None


def _amount(quantity: Quantity | None) -> Json:
    return None if quantity is None else _value(quantity.value)


def _unit(*quantities: Quantity | None) -> str | None:
    """Return the unit the quantities share; percent values are told by `%`."""
    for quantity in quantities:
        if quantity is not None and (quantity.unit or quantity.type.value == "percent"):
            return quantity.unit or "%"
    return None


def _value(value: Value) -> Json:
    if isinstance(value, Exact):
        return _plain(value.value)
    if isinstance(value, Bounded):
        return {"at_least": _plain(value.low), "at_most": _plain(value.high)}
    return None


def _plain(value: object) -> Json:
    """Return a known value as JSON: dates as ISO 8601 text, tables as lists of objects."""
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_plain(item) for item in items]
    return str(value)
