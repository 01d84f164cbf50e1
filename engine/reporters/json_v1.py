"""The JSON report, version 1: its shape is a promise and has nothing to do with inner types.

`schemas/report.schema.json` describes it. A change that old readers would not survive gets a new
module beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TextIO

from ..model.outcome import Outcome
from .json_conclusions import concluded_json
from .json_pools import pool_json
from .json_values import (
    amount_json,
    plain_json,
    subject_json,
    unit_json,
    value_json,
    words_json,
    words_or_null_json,
)
from .json_writer import Json, Stream, encode

if TYPE_CHECKING:
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
        Readiness,
        Report,
        RuleSummary,
        ShownFact,
        Waived,
    )
    from ..model.rule import Pack, Reference
    from ..model.since import Since
    from ..text.diagnostics import Diagnostic
    from ..text.source import Span
    from . import Options

SCHEMA = "skulint-report-1"

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
        "rules": [pack_document(pack) for pack in report.packs],
        "inputs": [_input(item) for item in report.inputs],
        "summary": _summary(report),
        "conclusions": [concluded_json(each) for each in report.conclusions],
        "subject": subject_json(report.single) if report.single else None,
        "findings": [finding_document(finding) for finding in report.findings],
        "passed": [_passed(passed) for passed in report.passed],
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.diagnostics],
    }
    if report.pools:
        found["pools"] = [pool_json(each) for each in report.pools]
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
    if report.since is not None:
        found["since"] = _since(report.since)
    if report.facts is not None:
        found["facts"] = [_shown_fact(each) for each in report.facts]
    if report.outcomes is not None:
        found["outcomes"] = Stream(_outcomes(report.outcomes))
    return found


def _since(since: Since) -> Json:
    return {
        "revision": since.revision,
        "commit": since.commit,
        "changed": dict(since.changed),
        "unchanged": dict(since.same),
        "gone": dict(since.gone),
        "findings_left_out": since.findings,
        "everything_because": list(since.whole),
        "added": list(since.added),
    }


def _batches(chunks: Iterator[str]) -> Iterator[str]:
    """Join the many small pieces, since a write to a stream costs more than they do."""
    held: list[str] = []
    for chunk in chunks:
        held.append(chunk)
        if len(held) == _CHUNKS:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def pack_document(pack: Pack) -> Json:
    """Return a pack by name, version and hash."""
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
        "note": words_or_null_json(item.note),
        "unmapped": list(item.unmapped),
        "copy_of": item.copy_of,
        "moment": plain_json(item.moment),
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
        "title": words_json(item.title),
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
        "title": words_json(item.rule.title),
        "entity": item.rule.entity,
        "kind": item.rule.kind.value,
        "severity": item.rule.severity.value,
        "fact": item.fact,
        "change_low": amount_json(item.gap_low),
        "change_high": amount_json(item.gap_high),
        "unit": unit_json(item.gap_low, item.gap_high),
        "example": item.example,
        "source": _source(item.rule.source),
    }


def _missing(item: MissingRank) -> Json:
    found: dict[str, Json] = {
        "fact": item.fact.fact,
        "title": words_json(item.fact.title),
        "entity": item.fact.entity,
        "found_in": words_or_null_json(item.fact.found_in),
        "undecided": item.undecided,
        "settles": item.settles,
        "subjects": item.subjects,
    }
    if item.entities:
        found["of"] = list(item.entities)
    if item.exports:
        found["exports"] = [words_json(each) for each in item.exports]
    return found


def finding_document(finding: Finding) -> dict[str, Json]:
    """Return one finding as plain JSON values."""
    rule = finding.rule
    return {
        "rule": rule.id,
        "program": rule.program,
        "severity": rule.severity.value,
        "kind": rule.kind.value,
        "outcome": finding.outcome.value,
        "subject": subject_json(finding.subject),
        "title": words_json(rule.title),
        "message": words_or_null_json(finding.message),
        "clause": words_or_null_json(finding.clause),
        "actual": amount_json(finding.actual),
        "limit": amount_json(finding.limit),
        "unit": unit_json(finding.actual, finding.limit),
        "limit_from": words_or_null_json(finding.limit_from),
        "limit_of": amount_json(finding.limit_of),
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
        "subject": subject_json(passed.subject),
        "title": words_json(passed.rule.title),
        "clause": words_or_null_json(passed.clause),
        "actual": amount_json(passed.actual),
        "limit": amount_json(passed.limit),
        "unit": unit_json(passed.actual, passed.limit),
    }


def _fix(step: FixStep) -> Json:
    return {
        "set": step.set,
        "target": amount_json(step.target),
        "change": amount_json(step.change),
        "unit": unit_json(step.target, step.change),
        "say": words_json(step.say),
        "where": words_or_null_json(step.where),
        "place": _place(step.place),
        "wait_until": plain_json(step.wait_until),
    }


def _evidence(item: Evidence) -> Json:
    return {
        "fact": item.fact,
        "title": words_json(item.title),
        "type": item.type.value,
        "unit": item.unit,
        "value": value_json(item.value),
        "place": _place(item.place),
        "derived": item.derived,
        "rows": [_row(row) for row in item.rows],
        "more_rows": item.more_rows,
    }


def _row(row: EvidenceRow) -> Json:
    return {
        "cells": {name: amount_json(cell) for name, cell in row.cells.items()},
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
        "pointer": place.pointer,
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
        "pointer": None,
    }


def _shown_fact(shown: ShownFact) -> Json:
    return {
        "fact": shown.fact,
        "title": words_json(shown.title),
        "entity": shown.entity,
        "type": shown.type.value,
        "unit": shown.unit,
        "formula": words_json(shown.formula),
        "records": shown.records,
        "known": shown.known,
        "total": amount_json(shown.total),
        "low": amount_json(shown.low),
        "high": amount_json(shown.high),
        "values": [
            {
                "subject": subject_json(each.subject),
                "value": amount_json(each.value),
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
