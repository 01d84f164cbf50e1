"""Brings text files into UTF-8, which everything behind the readers expects."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..text.diagnostics import Diagnostics
from .encodings import Encoding, Ground, find_encoding
from .files import LINE_LIMIT, TextScan, scan_text
from .hashing import sha256_of
from .reading import TemporaryFile

if TYPE_CHECKING:
    from pathlib import Path

    from .reading import Request

_CHUNK = 1 << 20
#: Faults that another encoding may explain.
_FOREIGN = ("SKU-Y005", "SKU-Y006")
_HEADING_LINES = 30


def survey_text(request: Request, line_limit: int = LINE_LIMIT) -> tuple[Request, TextScan] | None:
    """Look over a text file, and decode it where it is not UTF-8; None after reporting why not."""
    faults = Diagnostics()
    scan = scan_text(request.path, request.name, faults, line_limit)
    if scan is None and any(each.code in _FOREIGN for each in faults):
        converted = as_utf8(request, faults)
        if converted is None:
            return None
        request = converted
        scan = scan_text(request.path, request.name, request.recogniser.diagnostics, line_limit)
    else:
        request.recogniser.diagnostics.extend(faults)
    return None if scan is None else (request, scan)


def as_utf8(request: Request, faults: Diagnostics) -> Request | None:
    """Return a request for a copy in UTF-8; None after reporting that it cannot be made.

    `faults` are what was found wrong with the file read as UTF-8.
    """
    diagnostics = request.recogniser.diagnostics
    told = request.settings.encoding
    found = (
        Encoding(told, Ground.TOLD)
        if told is not None
        else find_encoding(request.path, lambda text: _known_headings(request, text))
    )
    if found is None:
        for each in faults:
            diagnostics.add(
                replace(
                    each,
                    help="say which encoding it has, such as `--encoding gb18030`,"
                    " or save the file as UTF-8 (in Excel: Save As, `CSV UTF-8`)",
                )
            )
        return None
    copy = TemporaryFile()
    try:
        _decode(request.path, copy.path, found.name)
    except UnicodeDecodeError as error:
        said = f"the file is not {found.name}: byte 0x{error.object[error.start]:02X} does not fit"
        diagnostics.error(
            "SKU-Y005",
            said,
            place=request.name,
            help="say which encoding it has, such as `--encoding cp1252`,"
            " or save the file as UTF-8",
        )
        return None
    if found.is_guess:
        place = next((each.location for each in faults), request.name)
        diagnostics.warning(
            "SKU-F030",
            f"the file is not UTF-8, so it was read as {found.name}",
            place=place,
            help="if its letters come out wrong, say which encoding it has: `--encoding NAME`",
        )
    return replace(
        request,
        path=copy.path,
        inner=request.inner or request.path.name,
        sha256=request.sha256 or sha256_of(request.path),
        kept=(*request.kept, copy),
        encoding=found,
    )


def _decode(source: Path, target: Path, encoding: str) -> None:
    with (
        source.open(encoding=encoding, newline="") as read,
        target.open("w", encoding="utf-8", newline="") as write,
    ):
        while chunk := read.read(_CHUNK):
            write.write(chunk)


def _known_headings(request: Request, text: str) -> int:
    lines = "\n".join(text.splitlines()[:_HEADING_LINES])
    cells = {cell.strip(' \t"') for cell in re.split(r"[,;\t|\r\n]", lines)}
    return request.recogniser.count_known(cell for cell in cells if not cell.isascii())
