"""List the members of pools, and what demands on sets can tell of them, in one table a pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from ...model.conclusion import State
from ...model.pool import Pool, PoolClass
from ...model.rule import Plan, Rule
from ...store.keys import OWNER, owners
from ...store.relations import KEY, ROW, FactStore
from ...store.sql import alias, call, column, create, fetch, number, select, table, text
from ...store.subjects import known
from ..context import Context
from ..needs import rules_of_pool
from ..results import Member, PoolMembers
from .flags import Flags, flagged
from .frame import compute_frame
from .judging import Judged
from .terms import disjunction

_STATES = (State.HOLDS, State.UNDECIDED, State.BLOCKED)
_STATE, _CLASS = "_state", "_class"


def pool_members(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    pool: Pool,
) -> PoolMembers | None:
    """Write the table of a pool's members, and give their classes."""
    if pool.of not in store.entities or pool.per not in store.entities:
        return None
    held = owners(store, plan.dictionary, pool.of, pool.per)
    if held is None:
        return None
    rules, _ = rules_of_pool(plan, store, pool)
    where = [rule for rule in pool.conditions if rule.id not in pool.each]
    conditions = {rule.id for rule in where}
    beside = [rule for rule in plan.beside if rule.id in conditions]
    query, flags = flagged(plan, store, context, relations, pool.of, [*rules, *beside])
    name = f"pool_{pool.id}"
    columns = _columns(pool, rules, flags)
    members = (
        exp.select(column(ROW, "f"), alias(column(KEY, "k"), KEY), column(OWNER, "o"), *columns)
        .from_(query.subquery("f"))
        .join(_keys(store, pool).subquery("k"), using=[exp.to_identifier(ROW, quoted=True)])
        .join(held.subquery("o"), using=[exp.to_identifier(ROW, quoted=True)])
    )
    if pool.facts:
        values = _values(plan, store, context, pool)
        members = members.join(values.subquery("v"), using=[exp.to_identifier(ROW, quoted=True)])
    alike = [column(OWNER), column(_STATE), *_told(pool)]
    ranked = exp.Window(
        this=call("dense_rank"),
        order=exp.Order(expressions=[each.copy() for each in alike]),
    )
    numbered = exp.select(exp.Star(), alias(ranked, _CLASS)).from_(members.subquery("members"))
    create(store.connection, name, numbered.where(exp.not_(_is_null(column(OWNER)))))
    return PoolMembers(
        _classes(store, pool, name),
        lambda owner, state, most: _of_state(store, name, rules, owner, state, most),
        lambda wanted, most: _of_class(store, name, wanted, most),
    )


def _is_null(tree: exp.Expr) -> exp.Expr:
    return exp.Is(this=tree, expression=exp.Null())


def _keys(store: FactStore, pool: Pool) -> exp.Select:
    own = store.entities[pool.of]
    return exp.select(column(ROW), alias(column(own.key), KEY)).from_(table(own.relation))


def _told(pool: Pool) -> list[exp.Expr]:
    return [
        column(f"_{kind}{at}")
        for at, demand in enumerate(pool.together)
        for kind in ("c", "v")
        if kind == "c" or demand.fact is not None
    ]


def _columns(pool: Pool, rules: Sequence[Rule], flags: Mapping[str, Flags]) -> list[exp.Expr]:
    """Give the columns of a member: its state, the flags of each rule, and whether it counts."""
    judged = [flags.get(rule.id, (exp.false(), exp.true())) for rule in rules]
    blocked = disjunction([failed for failed, _ in judged]) if judged else exp.false()
    open_ = disjunction([undecided for _, undecided in judged]) if judged else exp.false()
    columns: list[exp.Expr] = [
        alias(
            exp.Case(
                ifs=[
                    exp.If(this=blocked, true=number(2)),
                    exp.If(this=open_, true=number(1)),
                ],
                default=number(0),
            ),
            _STATE,
        )
    ]
    for at, (failed, undecided) in enumerate(judged):
        columns += [alias(failed, f"_f{at}"), alias(undecided, f"_u{at}")]
    for at, demand in enumerate(pool.together):
        counted: exp.Expr = exp.true()
        if demand.where is not None:
            failed, undecided = flags[demand.where]
            counted = exp.Case(
                ifs=[
                    exp.If(this=failed, true=exp.false()),
                    exp.If(this=undecided, true=exp.Null()),
                ],
                default=exp.true(),
            )
        columns.append(alias(counted, f"_c{at}"))
        if demand.fact is not None:
            columns.append(alias(column(f"_value_{demand.fact}"), f"_v{at}"))
    return columns


def _values(plan: Plan, store: FactStore, context: Context, pool: Pool) -> exp.Select:
    """Select what members are measured by; a value known only by its bounds is not known."""
    frame = compute_frame(plan, store, pool.of, pool.facts, context)
    columns: list[exp.Expr] = [column(ROW)]
    for name in pool.facts:
        term = frame.scope.columns[name]
        exact = exp.EQ(this=term.low.copy(), expression=term.high.copy())
        value = exp.Case(ifs=[exp.If(this=exact, true=term.low.copy())])
        columns.append(alias(value, f"_value_{name}"))
    return exp.select(*columns).from_(frame.query.subquery("frame"))


def _classes(store: FactStore, pool: Pool, name: str) -> tuple[PoolClass, ...]:
    told = _told(pool)
    columns = [column(_CLASS), column(OWNER), column(_STATE), *told]
    query = (
        select(exp.Count(this=exp.Star()), alias(exp.Min(this=column(ROW)), "_first"), *columns)
        .from_(table(name))
        .group_by(*(each.copy() for each in columns))
        .order_by(column("_first"))
    )
    found = []
    for count, first, class_, owner, state, *cells in fetch(store.connection, query):
        left = iter(cells)
        counted, values = [], []
        for demand in pool.together:
            counted.append(next(left))
            values.append(None if demand.fact is None else known(next(left)))
        found.append(
            PoolClass(
                int(class_),
                str(owner),
                _STATES[int(state)],
                tuple(counted),
                tuple(values),
                int(count),
                int(first),
            )
        )
    return tuple(found)


def _of_state(
    store: FactStore, name: str, rules: Sequence[Rule], owner: str, state: State, most: int
) -> list[Member]:
    flags = [column(f"_{kind}{at}") for at in range(len(rules)) for kind in ("f", "u")]
    query = (
        select(column(ROW), column(KEY), *flags)
        .from_(table(name))
        .where(
            exp.EQ(this=column(OWNER), expression=text(owner)),
            exp.EQ(this=column(_STATE), expression=number(_STATES.index(state))),
        )
        .order_by(column(ROW))
        .limit(most)
    )
    members = []
    for row, key, *cells in fetch(store.connection, query):
        failed = [rule.id for at, rule in enumerate(rules) if cells[2 * at]]
        open_ = [rule.id for at, rule in enumerate(rules) if cells[2 * at + 1]]
        members.append(Member(int(row), str(key), tuple(failed), tuple(open_)))
    return members


def _of_class(store: FactStore, name: str, wanted: int, most: int) -> list[Member]:
    query = (
        select(column(ROW), column(KEY))
        .from_(table(name))
        .where(exp.EQ(this=column(_CLASS), expression=number(wanted)))
        .order_by(column(ROW))
        .limit(most)
    )
    return [Member(int(row), str(key)) for row, key in fetch(store.connection, query)]
