"""Values in words: exact digits, units, and bounds, never rounded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import get_currency_precision

from ..model.facts import FactType
from ..model.values import Absent, Bounded, Exact, Partial
from ..text.safe_text import sanitise
from .nouns import unit_word
from .phrases import say

if TYPE_CHECKING:
    from ..model.facts import Translated
    from ..model.report import Quantity

_TEXT_LIMIT = 60
PROSE_LIMIT = 600
_ITEMS = 5


def translated(words: Translated | None, lang: str) -> str:
    """Return the text in a language, safe to print; the other language stands in for a gap."""
    if not words:
        return ""
    return sanitise(words.get(lang) or next(iter(words.values()), ""), PROSE_LIMIT)


def quantity(item: Quantity, lang: str) -> str:
    """Return a value with its unit, such as `6.99 USD`, `at least 500` or `93.1%`."""
    value = item.value
    if isinstance(value, Absent):
        return say(lang, "absent")
    if isinstance(value, Exact):
        return _known(value.value, item, lang)
    if isinstance(value, Partial):
        known = _known(value.rows, item, lang)
        return say(lang, "at_least", value=known)
    return _bounded(value, item, lang)


def _bounded(value: Bounded, item: Quantity, lang: str) -> str:
    low, high = (
        None if bound is None else _known(bound, item, lang) for bound in (value.low, value.high)
    )
    if low is not None and high is not None:
        return say(lang, "between", low=low, high=high)
    if low is not None:
        return say(lang, "at_least", value=low)
    return say(lang, "absent") if high is None else say(lang, "at_most", value=high)


def _known(value: object, item: Quantity, lang: str) -> str:
    if value is None:
        return say(lang, "empty")
    if isinstance(value, bool):
        return say(lang, "yes" if value else "no")
    if isinstance(value, Decimal):
        return amount(value, item.type, item.unit, lang)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _many(value, item, lang)
    if isinstance(value, str) and value in item.titles:
        return translated(item.titles[value], lang)
    return sanitise(str(value), _TEXT_LIMIT) or say(lang, "empty")


def _many(values: tuple[object, ...], item: Quantity, lang: str) -> str:
    if item.type is FactType.TABLE or any(isinstance(value, Mapping) for value in values):
        return say(lang, "rows", n=len(values))
    if not values:
        return say(lang, "empty")
    items = ", ".join(_known(value, item, lang) for value in values[:_ITEMS])
    hidden = len(values) - _ITEMS
    return say(lang, "items_more", items=items, n=hidden) if hidden > 0 else items


def amount(value: Decimal, kind: FactType, unit: str | None, lang: str) -> str:
    """Return a number with its unit, as short as its exact value allows."""
    if kind is FactType.PERCENT:
        return f"{digits(value)}%"
    if kind is FactType.MONEY and unit:
        return f"{digits(value, get_currency_precision(unit))} {unit}"
    if not unit or not any(character.isalpha() for character in unit):
        return digits(value)
    return say(lang, "with_unit", value=digits(value), unit=sanitise(unit_word(unit, value, lang)))


def digits(value: Decimal, places: int = 0) -> str:
    """Return every digit of a number, with separators and at least so many decimal places."""
    whole, _, fraction = f"{value:,f}".partition(".")
    fraction = fraction.rstrip("0").ljust(places, "0")
    return f"{whole}.{fraction}" if fraction else whole


def span(low: Quantity, high: Quantity, lang: str) -> tuple[str, str]:
    """Return how to change a value and by how much: (`lower`, `0.10 to 1.40 USD`)."""
    ends = [_end(low), _end(high)]
    if ends[0] is None or ends[1] is None:
        return "shift", say(lang, "between", low=quantity(low, lang), high=quantity(high, lang))
    small, large = sorted((ends[0], ends[1]))
    verb = "shift"
    if large <= 0:
        verb, (small, large) = "lower", (-large, -small)
    elif small >= 0:
        verb = "add" if low.type is FactType.INTEGER else "raise"
    last = amount(large, low.type, low.unit, lang)
    if low.type is FactType.PERCENT:
        last = say(lang, "points", value=digits(large))
    if small == large:
        return verb, last
    places = get_currency_precision(low.unit) if low.type is FactType.MONEY and low.unit else 0
    return verb, say(lang, "between", low=digits(small, places), high=last)


def _end(item: Quantity) -> Decimal | None:
    value = item.value
    return value.value if isinstance(value, Exact) and isinstance(value.value, Decimal) else None
