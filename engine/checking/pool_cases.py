"""Run the worked cases of pools: judge each kind of member, and solve the set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from ..backends.reference.rollup import state_of
from ..loading import build_plan
from ..model.conclusion import State
from ..model.outcome import Outcome
from ..model.pool import Pool, PoolCase, PoolClass, PoolItem
from ..model.rule import Case, RuleBook
from ..model.values import Known
from ..pools.largest import largest_set
from ..pools.measure import measured, state_of_demand
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Plain, to_plain
from .case_engines import UNKNOWN, Got
from .cases import CaseResult, run_cases

#: What is asked of each kind of member: the case, the member, and a rule, condition or fact.
_Asked = tuple[int, int, str]


def run_pool_cases(
    book: RuleBook,
    cases: Sequence[PoolCase],
    engines: Sequence[str],
    as_of: datetime,
    diagnostics: Diagnostics,
) -> tuple[CaseResult, ...] | None:
    """Solve the pools of cases, in their order.

    Args:
        book: The rules and pools.
        cases: What to solve.
        engines: Names of engines; all must agree on every rule and value that a case needs.
        as_of: The moment for cases that do not give one.
        diagnostics: Where problems are reported; after an error there are no results.
    """
    pools = {
        pool.id: pool
        for program in {book.pools[each.pool].program for each in cases}
        for pool in build_plan(book, as_of=as_of, diagnostics=diagnostics, programs=[program]).pools
    }
    found: dict[_Asked, Got] = {}
    trials: dict[_Asked, Case] = {}
    for at, case in enumerate(cases):
        for position, item in enumerate(case.items):
            for name in _asked(pools[case.pool]):
                stated = _stated(item, name, book)
                if stated is not None:
                    found[at, position, name] = stated
                elif name in book.dictionary.facts and name not in book.dictionary.derivations:
                    found[at, position, name] = UNKNOWN
                else:
                    trials[at, position, name] = replace(item.case, subject=name)
    conditions = {rule.id: rule for each in book.pools.values() for rule in each.conditions}
    with_conditions = replace(book, rules=MappingProxyType({**book.rules, **conditions}))
    results = run_cases(with_conditions, tuple(trials.values()), engines, as_of, diagnostics)
    if results is None:
        return None
    disputes: dict[int, dict[str, Got]] = {}
    for key, result in zip(trials, results, strict=True):
        found[key] = result.got
        for engine, got in result.others.items():
            disputes.setdefault(key[0], {})[engine] = f"{key[2]}: {got}"
    return tuple(
        _result(case, pools[case.pool], at, found, book, disputes.get(at, {}))
        for at, case in enumerate(cases)
    )


def _stated(item: PoolItem, name: str, book: RuleBook) -> Got | None:
    """Give the outcome that a case states of a rule, or the value of a fact."""
    if name in book.rules:
        return item.outcomes.get(name, item.otherwise)
    value = item.case.given.get(name)
    return value if isinstance(value, bool | str | Decimal | date) else None


def _asked(pool: Pool) -> tuple[str, ...]:
    return (*pool.rules, *(rule.id for rule in pool.conditions), *pool.facts)


def _result(
    case: PoolCase,
    pool: Pool,
    at: int,
    found: Mapping[_Asked, Got],
    book: RuleBook,
    disputes: Mapping[str, Got],
) -> CaseResult:
    classes = []
    own: list[Outcome] = []
    for position, item in enumerate(case.items):
        got = {name: found[at, position, name] for name in _asked(pool)}
        mine = [name for name in pool.rules if _is_of_pool(book, pool, name)]
        own += [Outcome(str(got[name])) for name in mine]
        asked = [name for name in (*pool.rules, *pool.each) if name not in mine]
        classes.append(
            PoolClass(
                number=position + 1,
                owner=pool.per,
                state=state_of([Outcome(str(got[name])) for name in asked]),
                counted=tuple(
                    True if each.where is None else _truth(got[each.where])
                    for each in pool.together
                ),
                values=tuple(
                    None if each.fact is None else _value(got[each.fact]) for each in pool.together
                ),
                count=item.times,
                row=position + 1,
            )
        )
    every = {each.number: each.count for each in classes}
    states = [
        state_of(own),
        *(each.state for each in classes),
        *(
            state_of_demand(demand, measured(demand, position, classes, every))
            for position, demand in enumerate(pool.together)
        ),
    ]
    state = next((each for each in (State.BLOCKED, State.UNDECIDED) if each in states), State.HOLDS)
    largest = largest_set(pool.together, classes)
    ok = state is case.state and (not case.keeps or case.keep == largest.size)
    return CaseResult(
        rule=pool.id,
        given={"members": [_plain(item) for item in case.items]},
        expect=_words(case.state, case.keep if case.keeps else largest.size),
        got=_words(state, largest.size),
        ok=ok and largest.proven and not disputes,
        span=case.span,
        others=disputes,
    )


def _plain(item: PoolItem) -> Plain:
    kept = [each for each in item.case.node.entries if each.key != "expect"]
    return to_plain(MappingNode(tuple(kept), item.case.node.span), "decimal")


def _words(state: State, keep: int | None) -> str:
    return f"{state.value}, keep {'none' if keep is None else keep}"


def _is_of_pool(book: RuleBook, pool: Pool, rule: str) -> bool:
    """Tell whether a rule is the same for all members whatever the records are."""
    entity, visible = book.rules[rule].entity, book.dictionary.visible_entities
    beside = entity not in visible(pool.of) and pool.of not in visible(entity)
    return entity == pool.per or beside


def _truth(got: Got) -> bool | None:
    return None if got == UNKNOWN else got != Outcome.FAIL.value


def _value(got: Got) -> Known | None:
    return None if got == UNKNOWN else got
