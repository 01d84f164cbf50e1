"""What an aggregate over the rows of a list or table is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...model.facts import FactType, Translated


#: Words that may stand beside every aggregate.
COMMON = ("where", "with", "complete_when")


class Takes(StrEnum):
    """What stands behind the aggregate's word."""

    ROWS = "rows"  # a list or table
    VALUES = "values"  # a list, or a column of a table


@dataclass(frozen=True, slots=True)
class AggregateExample:
    """A way to derive a fact as YAML would give it, what is stated, and what must come out."""

    derive: str
    rows: str
    result: str


@dataclass(frozen=True, slots=True)
class Aggregation:
    """A word that makes one value of many rows.

    `keys` are the words that may stand beside it, `needs` those that must. `accepts` holds the
    types of value it works on, empty where it takes none. `result` gives the type that comes out,
    None for that of the value; `words` say what it is, with `{rows}` for the list or table. With
    `pairs` it looks at every two different rows, both ways round.
    """

    name: str
    takes: Takes
    result: FactType | None
    summary: str
    words: Translated
    examples: tuple[AggregateExample, ...]
    accepts: frozenset[FactType] = frozenset()
    keys: tuple[str, ...] = COMMON
    needs: tuple[str, ...] = ()
    pairs: bool = False
    synonyms: tuple[str, ...] = ()
