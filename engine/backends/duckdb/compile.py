"""Turn expressions and conditions into SQL over the columns of a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlglot import exp

from ...conditions.functions import FUNCTIONS
from ...conditions.operators import OPERATORS
from ...model.facts import NUMBERS, Dictionary, FactType
from ...model.nodes import (
    AllOf,
    AnyOf,
    Call,
    Choose,
    Condition,
    Expression,
    FactRef,
    Holds,
    Literal,
    Not,
    Test,
)
from ...model.values import Known
from .functions import SQL_FUNCTIONS
from .terms import (
    WIDTH,
    SqlAlgebra,
    SqlTerm,
    SqlTruth,
    case,
    cast_decimal,
    decimal_literal,
    disjunction,
    is_null,
    merged,
    null,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean while a tree is compiled: the frame's columns by fact."""

    columns: Mapping[str, SqlTerm]
    dictionary: Dictionary
    algebra: SqlAlgebra


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
        case Call(name, arguments):
            return _call(name, [compile_term(each, scope) for each in arguments])
        case Choose(cases, otherwise):
            return _choose(cases, otherwise, scope)
        case Holds(condition):
            found = compile_truth(condition, scope)
            return SqlTerm(found.truth, found.truth, FactType.BOOLEAN, blame=found.blame)
    raise AssertionError(f"not part of a compiled plan: {expression!r}")


def literal_term(literal: Literal) -> SqlTerm:
    """Give the SQL of a literal."""
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
    return exp.Cast(this=exp.Literal.string(text), to=exp.DataType.build(to))


def _call(name: str, terms: list[SqlTerm]) -> SqlTerm:
    function = FUNCTIONS[name]
    kind = function.type_of(tuple(term.type for term in terms)) or FactType.DECIMAL
    build = SQL_FUNCTIONS[name]
    currency = next((term.currency for term in terms if term.currency is not None), None)
    blame = merged(*(term.blame for term in terms))
    if all(term.exact for term in terms):
        exact, width, scale = build([term.low for term in terms], terms)
        return SqlTerm(exact, exact, kind, width, scale, currency, blame)
    if name in ("multiply", "divide"):
        return _bounded_product(name, terms, kind, currency, blame)
    if not function.directions:
        nothing = null()
        return SqlTerm(nothing, nothing, kind, currency=currency, blame=blame)
    ends, width, scale = [], 0, 0
    for low_end in (True, False):
        sides = [
            term.low if (function.direction(index) == "+") is low_end else term.high
            for index, term in enumerate(terms)
        ]
        if name == ("max" if low_end else "min"):
            # One known argument already bounds the extreme on this side.
            tree: exp.Expr = exp.Anonymous(
                this="greatest" if low_end else "least", expressions=[s.copy() for s in sides]
            )
            _, width, scale = build(sides, terms)
        else:
            tree, width, scale = build(sides, terms)
        ends.append(tree)
    return SqlTerm(ends[0], ends[1], kind, width, scale, currency, blame)


def _bounded_product(
    name: str,
    terms: list[SqlTerm],
    kind: FactType,
    currency: exp.Expr | None,
    blame: Mapping[str, exp.Expr],
) -> SqlTerm:
    """Multiply or divide one bounded number by exact ones, turning ends where a sign does."""
    build = SQL_FUNCTIONS[name]
    bounded = [index for index, term in enumerate(terms) if not term.exact]
    if len(bounded) != 1 or (name == "divide" and bounded == [1]):
        nothing = null()
        return SqlTerm(nothing, nothing, kind, currency=currency, blame=blame)
    at_low, width, scale = build([term.low for term in terms], terms)
    at_high, _, _ = build([term.high for term in terms], terms)
    others = [term.low for index, term in enumerate(terms) if index not in bounded]
    negatives = [
        exp.If(
            this=exp.LT(this=exp.paren(other, copy=True), expression=exp.Literal.number(0)),
            true=exp.Literal.number(-1),
            false=exp.Literal.number(1),
        )
        for other in others
    ]
    sign: exp.Expr = negatives[0]
    for each in negatives[1:]:
        sign = exp.Mul(this=sign, expression=each)
    turned = exp.LT(this=exp.paren(sign, copy=True), expression=exp.Literal.number(0))
    return SqlTerm(
        case([(turned, at_high)], at_low),
        case([(turned, at_low)], at_high),
        kind,
        width,
        scale,
        currency,
        blame,
    )


