"""Sum up derived facts over all records in DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from ...model.facts import NUMBERS
from ...model.rule import Plan
from ...store.relations import FactStore
from ...store.sql import count_if, fetch, select
from ...store.subjects import known
from ..context import Context
from ..results import FactTotals
from .frame import compute_frame
from .terms import SqlTerm, null

#: In the place of the figures of what is no number.
_NONE = tuple(null() for _ in range(5))


def fact_totals(
    plan: Plan, store: FactStore, context: Context, facts: Sequence[str]
) -> dict[str, FactTotals]:
    """Give for each fact how many records have it exactly, its sum and its ends."""
    found: dict[str, FactTotals] = {}
    for entity in dict.fromkeys(plan.dictionary.facts[name].entity for name in facts):
        if entity not in store.entities:
            continue
        mine = [name for name in facts if plan.dictionary.facts[name].entity == entity]
        frame = compute_frame(plan, store, entity, mine, context)
        columns: list[exp.Expr] = [exp.Count(this=exp.Star())]
        for name in mine:
            term = frame.scope.columns[name]
            exact = exp.EQ(this=term.low.copy(), expression=term.high.copy())
            columns.append(count_if(exact))
            columns += (
                _figures(term, exact) if plan.dictionary.facts[name].type in NUMBERS else (_NONE)
            )
        query = select(*columns).from_(frame.query.subquery("frame"), copy=False)
        records, *figures = fetch(store.connection, query)[0]
        for name, start in zip(mine, range(0, len(figures), 1 + len(_NONE)), strict=True):
            exactly, first, last, total, low, high = figures[start : start + 1 + len(_NONE)]
            found[name] = FactTotals(int(records), int(exactly))
            if total is not None and first == last:
                found[name] = replace(
                    found[name],
                    currency=first,
                    total=known(total),
                    low=known(low),
                    high=known(high),
                )
    return found


def _figures(term: SqlTerm, exact: exp.Expr) -> list[exp.Expr]:
    """Give the first and last currency, the sum and the ends of the exact values."""

    def where_exact(tree: exp.Expr) -> exp.Expr:
        return exp.If(this=exact.copy(), true=tree.copy(), false=null())

    currency = null() if term.currency is None else where_exact(term.currency)
    value = where_exact(term.low)
    return [
        exp.Min(this=currency),
        exp.Max(this=currency.copy()),
        exp.Sum(this=value),
        exp.Min(this=value.copy()),
        exp.Max(this=value.copy()),
    ]
