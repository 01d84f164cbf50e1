"""The frame of an entity with its derived facts computed, ready for rules to be compiled on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlglot import exp

from ...conditions.units import rate_of
from ...conditions.walk import facts_in
from ...model.facts import NUMBERS, Fact, FactType
from ...model.nodes import Expression
from ...model.rule import Plan, Rule
from ...model.values import Bounded, Exact, Value
from ...store.casting import physical_type
from ...store.fetching import lone_values
from ...store.frames import build_frame, lone_facts
from ...store.relations import KEY, FactStore, StoredFact, partial, upper
from ...store.sql import alias, column, create, select, select_from, table, type_of
from ..context import Context
from ..needs import facts_of_rules, needed_facts
from .aggregates import currency_beside
from .algebra import SqlAlgebra
from .compile import Scope, compile_column, named, stated_or_derived, value_sql
from .in_place import read_as_lists
from .parts import parted, parts_of_rule
from .summed_rows import Lines
from .terms import (
    SqlTerm,
    case,
    holds,
    is_absent,
    is_literally,
    is_nothing,
    is_open_ended,
    is_written_out,
)

_NO_PARTS: Mapping[str, Expression] = MappingProxyType({})


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
    within: exp.Select | None = None,
    parts: Mapping[str, Expression] = _NO_PARTS,
    listed: frozenset[str] = frozenset(),
    provenance: bool = False,
) -> ComputedFrame:
    """Build the frame of `entity` with every fact of `facts`, stated or derived.

    `within` gives the rows to keep; they are chosen before anything is computed. `parts` are
    further expressions to compute in columns of their own. Rows that lie apart are summed up
    where they do, but for chosen records and where something is to blame: these have lists, as
    have all records where a table fact is among `listed`. With `provenance` the query also has
    the keys of the records a subject belongs to, and where in the files each stands.
    """
    needed = needed_facts(plan, facts)
    lone = lone_facts(store, plan.dictionary, entity) & needed
    constants = lone_values(store, plan.dictionary, lone)
    trees = {
        part: tree
        for name in plan.order
        if name in needed
        for part, tree in parted(name, plan.derivations[name], blaming=blaming).items()
    } | dict(parts)
    lines = {} if blaming or within is not None else _lines(plan, store, needed - lone - listed)
    base = build_frame(
        store,
        plan.dictionary,
        entity,
        sorted(needed - lone),
        provenance=provenance,
        only=within,
        summed=lines,
    )
    lines = {name: each for name, each in lines.items() if name in base.facts}
    stated = base.query if within is None else _set_aside(store, base.query)
    columns: dict[str, SqlTerm] = {}
    known: set[str] = set()
    for name in sorted(
        needed, key=lambda each: plan.dictionary.facts[each].currency_in is not None
    ):
        fact, stored = plan.dictionary.facts[name], base.facts.get(name)
        constant = constants.get(name)
        columns[name] = _stated(fact, stored, constant, columns, context, blaming)
        if stored is not None or constant is not None or name in context.defaults:
            known.add(name)
    levels: list[tuple[str, list[exp.Expr]]] = []
    depth = 0
    waiting = list(trees)
    while waiting:
        ready = [
            name for name in waiting if not (set(facts_in(trees[name])) & (set(waiting) - {name}))
        ]
        depth += 1
        algebra = SqlAlgebra(context.rates, blaming)
        scope = Scope(dict(columns), plan.dictionary, algebra, lines)
        added: list[exp.Expr] = []
        for name in ready:
            fact_or_part = plan.dictionary.facts.get(name)
            term = _derived(fact_or_part, trees[name], scope, name in known)
            if is_written_out(term):
                # Left in place, so that what reads it can be worked out as well.
                columns[name] = named(
                    None if fact_or_part is None else name, term, term.low, term.high
                )
                continue
            low = column(f"{name}__value")
            added.append(alias(term.low, low.name))
            high = low
            if not term.exact:
                high = column(upper(low.name))
                added.append(alias(term.high, high.name))
            columns[name] = named(None if fact_or_part is None else name, term, low, high)
        levels.append((f"level{depth}", added))
        if blaming:
            levels.append((f"lacks{depth}", _blame_columns(ready, columns)))
        waiting = [name for name in waiting if name not in ready]
    refused = {name for name in lines if name in facts or lines[name].refused}
    refused |= read_as_lists(trees.values()) & lines.keys()
    if refused:
        again = listed | refused
        return compute_frame(
            plan, store, entity, facts, context, parts=parts, listed=again, provenance=provenance
        )
    query = stated
    for apart in lines.values():
        query = apart.joined(query)
    for name, added in levels:
        query = select_from(query, name, exp.Star(), *added) if added else query
    scope = Scope(columns, plan.dictionary, SqlAlgebra(context.rates, blaming))
    return ComputedFrame(entity, query, scope)


def _lines(plan: Plan, store: FactStore, facts: Collection[str]) -> dict[str, Lines]:
    """Find the facts whose rows lie apart."""
    found = {}
    for name in sorted(facts):
        owner = store.entities.get(plan.dictionary.facts[name].entity)
        if owner is not None and name in owner.facts and owner.facts[name].apart is not None:
            found[name] = Lines(owner.facts[name])
    return found


def _set_aside(store: FactStore, query: exp.Select) -> exp.Select:
    """Put rows into a table: DuckDB takes a second to plan a semi-join below many expressions.

    Their keys are left out, since each would be joined anew of its parts.
    """
    keyless = exp.Star(except_=[exp.to_identifier(KEY, quoted=True)])
    create(store.connection, "rows_within", select_from(query, "keyed", keyless))
    return select(exp.Star()).from_(table("rows_within"), copy=False)


def _blame_columns(names: Sequence[str], columns: dict[str, SqlTerm]) -> list[exp.Expr]:
    """Give each blame of a derived fact a column of its own.

    Blames nest: written out in full wherever a derived fact is read, they would grow with every
    level of derivation.
    """
    added: list[exp.Expr] = []
    for name in names:
        blame: dict[str, exp.Expr] = {}
        for fact, tree in columns[name].blame.items():
            if is_literally(tree, True):
                blame[fact] = tree
                continue
            blame[fact] = column(f"{name}__lacks__{fact}")
            added.append(alias(holds(tree), blame[fact].name))
        columns[name] = replace(columns[name], blame=blame)
    return added


def _stated(
    fact: Fact,
    stored: StoredFact | None,
    constant: Value | None,
    columns: Mapping[str, SqlTerm],
    context: Context,
    blaming: bool,
) -> SqlTerm:
    """Give the term of a fact as stated, or as the run itself states it."""
    if constant is not None:
        return _constant(fact, constant, columns)
    width, scale, ranged = (1, 0, False) if fact.type in NUMBERS else (0, 0, False)
    if stored is None:
        kind = type_of(physical_type(fact))
        low: exp.Expr = exp.Cast(this=exp.Null(), to=kind)
    else:
        width, scale, ranged = stored.width, stored.scale, stored.ranged
        low = column(fact.name)
    high = column(upper(fact.name)) if ranged else low
    currency = _currency(fact, columns)
    more = column(partial(fact.name)) if stored is not None and stored.partial else None
    term = SqlTerm(
        low, high, fact.type, width, scale, currency, rate=rate_of(fact.unit), partial=more
    )
    default = context.default(fact)
    if default is not None:
        return _with_default(term, value_sql(default))
    if not blaming or (stored is not None and stored.filled):
        return term
    return replace(term, blame={fact.name: is_open_ended(term)})


def _constant(fact: Fact, value: Value, columns: Mapping[str, SqlTerm]) -> SqlTerm:
    """Write a value that is the same for all records in place, so that it can be folded."""
    kind = type_of(physical_type(fact))
    sides: list[tuple[exp.Expr, int, int]] = []
    assert isinstance(value, Exact | Bounded), "only a list may be partial, and none is constant"
    ends = (value.low, value.high) if isinstance(value, Bounded) else (value.value,)
    for end in ends:
        nothing = exp.Cast(this=exp.Null(), to=kind)
        sides.append((nothing, 1, 0) if end is None else value_sql(end))
    scale = max(side[2] for side in sides)
    width = max(side[1] - side[2] for side in sides) + scale
    currency = _currency(fact, columns)
    term = SqlTerm(
        sides[0][0], sides[-1][0], fact.type, width, scale, currency, rate=rate_of(fact.unit)
    )
    if not isinstance(value, Bounded):
        return term
    return replace(term, blame={fact.name: exp.true()})


def _with_default(term: SqlTerm, default: tuple[exp.Expr, int, int]) -> SqlTerm:
    tree, width, scale = default
    if is_nothing(term):
        return replace(term, low=tree, high=tree, width=width, scale=scale)
    unstated = is_absent(term)
    low = case([(unstated, tree)], term.low)
    return replace(
        term,
        low=low,
        high=low if term.exact else case([(unstated, tree)], term.high),
        width=max(term.width - term.scale, width - scale) + max(term.scale, scale),
        scale=max(term.scale, scale),
    )


def _currency(fact: Fact, columns: Mapping[str, SqlTerm]) -> exp.Expr | None:
    if fact.type is not FactType.MONEY:
        return None
    return currency_beside(fact.unit, fact.currency_in, columns)


def _derived(fact: Fact | None, tree: Expression, scope: Scope, is_stated: bool) -> SqlTerm:
    derived = compile_column(tree, scope)
    if fact is None:
        return derived
    return stated_or_derived(fact, scope.columns[fact.name] if is_stated else None, derived)


def frame_for(
    plan: Plan,
    store: FactStore,
    entity: str,
    rules: Sequence[Rule],
    context: Context,
    *,
    blaming: bool = False,
    within: exp.Select | None = None,
) -> ComputedFrame:
    """Build the frame that all of `rules` can be compiled on."""
    parts = {name: each for rule in rules for name, each in parts_of_rule(rule).items()}
    return compute_frame(
        plan,
        store,
        entity,
        facts_of_rules(rules),
        context,
        blaming=blaming,
        within=within,
        parts=parts if blaming else _NO_PARTS,
    )
