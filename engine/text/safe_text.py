"""Makes text from users, sellers and files harmless to print.

Such text may hold terminal escapes, characters that reverse the reading direction, and
characters that cannot be seen at all. Every reporter passes it through `sanitise`.
"""

import re

_ELLIPSIS = "…"
SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Control characters, soft hyphen, fillers, zero-width and direction marks, line separators,
# surrogates, byte order mark, interlinear marks, non-characters, invisible tag characters.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def escape_character(character: str) -> str:
    r"""Return a character as it may be printed: itself, or an escape such as `\u202e`."""
    if UNSAFE.match(character) is None:
        return character
    if character in SHORT_ESCAPES:
        return SHORT_ESCAPES[character]
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def sanitise(text: str, limit: int | None = None) -> str:
    r"""Return the text with everything invisible or misleading shown as an escape.

    Line ends and tabs become `\n`, `\r` and `\t`. Backslashes stay as they are: the result is
    for reading, not for parsing.

    Args:
        text: What to show.
        limit: The longest result wanted, in characters; a longer one is cut and ends with `…`.
    """
    if limit is None:
        return UNSAFE.sub(lambda match: escape_character(match[0]), text)
    # Only what can fit is looked at, so that 200 MB of text cost nothing.
    escaped = [escape_character(character) for character in text[: limit + 1]]
    if sum(map(len, escaped)) <= limit:
        return "".join(escaped)
    kept, room = [], limit - len(_ELLIPSIS)
    for piece in escaped:
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept) + _ELLIPSIS[:limit]
