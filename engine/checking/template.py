"""Chooses the facts a form asks for: those that a program's rules come down to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..backends.needs import needed_facts
from ..loading import kept_rulebook
from ..model.facts import Dictionary, Fact, FactType
from ..resources import rules_dir
from .check import context_of, plan_of
from .doctor import lacking_facts

if TYPE_CHECKING:
    from ..text.diagnostics import Diagnostics
    from .options import CheckOptions


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A record in a form: what is known of its key, and the facts it lacks."""

    key: Mapping[str, str]
    lacks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """The facts of a form by table: one of items, with finer records in it, and one of the rest."""

    dictionary: Dictionary
    programs: tuple[str, ...]
    #: By the entity of the table, its facts in the dictionary's order, keys first.
    tables: Mapping[str, tuple[Fact, ...]]
    #: By the entity of the table, the records that are asked about; a blank form has none.
    rows: Mapping[str, tuple[AskedRow, ...]] = field(default_factory=lambda: MappingProxyType({}))
    #: How many records were left out, the least useful ones.
    left_out: int = 0


def facts_to_ask(options: CheckOptions, diagnostics: Diagnostics) -> Asked | None:
    """Return what to ask for; None where the program is not known."""
    book = kept_rulebook([rules_dir(), *options.packs], diagnostics)
    if diagnostics.has_errors:
        return None
    plan = plan_of(book, options, diagnostics)
    if plan is None or diagnostics.has_errors:
        return None
    dictionary = book.dictionary
    known = set(context_of(book, plan, options.as_of).defaults)
    roots = {each.fact for each in lacking_facts(plan, known, ())}
    # Amounts are of no use without their currency, and SKUs are found again by their title.
    roots |= {name for name in needed_facts(plan, roots) if name not in plan.derivations}
    item = next((name for name, entity in dictionary.entities.items() if entity.item), None)
    tables: dict[str, list[Fact]] = {}
    for name, fact in dictionary.facts.items():
        if name not in roots or fact.type is FactType.TABLE:
            continue
        table = fact.entity
        if item is not None and item in dictionary.visible_entities(fact.entity):
            table = (
                item if fact.entity == item or _is_finer(dictionary, fact.entity, item) else table
            )
        tables.setdefault(table, []).append(fact)
    return Asked(
        dictionary,
        plan.programs,
        {
            entity: tuple(_with_key(dictionary, entity, facts))
            for entity, facts in sorted(tables.items(), key=lambda each: each[0] != item)
            if dictionary.entities[entity].key
        },
    )


def _is_finer(dictionary: Dictionary, entity: str, item: str) -> bool:
    """Tell whether records of an entity are those of an item and more: a SKU in a market."""
    key = dictionary.entities[item].key
    return dictionary.entities[entity].key[: len(key)] == key


def _with_key(dictionary: Dictionary, entity: str, facts: list[Fact]) -> list[Fact]:
    finer = {fact.entity for fact in facts}
    keys = [name for each in (entity, *sorted(finer)) for name in dictionary.entities[each].key]
    first = [dictionary.facts[name] for name in dict.fromkeys(keys)]
    return [*first, *(fact for fact in facts if fact not in first)]
