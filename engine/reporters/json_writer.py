"""JSON text written piece by piece, with decimals digit for digit and nothing a terminal obeys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Stream:
    """A JSON array whose elements are made while it is written, one on each line."""

    items: Iterable[Json]


Scalar: TypeAlias = "bool | int | Decimal | str | None"
Json: TypeAlias = "Scalar | tuple[Json, ...] | list[Json] | Mapping[str, Json] | Stream"

# Control, direction and invisible characters keep their value as escapes, so that a report shown
# in a terminal or an editor cannot move the cursor or reorder text. A lone surrogate has no UTF-8.
_ESCAPED = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


_encode_text = json.JSONEncoder(ensure_ascii=False).encode


def encode(value: Json, depth: int = 0) -> Iterator[str]:
    """Yield the text of a value, its lines after the first indented for `depth`."""
    if isinstance(value, Stream):
        yield from _encode_stream(value, depth)
    elif isinstance(value, Mapping):
        pairs = ((f"{_quote(key)}: ", item) for key, item in value.items())
        yield from _encode_items("{", "}", pairs, depth)
    elif isinstance(value, tuple | list):
        yield from _encode_items("[", "]", (("", item) for item in value), depth)
    else:
        yield _scalar(value)


def compact(value: Json) -> str:
    """Return the text of a value on one line."""
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quote(k)}: {compact(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Stream):
        value = tuple(value.items)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(compact(item) for item in value) + "]"
    return _scalar(value)


def _encode_items(
    opening: str, closing: str, items: Iterable[tuple[str, Json]], depth: int
) -> Iterator[str]:
    separator = opening
    for head, item in items:
        yield f"{separator}\n{'  ' * (depth + 1)}{head}"
        yield from encode(item, depth + 1)
        separator = ","
    yield f"\n{'  ' * depth}{closing}" if separator == "," else opening + closing


def _encode_stream(stream: Stream, depth: int) -> Iterator[str]:
    separator = "["
    for item in stream.items:
        yield f"{separator}\n{'  ' * (depth + 1)}{compact(item)}"
        separator = ","
    yield f"\n{'  ' * depth}]" if separator == "," else "[]"


def _scalar(value: Scalar) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, Decimal):
        # JSON has no infinities, and an exponent would be read as a binary float by many.
        return format(value, "f") if value.is_finite() else "null"
    return str(value)


def _quote(text: str) -> str:
    quoted = _encode_text(text)
    # Nearly all texts of a long report are keys, and plain.
    if quoted.isascii() and "\x7f" not in quoted:
        return quoted
    return _ESCAPED.sub(_escape, quoted)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1] if match[0] != "\x7f" else "\\u007f"
