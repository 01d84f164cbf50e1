"""Roll sets of rules up to one state for each record, and count the distinct signatures.

A set of rules is blocked where one fails, else undecided where one is undecided or was judged for
no record at all, else it holds. Verdicts are those that were counted already, so that this costs
one more look at columns that are there. No Python touches a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ...model.conclusion import State
from ...model.rule import Plan, Rule
from ...store.keys import OWNER, owners
from ...store.relations import KEY, ROW, FactStore
from ...store.sql import alias, column, create, fetch, number, select, table
from ..context import Context
from ..needs import visible_from
from ..results import Signature
from .frame import frame_for
from .judging import Judged, undecided_in
from .terms import disjunction
from .verdicts import compile_verdict, judged, verdict_name

_STATES = (State.HOLDS, State.UNDECIDED, State.BLOCKED)

#: Whether a rule fails for a record, and whether it is undecided.
_Flags = tuple[exp.Expr, exp.Expr]


def roll_up(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    entity: str,
    sets: Sequence[Sequence[str]],
    row: int | None = None,
) -> tuple[Signature, ...]:
    """Count the records of an entity by the states of some sets of rules; `row` picks one."""
    rules = {rule.id: rule for rule in (*plan.rules, *plan.beside)}
    wanted = [rules[id] for id in dict.fromkeys(id for each in sets for id in each) if id in rules]
    query, flags = _flagged(plan, store, context, relations, entity, wanted)
    columns = [
        alias(_state([flags.get(id) for id in ids]), f"_s{at}") for at, ids in enumerate(sets)
    ]
    if row is not None:
        query = query.where(exp.EQ(this=column(ROW), expression=number(row)))
    rolled = select(column(ROW), *columns).from_(query.subquery("flags", copy=False), copy=False)
    names = [column(f"_s{at}") for at in range(len(sets))]
    counted = (
        select(exp.Count(this=exp.Star()), alias(exp.Min(this=column(ROW)), "_first"), *names)
        .from_(rolled.subquery("rolled", copy=False), copy=False)
        .order_by(column("_first"))
    )
    counted = counted.group_by(*names) if names else counted
    return tuple(
        Signature(tuple(_STATES[int(state)] for state in states), int(count), int(first))
        for count, first, *states in fetch(store.connection, counted)
        if count
    )


def _state(flags: Sequence[_Flags | None]) -> exp.Expr:
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


def _flagged(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    entity: str,
    rules: Sequence[Rule],
) -> tuple[exp.Select, dict[str, _Flags]]:
    """Build a query of one row a record with the flags of every rule that was judged."""
    own = store.entities[entity]
    visible = visible_from(plan, store, entity)
    flags: dict[str, _Flags] = {}
    beside: list[Rule] = []
    coarser: list[Rule] = []
    finer: dict[str, list[Rule]] = {}
    for rule in rules:
        stored = store.entities.get(rule.entity)
        if stored is None:
            continue
        if rule.id in _positions(relations, own.relation):
            beside.append(rule)
        elif rule.entity in visible and stored.rows == 1:
            flags[rule.id] = _same_for_all(store, relations[stored.relation], rule)
        elif rule.entity in visible:
            coarser.append(rule)
        else:
            finer.setdefault(rule.entity, []).append(rule)
    query = select(column(ROW), alias(column(own.key), KEY)).from_(table(own.relation), copy=False)
    if beside and not coarser and not finer:
        query = _verdicts(relations[own.relation], beside, flags)
    elif beside:
        query = _joined(query, _verdicts(relations[own.relation], beside, flags))
    if coarser:
        frame = frame_for(plan, store, entity, coarser, context)
        verdicts = tuple(compile_verdict(rule, frame.scope) for rule in coarser)
        name = f"judged_for_{entity}"
        create(store.connection, name, judged(frame, verdicts, changes=False))
        positions = {rule.id: at for at, rule in enumerate(coarser)}
        query = _joined(query, _verdicts(Judged(name, verdicts, positions), coarser, flags))
    for child, group in finer.items():
        links = owners(store, plan.dictionary, child, entity)
        if links is not None:
            query = _with_children(store, child, group, relations, query, links, flags)
    return query, flags


def _positions(relations: Mapping[str, Judged], relation: str) -> Mapping[str, int]:
    return relations[relation].positions if relation in relations else {}


def _flag_columns(judged_: Judged, rules: Sequence[Rule]) -> list[exp.Expr]:
    columns: list[exp.Expr] = []
    for rule in rules:
        verdict = column(verdict_name(judged_.positions[rule.id]))
        failed = exp.Coalesce(this=exp.not_(verdict, copy=False), expressions=[exp.false()])
        columns += [
            alias(failed, _failed(rule)),
            alias(undecided_in(judged_, rule.id), _undecided(rule)),
        ]
    return columns


def _failed(rule: Rule) -> str:
    return f"_f_{rule.id}"


def _undecided(rule: Rule) -> str:
    return f"_u_{rule.id}"


def _same_for_all(store: FactStore, judged_: Judged, rule: Rule) -> _Flags:
    """Read the flags of a rule whose entity has one record, to be written as constants."""
    query = select(*(each.this for each in _flag_columns(judged_, [rule])))
    found = fetch(store.connection, query.from_(table(judged_.table), copy=False))[0]
    failed, undecided = (exp.true() if flag else exp.false() for flag in found)
    return failed, undecided


def _verdicts(judged_: Judged, rules: Sequence[Rule], flags: dict[str, _Flags]) -> exp.Select:
    """Select the flags of verdicts, a row a record."""
    for rule in rules:
        flags[rule.id] = (column(_failed(rule)), column(_undecided(rule)))
    chosen = select(column(ROW), *_flag_columns(judged_, rules))
    return chosen.from_(table(judged_.table), copy=False)


def _joined(query: exp.Select, verdicts: exp.Select) -> exp.Select:
    """Put flags beside the same records."""
    return (
        exp.select(exp.Star())
        .from_(query.subquery("records"))
        .join(verdicts.subquery("verdicts"), using=[exp.to_identifier(ROW, quoted=True)])
    )


def _with_children(
    store: FactStore,
    child: str,
    rules: Sequence[Rule],
    relations: Mapping[str, Judged],
    query: exp.Select,
    links: exp.Select,
    flags: dict[str, _Flags],
) -> exp.Select:
    """Join the flags of a record's children: one that fails blocks, and without any all is open."""
    judged_ = relations[store.entities[child].relation]
    columns = _flag_columns(judged_, rules)
    children = select(column(ROW), *columns).from_(table(judged_.table), copy=False)
    any_child = [alias(exp.LogicalOr(this=column(each.alias)), each.alias) for each in columns]
    rolled = (
        exp.select(column(OWNER), *any_child)
        .from_(children.subquery("children"))
        .join(links.subquery("links"), using=[exp.to_identifier(ROW, quoted=True)])
        .group_by(column(OWNER))
    )
    name = f"children_{child}"
    for rule in rules:
        flags[rule.id] = (
            exp.Coalesce(this=column(_failed(rule)), expressions=[exp.false()]),
            exp.Coalesce(this=column(_undecided(rule)), expressions=[exp.true()]),
        )
    kept = exp.Star(except_=[exp.to_identifier(OWNER, quoted=True)])
    return (
        exp.select(kept)
        .from_(query.subquery("records"))
        .join(
            rolled.subquery(name),
            on=exp.EQ(this=column(KEY, "records"), expression=column(OWNER, name)),
            join_type="left",
        )
    )
