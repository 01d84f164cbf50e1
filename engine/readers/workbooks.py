"""Reads Excel workbooks, new and old: every sheet that holds records we know."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..model.facts import MOMENTS, FactType
from ..model.report import Place
from ..text.diagnostics import Diagnostics, Level
from .cleaning import LeftOut
from .hashing import sha256_of
from .heading import SEARCHED, HeadingRow, find_heading
from .number_formats import (
    has_numbers,
    has_serials,
    show_days,
    show_days_of,
    show_percentages,
    show_percentages_of,
)
from .old_workbooks import read_formats, read_sheets
from .reading import TemporaryFile
from .recognised import Heading, Recognised
from .shaping import NumberedRow, Shaped, shape_records
from .sheet_columns import shape_columns
from .tables import Cell, RawTable
from .workbook_guard import find_harm

if TYPE_CHECKING:
    from .reading import Request

#: Errors that say a sheet holds no facts; they stop nothing where another sheet holds some.
_NO_FACTS = frozenset({"SKU-F010", "SKU-F011", "SKU-F047"})

#: The first bytes of an old workbook.
_OLD = b"\xd0\xcf\x11\xe0"

#: Cells of merged stretches that are filled; stretches may overlap, and a file may hold many.
_MOST_MERGED = 10_000_000

#: Cells that are read at a time.
_BATCH = 4096

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, with the merged cells that have to be filled."""

    name: str
    rows: Iterator[list[Any]]
    first_column: int
    merged: Sequence[Any]
    has_formats: bool = False


def read_workbook(request: Request) -> tuple[RawTable, ...]:
    """Return a table for each sheet with records, or nothing after reporting why."""
    diagnostics = request.recogniser.diagnostics
    harm = find_harm(request.path)
    if harm is not None:
        diagnostics.error(
            "SKU-F046",
            f"`{request.name}` is not read: {harm}",
            place=request.name,
            help="save it again as .xlsx with the data alone, or as CSV in UTF-8",
        )
        return ()
    sha256 = request.sha256 or sha256_of(request.path)
    tables: list[RawTable] = []
    faults = Diagnostics()
    try:
        for sheet in _sheets(request):
            aside = Diagnostics()
            recogniser = replace(request.recogniser, diagnostics=aside)
            table = _read_sheet(replace(request, recogniser=recogniser, sha256=sha256), sheet)
            if table is not None:
                tables.append(table)
            for each in aside:
                if each.help is not None:
                    at = f"{request.name} {sheet.name}"
                    each = replace(each, help=each.help.replace(f"={at}`", f"={request.name}`"))
                is_none = each.level is Level.ERROR and each.code in _NO_FACTS
                (faults if is_none else diagnostics).add(each)
    except Exception as error:
        _report_broken(request, error)
        return ()
    except BaseException as error:
        # A fault in the compiled reader is no exception of Python's own kind.
        if type(error).__name__ != "PanicException":
            raise
        _report_broken(request, error)
        return ()
    level = Level.WARNING if tables else Level.ERROR
    diagnostics.extend(replace(each, level=level) for each in faults)
    if not tables and not faults:
        diagnostics.error(
            "SKU-Y007",
            "no sheet of the workbook holds anything",
            place=request.name,
            help="export it again; a table needs at least a heading",
        )
    return tuple(tables)


def _report_broken(request: Request, error: BaseException) -> None:
    said = str(error).strip().split("\n")[0].rstrip(".") or "its contents are damaged"
    locked = "password" in said.lower() or "encrypt" in said.lower()
    request.recogniser.diagnostics.error(
        "SKU-F046",
        f"`{request.name}` cannot be read: "
        + ("it is locked with a password" if locked else said[:1].lower() + said[1:]),
        place=request.name,
        help="open it in Excel and save it again as .xlsx, without a password",
    )


def _sheets(request: Request) -> Iterator[Sheet]:
    with request.path.open("rb") as file:
        is_old = file.read(4) == _OLD
    if not is_old:
        yield from open_sheets(request.path)
        return
    copy = TemporaryFile(".json")
    for found in read_sheets(request.path, copy.path):
        merged = [(tuple(first), tuple(last)) for first, last in found["merged"]]
        yield Sheet(found["name"], iter(found["rows"]), found["first_column"], merged)


