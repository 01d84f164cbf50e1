"""Subjects out of the store as values, with the records they came from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..model.facts import Dictionary
from ..model.values import EXACT, Known, Value
from .relations import FactStore


@dataclass(frozen=True, slots=True)
class StoredSubject:
    """A subject with the facts stated for it and for the records it belongs to.

    `records` gives, by entity and raw table, the number of the record there; `parents` the keys
    of the records the subject belongs to, by entity.
    """

    row: int
    key: str
    parents: Mapping[str, str]
    stated: Mapping[str, Value]
    records: Mapping[tuple[str, int], int]


def fetch_subjects(
    store: FactStore,
    dictionary: Dictionary,
    entity: str,
    facts: Collection[str],
    rows: Sequence[int] | None = None,
    limit: int | None = None,
) -> Iterator[StoredSubject]:
    """Yield the subjects of an entity, all or those with the given row numbers, in row order.

    `limit` ends after so many.
    """
    if store.held is not None:
        from .held import held_subjects

        return held_subjects(store, dictionary, entity, facts, rows, limit)
    from .fetching import queried_subjects  # what writes SQL is slow to import

    return queried_subjects(store, dictionary, entity, facts, rows, limit)


def known(cell: Any) -> Known | None:
    """Turn a database value into a value of the language; numbers lose their idle zeros."""
    if cell is None or isinstance(cell, bool | str | datetime | date):
        return cell
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    if isinstance(cell, list):
        return tuple(
            {name: known(value) for name, value in item.items()}
            if isinstance(item, dict)
            else known(item)
            for item in cell
        )
    raise AssertionError(f"unexpected database value of type {type(cell).__name__}")


def plain_decimal(number_: Decimal) -> Decimal:
    """Drop the zeros a fixed scale adds: 8.400000000 is 8.4, and 100 stays 100."""
    normal = number_.normalize(EXACT)
    exponent = normal.as_tuple().exponent
    return (
        normal.quantize(Decimal(1), context=EXACT)
        if isinstance(exponent, int) and exponent > 0
        else normal
    )
