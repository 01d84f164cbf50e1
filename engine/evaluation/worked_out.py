"""Show what a program works out: the values of its derived facts, record by record and in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..backends.needs import needed_facts
from ..backends.reference import currency_of, value_of
from ..backends.results import FactTotals
from ..conditions.describe import describe_expression
from ..model.nodes import FactRef
from ..model.report import Quantity, ShownFact, ShownValue
from ..model.rule import Plan, RuleBook, Shown
from ..model.values import Exact, Known, Value
from ..store.subjects import fetch_subjects
from .findings import TITLE_FACT, Sight, judged_subject, missing_fact, subject_of


def shown_by(book: RuleBook, plan: Plan) -> tuple[Shown, ...]:
    """List what the programs of a plan work out for people, each fact once."""
    found: dict[str, Shown] = {}
    for name in plan.programs:
        for each in book.programs[name].shows if name in book.programs else ():
            found.setdefault(each.fact, each)
    return tuple(found.values())


def shown_facts(
    sight: Sight,
    chosen: Sequence[Shown],
    totals: Mapping[str, FactTotals],
    rows: Mapping[str, Sequence[int]] | None,
    keep: int | None,
) -> tuple[ShownFact, ...]:
    """Give the values of derived facts.

    Args:
        sight: What is known, and how facts are derived.
        chosen: The facts; those of records that no file has are left out.
        totals: What an engine summed up over all records.
        rows: The rows to show by entity; None for the first ones.
        keep: How many records to show of each entity; None for all.
    """
    entities = dict.fromkeys(sight.plan.dictionary.facts[each.fact].entity for each in chosen)
    values: dict[str, tuple[ShownValue, ...]] = {}
    for entity in entities:
        mine = [each for each in chosen if sight.plan.dictionary.facts[each.fact].entity == entity]
        if entity in sight.store.entities:
            wanted = None if rows is None else rows.get(entity, ())
            values |= _values(sight, entity, [each.fact for each in mine], wanted, keep)
    return tuple(
        _shown(sight, each, totals[each.fact], values[each.fact])
        for each in chosen
        if each.fact in values and each.fact in totals
    )


def _values(
    sight: Sight,
    entity: str,
    facts: Sequence[str],
    rows: Sequence[int] | None,
    keep: int | None,
) -> dict[str, tuple[ShownValue, ...]]:
    needed = needed_facts(sight.plan, (*facts, TITLE_FACT))
    found: dict[str, list[ShownValue]] = {name: [] for name in facts}
    for stored in fetch_subjects(
        sight.store, sight.plan.dictionary, entity, needed, rows, limit=keep
    ):
        judged = judged_subject(sight, stored)
        subject = subject_of(entity, stored, judged)
        for name in facts:
            value = value_of(name, judged)
            lacking = tuple(missing_fact(sight.plan, each) for each in sorted(missing_of(value)))
            fact = sight.plan.dictionary.facts[name]
            unit = currency_of(FactRef(name), judged) or fact.unit
            found[name].append(
                ShownValue(subject, Quantity(value, fact.type, unit, fact.titles), lacking)
            )
    return {name: tuple(each) for name, each in found.items()}


def missing_of(value: Value) -> frozenset[str]:
    """Name the facts that keep a value from being known exactly."""
    return frozenset() if isinstance(value, Exact) else value.missing


def _shown(
    sight: Sight, shown: Shown, totals: FactTotals, values: tuple[ShownValue, ...]
) -> ShownFact:
    fact = sight.plan.dictionary.facts[shown.fact]

    def sized(value: Known | None) -> Quantity | None:
        unit = totals.currency or fact.unit
        return None if value is None else Quantity(Exact(value), fact.type, unit, fact.titles)

    return ShownFact(
        fact=fact.name,
        title=fact.title,
        entity=fact.entity,
        type=fact.type,
        unit=fact.unit,
        formula=describe_expression(sight.plan.derivations[fact.name], sight.plan.dictionary),
        records=totals.records,
        known=totals.known,
        total=sized(totals.total) if shown.total else None,
        low=sized(totals.low),
        high=sized(totals.high),
        values=values,
    )
