"""Text measured in terminal columns: Chinese characters take two, combining marks none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..text.safe_text import escape_character

ELLIPSIS = "…"

_TAB_WIDTH = 4
#: How much of a source line stays visible to the left of what is underlined.
_CONTEXT = 40
_CLOSING = frozenset(",.;:!?)]}%，。、；：！？）」』】》〉…”’")
_OPENING = frozenset("([{（「『【《〈“‘")


def width(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Return the text filled up with blanks, which stand before it when `right`."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def shorten(text: str, columns: int) -> str:
    """Return the text cut to fit, ending with an ellipsis where something was cut."""
    if width(text) <= columns:
        return text
    kept, room = [], columns - 1
    for character in text:
        room -= _character_width(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ELLIPSIS


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines at blanks and between Chinese characters.

    A word that is longer than a line stays whole, since it may be an id that somebody copies.
    """
    lines: list[str] = []
    line = ""
    for atom in _atoms(text):
        if line and width(line + atom.rstrip()) > columns:
            lines.append(line.rstrip())
            line = atom.lstrip()
        else:
            line += atom
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _atoms(text: str) -> list[str]:
    """Split where a line may end: after blanks, and beside wide characters but for punctuation."""
    atoms: list[str] = []
    for piece in re.findall(r"[^ ]* *", text):
        start = 0
        for index in range(1, len(piece)):
            before, after = piece[index - 1], piece[index]
            wide = _character_width(before) == 2 or _character_width(after) == 2
            if wide and after not in _CLOSING and after != " " and before not in _OPENING:
                atoms.append(piece[start:index])
                start = index
        atoms.append(piece[start:])
    return [atom for atom in atoms if atom]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a source line that fits, with the columns before and under the mark."""

    text: str
    indent: int
    marked: int


def window(line: str, column: int, end_column: int | None, columns: int) -> Window:
    """Return the part of `line` around the code points from `column` up to `end_column`."""
    start = min(max(column - 1, 0), len(line))
    end = len(line) if end_column is None else min(max(end_column - 1, start), len(line))
    # A line may be megabytes long; only what could be shown is looked at.
    left, right = max(0, start - columns), min(len(line), start + columns)
    cells = _cells(line[left:right])
    before, after = cells[: start - left], cells[start - left :]
    room = columns - 2
    used = sum(map(width, after))
    budget = max(min(_CONTEXT, room - 10), room - used)
    first = len(before)
    while first > 0 and width(before[first - 1]) <= budget:
        first -= 1
        budget -= width(before[first])
    shown_before = "".join(before[first:])
    room -= width(shown_before)
    last = 0
    while last < len(after) and width(after[last]) <= room:
        room -= width(after[last])
        last += 1
    head = ELLIPSIS if left + first > 0 else ""
    tail = ELLIPSIS if start + last < len(line) else ""
    return Window(
        head + shown_before + "".join(after[:last]) + tail,
        len(head) + width(shown_before),
        max(1, sum(map(width, after[: min(last, end - start)]))),
    )


def _cells(text: str) -> list[str]:
    """Return what is printed for each character, tabs filled up to the next stop."""
    cells: list[str] = []
    column = 0
    for character in text:
        shown = escape_character(character)
        if character == "\t":
            shown = " " * (_TAB_WIDTH - column % _TAB_WIDTH)
        cells.append(shown)
        column += width(shown)
    return cells


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
