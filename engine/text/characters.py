"""Characters that no rule or fact file may hold as they are."""

import re

from .diagnostics import Diagnostics
from .source import Source

# The three line separators are refused although Unicode prints them: PyYAML starts a new line
# at them and no editor does, so `a: x<U+2028>b: 1` would be two keys that look like one.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def refuse_characters(source: Source, diagnostics: Diagnostics) -> bool:
    """Report the first character that is not allowed in a file; return whether there is one."""
    match = _REFUSED.search(source.text)
    if match is None:
        return False
    number = ord(match[0])
    can_be_escaped = not 0xD800 <= number <= 0xDFFF
    diagnostics.error(
        "SKU-Y008",
        f"character U+{number:04X} is not allowed here",
        span=source.span(match.start(), match.end()),
        help="delete it"
        + (f", or write it in double quotes as `\\u{number:04x}`" if can_be_escaped else ""),
    )
    return True
