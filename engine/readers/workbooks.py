"""Reads Excel workbooks, new and old: every sheet that holds records we know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..model.report import Place
from ..text.diagnostics import Diagnostics, Level
from .cleaning import LeftOut
from .files import sha256_of
from .heading import SEARCHED, HeadingRow, find_heading
from .old_workbooks import read_sheets
from .reading import TemporaryFile
from .recognise import Heading
from .shaping import NumberedRow, Shaped, shape_records
from .tables import Cell, RawTable
from .workbook_guard import find_harm

if TYPE_CHECKING:
    from .reading import Request

#: Errors that say a sheet holds no facts; they stop nothing where another sheet holds some.
_NO_FACTS = frozenset({"SKU-F010", "SKU-F011", "SKU-F047"})

#: The first bytes of an old workbook.
_OLD = b"\xd0\xcf\x11\xe0"

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, with the merged cells that have to be filled."""

    name: str
    rows: Any
    first_column: int
    merged: Sequence[Any]


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
                yield Sheet(meta.name, sheet.iter_rows(), sheet.start[1], merged)


def _read_sheet(request: Request, sheet: Sheet) -> RawTable | None:
    rows = _filled(enumerate(sheet.rows, 1), sheet)
    head = list(islice(rows, SEARCHED + 1))
    texts = [[text_of(cell) for cell in row] for _, row in head]
    heading = find_heading(texts, request.recogniser) or _first_row(texts)
    if heading is None:
        return None
    words = request.recogniser.vocabulary
    stem = sheet.name if words.entity(sheet.name) else request.stem
    has_one = len(head) - heading.end <= 1
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
    body = _below(heading, texts, _chained(head, rows), request)
    shaped = shape_records(
        # Most cells are text already, and a call for each of them costs more than the rest.
        (
            (number, [cell if type(cell) is str else text_of(cell) for cell in row])
            for number, row in body
        ),
        heading.texts,
        found,
        lambda number: f"{request.name} {finder.label(number, 0)}",
        left_out,
        key=found.facts.index(key) if (key := request.recogniser.key_of(found)) else None,
        kept=request.kept,
    )
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


def _first_row(rows: Sequence[Sequence[str]]) -> HeadingRow | None:
    for at, row in enumerate(rows):
        if any(cell.strip() for cell in row):
            texts = tuple(cell.strip() for cell in row)
            return HeadingRow(at, 1, texts, (at,) * len(texts), 0)
    return None


def _chained(
    head: Sequence[tuple[int, list[Any]]], rows: Iterable[tuple[int, list[Any]]]
) -> Iterator[tuple[int, list[Any]]]:
    yield from head
    yield from rows


def _below(
    heading: HeadingRow,
    texts: Sequence[Sequence[str]],
    rows: Iterable[tuple[int, list[Any]]],
    request: Request,
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows below the headings; a second row of names for machines is no record."""
    start = heading.end
    while (
        start < min(heading.end + 2, len(texts))
        and sum(1 for cell in texts[start] if cell.strip()) > 1
        and request.recogniser.count_known(texts[start]) >= max(2, heading.known // 2)
    ):
        start += 1
    return islice(iter(rows), start, None)


def _filled(rows: Iterable[tuple[int, list[Any]]], sheet: Sheet) -> Iterator[tuple[int, list[Any]]]:
    """Give each cell of a merged stretch the value that its first cell shows for all of them."""
    stretches: dict[int, list[tuple[int, int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged:
        first, last = left - sheet.first_column, right - sheet.first_column
        stretches.setdefault(top + 1, []).append((bottom + 1, first, last))
    if not stretches:
        yield from rows
        return
    active: list[tuple[int, int, int, Any]] = []
    for number, row in rows:
        active = [each for each in active if each[0] >= number]
        for bottom, first, last in stretches.get(number, ()):
            if 0 <= first < len(row):
                active.append((bottom, first, last, row[first]))
        for _, first, last, value in active:
            for column in range(max(first, 0), min(last + 1, len(row))):
                if row[column] in ("", None):
                    row[column] = value
        yield number, row


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
