"""Finds the name someone probably meant."""

import re
import unicodedata
from collections.abc import Iterable

#: More differences than this are never a slip of the finger, however long the name.
_MOST_EDITS = 4


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like the name, or None when none is close enough."""
    wanted = _fold(name)
    found = []
    for candidate in candidates:
        distance = _distance(wanted, _fold(candidate))
        if distance is not None:
            # Of two equally far, the longer one shares more with the name.
            found.append((distance, -len(candidate), candidate))
    return min(found)[2] if found else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """Return a help sentence that names the nearest candidate, or None."""
    found = nearest(name, candidates)
    return f"did you mean `{found}`?" if found is not None else None


def _fold(name: str) -> str:
    """Take away differences that people do not see as differences."""
    folded = unicodedata.normalize("NFKC", name[:200]).casefold()
    return re.sub(r"[\s_-]+", "_", folded).strip("_")


def _distance(left: str, right: str) -> int | None:
    """Return the number of edits between two folded names, or None when they are unlike."""
    if left == right:
        return 0
    shorter, longer = sorted((left, right), key=len)
    most = min(_MOST_EDITS, max(1, len(longer) // 3))
    if not shorter or len(longer) - len(shorter) > most:
        return None
    if "_" in left and sorted(left.split("_")) == sorted(right.split("_")):
        return 1
    distance = _edits(left, right)
    if distance > most or distance >= len(longer):
        return None
    # In a name of one or two characters a replaced one makes a different word.
    if len(shorter) <= 2 and len(shorter) == len(longer) and sorted(left) != sorted(right):
        return None
    return None if len(shorter) == 1 else distance


def _edits(left: str, right: str) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours (Damerau)."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, a in enumerate(left, 1):
        current = [row]
        for column, b in enumerate(right, 1):
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (a != b))
            if row > 1 and column > 1 and a == right[column - 2] and b == left[row - 2]:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, above = above, current
    return above[-1]
