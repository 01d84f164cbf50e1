"""Sum up derived facts record by record."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...model.facts import NUMBERS
from ...model.nodes import FactRef
from ...model.rule import Plan
from ...model.values import Exact
from ...store.relations import FactStore
from ...store.subjects import fetch_subjects, plain_decimal
from ..context import Context
from ..needs import needed_facts
from ..results import FactTotals
from .evaluate import currency_of, value_of
from .run import judged_subject


def fact_totals(
    plan: Plan, store: FactStore, context: Context, facts: Sequence[str]
) -> dict[str, FactTotals]:
    """Give for each fact how many records have it exactly, its sum and its ends."""
    found: dict[str, FactTotals] = {}
    for name in facts:
        fact = plan.dictionary.facts[name]
        if fact.entity not in store.entities:
            continue
        needed = needed_facts(plan, [name])
        subjects = [
            judged_subject(plan, context, stored.stated)
            for stored in fetch_subjects(store, plan.dictionary, fact.entity, needed)
        ]
        exact = [
            (value.value, currency_of(FactRef(name), subject))
            for subject in subjects
            if isinstance(value := value_of(name, subject), Exact)
        ]
        numbers = [value for value, _ in exact if isinstance(value, Decimal)]
        currencies = {currency for _, currency in exact}
        if fact.type not in NUMBERS or len(currencies) != 1:
            found[name] = FactTotals(len(subjects), len(exact))
            continue
        found[name] = FactTotals(
            len(subjects),
            len(exact),
            currencies.pop(),
            *(
                plain_decimal(each)
                for each in (sum(numbers, Decimal(0)), min(numbers), max(numbers))
            ),
        )
    return found
