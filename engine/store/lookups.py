"""Find records by key wherever they are: in memory, or in the database."""

from __future__ import annotations

from ..model.facts import Dictionary
from .held import held_lone_key, held_owned_rows
from .relations import FactStore


def lone_key(store: FactStore, entity: str) -> str | None:
    """Give the key of an entity's only record; None where it has several."""
    if store.held is not None:
        return held_lone_key(store, entity)
    from . import keys

    return keys.lone_key(store, entity)


def owned_rows(
    store: FactStore,
    dictionary: Dictionary,
    child: str,
    entity: str,
    key: str,
    limit: int | None = None,
) -> tuple[int, ...]:
    """List the rows of a finer entity that belong to the record of `entity` with a key."""
    if store.held is not None:
        return held_owned_rows(store, dictionary, child, entity, key, limit)
    from . import keys

    return keys.owned_rows(store, dictionary, child, entity, key, limit)
