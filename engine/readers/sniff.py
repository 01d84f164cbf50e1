"""Guesses a file's format from its first bytes, for files whose ending says nothing."""

from __future__ import annotations

import re

_YAML_KEY = re.compile(r"[\w$-]+:(\s|$)")


def sniff(head: bytes) -> str | None:
    """Return the name of the reader for a file that starts so, or None."""
    if head.startswith(b"PAR1"):
        return "parquet"
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The sample may end within a character.
        if error.start < len(head) - 4:
            return None
        text = head[: error.start].decode("utf-8-sig")
    lines = [line for line in text.splitlines() if line.strip()]
    if "\0" in text or not lines:
        return None
    first = lines[0].strip()
    if first.startswith("{") and len(lines) > 1 and first.endswith("}"):
        return "ndjson"
    if first.startswith(("{", "[")):
        return "json"
    if _YAML_KEY.match(first) or first.startswith(("- ", "---", "#")):
        return "yaml"
    return "csv" if re.search(r"[,;\t|]", first) else None
