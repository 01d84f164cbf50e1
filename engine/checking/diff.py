"""Find what a change of rules does to a catalogue: two full runs, compared record by record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..backends import ENGINES
from ..backends.needs import needed_facts
from ..conditions.describe import describe_condition
from ..conditions.walk import order_facts
from ..evaluation.findings import facts_to_show
from ..loading import load_rulebook, packs_with
from ..loading.plan import facts_of_rule
from ..model.facts import Translated
from ..model.row_records import with_row_records
from ..model.rule import Plan, Rule, RuleBook
from ..resources import rules_dir
from ..store.beside import close_database
from ..store.build import build_store, open_database
from ..text.diagnostics import Diagnostics
from .check import context_of, plan_of
from .inputs import exports_of, read_files
from .options import CheckOptions

#: What stands for the outcome of a rule that is not there.
NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How a rule differs: clauses left out and added, and derived facts that are worked out anew.

    `when` holds both conditions where they differ.
    """

    removed: tuple[Translated, ...] = ()
    added: tuple[Translated, ...] = ()
    when: tuple[Translated, Translated] | None = None
    derived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """The records of one rule that went from one outcome to another."""

    rule: str
    entity: str
    before: str
    after: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that moved, and by what change of which rule; `judged` counts outcomes compared."""

    moved: tuple[Moved, ...]
    changes: Mapping[str, RuleChange]
    judged: int


@dataclass(frozen=True, slots=True)
class _Run:
    plan: Plan
    outcomes: Mapping[tuple[str, str, str], str]


def diff(
    old: Path, new: Path, options: CheckOptions, diagnostics: Diagnostics
) -> Difference | None:
    """Judge the same files by two packs; None where a run is impossible, and reports why."""
    before = _run(old, options, diagnostics)
    after = _run(new, options, diagnostics) if before is not None else None
    if before is None or after is None:
        return None
    groups: dict[tuple[str, str, str, str], list[str]] = {}
    every = dict.fromkeys((*before.outcomes, *after.outcomes))
    for place in every:
        was, now = (run.outcomes.get(place, NO_RULE) for run in (before, after))
        if was != now:
            rule, entity, key = place
            groups.setdefault((rule, entity, was, now), []).append(key)
    moved = tuple(Moved(*group, tuple(sorted(keys))) for group, keys in sorted(groups.items()))
    names = dict.fromkeys(each.rule for each in moved)
    return Difference(
        moved, {name: _change(name, before.plan, after.plan) for name in names}, len(every)
    )


def _run(pack: Path, options: CheckOptions, diagnostics: Diagnostics) -> _Run | None:
    book = load_rulebook(packs_with(rules_dir(), [pack, *options.packs]), diagnostics)
    plan = None if diagnostics.has_errors else _plan(book, options, diagnostics)
    if plan is None or diagnostics.has_errors:
        return None
    exports = exports_of(book, options, diagnostics)
    raws = read_files(options, with_row_records(book.dictionary), exports, diagnostics)
    if diagnostics.has_errors:
        return None
    connection = open_database(options.memory_limit)
    try:
        needed = needed_facts(plan, facts_to_show(plan, plan.rules))
        store = build_store(raws, needed, book.dictionary, connection, diagnostics)
        if diagnostics.has_errors:
            return None
        context = context_of(book, plan, options.as_of)
        results = ENGINES[options.engine](plan, store, context, 0)
        outcomes = {
            (each.rule, each.entity, each.key): each.outcome.value for each in results.outcomes()
        }
    finally:
        close_database(connection)
    return _Run(plan, outcomes)


def _plan(book: RuleBook, options: CheckOptions, diagnostics: Diagnostics) -> Plan | None:
    """Leave out rules of `--rule` that only one of the packs has."""
    known = tuple(each for each in options.rules if each in book.rules)
    return plan_of(book, replace(options, rules=known or options.rules), diagnostics)


def _change(name: str, old: Plan, new: Plan) -> RuleChange:
    before, after = _rule(name, old), _rule(name, new)
    removed = _clauses_without(before, after, old)
    added = _clauses_without(after, before, new)
    if before is None or after is None:
        return RuleChange(removed, added)
    when = None
    if before.when != after.when:
        when = (
            describe_condition(before.when, old.dictionary),
            describe_condition(after.when, new.dictionary),
        )
    return RuleChange(removed, added, when, _derived_anew(before, after, old, new))


def _rule(name: str, plan: Plan) -> Rule | None:
    return next((rule for rule in plan.rules if rule.id == name), None)


def _clauses_without(rule: Rule | None, other: Rule | None, plan: Plan) -> tuple[Translated, ...]:
    others = [] if other is None else [clause.condition for clause in other.clauses]
    return tuple(
        describe_condition(clause.condition, plan.dictionary)
        for clause in (rule.clauses if rule is not None else ())
        if clause.condition not in others
    )


def _derived_anew(before: Rule, after: Rule, old: Plan, new: Plan) -> tuple[str, ...]:
    """Name the derived facts behind a rule that are worked out in another way."""
    names: Sequence[str] = (
        *order_facts(facts_of_rule(before), old.derivations),
        *order_facts(facts_of_rule(after), new.derivations),
    )
    return tuple(
        name
        for name in dict.fromkeys(names)
        if old.derivations.get(name) != new.derivations.get(name)
    )
