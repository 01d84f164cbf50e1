"""Findings as rows of a table: what the CSV and the Parquet report have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from ..model.finding_columns import COLUMNS
from ..model.outcome import Outcome
from ..model.values import Exact
from ..text.safe_text import sanitise
from ..wording.packs import packs_in_full
from ..wording.values import quantity, translated
from .page import Page
from .paths import repository_path
from .phrasing import fix_text, message_text

if TYPE_CHECKING:
    from ..model.report import Finding, Quantity, Report
    from . import Options

Cell: TypeAlias = "str | int | Decimal | date | bool | None"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a report, their words in one language."""

    rows: tuple[tuple[Cell, ...], ...]


def findings_table(report: Report, options: Options) -> Table:
    """Return a row for each finding, in the order of the report."""
    page = Page(options.lang, 100, entities=report.entities)
    packs = packs_in_full(report.packs)
    return Table(tuple(_row(finding, packs, page, options) for finding in report.findings))


def _row(finding: Finding, packs: str, page: Page, options: Options) -> tuple[Cell, ...]:
    rule, subject, place = finding.rule, finding.subject, finding.place
    step = next((step for step in finding.fixes if step.set), None)
    waits = next((step.wait_until for step in finding.fixes if step.wait_until), None)
    cells: dict[str, Cell] = {
        "rule": rule.id,
        "program": rule.program,
        "severity": rule.severity.value,
        "kind": rule.kind.value,
        "outcome": finding.outcome.value,
        "entity": subject.entity,
        # Ids are copied from here, so nothing in them is cut or escaped.
        "key": subject.key,
        "title": subject.title,
        "parents": "; ".join(f"{entity}={key}" for entity, key in subject.parents.items()) or None,
        "message": message_text(finding, page),
        "clause": translated(finding.clause, page.lang) or None,
        "actual": _words(finding.actual, page),
        "actual_number": _number(finding.actual),
        "limit": _words(finding.limit, page),
        "limit_number": _number(finding.limit),
        "unit": _unit(finding),
        "limit_from": translated(finding.limit_from, page.lang) or None,
        "missing": "; ".join(sanitise(missing.fact) for missing in finding.missing) or None,
        "fix": " ".join(fix_text(step, page) for step in finding.fixes if not step.only_waiting)
        or None,
        "fix_fact": step.set if step else None,
        "fix_target": _number(step.target) if step else None,
        "fix_change": _number(step.change) if step else None,
        "wait_until": waits.isoformat() if waits else None,
        "fix_searched": True if finding.outcome is Outcome.FAIL else None,
        "file": repository_path(place.file, options) if place else None,
        "line": place.line if place else None,
        "heading": place.heading if place else None,
        "cell": (place.label or place.heading) if place else None,
        "document": rule.source.document,
        "section": rule.source.section,
        "checked": rule.source.checked,
        "fingerprint": finding.fingerprint,
        "packs": packs,
    }
    return tuple(cells[name] for name in COLUMNS)


def _words(item: Quantity | None, page: Page) -> str | None:
    return None if item is None else quantity(item, page.lang)


def _number(item: Quantity | None) -> Decimal | None:
    if item is None or not isinstance(item.value, Exact):
        return None
    value = item.value.value
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _unit(finding: Finding) -> str | None:
    for item in (finding.actual, finding.limit):
        if item is not None and (item.unit or item.type.value == "percent"):
            return item.unit or "%"
    return None
