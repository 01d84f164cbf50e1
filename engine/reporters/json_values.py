"""Values and texts as the JSON report writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from ..model.values import Bounded, Exact
from .json_writer import Json

if TYPE_CHECKING:
    from ..model.facts import Translated
    from ..model.report import Quantity, Subject
    from ..model.values import Value

_LANGUAGES = ("en", "zh")


def subject_json(subject: Subject) -> Json:
    """Return a record with those it belongs to."""
    return {
        "entity": subject.entity,
        "key": subject.key,
        "parents": dict(subject.parents),
        "title": subject.title,
    }


def words_json(words: Translated) -> Json:
    """Return a text in each language."""
    return {lang: words.get(lang, "") for lang in _LANGUAGES}


def words_or_null_json(words: Translated | None) -> Json:
    """Return a text in each language, or null for none."""
    return words_json(words) if words else None


def amount_json(quantity: Quantity | None) -> Json:
    """Return a value without its unit."""
    return None if quantity is None else value_json(quantity.value)


def unit_json(*quantities: Quantity | None) -> str | None:
    """Return the unit the quantities share; percent values are told by `%`."""
    for quantity in quantities:
        if quantity is not None and (quantity.unit or quantity.type.value == "percent"):
            return quantity.unit or "%"
    return None


def value_json(value: Value) -> Json:
    """Return a value; a range as its two ends."""
    if isinstance(value, Exact):
        return plain_json(value.value)
    if isinstance(value, Bounded):
        return {"at_least": plain_json(value.low), "at_most": plain_json(value.high)}
    return None


def plain_json(value: object) -> Json:
    """Return a known value as JSON: dates as ISO 8601 text, tables as lists of objects."""
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [plain_json(item) for item in items]
    return str(value)
