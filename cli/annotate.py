"""Writes a user's own workbook back, with the cells marked that a finding is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import click

from skulint.engine.model.outcome import Outcome
from skulint.engine.text.safe_text import sanitise

if TYPE_CHECKING:
    from skulint.engine.model.report import Finding, Report

_LABEL = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!([A-Z]{1,3})([0-9]{1,7})")
_COLOURS: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.FAIL: "F8CBAD", Outcome.UNKNOWN: "FFF2CC"}
)
_HEADINGS = {
    "en": ("skulint: what is wrong", "skulint: do this", "skulint: suggested value"),
    "zh": ("skulint：问题", "skulint：怎么改", "skulint：建议值"),
}
_COMMENT_LIMIT = 2_000


def annotate(
    report: Report, sources: Sequence[str], target: Path, lang: Literal["en", "zh"]
) -> int:
    """Write the workbook among the sources with its findings; gives how many it shows."""
    import openpyxl  # slow to import, and nothing else writes workbooks

    books = [each for each in sources if Path(each).suffix.lower() in (".xlsx", ".xlsm")]
    if len(books) != 1:
        raise click.UsageError("`--annotate` takes one .xlsx among the files; there are"
                               f" {len(books) or 'none'}")  # fmt: skip
    try:
        workbook = openpyxl.load_workbook(books[0], keep_vba=books[0].lower().endswith("m"))
    except Exception as error:
        raise click.UsageError(f"cannot write remarks into `{books[0]}`: {error}") from None
    shown = 0
    columns: dict[str, int] = {}
    for finding in report.findings:
        cell = _cell(workbook, finding, books[0])
        if cell is None:
            continue
        sheet = cell.parent
        if sheet.title not in columns:
            columns[sheet.title] = sheet.max_column + 1
        _mark(cell, finding, lang)
        _write_beside(sheet, cell.row, columns[sheet.title], finding, lang)
        shown += 1
    for title, column in columns.items():
        _write_headings(workbook[title], column, report, lang)
    try:
        workbook.save(target)
    except OSError as error:
        raise click.UsageError(f"cannot write `{target}`: {error.strerror}") from None
    return shown


def _cell(workbook: Any, finding: Finding, source: str) -> Any:
    place = finding.place
    if place is None or place.label is None or place.file != source.replace("\\", "/"):
        return None
    found = _LABEL.fullmatch(place.label)
    if found is None:
        return None
    sheet = found[1].replace("''", "'") if found[1] is not None else found[2]
    return workbook[sheet][f"{found[3]}{found[4]}"] if sheet in workbook.sheetnames else None


def _mark(cell: Any, finding: Finding, lang: Literal["en", "zh"]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    already = cell.comment.text + "\n\n" if cell.comment is not None else ""
    text = f"{already}{finding.rule.id}: {_said(finding, lang)}"
    cell.comment = Comment(text[:_COMMENT_LIMIT], "skulint")
    failed = cell.fill.start_color.rgb == f"00{_COLOURS[Outcome.FAIL]}"
    if not failed:
        colour = _COLOURS.get(finding.outcome, "FFFFFF")
        cell.fill = PatternFill("solid", start_color=colour)


def _said(finding: Finding, lang: Literal["en", "zh"]) -> str:
    parts = [sanitise(finding.rule.title[lang])]
    parts += [sanitise(step.say[lang]) for step in finding.fixes if lang in step.say]
    if finding.missing:
        lacking = ", ".join(each.title[lang] for each in finding.missing)
        parts.append(("缺：" if lang == "zh" else "lacks: ") + lacking)
    return "\n".join(parts)


def _write_beside(
    sheet: Any, row: int, column: int, finding: Finding, lang: Literal["en", "zh"]
) -> None:
    """Write what is wrong, what to do and the value to put in behind the row's own cells."""
    steps = [sanitise(step.say[lang]) for step in finding.fixes if lang in step.say]
    targets = [step.target for step in finding.fixes if step.target is not None]
    value = getattr(targets[0].value, "value", None) if targets else None
    texts = (f"{finding.rule.id}: {sanitise(finding.rule.title[lang])}", " ".join(steps[:1]))
    for offset, text in enumerate(texts):
        cell = sheet.cell(row, column + offset)
        before = f"{cell.value}\n" if cell.value else ""
        cell.value = before + text
        # What starts with `=` would be a formula.
        cell.data_type = "s"
    if value is not None:
        cell = sheet.cell(row, column + 2)
        cell.value = value if cell.value is None else f"{cell.value}; {value}"


def _write_headings(sheet: Any, column: int, report: Report, lang: Literal["en", "zh"]) -> None:
    """Put headings beside the table's own, which stand above its first marked row."""
    rows = [
        int(found[4])
        for finding in report.findings
        if finding.place is not None
        and finding.place.label is not None
        and (found := _LABEL.fullmatch(finding.place.label)) is not None
        and (found[1] or found[2]).replace("''", "'") == sheet.title
    ]
    above = next(
        (row for row in range(min(rows) - 1, 0, -1) if _is_heading(sheet, row, report)), None
    )
    for offset, text in enumerate(_HEADINGS[lang]):
        if above is not None:
            sheet.cell(above, column + offset).value = text


def _is_heading(sheet: Any, row: int, report: Report) -> bool:
    known = {each.place.heading for each in report.findings if each.place is not None}
    return any(cell.value in known for cell in sheet[row] if cell.value is not None)
