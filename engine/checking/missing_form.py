"""Chooses what a form asks for when files are given: only what they lack, record by record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..backends import ENGINES
from ..backends.needs import facts_of_rules
from ..backends.results import Results
from ..conditions.walk import facts_in
from ..loading import kept_rulebook
from ..model.facts import Fact, FactType
from ..model.outcome import Outcome
from ..model.rule import Plan
from ..model.values import Exact
from ..resources import rules_dir
from ..store.relations import FactStore
from ..store.subjects import StoredSubject, fetch_subjects
from .check import context_of, plan_of
from .loaded import loaded
from .template import Asked, AskedRow

if TYPE_CHECKING:
    from ..text.diagnostics import Diagnostics
    from .options import CheckOptions

#: So many records of each kind are asked about: more, nobody fills in by hand.
ROWS = 10_000


def facts_lacking(options: CheckOptions, diagnostics: Diagnostics) -> Asked | None:
    """Return what the files of the options lack to settle rules; None where they cannot be read.

    A form has a table for each kind of record, since a fact of a SKU and one of its listing do not
    stand in the same row where only one of them is lacking.
    """
    book = kept_rulebook([rules_dir(), *options.packs], diagnostics)
    if diagnostics.has_errors:
        return None
    plan = plan_of(book, options, diagnostics)
    if plan is None or diagnostics.has_errors:
        return None
    with loaded(book, options, [plan], diagnostics) as store:
        if store is None:
            return None
        results = ENGINES["duckdb"](plan, store, context_of(book, plan, options.as_of), 1)
        return _asked(plan, store, results)


def _asked(plan: Plan, store: FactStore, results: Results) -> Asked:
    dictionary = plan.dictionary
    lacks: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    found = results.lacking(ROWS)
    for name, rows in found.items():
        for asked in _stand_ins(plan, results, dictionary.facts[name]):
            for row in rows:
                lacks[asked.entity][row].add(asked.name)
    wanted = {entity: rows for entity, rows in lacks.items() if dictionary.entities[entity].key}
    tables: dict[str, tuple[Fact, ...]] = {}
    asked_rows: dict[str, tuple[AskedRow, ...]] = {}
    depth = {name: len(dictionary.visible_entities(name)) for name in wanted}
    for entity in sorted(wanted, key=lambda name: (depth[name], name)):
        lacking = wanted[entity]
        keys = dictionary.entities[entity].key
        names = {name for each in lacking.values() for name in each} - set(keys)
        order = sorted(names, key=lambda name: _rank(results, name))
        tables[entity] = tuple(dictionary.facts[name] for name in (*keys, *order))
        asked_rows[entity] = tuple(
            AskedRow(_key(plan, stored, entity), frozenset(lacking[stored.row]))
            for stored in _subjects(store, plan, entity, sorted(lacking)[:ROWS])
        )
    most = max((len(rows) for rows in found.values()), default=0)
    left_out = max((each.subjects for each in results.missing().values()), default=0) - most
    return Asked(
        dictionary,
        plan.programs,
        MappingProxyType(tables),
        MappingProxyType(asked_rows),
        max(0, left_out) if most >= ROWS else 0,
    )


def _stand_ins(plan: Plan, results: Results, fact: Fact) -> Iterator[Fact]:
    """Yield what to ask for: a cell holds no table, so what is worked out from it is asked for."""
    if fact.type is not FactType.TABLE:
        yield fact
        return
    asked: set[str] = set()
    for rule in plan.rules:
        if rule.id not in results.rules or not results.rules[rule.id].outcomes[Outcome.UNKNOWN]:
            continue
        read = facts_of_rules([rule])
        readers = [
            name
            for name in _reached(plan, read, None)
            if name in plan.derivations
            and fact.name in facts_in(plan.derivations[name])
            and plan.dictionary.facts[name].type is not FactType.TABLE
            # Rows of another kind of record cannot be told from these.
            and plan.dictionary.facts[name].entity == fact.entity
        ]
        enough = [name for name in readers if fact.name not in _reached(plan, read, name)]
        asked.update(enough or readers)
    for name in sorted(asked):
        yield plan.dictionary.facts[name]


def _reached(plan: Plan, names: Collection[str], stated: str | None) -> frozenset[str]:
    """Name the facts that some facts are worked out from, if one of them is stated."""
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name != stated and name in plan.derivations:
                waiting += facts_in(plan.derivations[name])
    return frozenset(seen)


def _rank(results: Results, name: str) -> tuple[int, int, str]:
    counts = results.missing().get(name)
    return (0, 0, name) if counts is None else (-counts.settles, -counts.undecided, name)


def _subjects(
    store: FactStore, plan: Plan, entity: str, rows: list[int]
) -> Iterator[StoredSubject]:
    names = plan.dictionary.entities[entity].key
    yield from fetch_subjects(store, plan.dictionary, entity, names, rows)


def _key(plan: Plan, stored: StoredSubject, entity: str) -> Mapping[str, str]:
    """Give what is known of a record's key, by fact."""
    entities = plan.dictionary.entities
    known: dict[str, str] = {}
    for name in entities[entity].key:
        value = stored.stated.get(name)
        if isinstance(value, Exact):
            known[name] = str(value.value)
            continue
        owner = next(
            (each for each, key in stored.parents.items() if entities[each].key == (name,)), None
        )
        if owner is not None:
            known[name] = stored.parents[owner]
    return known
