"""Guesses a file's format from its first bytes, for files whose ending says nothing."""

from __future__ import annotations

import re

_YAML_KEY = re.compile(r"[\w$-]+:(\s|$)")


_BINARY = (
    (b"PAR1", "parquet"),
    (b"SQLite format 3\0", "sqlite"),
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
)


def sniff_binary(head: bytes) -> str | None:
    """Return the name of the reader for a file whose first bytes are those of a binary format."""
    return next((name for magic, name in _BINARY if head.startswith(magic)), None)


def sniff(head: bytes) -> str | None:
    """Return the name of the reader for a text that starts so, or None.

    What matters here is ASCII, and stands for itself in every encoding but those of two bytes.
    """
    plain = head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    try:
        text = plain.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The sample may end within a character.
        cut_short = error.start > len(plain) - 4
        text = plain[: error.start].decode("utf-8-sig") if cut_short else plain.decode("latin-1")
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    if not lines:
        return None
    first = lines[0].strip(" ")
    if first.startswith("{") and len(lines) > 1 and first.endswith("}"):
        return "ndjson"
    if first.startswith(("{", "[")):
        return "json"
    if first.startswith(("<?xml", "<rss", "<feed")):
        return "xml"
    if _YAML_KEY.match(first) or first.startswith(("- ", "---", "#")):
        return "yaml"
    return "csv" if re.search(r"[,;\t|]", first) else None
