"""Finds the columns of a known export, whatever language its headings are in."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from .tables import Make, Shape
from .vocabulary import normalise

if TYPE_CHECKING:
    from ..model.facts import Dictionary
    from ..model.rule import Export

#: The shape of a table whose rows are records as they stand.
PLAIN = Shape(MappingProxyType({}))


def canonical_names(export: Export, headings: Sequence[str]) -> tuple[str | None, ...]:
    """Give each heading the name the export's descriptor has for it.

    Some languages use one word for several columns; these are told apart by their order, which
    is that of the descriptor.
    """
    own: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for name, called in export.names().items():
        own.setdefault(normalise(name), []).append(name)
        for each in called:
            others.setdefault(normalise(each), []).append(name)
    seen: dict[str, int] = {}
    found: list[str | None] = []
    for heading in headings:
        written = normalise(heading)
        candidates = own.get(written) or others.get(written)
        if candidates is None:
            found.append(None)
            continue
        position = seen.get(written, 0)
        seen[written] = position + 1
        found.append(candidates[position] if position < len(candidates) else None)
    return tuple(found)


def shape_of(export: Export, canonical: Sequence[str | None]) -> Shape:
    """Return what the descriptor asks to be done with the columns that are there."""
    at = first_at(canonical)
    made: dict[str, tuple[Make, tuple[int, ...]]] = {}
    for fact, names in export.first_of.items():
        present = tuple(at[name] for name in names if name in at)
        if present:
            made[fact] = (Make.FIRST, present)
    for fact, names in export.less.items():
        if all(name in at for name in names):
            made[fact] = (Make.LESS, tuple(at[name] for name in names))
    for fact, names in export.per.items():
        if all(name in at for name in names):
            made[fact] = (Make.PER, tuple(at[name] for name in names))
    for name in export.fractions:
        if name in at and name in export.columns:
            made[export.columns[name]] = (Make.FRACTION, (at[name],))
    return Shape(
        made,
        tuple((at[name], texts) for name, texts in export.only.items() if name in at),
        tuple(at[name] for name in export.fill_down if name in at),
        at.get(export.fill_within) if export.fill_within is not None else None,
        at.get(export.one_of) if export.one_of is not None else None,
    )


def beside_of(
    export: Export,
    canonical: Sequence[str | None],
    facts: Sequence[str | None],
    currencies: Sequence[str | None],
    dictionary: Dictionary,
) -> tuple[tuple[int, str, str | None], ...]:
    """List the facts of other records that columns hold, where the key of these is there.

    Each comes with the index of its column and the currency of its amounts. A column somebody
    added for a fact goes before.
    """
    at = first_at(canonical)
    known = dictionary.facts
    found = [
        (at[name], known[fact])
        for name, others in export.beside.items()
        for fact in others
        if name in at
    ]
    named = {fact.name for _, fact in found}
    return tuple(
        (index, fact.name, currencies[index] if fact.currency_in else None)
        for index, fact in found
        if named.issuperset(dictionary.entities[fact.entity].key) and fact.name not in facts
    )


def facts_by_name(export: Export) -> dict[str, tuple[str | None, ...]]:
    """Give the facts that each name of a column stands for, that of its own records first."""
    names = dict.fromkeys((*export.columns, *export.beside))
    return {
        normalise(each): (export.columns.get(name), *export.beside.get(name, ()))
        for name in names
        for each in (name, *export.also_called.get(name, ()))
    }


def first_at(names: Sequence[str | None]) -> dict[str, int]:
    """Give the first position of each name."""
    at: dict[str, int] = {}
    for index, name in enumerate(names):
        if name is not None:
            at.setdefault(name, index)
    return at
