"""Finds the row with the headings, which need not be the first one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .recognise import Recogniser

#: Rows in which a heading is looked for.
SEARCHED = 40


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """The headings of a table: their texts, the first of their rows, and how many there are.

    `rows` gives for each heading the row it stands in.
    """

    first: int
    count: int
    texts: tuple[str, ...]
    rows: tuple[int, ...]
    known: int

    @property
    def end(self) -> int:
        """The first row behind the headings."""
        return self.first + self.count


def find_heading(rows: Sequence[Sequence[str]], recogniser: Recogniser) -> HeadingRow | None:
    """Return the row, or the two rows, with the most headings we know; the first among equals.

    Where there is a machine's row beside one for people, the better known one is taken and the
    other is no record. None where no heading is known.
    """
    best: HeadingRow | None = None
    for at, row in enumerate(rows[:SEARCHED]):
        for found in (_single(at, row, recogniser), _pair(at, rows, recogniser)):
            if found is not None and found.known > (best.known if best is not None else 0):
                best = found
    return best


def _single(at: int, row: Sequence[str], recogniser: Recogniser) -> HeadingRow:
    texts = tuple(cell.strip() for cell in row)
    return HeadingRow(at, 1, texts, (at,) * len(texts), recogniser.count_known(texts))


def _pair(at: int, rows: Sequence[Sequence[str]], recogniser: Recogniser) -> HeadingRow | None:
    """Join a row with the one below it, where cells merged downwards leave blanks."""
    if at + 1 >= len(rows):
        return None
    upper, lower = rows[at], rows[at + 1]
    if not any(
        not below.strip() and above.strip() for above, below in zip(upper, lower, strict=False)
    ):
        return None
    width = max(len(upper), len(lower))
    texts, places = [], []
    for column in range(width):
        above = upper[column].strip() if column < len(upper) else ""
        below = lower[column].strip() if column < len(lower) else ""
        texts.append(below or above)
        places.append(at + 1 if below else at)
    return HeadingRow(at, 2, tuple(texts), tuple(places), recogniser.count_known(texts))
