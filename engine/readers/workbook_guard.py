"""Looks over a workbook before it is opened: is it one, and would it fill the memory.

The reader lays a sheet out as one block from its first cell to its last. A file of a few bytes
with a cell in the last corner would ask for gigabytes, so the corners are looked for first.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from .archives import HARMLESS, MOST_GROWTH

_CHUNK = 1 << 22
_OVERLAP = 64

#: Of a whole sheet; an export of a million rows and sixty columns is below.
MOST_CELLS = 100_000_000
#: Of a sheet that takes less than a byte a cell, so that nearly all of them are blank.
MOST_SPARSE = 30_000_000

#: In bytes: where a sheet is larger, its references are read only if one looks far.
_SMALL = 20_000_000

_BLANKS = b" \t\r\n"
#: The reader takes letters of any case, and knows neither a last column nor a last row.
_REFERENCE = re.compile(rb"r=[\"']([A-Za-z]{0,9})([0-9]{1,12})")
#: A column beyond Z, or a row beyond a million.
_FAR = re.compile(rb"r=[\"'](?:[A-Za-z]{2}|[A-Za-z]?[0-9]{7})")
#: What is no near reference, which takes half the time to search for. A piece may end within one.
_NOT_NEAR = re.compile(rb"r=[\"'](?![A-Za-z]?[0-9]{0,6}(?:[\"']|\Z))")

_OTHER = {
    "xl/workbook.bin": "it is a binary workbook (.xlsb)",
    "content.xml": "it is an OpenDocument table (.ods)",
}


def find_harm(path: Path) -> str | None:
    """Return why a workbook is better not opened, or None."""
    with path.open("rb") as file:
        if not file.read(4).startswith(b"PK"):
            return None
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {each.filename for each in members}
            for name, said in _OTHER.items():
                if name in names:
                    return said
            if "xl/workbook.xml" not in names:
                return "it is no Excel workbook"
            limit = max(HARMLESS, MOST_GROWTH * path.stat().st_size)
            if sum(each.file_size for each in members) > limit:
                return "it is far larger unpacked than packed"
            for each in members:
                if each.filename.startswith("xl/worksheets/") and _is_too_wide(archive, each):
                    return f"a sheet of it spans more than {MOST_CELLS:,} cells"
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
        return _said(error)
    except (zipfile.BadZipFile, zlib.error) as error:
        return _said(error)
    return None


def _said(error: Exception) -> str:
    return str(error).strip().rstrip(".").lower() or "it is damaged"


def _is_too_wide(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if member.file_size > _SMALL and not any(map(_looks_far, _chunks(archive, member))):
        return False
    columns = last = 1
    for chunk in _chunks(archive, member):
        for found in _REFERENCE.finditer(chunk):
            if len(found[1]) > 1:
                columns = max(columns, _column(found[1]))
            last = max(last, int(found[2]))
    cells = max(26, columns) * last
    return cells > MOST_CELLS or (cells > MOST_SPARSE and cells > member.file_size)


def _looks_far(chunk: bytes) -> bool:
    return any(_FAR.match(chunk, found.start()) for found in _NOT_NEAR.finditer(chunk))


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a sheet piece by piece, without the blanks; the pieces overlap."""
    with archive.open(member) as packed:
        before = b""
        while chunk := packed.read(_CHUNK):
            before = before[-_OVERLAP:] + chunk.translate(None, _BLANKS)
            yield before


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number
