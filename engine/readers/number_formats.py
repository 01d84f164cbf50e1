"""Reads what a workbook's number formats say of its cells: 0.95 shown as 95%, 46082 as a day.

The reader of workbooks gives the bare number of a percentage, and of a day that somebody left
without a format. Read as it stands, the first would be a hundredth of what its writer sees.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import Any

from ..model.values import EXACT

_CHUNK = 1 << 22
_PERCENT_FORMATS = frozenset({9, 10})
#: What a format writes in quotes, or behind a backslash, is no part of the number.
_WRITTEN_OUT = re.compile(r'"[^"]*"|\\.|_.')

_TAG = re.compile(rb"<(?:\w+:)?(numFmt|xf|sheet|Relationship|workbookPr)\b([^>]*)>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_AT = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")

#: Days that somebody may mean by a bare number: from 1954 to 2119.
_SERIALS = range(20_000, 80_000)
_SERIAL_DIGITS = 5
#: A number as an old workbook's cell was written out.
_NUMBER = re.compile(r"-?[0-9]*\.?[0-9]+(?:e-?[0-9]+)?")
_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


def show_percentages(
    rows: Sequence[list[Any]],
    path: Path,
    sheet: str,
    columns: Collection[int],
    corner: tuple[int, int],
) -> None:
    """Write numbers that a sheet shows as percentages as such: 0.95 becomes `95%`.

    `columns` are those of facts in percent; `corner` is the row and the column of the sheet, from
    0 on, that the rows begin at.
    """
    if not any(type(row[at]) is float for row in rows for at in columns if at < len(row)):
        return
    with zipfile.ZipFile(path) as archive:
        styles = _percent_styles(archive)
        member = _member_of(archive, sheet) if styles else None
        if member is None:
            return
        for row, column, style in _styled(archive, member):
            below, at = row - corner[0], column - corner[1]
            if style not in styles or at not in columns or not 0 <= below < len(rows):
                continue
            cells = rows[below]
            if at < len(cells) and type(cells[at]) is float:
                cells[at] = _as_percentage(repr(cells[at]))


def show_percentages_of(
    rows: Sequence[list[Any]],
    shown: Collection[Sequence[int]],
    columns: Collection[int],
    corner: tuple[int, int],
) -> None:
    """Write the numbers of an old sheet, which are text, as the percentages they are shown as."""
    for row, column in shown:
        below, at = row - corner[0], column - corner[1]
        if at not in columns or not 0 <= below < len(rows) or at >= len(rows[below]):
            continue
        if _NUMBER.fullmatch(rows[below][at]):
            rows[below][at] = _as_percentage(rows[below][at])


def _as_percentage(number: str) -> str:
    hundredfold = EXACT.multiply(Decimal(number), Decimal(100))
    return format(hundredfold.normalize(EXACT), "f") + "%"


def show_days_of(rows: Sequence[list[Any]], columns: Collection[int], *, from_1904: bool) -> None:
    """Write bare numbers of an old sheet, which are text, as the days Excel would show for them."""
    for row in rows:
        for at in columns:
            if at < len(row) and _is_serial(row[at]):
                row[at] = (_EPOCHS[from_1904] + timedelta(days=int(row[at]))).isoformat()


def has_numbers(rows: Sequence[list[Any]], columns: Collection[int]) -> bool:
    """Tell whether columns of an old sheet hold numbers."""
    return any(_NUMBER.fullmatch(row[at]) for row in rows for at in columns if at < len(row))


def has_serials(rows: Sequence[list[Any]], columns: Collection[int]) -> bool:
    """Tell whether columns of days of an old sheet hold bare numbers."""
    return any(_is_serial(row[at]) for row in rows for at in columns if at < len(row))


def _is_serial(cell: str) -> bool:
    return (
        len(cell) == _SERIAL_DIGITS
        and cell.isascii()
        and cell.isdecimal()
        and (int(cell) in _SERIALS)
    )


def show_days(rows: Sequence[list[Any]], path: Path, columns: Collection[int]) -> None:
    """Write bare numbers in columns of days as the days Excel would show for them."""
    width = min(map(len, rows), default=0)
    # Most have none, which is found without a step for each row.
    numbers = [
        at for at in columns if at >= width or float in set(map(type, map(itemgetter(at), rows)))
    ]
    bare = [
        (row, at)
        for row in rows
        for at in numbers
        if at < len(row) and type(row[at]) is float and row[at] in _SERIALS
    ]
    if not bare:
        return
    with zipfile.ZipFile(path) as archive:
        epoch = _EPOCHS[_counts_from_1904(archive)]
    for row, at in bare:
        row[at] = epoch + timedelta(days=int(row[at]))


def is_percentage(code: str) -> bool:
    """Tell whether a format shows numbers as percentages."""
    return "%" in _WRITTEN_OUT.sub("", code)


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """List the styles of cells that show percentages."""
    content = _read(archive, "xl/styles.xml")
    formats = set(_PERCENT_FORMATS)
    for attributes in _tags(content, b"numFmt"):
        code = attributes.get("formatCode", "").replace("&quot;", '"')
        if is_percentage(code) and attributes.get("numFmtId", "").isdecimal():
            formats.add(int(attributes["numFmtId"]))
    found = _STYLES.search(content)
    styles = _tags(found[0], b"xf") if found else ()
    wanted = {str(each) for each in formats}
    return frozenset(at for at, each in enumerate(styles) if each.get("numFmtId") in wanted)


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Name the part of a workbook that holds a sheet."""
    target = next(
        (
            each.get("r:id") or next((v for k, v in each.items() if k.endswith(":id")), None)
            for each in _tags(_read(archive, "xl/workbook.xml"), b"sheet")
            if unescape(each.get("name", "")) == sheet
        ),
        None,
    )
    links = _tags(_read(archive, "xl/_rels/workbook.xml.rels"), b"Relationship")
    for each in links:
        if target is not None and each.get("Id") == target:
            path = each.get("Target", "")
            full = path.lstrip("/") if path.startswith("/") else str(PurePosixPath("xl", path))
            return full if full in archive.namelist() else None
    return None


def _counts_from_1904(archive: zipfile.ZipFile) -> bool:
    properties = _tags(_read(archive, "xl/workbook.xml"), b"workbookPr")
    return any(each.get("date1904") in ("1", "true", "on") for each in properties)


def _styled(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[int, int, int]]:
    """Yield row, column and style of the cells that have a style of their own."""
    with archive.open(member) as packed:
        before = b""
        while chunk := packed.read(_CHUNK):
            before += chunk
            end = before.rfind(b"<")
            for found in _CELL.finditer(before, 0, end):
                attributes = _attributes(found[1])
                at = _AT.fullmatch(attributes.get("r", "").encode())
                style = attributes.get("s", "")
                if at is not None and style.isdecimal():
                    yield int(at[2]) - 1, _column(at[1]), int(style)
            before = before[end:]


def _tags(content: bytes, name: bytes) -> Iterator[dict[str, str]]:
    for found in _TAG.finditer(content):
        if found[1] == name:
            yield _attributes(found[2])


def _attributes(content: bytes) -> dict[str, str]:
    return {
        name.decode(): (double or single).decode(errors="replace")
        for name, double, single in _ATTRIBUTE.findall(content)
    }


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError:
        return b""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number - 1
