"""The file of `--write-baseline`: a sorted finding a line, so that changes read well in git."""

from __future__ import annotations

from skulint.engine.model.report import Report
from skulint.engine.reporters.json_writer import Json, Stream, encode

SCHEMA = "skulint-baseline-1"


def baseline_text(report: Report) -> str:
    """Return every finding that is not waived, by rule and record."""
    assert report.gathered is not None
    findings: list[Json] = [
        {
            "rule": each.rule,
            "entity": each.entity,
            "key": each.key,
            "fingerprint": each.fingerprint,
        }
        for each in report.gathered
    ]
    document: dict[str, Json] = {
        "skulint": report.version,
        "schema": SCHEMA,
        "as_of": report.as_of.isoformat(),
        "findings": Stream(findings),
    }
    return "".join(encode(document)) + "\n"
