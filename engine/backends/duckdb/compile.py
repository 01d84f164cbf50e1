"""Turn expressions and conditions into SQL over the columns of a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ...conditions.operators import OPERATORS
from ...conditions.units import rate_of
from ...model.facts import NUMBERS, Dictionary, Fact, FactType
from ...model.nodes import (
    Aggregate,
    AllOf,
    AnyOf,
    Call,
    Choose,
    ColumnRef,
    Condition,
    Expression,
    FactRef,
    Holds,
    Literal,
    Not,
    Test,
)
from ...model.values import Known, representable
from ...store.sql import type_of
from .aggregates import Parts, cell_term, looked_at, summary
from .algebra import SqlAlgebra
from .calls import compile_call
from .decimals import WIDTH, cast_decimal, decimal_literal
from .summed_rows import Lines
from .terms import (
    SqlTerm,
    SqlTruth,
    case,
    conjunction,
    disjunction,
    holds,
    is_absent,
    is_nothing,
    is_null,
    is_open_ended,
    is_unsettled,
    merged,
    negation,
    null,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean while a tree is compiled: the frame's columns by fact."""

    columns: Mapping[str, SqlTerm]
    dictionary: Dictionary
    algebra: SqlAlgebra
    #: Table facts whose rows are in no list.
    lines: Mapping[str, Lines] = field(default_factory=dict)


def compile_truth(condition: Condition, scope: Scope) -> SqlTruth:
    """Give the SQL of a condition."""
    match condition:
        case AllOf(items):
            return scope.algebra.all_of([compile_truth(item, scope) for item in items])
        case AnyOf(items):
            return scope.algebra.any_of([compile_truth(item, scope) for item in items])
        case Not(item):
            return scope.algebra.negate(compile_truth(item, scope))
        case Test(name, (fact, *operands)):
            operator = OPERATORS[name]
            plain: list[Any]
            if operator.arity in ("flag", "pattern"):
                plain = [each.value for each in operands if isinstance(each, Literal)]
            else:
                plain = [compile_term(each, scope) for each in operands]
            result = operator.meaning(scope.algebra, compile_term(fact, scope), plain)
            assert isinstance(result, SqlTruth)
            return result
    raise AssertionError(f"not a condition: {condition!r}")


def compile_term(expression: Expression, scope: Scope) -> SqlTerm:
    """Give the SQL of an expression."""
    match expression:
        case Literal():
            return literal_term(expression)
        case FactRef(name):
            return scope.columns[name]
        case ColumnRef():
            blaming = scope.algebra.with_blame
            return cell_term(expression, scope.dictionary, scope.columns, blaming=blaming)
        case Call("rows_of", (Aggregate() as node,)):
            return _rows_of(node, scope)
        case Aggregate():
            summed = _summary(expression, scope)
            return replace(summed, blame=merged(summed.blame, under=is_unsettled(summed)))
        case Call(name, arguments):
            terms = [compile_term(each, scope) for each in arguments]
            return compile_call(name, terms, scope.algebra)
        case Choose(cases, otherwise):
            return _choose(cases, otherwise, scope)
        case Holds(condition):
            found = compile_truth(condition, scope)
            return SqlTerm(found.truth, found.truth, FactType.BOOLEAN, blame=found.blame)
    raise AssertionError(f"not part of a compiled plan: {expression!r}")


def compile_column(expression: Expression, scope: Scope) -> SqlTerm:
    """Give the SQL of an expression that gets columns of its own.

    `named` has to restrict its blame to where these are open: what they hold would else be written
    out for each fact to blame.
    """
    if isinstance(expression, Aggregate):
        return _summary(expression, scope)
    return compile_term(expression, scope)


def _summary(node: Aggregate, scope: Scope) -> SqlTerm:
    looked = compile_term(node.source, scope)
    terms = [compile_term(each, scope) for each in node.arguments]
    return summary(node, looked, terms, blaming=scope.algebra.with_blame)


def _rows_of(node: Aggregate, scope: Scope) -> SqlTerm:
    conditions = [
        None if each is None else compile_truth(each, scope)
        for each in (node.where, node.complete_when)
    ]
    terms = [None if each is None else compile_term(each, scope) for each in (node.value, node.key)]
    return looked_at(
        node,
        compile_term(node.source, scope),
        Parts(conditions[0], terms[0], terms[1], conditions[1]),
        scope.lines.get(node.source.name) if isinstance(node.source, FactRef) else None,
        blaming=scope.algebra.with_blame,
    )


def literal_term(literal: Literal) -> SqlTerm:
    """Give the SQL of a literal."""
    if isinstance(literal.value, Decimal) and not representable(literal.value):
        tree, width, scale = cast_decimal(null(), 1, 0), 1, 0
    else:
        tree, width, scale = value_sql(literal.value)
    currency = None
    if literal.type is FactType.MONEY and literal.unit is not None:
        currency = exp.Literal.string(literal.unit)
    return SqlTerm(tree, tree, literal.type, width, scale, currency)


def value_sql(value: Known) -> tuple[exp.Expr, int, int]:
    """Write a known value in SQL; gives the tree and, for a number, its width and scale."""
    if isinstance(value, bool):
        return (exp.true() if value else exp.false()), 0, 0
    if isinstance(value, Decimal):
        return decimal_literal(value)
    if isinstance(value, datetime):
        return _moment(value.isoformat(sep=" "), "TIMESTAMP"), 0, 0
    if isinstance(value, date):
        return _moment(value.isoformat(), "DATE"), 0, 0
    if isinstance(value, tuple):
        items = [value_sql(item)[0] for item in value if not isinstance(item, Mapping | None)]
        return exp.Array(expressions=items), 0, 0
    return exp.Literal.string(value), 0, 0


