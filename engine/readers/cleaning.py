"""Tells records from the other rows of a table: blank ones, totals, headings once more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter

from ..text.diagnostics import Diagnostics
from .vocabulary import normalise

_TOTAL_WORDS = (
    "总计|合计|小计|总和|汇总|共计|全部合计|total|totals|grand total|sub ?total|sum|summe|gesamt|"
    "gesamtsumme|total général|totale|totale generale|total general|suma|итого.*|всего.*|"
    "合計|総計|小計"
)
_TOTAL_STARTS = frozenset(word[0] for word in _TOTAL_WORDS.split("|"))
_TOTAL_PAIRS = frozenset(word[:2] for word in _TOTAL_WORDS.split("|"))
TOTAL = re.compile(rf"(?:{_TOTAL_WORDS})\s*[:：]?", re.IGNORECASE)


_HEAD = itemgetter(slice(2))
_TAIL = itemgetter(slice(-1, None))


class Row(StrEnum):
    """What a row of a table is."""

    RECORD = "record"
    BLANK = "blank"
    HEADING = "heading"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Tells the rows of one table apart, by its headings and the column of its key."""

    headings: tuple[str, ...]
    key: int | None
    _normal: tuple[str, ...] = field(init=False, repr=False)
    _raw: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_normal", tuple(normalise(each) for each in self.headings))
        object.__setattr__(self, "_raw", frozenset(each.strip() for each in self.headings))

    def doubtful(self, starts: Sequence[str]) -> list[int]:
        """List the rows that by their first cells alone may be no records."""
        # Most tables have few beginnings and ends among many cells.
        heads = {head for head in set(map(_HEAD, starts)) if _is_odd_head(head)}
        tails = {tail for tail in set(map(_TAIL, starts)) if tail.isspace()}
        raw = self._raw
        if not heads and not tails and raw.isdisjoint(starts):
            return []
        return [
            at
            for at, start in enumerate(starts)
            if start[:2] in heads or start[-1:] in tails or start in raw
        ]

    def kind(self, row: Sequence[str]) -> Row:
        """Return what a row is."""
        first = next((cell for cell in row if cell and not cell.isspace()), None)
        if first is None:
            return Row.BLANK
        start = first[0] if first[0] != " " else first.lstrip()[0]
        if start.casefold() in _TOTAL_STARTS and len(first) < 20 and TOTAL.fullmatch(first.strip()):
            key = row[self.key].strip() if self.key is not None and self.key < len(row) else ""
            if not key or TOTAL.fullmatch(key):
                return Row.TOTAL
        if first.strip() in self._raw and self._is_heading(row):
            return Row.HEADING
        return Row.RECORD

    def _is_heading(self, row: Sequence[str]) -> bool:
        filled = [(at, cell) for at, cell in enumerate(row) if cell.strip()]
        return len(filled) > 1 and all(
            at < len(self._normal) and normalise(cell) == self._normal[at] for at, cell in filled
        )


def _is_odd_head(head: str) -> bool:
    """Tell whether what begins with these two letters may be blank, or a word for totals."""
    return head < "!" or head[0].isspace() or head.casefold() in _TOTAL_PAIRS


@dataclass(slots=True)
class LeftOut:
    """The rows that were no records, by what they are: how many, and the first place."""

    places: dict[Row, list[str]] = field(default_factory=dict)

    def add(self, kind: Row, place: str) -> None:
        """Note a row; blank ones are nothing to speak of."""
        if kind is not Row.BLANK:
            self.places.setdefault(kind, []).append(place)

    def report(self, diagnostics: Diagnostics) -> None:
        """Say which rows were left out, once for each kind."""
        words = {Row.TOTAL: "totals", Row.HEADING: "the headings once more"}
        for kind, places in self.places.items():
            more = f", and {len(places) - 1:,} more rows like it" if len(places) > 1 else ""
            diagnostics.warning(
                "SKU-F038",
                f"this row holds {words[kind]}, so it is no record{more}",
                place=places[0],
                help="nothing needs to be done, unless it is a record after all",
            )