def _choose(
    cases: tuple[tuple[Condition, Expression], ...], otherwise: Expression | None, scope: Scope
) -> SqlTerm:
    truths = [compile_truth(condition, scope) for condition, _ in cases]
    terms = [compile_term(expression, scope) for _, expression in cases]
    last = None if otherwise is None else compile_term(otherwise, scope)
    branches = terms if last is None else [*terms, last]
    kind, width, scale = _common_shape(branches)
    currency = next((term.currency for term in branches if term.currency is not None), None)

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


def _choice_blame(
    truths: list[SqlTruth], terms: list[SqlTerm], last: SqlTerm | None
) -> Mapping[str, exp.Expr]:
    """Blame the first undecided condition, or the value that was chosen."""
    blames: list[Mapping[str, exp.Expr]] = []
    passed: list[exp.Expr] = []
    for truth, term in zip(truths, terms, strict=True):
        reached = exp.and_(*(each.copy() for each in passed), copy=False) if passed else exp.true()
        undecided = exp.and_(reached.copy(), is_null(truth.truth), copy=False)
        chosen = exp.and_(reached.copy(), exp.paren(truth.truth, copy=True), copy=False)
        blames.append(merged(truth.blame, under=undecided))
        blames.append(merged(term.blame, under=chosen))
        passed.append(exp.not_(exp.paren(truth.truth, copy=True), copy=False))
    if last is not None:
        blames.append(merged(last.blame, under=exp.and_(*passed, copy=False)))
    return merged(*blames)


def _common_shape(terms: list[SqlTerm]) -> tuple[FactType, int, int]:
    scale = max(term.scale for term in terms)
    whole = max(term.width - term.scale for term in terms)
    return terms[0].type, min(whole + scale, WIDTH), scale


def stated_or_derived(
    name: str, stated: SqlTerm | None, derived: SqlTerm, dictionary: Dictionary, blaming: bool
) -> SqlTerm:
    """Let a stated value win over the derivation."""
    fact = dictionary.facts[name]
    currency = derived.currency
    if fact.type is FactType.MONEY and currency is None and fact.unit is not None:
        currency = exp.Literal.string(fact.unit)
    low, high = derived.low, derived.high
    width, scale = derived.width, derived.scale
    if stated is not None:
        _, width, scale = _common_shape([stated, derived])
        unstated = _unstated(stated)
        low = case([(unstated, derived.low)], stated.low)
        high = low
        if not (stated.exact and derived.exact):
            high = case([(unstated, derived.high)], stated.high)
    elif high is not low:
        low, high = low.copy(), high.copy()
    if fact.type in NUMBERS and width:
        exact = high is low
        low = cast_decimal(exp.paren(low, copy=True), width, scale)
        high = low if exact else cast_decimal(exp.paren(high, copy=True), width, scale)
    blame = derived.blame
    if blaming and stated is not None:
        unstated = _unstated(stated)
        blame = merged(derived.blame, under=unstated)
        if not stated.exact:
            blame = merged(blame, {name: exp.not_(unstated, copy=True)})
    return SqlTerm(low, high, fact.type, width, scale, currency, blame)


def _unstated(stated: SqlTerm) -> exp.Expr:
    if stated.exact:
        return is_null(stated.low)
    return exp.and_(is_null(stated.low), is_null(stated.high), copy=False)


def named(name: str, term: SqlTerm, low: exp.Expr, high: exp.Expr) -> SqlTerm:
    """Refer to a term by the columns it was given, with the blame a derived fact deserves.

    Where nothing is missing and there is no value all the same, only stating the fact helps.
    """
    open_ended = is_null(low)
    if not term.exact:
        settled = exp.EQ(this=low.copy(), expression=high.copy())
        open_ended = exp.not_(exp.Coalesce(this=settled, expressions=[exp.false()]), copy=False)
    blame = merged(term.blame, under=open_ended)
    nobody = exp.not_(
        exp.paren(
            exp.Coalesce(this=disjunction(list(term.blame.values())), expressions=[exp.false()])
        ),
        copy=False,
    )
    alone = {name: exp.and_(open_ended.copy(), nobody, copy=False)}
    return SqlTerm(
        low,
        low if term.exact else high,
        term.type,
        term.width,
        term.scale,
        term.currency,
        merged(blame, alone),
    )
