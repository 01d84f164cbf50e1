"""Count how many items can go in: all blocking rules of an item, rolled up in one query.

An item is ready when every rule that decides admission passes or does not apply, its store's and
application's rules included, and none lacks the records to be judged by; it is one fix away when
exactly one fails and nothing is unknown. A failure that follows from another is not a second fix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ...model.rule import Plan, Rule
from ...store.relations import ROW, FactStore
from ...store.sql import (
    alias,
    column,
    create,
    fetch,
    number,
    select,
    select_from,
    sum_if,
    table,
    type_of,
)
from ..context import Context
from ..needs import beside_admission, item_entity, rules_of_items
from ..results import ReadinessCounts
from .flags import Flags, flagged
from .judging import Judged
from .terms import conjunction, disjunction, sum_of
from .verdicts import MANY

#: Up to so many rules they are counted without a table in between. DuckDB writes the sums over all
#: rules out wherever they are read, which is once a rule.
_FEW = 100


@dataclass(frozen=True, slots=True)
class _Rolled:
    """All items, how many blocking rules each fails and leaves open, and which it fails.

    The query has a row an item, or to count them one for all that have the same verdicts.
    """

    item: str
    rules: Sequence[Rule]
    fails: Mapping[str, exp.Expr]
    query: exp.Select


def _rolled(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    *,
    counting: bool = False,
) -> _Rolled | None:
    item = item_entity(plan, store)
    if item is None:
        return None
    rules = rules_of_items(plan, store, item)
    if not any(rule.entity in store.entities for rule in rules):
        return None
    query, flags = flagged(
        plan, store, context, relations, item, rules, beside_admission(plan), counting=counting
    )
    effective = _effective(rules, flags)
    fails = {rule.id: column(f"_e{index}") for index, rule in enumerate(rules)}
    columns: list[exp.Expr] = [column(MANY if counting else ROW)]
    failed: list[exp.Expr] = []
    unknown: list[exp.Expr] = []
    for index, rule in enumerate(rules):
        fail, undecided = effective[rule.id]
        columns.append(alias(fail, f"_e{index}"))
        failed.append(fail)
        unknown.append(undecided)
    columns.append(alias(_how_many(failed), "_fails"))
    columns.append(alias(_how_many(unknown), "_unknowns"))
    return _Rolled(item, rules, fails, select_from(query, "flagged", *columns))


def write_standings(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    name: str,
) -> str | None:
    """Write a table of the items with the rules they fail and leave open; gives their entity."""
    rolled = _rolled(plan, store, context, relations)
    if rolled is None:
        return None
    chosen = select(column(ROW), column("_fails"), column("_unknowns"))
    create(store.connection, name, chosen.from_(rolled.query.subquery("rolled"), copy=False))
    return rolled.item


def standing(
    plan: Plan, store: FactStore, context: Context, relations: Mapping[str, Judged], row: int
) -> tuple[int, int] | None:
    """Count the rules that one item fails and leaves open; None where no rule is for items."""
    rolled = _rolled(plan, store, context, relations)
    if rolled is None:
        return None
    query = select(column("_fails"), column("_unknowns")).from_(rolled.query.subquery("rolled"))
    found = fetch(store.connection, query.where(exp.EQ(this=column(ROW), expression=number(row))))
    return (int(found[0][0]), int(found[0][1])) if found else None


def count_readiness(
    plan: Plan, store: FactStore, context: Context, relations: Mapping[str, Judged]
) -> ReadinessCounts | None:
    """Count items by readiness, and for each rule the items it concerns and would clear."""
    rolled = _rolled(plan, store, context, relations, counting=True)
    if rolled is None:
        return None
    rules, fails = rolled.rules, rolled.fails
    nothing_unknown = exp.EQ(this=column("_unknowns"), expression=number(0))
    no_fail = exp.EQ(this=column("_fails"), expression=number(0))
    one_fail = exp.EQ(this=column("_fails"), expression=number(1))
    one_away = conjunction([one_fail, nothing_unknown])
    query = select(
        _items(exp.true()),
        _items(conjunction([no_fail, nothing_unknown])),
        _items(one_away),
        _items(conjunction([no_fail, exp.not_(nothing_unknown, copy=False)])),
        *(
            each
            for rule in rules
            for each in (
                _items(conjunction([one_away, fails[rule.id]])),
                _items(fails[rule.id]),
            )
        ),
    )
    if len(rules) > _FEW:
        create(store.connection, "readiness", rolled.query)
        query = query.from_(table("readiness"), copy=False)
    else:
        query = query.from_(rolled.query.subquery("rolled", copy=False), copy=False)
    items, ready, one, untold, *each_rule = (int(x) for x in fetch(store.connection, query)[0])
    return ReadinessCounts(
        rolled.item,
        ready,
        one,
        items - ready - one - untold,
        untold,
        {rule.id: each_rule[2 * index] for index, rule in enumerate(rules)},
        {rule.id: each_rule[2 * index + 1] for index, rule in enumerate(rules)},
    )


def _items(test: exp.Expr) -> exp.Expr:
    """Count the items that pass a test."""
    return sum_if(test, column(MANY))


def _effective(rules: Sequence[Rule], flags: Mapping[str, Flags]) -> dict[str, Flags]:
    """Take back the flags that a rule owes to another rule it follows from.

    A rule that was judged for nothing at all is undecided.
    """
    told = {rule.id: flags.get(rule.id, (exp.false(), exp.true())) for rule in rules}
    effective = {}
    for rule in rules:
        failed, undecided = told[rule.id]
        roots = [told[name] for name in rule.follows_from if name in told]
        if roots:
            explained = disjunction([root for root, _ in roots])
            untold = disjunction([each for root in roots for each in root])
            failed = conjunction([failed, exp.not_(exp.paren(explained, copy=False), copy=False)])
            undecided = conjunction(
                [undecided, exp.not_(exp.paren(untold, copy=False), copy=False)]
            )
        effective[rule.id] = (failed, undecided)
    return effective


def _how_many(flags: Sequence[exp.Expr]) -> exp.Expr:
    return sum_of([exp.Cast(this=exp.paren(flag, copy=False), to=type_of("INT")) for flag in flags])