def _moment(text: str, to: str) -> exp.Expr:
    return exp.Cast(this=exp.Literal.string(text), to=type_of(to))


def _choose(
    cases: tuple[tuple[Condition, Expression], ...], otherwise: Expression | None, scope: Scope
) -> SqlTerm:
    truths = [compile_truth(condition, scope) for condition, _ in cases]
    terms = [compile_term(expression, scope) for _, expression in cases]
    last = None if otherwise is None else compile_term(otherwise, scope)
    branches = terms if last is None else [*terms, last]
    kind, width, scale = _common_shape(branches)
    currency = _chosen_currency(truths, terms, last)

    def side(pick: str) -> exp.Expr:
        whens: list[tuple[exp.Expr, exp.Expr]] = []
        for truth, term in zip(truths, terms, strict=True):
            whens.append((is_null(truth.truth), null()))
            whens.append((truth.truth, getattr(term, pick)))
        return case(whens, None if last is None else getattr(last, pick))

    low = side("low")
    high = low if all(term.exact for term in branches) else side("high")
    blame = _choice_blame(truths, terms, last) if scope.algebra.with_blame else {}
    return SqlTerm(low, high, kind, width, scale, currency, blame)


def _chosen_currency(
    truths: list[SqlTruth], terms: list[SqlTerm], last: SqlTerm | None
) -> exp.Expr | None:
    """Give the currency of the value that is chosen."""
    branches = terms if last is None else [*terms, last]
    found = [each.currency for each in branches]
    if all(each == found[0] for each in found):
        return found[0]
    whens = []
    for truth, term in zip(truths, terms, strict=True):
        whens.append((is_null(truth.truth), null()))
        whens.append((truth.truth, null() if term.currency is None else term.currency))
    return case(whens, None if last is None else last.currency)


def _choice_blame(
    truths: list[SqlTruth], terms: list[SqlTerm], last: SqlTerm | None
) -> Mapping[str, exp.Expr]:
    """Blame the first undecided condition, or the value that was chosen."""
    blames: list[Mapping[str, exp.Expr]] = []
    passed: list[exp.Expr] = []
    for truth, term in zip(truths, terms, strict=True):
        reached = exp.and_(*(each for each in passed), copy=False) if passed else exp.true()
        undecided = exp.and_(reached, is_null(truth.truth), copy=False)
        chosen = exp.and_(reached, exp.paren(truth.truth, copy=False), copy=False)
        blames.append(merged(truth.blame, under=undecided))
        blames.append(merged(term.blame, under=chosen))
        passed.append(exp.not_(exp.paren(truth.truth, copy=False), copy=False))
    if last is not None:
        blames.append(merged(last.blame, under=exp.and_(*passed, copy=False)))
    return merged(*blames)


def _common_shape(terms: list[SqlTerm]) -> tuple[FactType, int, int]:
    scale = max(term.scale for term in terms)
    whole = max(term.width - term.scale for term in terms)
    return terms[0].type, min(whole + scale, WIDTH), scale


def stated_or_derived(fact: Fact, stated: SqlTerm | None, derived: SqlTerm) -> SqlTerm:
    """Let a stated value win over the derivation."""
    currency = None
    if fact.type is FactType.MONEY:
        unit = exp.Literal.string(fact.unit) if fact.unit is not None else null()
        currency = unit
        if derived.currency is not None and derived.currency != unit:
            currency = exp.Coalesce(this=derived.currency, expressions=[unit])
    low, high, blame = derived.low, derived.high, derived.blame
    width, scale = derived.width, derived.scale
    if stated is not None:
        unstated = is_absent(stated)
        if is_nothing(derived):
            low, high, width, scale = stated.low, stated.high, stated.width, stated.scale
        else:
            _, width, scale = _common_shape([stated, derived])
            low = case([(unstated, derived.low)], stated.low)
            high = low
            if not (stated.exact and derived.exact):
                high = case([(unstated, derived.high)], stated.high)
        blame = merged(derived.blame, under=unstated)
        if stated.blame and not stated.exact:
            blame = merged(blame, {fact.name: exp.not_(unstated, copy=False)})
        if currency is not None and stated.currency is not None and currency != stated.currency:
            currency = case([(unstated, currency)], stated.currency)
    if fact.type in NUMBERS and width:
        exact = high is low
        low = cast_decimal(exp.paren(low, copy=False), width, scale)
        high = low if exact else cast_decimal(exp.paren(high, copy=False), width, scale)
    return SqlTerm(low, high, fact.type, width, scale, currency, blame, rate_of(fact.unit))


def named(fact: str | None, term: SqlTerm, low: exp.Expr, high: exp.Expr) -> SqlTerm:
    """Refer to a term by the columns it was given, with the blame a derived fact deserves.

    Where nothing is missing and there is no value all the same, only stating the fact helps; a
    part of a derivation is no fact that could be stated.
    """
    new = replace(term, low=low, high=low if term.exact else high)
    open_ended = is_open_ended(new)
    blame = merged(term.blame, under=open_ended)
    if fact is None:
        return replace(new, blame=blame)
    nobody = negation(holds(disjunction(list(term.blame.values()))))
    return replace(new, blame=merged(blame, {fact: conjunction([open_ended, nobody])}))
