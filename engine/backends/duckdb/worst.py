"""Choose the rows worth showing out of the verdicts."""

from __future__ import annotations

from sqlglot import exp

from ...model.outcome import Outcome
from ...store.relations import ROW
from ...store.sql import call, column, select, table
from .judging import Judged, undecided_in
from .verdicts import change_name, verdict_name


def worst_rows(judged: Judged, rule: str, outcome: Outcome, limit: int | None) -> exp.Select:
    """Build the query for the rows of one rule and outcome, the largest change first."""
    position = judged.positions[rule]
    verdict = judged.verdicts[position]
    found = column(verdict_name(position))
    query = select(column(ROW)).from_(table(judged.table), copy=False)
    if outcome is Outcome.FAIL:
        query = query.where(exp.not_(found, copy=False), copy=False)
        if verdict.change is not None:
            size = call("abs", column(change_name(position)))
            query = query.order_by(exp.Ordered(this=size, desc=True, nulls_first=False), copy=False)
    else:
        query = query.where(undecided_in(judged, rule), copy=False)
    query = query.order_by(column(ROW), copy=False)
    return query if limit is None else query.limit(limit, copy=False)
