"""What a table was taken for: the kind of its records, and the facts in its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .export_columns import PLAIN, first_at
from .tables import ExportColumns, RawColumn, Shape

if TYPE_CHECKING:
    from ..model.rule import Export
    from ..text.source import Span


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a column, with its place where there is one."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a table was taken for: `facts` and `currencies` run along its headings."""

    entity: str
    facts: tuple[str | None, ...]
    currencies: tuple[str | None, ...]
    export: Export | None = None
    #: For each heading its name in the export's descriptor, where it is known there.
    canonical: tuple[str | None, ...] = ()
    shape: Shape = PLAIN
    #: Columns that hold facts of other records as well: its index, the fact and the currency.
    beside: tuple[tuple[int, str, str | None], ...] = ()

    @property
    def note(self) -> Mapping[str, str] | None:
        """What to call the file: the title of the export."""
        return self.export.title if self.export is not None else None

    def columns(
        self, headings: Sequence[str], used: Iterable[int] | None = None
    ) -> tuple[RawColumn, ...]:
        """Give the columns under these headings, or those of them that were kept, in this order."""
        kept = tuple(range(len(headings)) if used is None else used)
        own = tuple(
            RawColumn(at, headings[index], self.facts[index], self.currencies[index])
            for at, index in enumerate(kept)
        )
        return own + tuple(
            RawColumn(kept.index(index), headings[index], fact, currency)
            for index, fact, currency in self.beside
        )

    def unmapped(self, headings: Sequence[Heading]) -> tuple[str, ...]:
        """List the headings that are no fact and no part of a key."""
        used = set(self.export.key_fallback) if self.export else set()
        names = self.canonical or (None,) * len(headings)
        made_of = {index for _, indexes in self.shape.made.values() for index in indexes}
        made_of |= {index for index, _, _ in self.beside}
        return tuple(
            heading.text
            for index, (heading, fact, name) in enumerate(
                zip(headings, self.facts, names, strict=True)
            )
            if fact is None and heading.text and name not in used and index not in made_of
        )

    def export_columns(self) -> ExportColumns | None:
        """Return what the export descriptor says about columns, as indexes."""
        if self.export is None:
            return None
        at = first_at(self.canonical)

        def find(names: Sequence[str]) -> tuple[int, ...]:
            return tuple(at[name] for name in names if name in at)

        return ExportColumns(
            self.export.name,
            find(self.export.key),
            find(self.export.key_fallback),
            self.export.not_key,
            find(self.export.skip_blank),
            self.export.bounds_only,
        )
