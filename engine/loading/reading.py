"""Small readers of node trees whose shape has been checked; they give None where it was wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..model.rule import Reference
from ..text.diagnostics import Diagnostics
from ..text.nodes import Entry, Mapping, Node, Scalar, Sequence
from ..text.source import Span

if TYPE_CHECKING:
    from ..model.facts import Translated

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

NO_TEXT: Translated = MappingProxyType({})


def text_at(node: Mapping, key: str) -> str | None:
    """Return the text under a key; a number or boolean as it was written."""
    return text_of(node.get(key))


def text_of(node: Node | None) -> str | None:
    """Return a scalar as it was written, or None for anything else and for nothing."""
    return node.raw if isinstance(node, Scalar) and node.raw else None


def texts_at(node: Mapping, key: str) -> tuple[str, ...]:
    """Return the texts of a list under a key."""
    return tuple(scalar.raw for scalar in scalars_at(node, key))


def scalars_at(node: Mapping, key: str) -> tuple[Scalar, ...]:
    """Return the scalars of a list under a key."""
    items = node.get(key)
    if not isinstance(items, Sequence):
        return ()
    return tuple(item for item in items.items if isinstance(item, Scalar))


def maps_at(node: Mapping, key: str) -> tuple[Mapping, ...]:
    """Return the maps of a list under a key."""
    items = node.get(key)
    if not isinstance(items, Sequence):
        return ()
    return tuple(item for item in items.items if isinstance(item, Mapping))


def entries_at(node: Mapping, key: str) -> Iterator[Entry]:
    """Yield the entries of a map under a key."""
    inner = node.get(key)
    if isinstance(inner, Mapping):
        yield from inner.entries


def translated_at(node: Mapping, key: str) -> Translated:
    """Return the text in each language under a key."""
    return translated(node.get(key))


def translated(node: Node | None) -> Translated:
    """Return the text in each language; empty when it is none."""
    if not isinstance(node, Mapping):
        return NO_TEXT
    return MappingProxyType(
        {entry.key: text for entry in node.entries if (text := text_of(entry.value))}
    )


def day_at(node: Mapping, key: str, diagnostics: Diagnostics) -> date | None:
    """Return the date under a key, and report one that does not exist."""
    value = node.get(key)
    if not isinstance(value, Scalar) or not value.raw:
        return None
    day = parse_day(value.raw)
    if day is None:
        report_bad_day(value.raw, value.span, diagnostics)
    return day


def parse_day(text: str) -> date | None:
    """Return the date written as year-month-day, or None."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def report_bad_day(text: str, span: Span, diagnostics: Diagnostics) -> None:
    """Report a text that should have been a date."""
    exists = not _DAY.fullmatch(text)
    diagnostics.error(
        "SKU-R028",
        f"`{text}` is not a date" if exists else f"there is no day `{text}`",
        span=span,
        help="write year-month-day, such as `2026-03-01`",
    )


def reference_at(node: Mapping, key: str, diagnostics: Diagnostics) -> Reference | None:
    """Return the reference under a key, or None when a part of it is missing."""
    value = node.get(key)
    if not isinstance(value, Mapping):
        return None
    document, section = text_at(value, "document"), text_at(value, "section")
    checked = day_at(value, "checked", diagnostics)
    if document is None or section is None or checked is None:
        return None
    return Reference(document, section, checked, text_at(value, "url"))


def entry_span(entry: Entry) -> Span:
    """Return the place of a key with its value."""
    first, last = entry.key_span, entry.value.span
    return Span(first.source, first.line, first.column, last.end_line, last.end_column)
