"""Guesses a file's format from its first bytes, for files whose ending says nothing."""

from __future__ import annotations

import re

_YAML_KEY = re.compile(r"[\w$-]+:(\s|$)")


_BINARY = (
    (b"PAR1", "parquet"),
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
    text = head.replace(b"\0", b"").decode("utf-8-sig", errors="ignore").lstrip("\ufeff\ufffe")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    first = lines[0].strip()
    if first.startswith("{") and len(lines) > 1 and first.endswith("}"):
        return "ndjson"
    if first.startswith(("{", "[")):
        return "json"
    if _YAML_KEY.match(first) or first.startswith(("- ", "---", "#")):
        return "yaml"
    return "csv" if re.search(r"[,;\t|]", first) else None
