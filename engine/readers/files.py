"""Looks over a whole file once, in chunks: can it be read, is it text, what is nowhere in it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..text.diagnostics import Diagnostics

#: A file is looked over, and later searched for lines, in pieces of so many bytes.
CHUNK = 1 << 20

#: In bytes; what the columnar engine takes as one line at most.
LINE_LIMIT = 2_000_000

#: Characters whose absence saves looking for them in cells, with their bytes.
_NOTED = MappingProxyType({each: each.encode() for each in '_?+\t\r"'})
_WIDE = frozenset("\u00a0\u3000\ufeff\ufffd")
NOTED = frozenset(_NOTED) | _WIDE

#: Up to this many bytes a file is decoded while it is looked over.
_DECODE_LIMIT = 1 << 24

_SAVE_AS_UTF8 = "save the file as UTF-8 (in Excel: Save As, `CSV UTF-8`)"

_FOREIGN = ((b"%PDF-", "a PDF document"),)


def read_head(path: Path, name: str, diagnostics: Diagnostics, size: int = 65536) -> bytes | None:
    """Return the first bytes of a file; None after reporting why it is no file of facts."""
    try:
        if path.is_dir():
            diagnostics.error(
                "SKU-Y002",
                f"`{name}` is a folder, not a file",
                place=name,
                help="name the files inside it",
            )
            return None
        with path.open("rb") as file:
            head = file.read(size)
    except FileNotFoundError:
        diagnostics.error(
            "SKU-Y001",
            f"no file `{name}`",
            place=name,
            help="paths are relative to the folder the command runs in",
        )
        return None
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a usable path"
        diagnostics.error("SKU-Y003", f"cannot read `{name}`: {reason.lower()}", place=name)
        return None
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        diagnostics.error(
            "SKU-Y007",
            "file is empty",
            place=name,
            help="export it again; a table needs at least a heading",
        )
        return None
    for magic, kind in _FOREIGN:
        if head.startswith(magic):
            diagnostics.error(
                "SKU-F002",
                f"`{name}` is {kind}",
                place=name,
                help="export the data as CSV or Excel, and name that file",
            )
            return None
    return head


def absent_from(text: str, noted: frozenset[str]) -> frozenset[str]:
    """Return which of the noted characters stand nowhere in a text."""
    sought = noted - _WIDE if text.isascii() else noted
    return noted - {each for each in sought if each in text}


@dataclass(frozen=True, slots=True)
class TextScan:
    """What one pass over a text file has shown; `size` is in bytes.

    `pairs` counts the carriage returns with a newline behind them; `absent` are characters, of
    those that are worth knowing of, that stand nowhere.
    """

    size: int
    carriage_returns: int
    pairs: int
    #: Whether all lines end alike, those inside of quotes included.
    has_one_line_end: bool
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lines:
    """How many lines a file has, and how many newlines stand up to the end of each chunk.

    What stands behind the last newline is a line too.
    """

    count: int
    marks: tuple[int, ...]


def count_lines(path: Path) -> Lines:
    """Count the lines of a file, which takes as long as its hash and is left until needed."""
    marks: list[int] = []
    newlines, last = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            newlines += chunk.count(b"\n")
            marks.append(newlines)
            last = chunk[-1:]
    return Lines(newlines + (last not in (b"", b"\n")), tuple(marks))


def scan_text(
    path: Path,
    name: str,
    diagnostics: Diagnostics,
    line_limit: int = LINE_LIMIT,
    decode_limit: int = _DECODE_LIMIT,
) -> TextScan | None:
    """Check that a file is UTF-8 without NUL bytes or endless lines; report the first fault.

    Bytes beyond `decode_limit` are not decoded: the columnar engine does so in any case, and
    several times as fast.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = returns = pairs = line_start = 0
    last = b""
    absent, is_ascii, has_bare_newline = set(_NOTED), True, False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not size and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                diagnostics.error(
                    "SKU-Y005",
                    "file is UTF-16, not UTF-8",
                    place=f"{name}:1:1",
                    help=_SAVE_AS_UTF8,
                )
                return None
            nul = chunk.find(b"\0")
            wrong = _find_wrong_byte(chunk, decoder) if size < decode_limit else None
            long_line = _find_long_line(chunk, size, line_start, line_limit)
            fault = min((at for at in (nul, wrong) if at is not None and at >= 0), default=None)
            if long_line is not None and (fault is None or long_line < size + fault):
                line = _newlines_before(path, long_line) + 1
                diagnostics.error(
                    "SKU-F004",
                    f"line {line:,} is longer than {line_limit:,} bytes",
                    place=f"{name}:{line}:1",
                    help="the file is damaged, or is no table; export it again",
                )
                return None
            if fault is not None:
                _report_fault(path, name, size + fault, diagnostics)
                return None
            absent -= {each for each in absent if _NOTED[each] in chunk}
            is_ascii = is_ascii and chunk.isascii()
            is_split = last == b"\r" and chunk.startswith(b"\n")
            pairs += is_split
            newline = chunk.rfind(b"\n")
            if b"\r" in chunk:
                within = chunk.count(b"\r\n")
                returns, pairs = returns + chunk.count(b"\r"), pairs + within
                has_bare_newline |= chunk.count(b"\n") != within + is_split
            else:
                has_bare_newline |= newline >= is_split
            if newline >= 0:
                line_start = size + newline + 1
            size += len(chunk)
            last = chunk[-1:]
    pending = len(decoder.getstate()[0])
    if pending and size <= decode_limit:
        _report_fault(path, name, size - pending, diagnostics)
        return None
    nowhere = frozenset(absent) | (_WIDE if is_ascii else frozenset())
    has_one_line_end = not returns or (returns == pairs and not has_bare_newline)
    return TextScan(size, returns, pairs, has_one_line_end, nowhere)


