"""Reads a whole text file, or says why it cannot be read."""

import os
from pathlib import Path

from .diagnostics import Diagnostics
from .source import Source, display_name

#: In bytes.
DEFAULT_LIMIT = 20_000_000

_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS_UTF8 = "save the file as UTF-8 (in Excel and Notepad: Save As, then choose UTF-8)"


def read_source(
    path: str | os.PathLike[str],
    diagnostics: Diagnostics,
    *,
    limit: int = DEFAULT_LIMIT,
    name: str | None = None,
) -> Source | None:
    """Read a UTF-8 file; on failure report one diagnostic and return None.

    Args:
        path: The file; its name in diagnostics is the path as given.
        diagnostics: Where a failure is reported.
        limit: The largest size accepted, in bytes.
        name: The name for diagnostics, where the path is that of a copy.
    """
    name = name or display_name(path)
    data = _read_bytes(path, name, diagnostics, limit)
    if data is None:
        return None
    if data.startswith(_UTF16_BOMS):
        diagnostics.error(
            "SKU-Y005", "file is UTF-16, not UTF-8", place=f"{name}:1:1", help=_SAVE_AS_UTF8
        )
        return None
    data = data.removeprefix(_BOM)
    nul = data.find(b"\0")
    if nul >= 0:
        diagnostics.error(
            "SKU-Y006",
            "file holds NUL bytes, so it is not a text file",
            place=_byte_place(name, data, nul),
            help="export the data as text, in UTF-8",
        )
        return None
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        place = _byte_place(name, data, error.start)
        line, column = place.rsplit(":", 2)[1:]
        diagnostics.error(
            "SKU-Y005",
            f"file is not UTF-8: wrong byte 0x{data[error.start]:02X} "
            f"on line {line}, column {column}",
            place=place,
            help=_SAVE_AS_UTF8,
        )
        return None


def _read_bytes(
    path: str | os.PathLike[str], name: str, diagnostics: Diagnostics, limit: int
) -> bytes | None:
    try:
        if Path(path).is_dir():
            diagnostics.error("SKU-Y002", f"`{name}` is a folder, not a file", place=name)
            return None
        with Path(path).open("rb") as file:
            # One byte more than allowed tells "too large" even where the size is unknown (pipes).
            data = file.read(limit + 1)
    except FileNotFoundError:
        diagnostics.error(
            "SKU-Y001",
            f"no file `{name}`",
            place=name,
            help="paths are relative to the folder the command runs in",
        )
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a usable path"
        diagnostics.error("SKU-Y003", f"cannot read `{name}`: {reason.lower()}", place=name)
    else:
        if len(data) <= limit:
            return data
        diagnostics.error(
            "SKU-Y004",
            f"file is larger than {limit:,} bytes",
            place=name,
            help="split the file, or keep large tables as CSV",
        )
    return None


def _byte_place(name: str, data: bytes, offset: int) -> str:
    """Return `file:line:column` of a byte; everything before it must be valid UTF-8."""
    line_start = data.rfind(b"\n", 0, offset) + 1
    column = len(data[line_start:offset].decode("utf-8", errors="replace")) + 1
    line = data.count(b"\n", 0, offset) + 1
    return f"{name}:{line}:{column}"
