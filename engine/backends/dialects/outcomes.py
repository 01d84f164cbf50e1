"""One statement that gives the outcome of every rule for every record, with what decided it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlglot import exp

from ...conditions.operators import OPERATORS, Edge
from ...model.nodes import Test
from ...model.outcome import Outcome
from ...model.rule import Plan, Rule
from ...model.values import PLACES, WHOLE_DIGITS
from ...store.relations import KEY, FactStore
from ...store.sql import (
    alias,
    call,
    column,
    number,
    select,
    select_from,
    table,
    text,
    try_cast,
)
from ..context import Context
from ..duckdb.compile import Scope, compile_term
from ..duckdb.frame import frame_for
from ..duckdb.terms import SqlTerm, case, is_unsettled
from ..duckdb.verdicts import Verdict, compile_verdict, excluded_name, verdict_name
from ..needs import rules_by_entity

#: The columns of the result.
COLUMNS = ("rule", "entity", "key", "outcome", "actual", "limit")
#: So many rules a relation of verdicts: databases plan wider ones ever slower.
_RULES = 200
_NUMBER = f"DECIMAL({WHOLE_DIGITS + PLACES}, {PLACES})"
_NOTHING: Mapping[str, exp.Select] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Judgement:
    """Verdicts over some records: the query that gives them, and for each rule a row's cells."""

    name: str
    query: exp.Select
    rows: tuple[tuple[exp.Expr, ...], ...]


def judgements(plan: Plan, store: FactStore, context: Context) -> list[Judgement]:
    """Compile the rules that have subjects, entity by entity."""
    found = []
    for entity, rules in rules_by_entity(plan, store).items():
        for at in range(0, len(rules), _RULES):
            name = f"judged_{entity}" + (f"_{at // _RULES}" if at else "")
            found.append(_judgement(plan, store, context, name, entity, rules[at : at + _RULES]))
    return found


def _judgement(
    plan: Plan,
    store: FactStore,
    context: Context,
    name: str,
    entity: str,
    rules: Sequence[Rule],
) -> Judgement:
    frame = frame_for(plan, store, entity, rules, context)
    columns: list[exp.Expr] = [column(KEY)]
    rows = []
    for index, rule in enumerate(rules):
        verdict = compile_verdict(rule, frame.scope)
        columns.append(alias(verdict.verdict, verdict_name(index)))
        if verdict.not_applicable is not None:
            columns.append(alias(verdict.not_applicable, excluded_name(index)))
        sides = _sides(rule, frame.scope)
        for word, tree in zip(("_a", "_l"), sides, strict=True):
            columns.append(alias(try_cast(tree, _NUMBER), f"{word}{index}"))
        rows.append(
            (
                text(rule.id),
                text(rule.entity),
                column(KEY),
                _outcome(verdict, index),
                column(f"_a{index}"),
                column(f"_l{index}"),
            )
        )
    return Judgement(name, select_from(frame.query, "frame", *columns), tuple(rows))


def _sides(rule: Rule, scope: Scope) -> tuple[exp.Expr, exp.Expr]:
    """Give both sides of the rule's comparison of numbers, where it has just one."""
    tests = [each.condition for each in rule.clauses]
    if len(tests) == 1 and isinstance(tests[0], Test):
        test = tests[0]
        if OPERATORS[test.operator].edge in (Edge.FROM, Edge.UP_TO) and len(test.operands) == 2:
            sides = [compile_term(each, scope) for each in test.operands]
            if all(each.width for each in sides):
                sides = scope.algebra.converted(sides)
                return _exact(sides[0]), _exact(sides[1])
    return exp.Null(), exp.Null()


def _exact(term: SqlTerm) -> exp.Expr:
    if term.exact:
        return term.low
    return case([(exp.not_(is_unsettled(term), copy=False), term.low)])


def _outcome(verdict: Verdict, index: int) -> exp.Expr:
    passed = column(verdict_name(index))
    whens = [
        (passed, text(Outcome.PASS.value)),
        (exp.not_(column(verdict_name(index)), copy=False), text(Outcome.FAIL.value)),
    ]
    if verdict.not_applicable is not None:
        whens.insert(0, (column(excluded_name(index)), text(Outcome.NOT_APPLICABLE.value)))
    return case(whens, text(Outcome.UNKNOWN.value))


def outcomes_query(
    judged: Sequence[Judgement],
    relations: Mapping[str, exp.Select] = _NOTHING,
    *,
    stacks: bool = False,
) -> exp.Select:
    """Put verdicts one below the other; `relations` are queries that the trees name.

    Where the database `stacks` the cells of a row into rows, it looks at records once; others do
    that once a rule, over verdicts they keep.
    """
    parts = {**relations, **{each.name: each.query for each in judged}}
    branches: list[exp.Expr] = [
        each for one in judged for each in ([_at_once(one)] if stacks else _one_by_one(one))
    ]
    whole = select(*(column(name) for name in COLUMNS)).from_(
        _stacked(branches).subquery("outcomes", copy=False), copy=False
    )
    named = [
        exp.CTE(
            this=query,
            alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)),
        )
        for name, query in parts.items()
    ]
    if named:
        whole.set("with_", exp.With(expressions=named))
    return whole


def _one_by_one(judged: Judgement) -> list[exp.Select]:
    return [
        select(*(alias(cell, name) for name, cell in zip(COLUMNS, row, strict=True))).from_(
            table(judged.name), copy=False
        )
        for row in judged.rows
    ]


def _at_once(judged: Judgement) -> exp.Select:
    cells = [cell for row in judged.rows for cell in row]
    stack = call("stack", number(len(judged.rows)), *cells)
    names = [exp.to_identifier(name, quoted=True) for name in COLUMNS]
    return select(exp.Aliases(this=stack, expressions=names)).from_(table(judged.name), copy=False)


def _stacked(branches: Sequence[exp.Expr]) -> exp.Union:
    """Stack queries as a tree of little depth, since databases descend into it."""
    if len(branches) == 1:
        return exp.Union(this=branches[0], expression=_none_of(branches[0]), distinct=False)
    if len(branches) == 2:
        return exp.Union(this=branches[0], expression=branches[1], distinct=False)
    middle = len(branches) // 2
    left, right = branches[:middle], branches[middle:]
    return exp.Union(
        this=_stacked(left) if len(left) > 1 else left[0],
        expression=_stacked(right) if len(right) > 1 else right[0],
        distinct=False,
    )


def _none_of(query: exp.Expr) -> exp.Expr:
    assert isinstance(query, exp.Select)
    return query.copy().where(exp.false(), copy=False)
