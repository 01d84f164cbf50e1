"""Draw the verdict on every pool of a run, and choose who may stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from ..backends.needs import rules_of_pool
from ..backends.results import Member, PoolMembers, RollUp
from ..evaluation.findings import Sight, judged_subject, subject_of
from ..model.conclusion import State
from ..model.facts import FactType
from ..model.pool import Measure, Pool, PoolClass, Together
from ..model.pooled import Dropped, PoolDemand, Pooled
from ..model.report import Quantity, RuleInfo, Subject
from ..model.values import Exact
from ..store.keys import rows_with_key
from ..store.subjects import fetch_subjects
from .largest import Largest, largest_set
from .measure import measured, state_of_demand

#: So many members that stay out are named, of each kind.
NAMED = 1000


def draw_pools(
    sight: Sight,
    members_of: Callable[[Pool], PoolMembers | None],
    roll_up: RollUp,
) -> tuple[Pooled, ...]:
    """Return every pool that has members, in the order of the plan.

    Args:
        sight: The plan with its pools, and the records.
        members_of: Gives the members of a pool, as an engine's results do.
        roll_up: Gives the states of the rules of a pool itself.
    """
    found: list[Pooled] = []
    for pool in sight.plan.pools:
        members = members_of(pool)
        if members is None:
            continue
        for owner in dict.fromkeys(each.owner for each in members.classes):
            at = rows_with_key(sight.store, pool.per, owner)
            if at:
                found.append(_pooled(sight, pool, members, owner, at[0], roll_up))
    return tuple(found)


def _pooled(
    sight: Sight, pool: Pool, members: PoolMembers, owner: str, row: int, roll_up: RollUp
) -> Pooled:
    classes = [each for each in members.classes if each.owner == owner]
    counts = dict.fromkeys(State, 0)
    for each in classes:
        counts[each.state] += each.count
    own = _own(sight, pool, row, roll_up)
    largest = largest_set(pool.together, classes)
    demands = tuple(
        _demand(sight, at, demand, classes, largest) for at, demand in enumerate(pool.together)
    )
    states = [
        *(state for _, state in own),
        *(each.state for each in demands),
        *(state for state in State if counts[state]),
    ]
    return Pooled(
        id=pool.id,
        program=pool.program,
        title=pool.title,
        of=pool.of,
        subject=_subject(sight, pool.per, row),
        state=_worst(states),
        total=sum(counts.values()),
        counts=counts,
        own=own,
        demands=demands,
        keep=largest.size,
        bound=max(0, largest.bound),
        proven=largest.proven,
        surplus=0 if largest.size is None else counts[State.HOLDS] - largest.size,
        failing=_named(pool, members.of_state(owner, State.BLOCKED, NAMED)),
        undecided=_named(pool, members.of_state(owner, State.UNDECIDED, NAMED)),
        left_over=_named(pool, _surplus(members, classes, largest)),
    )


def _worst(states: Iterable[State]) -> State:
    found = set(states)
    for state in (State.BLOCKED, State.UNDECIDED):
        if state in found:
            return state
    return State.HOLDS


def _own(sight: Sight, pool: Pool, row: int, roll_up: RollUp) -> tuple[tuple[RuleInfo, State], ...]:
    """Give the rules of the pool itself that do not pass."""
    _, rules = rules_of_pool(sight.plan, sight.store, pool)
    if not rules:
        return ()
    (signature,) = roll_up(pool.per, [[rule.id] for rule in rules], row)
    return tuple(
        (sight.infos[rule.id], state)
        for rule, state in zip(rules, signature.states, strict=True)
        if state is not State.HOLDS and rule.id in sight.infos
    )


def _demand(
    sight: Sight,
    at: int,
    demand: Together,
    classes: Sequence[PoolClass],
    largest: Largest,
) -> PoolDemand:
    every = {each.number: each.count for each in classes}
    found = measured(demand, at, classes, every)
    passing = {each.number: each.count for each in classes if each.state is State.HOLDS}
    after = measured(demand, at, classes, passing if largest.chosen is None else largest.chosen)
    kept = after.low if after.low == after.high else None

    def quantity(value: Decimal | None) -> Quantity | None:
        return None if value is None else _quantity(sight, demand, value)

    return PoolDemand(
        title=demand.title,
        measure=demand.measure,
        fact=demand.fact,
        rule=demand.rule,
        state=state_of_demand(demand, found),
        low=quantity(found.low),
        high=quantity(found.high),
        at_least=quantity(demand.low),
        at_most=quantity(demand.high),
        kept=quantity(kept),
    )


def _quantity(sight: Sight, demand: Together, value: Decimal) -> Quantity:
    if demand.measure is Measure.SUM and demand.fact is not None:
        fact = sight.plan.dictionary.facts[demand.fact]
        return Quantity(Exact(value), fact.type, fact.unit)
    return Quantity(Exact(value), FactType.INTEGER, None)


def _surplus(members: PoolMembers, classes: Sequence[PoolClass], largest: Largest) -> list[Member]:
    """Choose those that pass by themselves and are too many: the last of each class."""
    found: list[Member] = []
    if largest.chosen is None:
        return found
    for each in classes:
        kept = largest.chosen.get(each.number, 0)
        if each.state is State.HOLDS and kept < each.count and len(found) < NAMED:
            most = kept + NAMED - len(found)
            found += members.of_class(each.number, min(each.count, most))[kept:]
    return sorted(found, key=lambda member: member.row)


def _named(pool: Pool, members: Sequence[Member]) -> tuple[Dropped, ...]:
    """Name members by key alone: there may be many."""
    return tuple(
        Dropped(Subject(pool.of, member.key), member.failed or member.undecided)
        for member in members
    )


def _subject(sight: Sight, entity: str, row: int) -> Subject:
    (stored,) = fetch_subjects(sight.store, sight.plan.dictionary, entity, (), [row])
    return subject_of(entity, stored, judged_subject(sight, stored))
