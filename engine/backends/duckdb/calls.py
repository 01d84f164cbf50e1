"""SQL of a function's result on terms that are exact, or known between two bounds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from ...conditions.functions import FUNCTIONS, Function
from ...conditions.units import exchanged
from ...model.facts import FactType
from .algebra import SqlAlgebra
from .functions import SQL_FUNCTIONS
from .terms import (
    SqlTerm,
    case,
    conjunction,
    disjunction,
    is_absent,
    is_unsettled,
    merged,
    null,
)


def compile_call(name: str, arguments: Sequence[SqlTerm], algebra: SqlAlgebra) -> SqlTerm:
    """Give the SQL of a call; amounts are brought into the first one's currency before."""
    function = FUNCTIONS[name]
    kind = function.type_of(tuple(term.type for term in arguments)) or FactType.DECIMAL
    money = [term.currency for term in arguments if term.currency is not None]
    currency = money[0] if money else None
    terms = algebra.converted(arguments)
    if name == "divide" and len(money) == 2:
        currency = None
    if currency is not None:
        currency = _exchanged(currency, arguments, name)
    low, high, width, scale = _result(function, terms)
    result = SqlTerm(low, high, kind, width, scale, currency)
    if not algebra.with_blame:
        return result
    blame = merged(*(term.blame for term in terms))
    if not result.exact:
        blame = merged(blame, under=is_unsettled(result))
    return SqlTerm(low, high, kind, width, scale, currency, blame)


def _exchanged(currency: exp.Expr, arguments: Sequence[SqlTerm], name: str) -> exp.Expr:
    rate = next((term.rate for term in arguments if term.rate is not None), None)
    if rate is None:
        return currency
    changed = [each for each in rate if exchanged(each, rate, name) != each]
    if not changed:
        return currency
    same = exp.EQ(this=exp.paren(currency, copy=False), expression=exp.Literal.string(changed[0]))
    return case([(same, exp.Literal.string(exchanged(changed[0], rate, name)))], currency)


def _result(function: Function, terms: Sequence[SqlTerm]) -> tuple[exp.Expr, exp.Expr, int, int]:
    build = SQL_FUNCTIONS[function.name]
    lows = [term.low for term in terms]
    exact, width, scale = build(lows, terms)
    ranged = [term for term in terms if not term.exact]
    if not ranged:
        return exact, exact, width, scale
    if function.name in ("multiply", "divide"):
        return *_bounded_product(function, terms), width, scale
    if not function.directions:
        whole = case([(disjunction([is_unsettled(each) for each in ranged]), null())], exact)
        return whole, whole, width, scale
    return _end(function, terms, low_end=True), _end(function, terms, low_end=False), width, scale


def _end(function: Function, terms: Sequence[SqlTerm], *, low_end: bool) -> exp.Expr:
    sides = [
        term.low if (function.direction(index) == "+") is low_end else term.high
        for index, term in enumerate(terms)
    ]
    if function.name != ("max" if low_end else "min"):
        return SQL_FUNCTIONS[function.name](sides, terms)[0]
    # One known argument already bounds the extreme on this side.
    extreme = exp.Anonymous(this="greatest" if low_end else "least", expressions=list(sides))
    return case([(disjunction([is_absent(term) for term in terms]), null())], extreme)


def _bounded_product(function: Function, terms: Sequence[SqlTerm]) -> tuple[exp.Expr, exp.Expr]:
    """Multiply or divide one bounded number by an exact one, turning ends where its sign does."""
    build = SQL_FUNCTIONS[function.name]
    left, right = terms
    at_low, _, _ = build([left.low, right.low], terms)
    lows: list[tuple[exp.Expr, exp.Expr]] = []
    highs: list[tuple[exp.Expr, exp.Expr]] = []
    if not left.exact:
        settled = conjunction([exp.not_(is_unsettled(right), copy=False)])
        at_high, _, _ = build([left.high, right.low], terms)
        low, high = _turned(right.low, at_low, at_high)
        lows.append((settled, low))
        highs.append((settled, high))
    if not right.exact and function.name == "multiply":
        settled = conjunction([exp.not_(is_unsettled(left), copy=False)])
        at_high, _, _ = build([left.low, right.high], terms)
        low, high = _turned(left.low, at_low, at_high)
        lows.append((settled, low))
        highs.append((settled, high))
    if left.exact and function.name == "divide":
        whole = case([(exp.not_(is_unsettled(right), copy=False), at_low)])
        return whole, whole
    return case(lows), case(highs)


def _turned(sign: exp.Expr, at_low: exp.Expr, at_high: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    negative = exp.LT(this=exp.paren(sign, copy=False), expression=exp.Literal.number(0))
    return case([(negative, at_high)], at_low), case([(negative, at_low)], at_high)
