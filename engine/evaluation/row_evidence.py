"""Puts the places of rows that decided findings beside their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..backends.reference import Subject as Judged
from ..model.facts import FactType
from ..model.report import EvidenceRow, Place, Quantity
from ..model.values import Exact, Row
from ..store.cells import Cell
from ..store.reach import twins
from ..store.relations import FactStore
from ..store.subjects import StoredSubject
from .deciding import Deciding

if TYPE_CHECKING:
    from ..store.row_places import PlacedRow, RowSource

#: So many deciding rows of a table are told one by one; the rest is counted.
SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A deciding row, and the cell it was read from where it stands in a file of rows."""

    row: Row
    cell: Cell | None


class RowFinder:
    """Finds the cells of rows; every file is asked once for all the records it speaks of."""

    def __init__(
        self, store: FactStore, wanted: Iterable[tuple[str, StoredSubject, Deciding]]
    ) -> None:
        """Look up the rows of these subjects of entities."""
        self._store = store
        self._found: dict[int, Mapping[str, Sequence[PlacedRow]]] = {}
        if not store.rows:
            return
        from ..store.row_places import rows_of_keys  # most rows stand in their records

        keys: dict[int, dict[str, int | None]] = defaultdict(dict)
        for entity, stored, deciding in wanted:
            for at, source in enumerate(store.rows):
                key = _key_of(store, source, entity, stored)
                if source.fact == deciding.fact and key is not None:
                    keys[at][key] = stored.row if _is_own(store, source, entity) else None
        self._found = {
            at: rows_of_keys(store, store.rows[at], chosen) for at, chosen in keys.items()
        }

    def shown(self, entity: str, stored: StoredSubject, deciding: Deciding) -> list[FoundRow]:
        """Give the first deciding rows with their cells."""
        known = [
            row
            for at, found in self._found.items()
            if self._store.rows[at].fact == deciding.fact
            for row in found.get(
                _key_of(self._store, self._store.rows[at], entity, stored) or "", ()
            )
        ]
        shown = []
        for row in deciding.rows[:SHOWN_ROWS]:
            place = next((each for each in known if each.cells == row), None)
            if place is not None:
                # Two equal rows stand in two places.
                known.remove(place)
            shown.append(FoundRow(row, None if place is None else place.cell))
        return shown


def _key_of(store: FactStore, source: RowSource, entity: str, stored: StoredSubject) -> str | None:
    if _is_own(store, source, entity):
        return stored.parents.get(source.named_by, stored.key)
    return stored.parents.get(source.named_by)


def _is_own(store: FactStore, source: RowSource, entity: str) -> bool:
    """Tell whether rows name the records of an entity, or others that stand in its lines."""
    return source.named_by == entity or source.named_by in twins(store, entity)


def evidence_row(
    found: FoundRow, fact: str, judged: Judged, places: Mapping[Cell, Place]
) -> EvidenceRow:
    """Give a row's filled cells as they are printed, and its place."""
    table = judged.dictionary.facts[fact]
    cells = {
        each.name: Quantity(Exact(value), each.type, _unit(each.currency_in, each.unit, judged))
        if each.type is FactType.MONEY
        else Quantity(Exact(value), each.type, each.unit, each.titles)
        for each in table.columns
        if (value := found.row.get(each.name)) is not None
    }
    return EvidenceRow(cells, places.get(found.cell) if found.cell is not None else None)


def _unit(currency_in: str | None, unit: str | None, judged: Judged) -> str | None:
    stated = judged.stated.get(currency_in) if currency_in is not None else None
    return str(stated.value) if isinstance(stated, Exact) else unit