def open_sheets(path: Path) -> Iterator[Sheet]:
    """Yield the visible sheets that hold anything."""
    import python_calamine as calamine  # slow to import, and other files do not need it

    with path.open("rb") as file:
        workbook = calamine.CalamineWorkbook.from_filelike(file)
        for meta in workbook.sheets_metadata:
            visible = meta.visible == calamine.SheetVisibleEnum.Visible
            if meta.typ != calamine.SheetTypeEnum.WorkSheet or not visible:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            if sheet.start is not None:
                merged = sheet.merged_cell_ranges or ()
                yield Sheet(
                    meta.name, iter(sheet.iter_rows()), sheet.start[1], merged, has_formats=True
                )


def _read_sheet(request: Request, sheet: Sheet) -> RawTable | None:
    rows = list(islice(sheet.rows, SEARCHED + 1))
    if sheet.merged:
        # A merged cell may reach from anywhere to the last row.
        rows += sheet.rows
        _fill_merged(rows, sheet)
    texts = [[text_of(cell) for cell in row] for row in rows[: SEARCHED + 1]]
    heading = find_heading(texts, request.recogniser) or _first_row(texts)
    if heading is None:
        return None
    words = request.recogniser.vocabulary
    stem = sheet.name if words.entity(sheet.name) else request.stem
    has_one = len(texts) - heading.end <= 1
    found = request.recogniser.recognise(
        [Heading(text) for text in heading.texts],
        f"{request.name} {sheet.name}",
        told=request.told,
        stem=stem,
        needs_key=not has_one,
    )
    if found is None:
        return None
    finder = _Labels(sheet.name, sheet.first_column)
    left_out = LeftOut()
    start = _first_below(heading, texts, request)
    batches = _as_shown(rows, start, found, sheet, request)
    shaped = _shaped(batches, start + 1, heading, found, finder, left_out, request)
    diagnostics = request.recogniser.diagnostics
    left_out.report(diagnostics)
    if not shaped.numbers:
        diagnostics.warning(
            "SKU-F003",
            f"sheet `{sheet.name}` has a heading and no records",
            place=request.name,
            help="export it again if there should be some",
        )
    return RawTable(
        input=request.name,
        format="xls" if request.ending == ".xls" else "xlsx",
        entity=found.entity,
        columns=shaped.columns,
        rows=shaped.rows,
        sha256=request.sha256 or "",
        places=partial(_places, request.name, heading.texts, shaped, finder),
        record_count=len(shaped.numbers),
        export=shaped.export,
        note=found.note or {"en": sheet.name, "zh": sheet.name},
        unmapped=found.unmapped([Heading(text) for text in heading.texts]),
    )


