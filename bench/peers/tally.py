"""What an engine says of a rule, in numbers that every engine can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias


class Tally(NamedTuple):
    """How many records are clear (pass, or are not asked), fail, or lack what decides.

    None where an engine cannot tell.
    """

    clear: int | None
    fail: int | None
    unknown: int | None


Tallies: TypeAlias = Mapping[str, Tally]


def tally_of(total: int, fail: int, unknown: int = 0) -> Tally:
    """Return the counts of a rule, given all records and those that are not clear."""
    return Tally(total - fail - unknown, fail, unknown)


def agrees(found: Tally, right: Tally) -> bool:
    """Tell whether everything that an engine said is right."""
    return all(mine is None or mine == its for mine, its in zip(found, right, strict=True))
