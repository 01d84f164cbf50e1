"""The frame of an entity with its derived facts computed, ready for rules to be compiled on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlglot import exp

from ...conditions.walk import facts_in
from ...model.facts import NUMBERS, FactType
from ...model.rule import Plan, Rule
from ...model.values import Known
from ...store.casting import physical_type
from ...store.frames import build_frame
from ...store.relations import FactStore, StoredFact, upper
from ...store.sql import alias, column
from ..context import Context
from ..needs import facts_of_rules, needed_facts
from .compile import Scope, compile_term, named, stated_or_derived, value_sql
from .terms import SqlAlgebra, SqlTerm, is_null


@dataclass(frozen=True, slots=True)
class ComputedFrame:
    """A query with one row a subject, and what each fact means in it."""

    entity: str
    query: exp.Select
    scope: Scope


def compute_frame(
    plan: Plan,
    store: FactStore,
    entity: str,
    facts: Collection[str],
    context: Context,
    *,
    blaming: bool = False,
) -> ComputedFrame:
    """Build the frame of `entity` with every fact of `facts`, stated or derived."""
    needed = needed_facts(plan, facts)
    base = build_frame(store, plan.dictionary, entity, sorted(needed))
    algebra = SqlAlgebra(context.rates, blaming)
    columns: dict[str, SqlTerm] = {}
    for name in sorted(
        needed, key=lambda each: plan.dictionary.facts[each].currency_in is not None
    ):
        stored = base.facts.get(name)
        columns[name] = _stated(plan, name, stored, columns, context, blaming)
    query, depth = base.query, 0
    waiting = [name for name in plan.order if name in needed]
    while waiting:
        ready = [
            name
            for name in waiting
            if not (set(facts_in(plan.derivations[name])) & (set(waiting) - {name}))
        ]
        depth += 1
        scope = Scope(dict(columns), plan.dictionary, algebra)
        added: list[exp.Expr] = []
        for name in ready:
            term = _derived(plan, name, base.facts, scope, blaming)
            low = column(f"{name}__value")
            added.append(alias(term.low.copy(), low.name))
            high = low
            if not term.exact:
                high = column(upper(low.name))
                added.append(alias(term.high.copy(), high.name))
            columns[name] = named(name, term, low, high)
        query = exp.select(exp.Star(), *added).from_(query.subquery(f"level{depth}"))
        if blaming:
            query = _with_blame_columns(query, ready, columns, depth)
        waiting = [name for name in waiting if name not in ready]
    return ComputedFrame(entity, query, Scope(columns, plan.dictionary, algebra))


def _with_blame_columns(
    query: exp.Select, names: Sequence[str], columns: dict[str, SqlTerm], depth: int
) -> exp.Select:
    """Give each blame of a derived fact a column of its own.

    Blames nest: written out in full wherever a derived fact is read, they would grow with every
    level of derivation.
    """
    added: list[exp.Expr] = []
    for name in names:
        blame: dict[str, exp.Expr] = {}
        for fact, tree in columns[name].blame.items():
            blame[fact] = column(f"{name}__lacks__{fact}")
            told = exp.Coalesce(this=exp.paren(tree, copy=True), expressions=[exp.false()])
            added.append(alias(told, blame[fact].name))
        columns[name] = replace(columns[name], blame=blame)
    if not added:
        return query
    return exp.select(exp.Star(), *added).from_(query.subquery(f"lacks{depth}"))


def _stated(
    plan: Plan,
    name: str,
    stored: StoredFact | None,
    columns: Mapping[str, SqlTerm],
    context: Context,
    blaming: bool,
) -> SqlTerm:
    fact = plan.dictionary.facts[name]
    width, scale, ranged = 0, 0, False
    if stored is not None:
        width, scale, ranged = stored.width, stored.scale, stored.ranged
        low: exp.Expr = column(name)
    else:
        low = exp.Cast(
            this=exp.Null(), to=exp.DataType.build(physical_type(fact), dialect="duckdb")
        )
        width, scale = (1, 0) if fact.type in NUMBERS else (0, 0)
    high = column(upper(name)) if ranged else low
    if name in context.defaults:
        default = _typed(context.defaults[name], fact.type)
        tree, default_width, default_scale = value_sql(default)
        low = exp.Coalesce(this=low.copy(), expressions=[tree]) if stored is not None else tree
        high = low
        width, scale = max(width, default_width), max(scale, default_scale)
    currency = _currency(plan, name, columns)
    blame: dict[str, exp.Expr] = {}
    if blaming and name not in context.defaults:
        blame[name] = is_null(low)
        if ranged:
            settled = exp.EQ(this=low.copy(), expression=high.copy())
            blame[name] = exp.not_(
                exp.Coalesce(this=settled, expressions=[exp.false()]), copy=False
            )
    return SqlTerm(low, high, fact.type, width, scale, currency, blame)


def _typed(value: Known, kind: FactType) -> Known:
    if kind is FactType.DATETIME and isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


def _currency(plan: Plan, name: str, columns: Mapping[str, SqlTerm]) -> exp.Expr | None:
    fact = plan.dictionary.facts[name]
    if fact.type is not FactType.MONEY:
        return None
    unit = exp.Literal.string(fact.unit) if fact.unit is not None else exp.Null()
    if fact.currency_in is None or fact.currency_in not in columns:
        return unit
    stated = columns[fact.currency_in].low
    if not isinstance(stated, exp.Column):
        return unit
    return exp.Coalesce(this=stated.copy(), expressions=[unit])


def _derived(
    plan: Plan, name: str, stored: Mapping[str, StoredFact], scope: Scope, blaming: bool
) -> SqlTerm:
    derived = compile_term(plan.derivations[name], scope)
    stated = scope.columns[name] if name in stored else None
    if stated is not None:
        stated = replace(stated, blame={})
    return stated_or_derived(name, stated, derived, plan.dictionary, blaming)


def frame_for(
    plan: Plan,
    store: FactStore,
    entity: str,
    rules: Sequence[Rule],
    context: Context,
    *,
    blaming: bool = False,
) -> ComputedFrame:
    """Build the frame that all of `rules` can be compiled on."""
    return compute_frame(plan, store, entity, facts_of_rules(rules), context, blaming=blaming)