def _as_shown(
    rows: list[list[Any]], start: int, found: Recognised, sheet: Sheet, request: Request
) -> Iterator[Sequence[list[Any]]]:
    """Yield the rows from `start` on, with numbers as the sheet shows them.

    They come a few at a time, which are written and gone before the next ones push them out of
    the processor's caches. `rows` are the first ones, or all of them.
    """
    facts = request.recogniser.vocabulary.dictionary.facts
    kinds = {at: facts[name].type for at, name in enumerate(found.facts) if name is not None}
    percents = {at for at, kind in kinds.items() if kind is FactType.PERCENT}
    days = {at for at, kind in kinds.items() if kind in MOMENTS}
    if percents or not sheet.has_formats:
        # What they look like stands elsewhere, and is looked up once for all cells.
        rows += sheet.rows
    batch: Sequence[list[Any]] = rows[start:]
    if not sheet.has_formats:
        _show_old_as_formatted(batch, start, percents, days, sheet, request)
    elif percents:
        show_percentages(batch, request.path, sheet.name, percents, (start, sheet.first_column))
    size = max(1, _BATCH // max(1, len(found.facts)))
    while batch:
        if days and sheet.has_formats:
            show_days(batch, request.path, days)
        yield batch
        batch = list(islice(sheet.rows, size))


def _show_old_as_formatted(
    rows: Sequence[list[Any]],
    start: int,
    percents: Collection[int],
    days: Collection[int],
    sheet: Sheet,
    request: Request,
) -> None:
    """Do the same for an old workbook, whose cells are text; it is asked only where it matters."""
    has_days = has_serials(rows, days)
    formats = None
    if has_days or has_numbers(rows, percents):
        formats = read_formats(request.path, TemporaryFile(".json").path)
    if formats is None:
        return
    shown = formats["percents"].get(sheet.name, ())
    show_percentages_of(rows, shown, percents, (start, sheet.first_column))
    if has_days:
        show_days_of(rows, days, from_1904=formats["from_1904"])


def _first_row(rows: Sequence[Sequence[str]]) -> HeadingRow | None:
    for at, row in enumerate(rows):
        if any(cell.strip() for cell in row):
            texts = tuple(cell.strip() for cell in row)
            return HeadingRow(at, 1, texts, (at,) * len(texts), 0)
    return None


def _shaped(
    batches: Iterable[Sequence[list[Any]]],
    first: int,
    heading: HeadingRow,
    found: Recognised,
    finder: _Labels,
    left_out: LeftOut,
    request: Request,
) -> Shaped:
    """Make records of the rows below the headings, of whole columns where that can be."""
    name = request.recogniser.key_of(found)
    key = found.facts.index(name) if name else None

    def label(number: int) -> str:
        return f"{request.name} {finder.label(number, 0)}"

    common = (heading.texts, found, label, left_out)
    # The reader of workbooks gives all rows of a sheet the same width.
    if found.shape.is_plain:
        return shape_columns(batches, first, text_of, *common, key=key, kept=request.kept)
    rows = enumerate(chain.from_iterable(batches), first)
    texts = ((number, [text_of(cell) for cell in row]) for number, row in rows)
    return shape_records(texts, *common, key=key, kept=request.kept)


def _first_below(heading: HeadingRow, texts: Sequence[Sequence[str]], request: Request) -> int:
    """Give the first row below the headings; a second row of names for machines is no record."""
    start = heading.end
    while (
        start < min(heading.end + 2, len(texts))
        and sum(1 for cell in texts[start] if cell.strip()) > 1
        and request.recogniser.count_known(texts[start]) >= max(2, heading.known // 2)
    ):
        start += 1
    return start


def _fill_merged(rows: Sequence[list[Any]], sheet: Sheet) -> None:
    """Give each cell of a merged stretch the value that its first cell shows for all of them."""
    left = _MOST_MERGED
    for (top, first), (bottom, last) in sheet.merged:
        start, end = first - sheet.first_column, last - sheet.first_column
        if top >= len(rows) or not 0 <= start < len(rows[top]):
            continue
        value = rows[top][start]
        for row in rows[top : bottom + 1]:
            left -= end - start + 1
            if left < 0:
                return
            for column in range(start, min(end + 1, len(row))):
                if row[column] in ("", None):
                    row[column] = value


def text_of(cell: Any) -> str:
    """Write a cell's value as text that gives the same value back."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if type(cell) is float:
        whole = int(cell) if abs(cell) < 1e21 else None
        return str(whole) if whole is not None and whole == cell else repr(cell)
    if type(cell) is bool:
        return "true" if cell else "false"
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


@dataclass(frozen=True, slots=True)
class _Labels:
    sheet: str
    first_column: int

    def label(self, row: int, column: int) -> str:
        """Name a cell as Excel does: `Prices!H17`."""
        name = self.sheet
        if not _PLAIN_NAME.fullmatch(name):
            name = "'" + name.replace("'", "''") + "'"
        return f"{name}!{column_letters(column + self.first_column)}{row}"


def column_letters(index: int) -> str:
    """Name a column as Excel does: A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _places(
    name: str, headings: Sequence[str], shaped: Shaped, labels: _Labels, cells: Iterable[Cell]
) -> Mapping[Cell, Place]:
    wanted = list(cells)
    texts = shaped.texts(wanted)
    places: dict[Cell, Place] = {}
    for cell in wanted:
        origin = shaped.origin(cell)
        if origin is not None:
            row, column = origin
            places[cell] = Place(
                name,
                label=labels.label(row, column),
                heading=headings[column],
                snippet=texts.get(cell),
            )
    return places


__all__ = ["NumberedRow", "column_letters", "read_workbook", "text_of"]
