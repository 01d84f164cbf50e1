"""Find the cells that a subject's facts were read from, and their places in the files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias

from .relations import FactStore
from .subjects import StoredSubject

if TYPE_CHECKING:
    from ..model.facts import Dictionary
    from ..model.report import Place

#: A raw table, the number of a record in it, and the index of a column.
Cell: TypeAlias = "tuple[int, int, int]"


class CellFinder:
    """Finds cells; it remembers which of several files really states a fact."""

    def __init__(self, store: FactStore, dictionary: Dictionary) -> None:
        """Look into this store."""
        self._store = store
        self._dictionary = dictionary
        self._filled: dict[tuple[int, int, str], bool] = {}

    def cell_of(self, subject: StoredSubject, fact: str) -> Cell | None:
        """Give the cell a fact was read from: of several files or rows the first that states it."""
        entity = self._dictionary.facts[fact].entity
        candidates = [
            (raw_table, record, self._store.columns[raw_table, fact])
            for (owner, raw_table), record in subject.records.items()
            if owner == entity and (raw_table, fact) in self._store.columns
        ]
        pile = self._store.entities[entity].pile if candidates else None
        if len(candidates) > 1 or pile is not None:
            for raw_table, record, index in candidates:
                if self._is_filled(raw_table, record, fact):
                    return raw_table, record, index
        if pile is not None and fact in subject.stated:
            return self._further_down(pile, entity, subject, fact) or candidates[0]
        return candidates[0] if candidates else None

    def _further_down(
        self, pile: str, entity: str, subject: StoredSubject, fact: str
    ) -> Cell | None:
        """Find a fact that the first row of a record leaves blank and another one states."""
        from .cell_queries import first_stating  # of most records one row speaks

        found = first_stating(self._store, pile, subject.parents.get(entity, subject.key), fact)
        if found is None:
            return None
        raw_table = self._store.entities[entity].tables[found[0]]
        return raw_table, found[1], self._store.columns[raw_table, fact]

    def key_cell_of(self, subject: StoredSubject, entity: str) -> Cell | None:
        """Give the cell that names the record, for a finding about a fact that stands nowhere."""
        for (owner, raw_table), record in subject.records.items():
            if owner != entity:
                continue
            for name in self._dictionary.entities[entity].key:
                index = self._store.columns.get((raw_table, name))
                if index is not None:
                    return raw_table, record, index
            return raw_table, record, 0
        return None

    def places_of(self, cells: Iterable[Cell | None]) -> dict[Cell, Place]:
        """Find the places of cells, file by file."""
        wanted: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for cell in cells:
            if cell is not None:
                wanted[cell[0]].add((cell[1], cell[2]))
        return {
            (raw_table, *cell): place
            for raw_table, chosen in wanted.items()
            for cell, place in self._store.tables[raw_table].places(sorted(chosen)).items()
        }

    def _is_filled(self, raw_table: int, record: int, fact: str) -> bool:
        if self._store.held is not None:
            return self._store.held.columns[raw_table][fact][record - 1] is not None
        known = self._filled.get((raw_table, record, fact))
        if known is None:
            from .cell_queries import is_stated

            known = is_stated(self._store, raw_table, record, fact)
            self._filled[raw_table, record, fact] = known
        return known
