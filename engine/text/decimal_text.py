"""Numbers as they are written in YAML and JSON, read without rounding."""

import re
from decimal import Decimal

MAX_DIGITS = 100

#: Within what a binary float can hold, so that a number never turns into infinity later.
MAX_EXPONENT = 300

_EXPONENT = re.compile(r"[eE]([-+]?[0-9]+)$")


def parse_decimal(raw: str) -> Decimal | None:
    """Return the exact value of a well-formed number, or None when it is out of range."""
    match = _EXPONENT.search(raw)
    digits = raw[: match.start()] if match else raw
    # INVARIANT: the length is checked first; int() and Decimal() of endless digits are slow.
    if len(digits) > MAX_DIGITS + 2 or (match and len(match[1]) > 10):
        return None
    value = Decimal(raw)
    if value and abs(value.adjusted()) > MAX_EXPONENT:
        return None
    if len(value.as_tuple().digits) > MAX_DIGITS or (match and abs(int(match[1])) > MAX_EXPONENT):
        return None
    return value
