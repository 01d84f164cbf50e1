"""Judge cases of one rule, or compute one derived fact for them, with each engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from sqlglot import exp

from ..backends.context import Context
from ..backends.reference import Subject, judge, judged_subject, value_of
from ..model.outcome import Outcome
from ..model.rule import Plan, Rule
from ..model.values import Absent, Bounded, Known, Partial, Value
from ..store.relations import KEY, FactStore
from ..store.sql import column, fetch
from ..store.subjects import known, plain_decimal

#: An outcome's word, or the value of a derived fact; what cannot be told is the word `unknown`.
Got: TypeAlias = "str | Known"

UNKNOWN = Outcome.UNKNOWN.value


@dataclass(frozen=True, slots=True)
class Task:
    """Cases of one rule or derived fact, to be judged together.

    `rule` is None for a derived fact; records have the numbers of their cases as keys, and
    `stated` has what each of them states.
    """

    subject: str
    rule: Rule | None
    plan: Plan
    store: FactStore
    context: Context
    entity: str
    stated: Mapping[int, Mapping[str, Value]]


def subjects_of(task: Task) -> dict[int, Subject]:
    """Give what each case states to the reference evaluator, by the number of the case."""
    return {
        row: judged_subject(task.plan, task.context, stated) for row, stated in task.stated.items()
    }


def _by_reference(task: Task) -> dict[int, Got]:
    return {
        row: judged(task.subject, task.rule, subject) for row, subject in subjects_of(task).items()
    }


def judged(name: str, rule: Rule | None, subject: Subject) -> Got:
    """Give the outcome of a rule, or the value of the derived fact `name`."""
    if rule is not None:
        return judge(rule, subject)[0].value
    return _plain(value_of(name, subject))


def _plain(value: Value) -> Got:
    if isinstance(value, Absent | Partial):
        return UNKNOWN
    if isinstance(value, Bounded):
        single = value.low is not None and value.low == value.high
        return _tidy(value.low) if single and value.low is not None else UNKNOWN
    return _tidy(value.value)


def _tidy(value: Known) -> Known:
    return plain_decimal(value) if isinstance(value, Decimal) else value


def _by_duckdb(task: Task) -> dict[int, Got]:
    from ..backends.duckdb.frame import compute_frame
    from ..backends.duckdb.run import all_outcomes

    if task.rule is not None:
        # Without fixes the engine need not work out changes, a quarter of its time here.
        plan = replace(task.plan, rules=(replace(task.rule, fixes=()),))
        rows = all_outcomes(plan, task.store, task.context)
        return {int(each.key): each.outcome.value for each in rows}
    frame = compute_frame(task.plan, task.store, task.entity, [task.subject], task.context)
    term = frame.scope.columns[task.subject]
    query = exp.select(column(KEY), term.low.copy(), term.high.copy()).from_(
        frame.query.subquery("frame")
    )
    found: dict[int, Got] = {}
    for key, low, high in fetch(task.store.connection, query):
        value = known(low) if low == high else None
        found[int(key)] = UNKNOWN if value is None else _tidy(value)
    return found


CaseEngine: TypeAlias = Callable[[Task], Mapping[int, Got]]

#: The engines by name, the one that defines what is correct first.
CASE_ENGINES: Mapping[str, CaseEngine] = MappingProxyType(
    {"reference": _by_reference, "duckdb": _by_duckdb}
)
