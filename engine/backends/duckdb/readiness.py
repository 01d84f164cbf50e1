"""Count how many items can go in: all blocking rules of an item, rolled up in one query.

An item is ready when every rule that decides admission passes or does not apply, its store's and
application's rules included; it is one fix away when exactly one fails and nothing is unknown.
A failure that follows from another one is not a second fix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ...model.outcome import Outcome
from ...model.rule import Plan, Rule
from ...store.relations import KEY, ROW, FactStore, link
from ...store.sql import alias, column, count_if, fetch, number, select, select_from, table, type_of
from ..needs import blocking_rules, item_entity, visible_from
from ..results import ReadinessCounts, RuleCounts
from .judging import Judged, undecided_in
from .terms import conjunction, disjunction
from .verdicts import verdict_name


def count_readiness(
    plan: Plan,
    store: FactStore,
    relations: Mapping[str, Judged],
    counts: Mapping[str, RuleCounts],
) -> ReadinessCounts | None:
    """Count items by readiness, and for each rule the items it concerns and would clear."""
    item = item_entity(plan, store)
    rules = [rule for rule in blocking_rules(plan) if rule.entity in store.entities]
    if item is None or not rules:
        return None
    flagged, flags = _flagged(plan, store, item, rules, relations, counts)
    effective = _effective(rules, flags)
    fails = {rule.id: column(f"_e{index}") for index, rule in enumerate(rules)}
    columns: list[exp.Expr] = []
    unknown: list[exp.Expr] = []
    for index, rule in enumerate(rules):
        failed, undecided = effective[rule.id]
        columns.append(alias(failed, f"_e{index}"))
        unknown.append(undecided)
    columns.append(alias(_how_many([each.this for each in columns]), "_fails"))
    columns.append(alias(_how_many(unknown), "_unknowns"))
    inner = select_from(flagged, "flagged", *columns)
    nothing_unknown = exp.EQ(this=column("_unknowns"), expression=number(0))
    no_fail = exp.EQ(this=column("_fails"), expression=number(0))
    one_fail = exp.EQ(this=column("_fails"), expression=number(1))
    one_away = conjunction([one_fail, nothing_unknown])
    query = select(
        exp.Count(this=exp.Star()),
        count_if(conjunction([no_fail, nothing_unknown])),
        count_if(one_away),
        count_if(conjunction([no_fail, exp.not_(nothing_unknown, copy=False)])),
        *(
            each
            for rule in rules
            for each in (
                count_if(conjunction([one_away, fails[rule.id]])),
                count_if(fails[rule.id]),
            )
        ),
    ).from_(inner.subquery("rolled", copy=False), copy=False)
    total, ready, one, untold, *each_rule = (int(x) for x in fetch(store.connection, query)[0])
    return ReadinessCounts(
        item,
        ready,
        one,
        total - ready - one - untold,
        untold,
        {rule.id: each_rule[2 * index] for index, rule in enumerate(rules)},
        {rule.id: each_rule[2 * index + 1] for index, rule in enumerate(rules)},
    )


def _flagged(
    plan: Plan,
    store: FactStore,
    item: str,
    rules: Sequence[Rule],
    relations: Mapping[str, Judged],
    counts: Mapping[str, RuleCounts],
) -> tuple[exp.Select, dict[str, tuple[exp.Expr, exp.Expr]]]:
    """Build a query of one row an item with a fail and an unknown flag a rule.

    A rule of a single coarse record is the same for all items, so it is written as a constant.
    """
    relation = store.entities[item].relation
    beside: list[Rule] = []
    finer: dict[str, list[Rule]] = {}
    flags: dict[str, tuple[exp.Expr, exp.Expr]] = {}
    visible = visible_from(plan, store, item)
    for rule in rules:
        stored = store.entities[rule.entity]
        seen = rule.entity in visible
        if seen and stored.rows == 1 and stored.relation != relation:
            outcomes = counts[rule.id].outcomes
            flags[rule.id] = (
                exp.true() if outcomes[Outcome.FAIL] else exp.false(),
                exp.true() if outcomes[Outcome.UNKNOWN] else exp.false(),
            )
        elif seen or stored.relation == relation:
            beside.append(rule)
        elif item in stored.links:
            finer.setdefault(rule.entity, []).append(rule)
    query = _items(store, item, beside, relations, keyed=bool(finer), flags=flags)
    for entity, group in finer.items():
        query = _with_children(store, item, entity, group, relations, query, flags)
    return query, flags


def _flag_columns(judged: Judged, rules: Sequence[Rule]) -> list[exp.Expr]:
    """Give the flag columns of some rules: failed, undecided, a rule."""
    columns: list[exp.Expr] = []
    for rule in rules:
        position = judged.positions[rule.id]
        verdict = column(verdict_name(position))
        failed = exp.Coalesce(this=exp.not_(verdict, copy=False), expressions=[exp.false()])
        undecided = undecided_in(judged, rule.id)
        columns += [alias(failed, f"_f_{rule.id}"), alias(undecided, f"_u_{rule.id}")]
    return columns


def _items(
    store: FactStore,
    item: str,
    rules: Sequence[Rule],
    relations: Mapping[str, Judged],
    *,
    keyed: bool,
    flags: dict[str, tuple[exp.Expr, exp.Expr]],
) -> exp.Select:
    """Build the query of the items with the flags that stand beside them; `keyed` adds keys."""
    stored = store.entities[item]
    keys = exp.select(column(ROW), alias(column(stored.key), KEY)).from_(table(stored.relation))
    for rule in rules:
        flags[rule.id] = (column(f"_f_{rule.id}"), column(f"_u_{rule.id}"))
    if not rules:
        return keys
    judged = relations[stored.relation]
    query = select(column(ROW), *_flag_columns(judged, rules)).from_(
        table(judged.table), copy=False
    )
    if not keyed:
        return query
    return (
        exp.select(exp.Star())
        .from_(query.subquery("flags"))
        .join(keys.subquery("keys"), using=[exp.to_identifier(ROW, quoted=True)])
    )


def _with_children(
    store: FactStore,
    item: str,
    entity: str,
    rules: Sequence[Rule],
    relations: Mapping[str, Judged],
    query: exp.Select,
    flags: dict[str, tuple[exp.Expr, exp.Expr]],
) -> exp.Select:
    """Join the flags of an item's children: one failing child fails the item."""
    relation = store.entities[entity].relation
    judged = relations[relation]
    columns = _flag_columns(judged, rules)
    children = select(column(ROW), *columns).from_(table(judged.table), copy=False)
    links = exp.select(column(ROW), column(link(item))).from_(table(relation))
    any_child = [alias(call_bool_or(column(each.alias)), each.alias) for each in columns]
    rolled = (
        exp.select(column(link(item)), *any_child)
        .from_(children.subquery("children"))
        .join(links.subquery("links"), using=[exp.to_identifier(ROW, quoted=True)])
        .group_by(column(link(item)))
    )
    name = f"children_{entity}"
    for rule in rules:
        flags[rule.id] = (
            exp.Coalesce(this=column(f"_f_{rule.id}"), expressions=[exp.false()]),
            exp.Coalesce(this=column(f"_u_{rule.id}"), expressions=[exp.false()]),
        )
    return (
        exp.select(exp.Star())
        .from_(query.subquery("items"))
        .join(
            rolled.subquery(name),
            on=exp.EQ(this=column(KEY, "items"), expression=column(link(item), name)),
            join_type="left",
        )
    )


def call_bool_or(tree: exp.Expr) -> exp.Expr:
    """Build BOOL_OR."""
    return exp.LogicalOr(this=tree)


def _effective(
    rules: Sequence[Rule], flags: Mapping[str, tuple[exp.Expr, exp.Expr]]
) -> dict[str, tuple[exp.Expr, exp.Expr]]:
    """Take back the flags that a rule owes to another rule it follows from."""
    effective = {}
    for rule in rules:
        failed, undecided = flags.get(rule.id, (exp.false(), exp.false()))
        roots = [flags[name] for name in rule.follows_from if name in flags]
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
    total: exp.Expr = number(0)
    for flag in flags:
        as_number = exp.Cast(this=exp.paren(flag, copy=False), to=type_of("INT"))
        total = exp.Add(this=total, expression=as_number)
    return total
