"""List the members of pools, and what demands on sets can tell of them, member by member."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ...model.conclusion import State
from ...model.outcome import Outcome
from ...model.pool import Pool, PoolClass
from ...model.rule import Plan
from ...model.values import Bounded, Exact, Known
from ...store.lookups import lone_key
from ...store.reach import is_owned
from ...store.relations import FactStore
from ..needs import rules_of_pool
from ..results import Member, PoolMembers
from .concerning import Records, outcomes_concerning
from .evaluate import Subject, value_of
from .rollup import state_of

_ORDER = tuple(State)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a class is told by."""

    owner: str
    state: State
    counted: tuple[bool | None, ...]
    values: tuple[Known | None, ...]


def pool_members(plan: Plan, store: FactStore, records: Records, pool: Pool) -> PoolMembers | None:
    """Judge a pool's members one by one, and give their classes."""
    if pool.of not in store.entities or pool.per not in store.entities:
        return None
    if not is_owned(store, plan.dictionary, pool.of, pool.per):
        return None
    rules, _ = rules_of_pool(plan, store, pool)
    conditions = {rule.id for rule in pool.conditions} - set(pool.each)
    beside = [rule for rule in plan.beside if rule.id in conditions]
    lone = lone_key(store, pool.per)
    subjects = {stored.row: subject for stored, subject in records(pool.of)}
    classes: dict[_Told, list[Member]] = defaultdict(list)
    for stored, outcomes in outcomes_concerning(plan, store, records, pool.of, [*rules, *beside]):
        owner = lone if lone is not None else stored.parents.get(pool.per)
        if owner is None:
            continue
        found = {rule.id: outcomes.get(rule.id, [Outcome.UNKNOWN]) for rule in rules}
        told = _Told(
            owner,
            state_of([outcome for each in found.values() for outcome in each]),
            tuple(
                True if each.where is None else _truth(outcomes[each.where][0])
                for each in pool.together
            ),
            tuple(
                None if each.fact is None else _exact(each.fact, subjects[stored.row])
                for each in pool.together
            ),
        )
        classes[told].append(
            Member(
                stored.row,
                stored.key,
                tuple(name for name, each in found.items() if Outcome.FAIL in each),
                tuple(name for name, each in found.items() if Outcome.UNKNOWN in each),
            )
        )
    order = sorted(classes.items(), key=lambda each: each[1][0].row)
    every = tuple(
        PoolClass(
            at, told.owner, told.state, told.counted, told.values, len(members), members[0].row
        )
        for at, (told, members) in enumerate(order, 1)
    )

    def of_state(owner: str, state: State, most: int) -> list[Member]:
        found = [
            member
            for told, members in order
            if (told.owner, told.state) == (owner, state)
            for member in members
        ]
        return sorted(found, key=lambda member: member.row)[:most]

    return PoolMembers(every, of_state, lambda wanted, most: order[wanted - 1][1][:most])


def _truth(outcome: Outcome) -> bool | None:
    if outcome is Outcome.UNKNOWN:
        return None
    return outcome is not Outcome.FAIL


def _exact(name: str, subject: Subject) -> Known | None:
    value = value_of(name, subject)
    if isinstance(value, Bounded):
        return value.low if value.low == value.high else None
    return value.value if isinstance(value, Exact) else None
