"""Checks that a pattern keeps to the part of regular expressions that all engines read alike."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"\\[\\.^$*+?()\[\]{}|/&~#@!%,;:=<>\"' -]"  # a sign that stands for itself
    r"|\[\^?(?:\\[\\\]\[^-]|[^\\\[\]])+\]"  # a class
    r"|\((?!\?)|\)|\|"
    r"|[*+?](?![*+?])"
    r"|\{[0-9]{1,3}(?:,[0-9]{0,3})?\}(?![*+?])"
    r"|[^\\\[\](){}*+?|^$]"
)
_LETTERS = {"d": "[0-9]", "w": "[A-Za-z0-9_]", "s": "[ ]"}


def why_unportable(pattern: str) -> tuple[str, int, int, str | None] | None:
    """Return what is wrong with a pattern, from where to where, and what to write instead."""
    at = 0
    while at < len(pattern):
        match = _PIECE.match(pattern, at)
        if match is None:
            return _explain(pattern, at)
        at = match.end()
    try:
        re.compile(pattern)
    except re.error as error:
        at = error.pos or 0
        return f"the pattern breaks off: {error.msg}", at, min(at + 1, len(pattern)), None
    return None


def _explain(pattern: str, at: int) -> tuple[str, int, int, str | None]:
    if pattern[at] == "\\" and at + 1 < len(pattern):
        letter = pattern[at + 1]
        help = f"write `{_LETTERS[letter]}`" if letter in _LETTERS else "remove it"
        return f"`\\{letter}` is not known in patterns", at, at + 2, help
    if pattern[at] in "^$":
        return (
            f"`{pattern[at]}` is not needed",
            at,
            at + 1,
            "remove it: the whole text has to match",
        )
    if pattern.startswith("(?", at):
        return "`(?` is not known in patterns", at, at + 2, "use a plain group `( )`"
    help = f"write `\\{pattern[at]}` for the sign itself"
    return f"`{pattern[at]}` does not belong here", at, at + 1, help
