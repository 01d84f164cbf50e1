"""Roll sets of rules up to one state for each record, and count the distinct signatures.

A set of rules is blocked where one fails, else undecided where one is undecided or was judged for
no record at all, else it holds. No Python touches a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ...model.conclusion import State
from ...model.rule import Plan
from ...store.relations import ROW, FactStore
from ...store.sql import alias, column, fetch, number, select, sum_if
from ..context import Context
from ..results import Signature
from .flags import Flags, flagged
from .judging import Judged
from .terms import disjunction
from .verdicts import MANY

_STATES = (State.HOLDS, State.UNDECIDED, State.BLOCKED)


def roll_up(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    entity: str,
    sets: Sequence[Sequence[str]],
    row: int | None = None,
) -> tuple[Signature, ...]:
    """Count the records of an entity by the states of some sets of rules; `row` picks one.

    Rules that the plan leaves out, such as those not in force, ask for nothing.
    """
    rules = {rule.id: rule for rule in (*plan.rules, *plan.beside)}
    wanted = [rules[id] for id in dict.fromkeys(id for each in sets for id in each) if id in rules]
    counting = row is None
    query, flags = flagged(plan, store, context, relations, entity, wanted, counting=counting)
    columns = [
        alias(_state([flags.get(id) for id in ids if id in rules]), f"_s{at}")
        for at, ids in enumerate(sets)
    ]
    if row is not None:
        query = query.where(exp.EQ(this=column(ROW), expression=number(row)), copy=False)
    many = column(MANY) if counting else alias(number(1), MANY)
    rolled = select(column(ROW), many, *columns).from_(
        query.subquery("flags", copy=False), copy=False
    )
    names = [column(f"_s{at}") for at in range(len(sets))]
    counted = (
        select(sum_if(exp.true(), column(MANY)), alias(exp.Min(this=column(ROW)), "_first"), *names)
        .from_(rolled.subquery("rolled", copy=False), copy=False)
        .order_by(column("_first"), copy=False)
    )
    counted = counted.group_by(*names, copy=False) if names else counted
    return tuple(
        Signature(tuple(_STATES[int(state)] for state in states), int(count), int(first))
        for count, first, *states in fetch(store.connection, counted)
        if count
    )


def _state(flags: Sequence[Flags | None]) -> exp.Expr:
    """Give the position of a set's state in `_STATES`; a rule without flags was never judged."""
    known = [each for each in flags if each is not None]
    blocked = disjunction([failed for failed, _ in known]) if known else exp.false()
    open_ = [undecided for _, undecided in known]
    if len(known) < len(flags):
        open_ = [exp.true()]
    return exp.Case(
        ifs=[
            exp.If(this=blocked, true=number(2)),
            exp.If(this=disjunction(open_) if open_ else exp.false(), true=number(1)),
        ],
        default=number(0),
    )
