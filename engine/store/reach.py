"""Which records a record sees: those its links name, and the only ones of their kind."""

from __future__ import annotations

from collections.abc import Collection

from ..model.facts import Dictionary
from .relations import FactStore, StoredEntity


def twins(store: FactStore, entity: str) -> list[str]:
    """Name the entities that share the relation of `entity`, itself first."""
    relation = store.entities[entity].relation
    others = (name for name, each in store.entities.items() if each.relation == relation)
    return list(dict.fromkeys([entity, *others]))


def steps(store: FactStore, dictionary: Dictionary, entity: str) -> list[tuple[str, str]]:
    """List the entities that can be reached, nearest first, with what each is seen from.

    Where one way is barred because records do not say where they belong, another may be open: a
    SKU without a store still has the application, and through it the seller.
    """
    found: list[tuple[str, str]] = []
    reached = twins(store, entity)
    for name in reached:
        for seen in dictionary.entities[name].sees:
            # What shares the rows of a record that is reached is reached through that record.
            shared = (each for each in reached if _is_one_relation(store, each, seen))
            via = next(shared, name)
            if seen not in reached and _is_joinable(store, via, seen):
                reached.append(seen)
                found.append((via, seen))
    return found


def is_owned(store: FactStore, dictionary: Dictionary, child: str, entity: str) -> bool:
    """Tell whether there is a way from the records of a finer entity to those of `entity`."""
    if store.entities[entity].rows == 1 or entity in store.entities[child].links:
        return True
    seen = (each for _, each in steps(store, dictionary, child))
    return entity in (*twins(store, child), *seen)


def unlinked(
    store: FactStore, dictionary: Dictionary, entity: str, facts: Collection[str]
) -> list[tuple[str, str]]:
    """List the links that records of `entity` lack to read some of the facts, each with its seer.

    Only facts that are stated count: where nothing is known of a record, no link would help.
    """
    reached = {*twins(store, entity), *(seen for _, seen in steps(store, dictionary, entity))}
    owners = {dictionary.facts[name].entity for name in facts}
    hidden = {
        owner
        for owner in owners - reached
        if owner in store.entities and store.entities[owner].facts.keys() & set(facts)
    }
    lacking: list[tuple[str, str]] = []
    # The nearest link is the one to mend; it opens what lies behind it.
    for via in dictionary.visible_entities(entity):
        for seen in dictionary.entities[via].sees if via in reached else ():
            behind = hidden & set(dictionary.visible_entities(seen))
            if seen not in reached and behind:
                hidden -= behind
                lacking.append((via, seen))
    return lacking


def is_linked(via: StoredEntity, seen: StoredEntity) -> bool:
    """Tell whether records of one entity say which record of another they belong to."""
    return seen.entity in via.links


def _is_one_relation(store: FactStore, one: str, other: str) -> bool:
    if one not in store.entities or other not in store.entities:
        return False
    return store.entities[one].relation == store.entities[other].relation


def _is_joinable(store: FactStore, via: str, seen: str) -> bool:
    if via not in store.entities or seen not in store.entities:
        return False
    one, other = store.entities[via], store.entities[seen]
    return one.relation == other.relation or is_linked(one, other) or other.rows == 1
