"""Units that are rates between currencies, such as `USD per EUR`."""

from __future__ import annotations

import re

_RATE = re.compile(r"([A-Z]{3})\s*(?:per|/)\s*([A-Z]{3})")


def rate_of(unit: str | None) -> tuple[str, str] | None:
    """Return the two currencies of a rate: amounts of the second times it are in the first."""
    match = _RATE.fullmatch(unit) if unit is not None else None
    return None if match is None else (match[1], match[2])


def exchanged(currency: str, rate: tuple[str, str] | None, function: str) -> str:
    """Return the currency of an amount after it was multiplied or divided by a rate."""
    if rate is None or function not in ("multiply", "divide"):
        return currency
    to, per = rate if function == "multiply" else (rate[1], rate[0])
    return to if currency == per else currency