def _find_wrong_byte(chunk: bytes, decoder: codecs.IncrementalDecoder) -> int | None:
    """Return the offset of the first byte of a chunk that is not UTF-8."""
    pending = len(decoder.getstate()[0])
    if chunk.isascii() and not pending:
        return None
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        return max(0, error.start - pending)
    return None


def _find_long_line(chunk: bytes, offset: int, line_start: int, limit: int) -> int | None:
    """Return where a line starts that is longer than the limit and reaches into this chunk.

    A line that starts in the chunk is looked at here only if the limit is below the chunk's
    size; otherwise the next chunk shows its length.
    """
    first = chunk.find(b"\n")
    end = offset + (len(chunk) if first < 0 else first)
    if end - line_start > limit:
        return line_start
    if limit < len(chunk) and first >= 0:
        long_line = re.compile(b"[^\n]{%d}" % (limit + 1)).search(chunk, first + 1)
        if long_line is not None:
            return offset + long_line.start()
    return None


def _newlines_before(path: Path, end: int) -> int:
    newlines = 0
    with path.open("rb") as file:
        while (left := end - file.tell()) > 0 and (chunk := file.read(min(CHUNK, left))):
            newlines += chunk.count(b"\n")
    return newlines


def _report_fault(path: Path, name: str, at: int, diagnostics: Diagnostics) -> None:
    line, column, byte = _locate(path, at)
    place = f"{name}:{line}:{column}"
    if byte == 0:
        diagnostics.error(
            "SKU-Y006",
            "file holds NUL bytes, so it is not a text file",
            place=place,
            help="export the data as text, in UTF-8",
        )
    else:
        diagnostics.error(
            "SKU-Y005",
            f"file is not UTF-8: wrong byte 0x{byte:02X} on line {line}, column {column}",
            place=place,
            help=_SAVE_AS_UTF8,
        )


def _locate(path: Path, at: int) -> tuple[int, int, int]:
    """Return line, column and value of the byte at an offset; all before it is UTF-8."""
    line, start, offset = 1, 0, 0
    with path.open("rb") as file:
        while offset < at and (chunk := file.read(min(CHUNK, at - offset))):
            if b"\n" in chunk:
                line += chunk.count(b"\n")
                start = offset + chunk.rfind(b"\n") + 1
            offset += len(chunk)
        file.seek(start)
        before = file.read(at - start)
        byte = file.read(1)
    text = before.decode("utf-8", errors="replace").removeprefix("\ufeff")
    return line, len(text) + 1, byte[0] if byte else 0
