"""Roll sets of rules up to one state for each record, record by record."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.conclusion import State
from ...model.outcome import Outcome
from ...model.rule import Plan
from ...store.relations import FactStore
from ..results import Signature
from .concerning import Records, outcomes_concerning


def roll_up(
    plan: Plan,
    store: FactStore,
    records: Records,
    entity: str,
    sets: Sequence[Sequence[str]],
    row: int | None = None,
) -> tuple[Signature, ...]:
    """Count the records of an entity by the states of some sets of rules; `row` picks one.

    Rules that the plan leaves out, such as those not in force, ask for nothing.
    """
    rules = {rule.id: rule for rule in (*plan.rules, *plan.beside)}
    wanted = [rules[id] for id in dict.fromkeys(id for each in sets for id in each) if id in rules]
    found: dict[tuple[State, ...], tuple[int, int]] = {}
    for stored, outcomes in outcomes_concerning(plan, store, records, entity, wanted):
        if row is not None and stored.row != row:
            continue
        signature = tuple(
            state_of(
                [
                    outcome
                    for id in ids
                    if id in rules
                    for outcome in outcomes.get(id, [Outcome.UNKNOWN])
                ]
            )
            for ids in sets
        )
        count, first = found.get(signature, (0, stored.row))
        found[signature] = (count + 1, min(first, stored.row))
    return tuple(
        Signature(states, count, first)
        for states, (count, first) in sorted(found.items(), key=lambda item: item[1][1])
    )


def state_of(outcomes: Sequence[Outcome]) -> State:
    """Roll outcomes up: one that fails blocks, and one that is unknown leaves it open."""
    if Outcome.FAIL in outcomes:
        return State.BLOCKED
    return State.UNDECIDED if Outcome.UNKNOWN in outcomes else State.HOLDS
