"""SQL of computed fixes: the nearest passing value, which is judged again before it is taken.

A value is searched here only where the rule reads its fact as it is stated; where other facts
that the rule reads follow from it, what it would do to them takes the reference evaluator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlglot import exp

from ...backends.duckdb.compile import Scope, compile_term
from ...backends.duckdb.decimals import cast_decimal, decimal_literal, difference, stepped
from ...backends.duckdb.terms import (
    SqlTerm,
    case,
    disjunction,
    is_null,
    is_unsettled,
    null,
)
from ...backends.duckdb.verdicts import compile_verdict
from ...backends.needs import facts_of_rules, needed_facts
from ...conditions.operators import OPERATORS, Edge
from ...conditions.steps import step_places
from ...model.facts import NUMBERS, Fact, FactType
from ...model.nodes import Test
from ...model.rule import Plan, Rule
from ...model.values import PLACES, WHOLE_DIGITS
from ...store.sql import call, cast, number
from ..solving import tests_on

_WIDTH = WHOLE_DIGITS + PLACES


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of an interval; one that is `sure` must be known, or nothing is."""

    low: tuple[exp.Expr, ...] = ()
    high: tuple[exp.Expr, ...] = ()
    sure: tuple[exp.Expr, ...] = ()
    exactly: exp.Expr | None = None


def nearest_target(plan: Plan, rule: Rule, name: str, scope: Scope) -> exp.Expr | None:
    """Build the passing value of a fact nearest to its present one, not yet judged.

    None where it takes more than SQL to find it.
    """
    fact = plan.dictionary.facts[name]
    others = facts_of_rules([rule]) - {name}
    if any(name in needed_facts(plan, [each]) for each in others):
        return None
    tests = [test for clause in rule.clauses for test in tests_on(clause.condition, name)]
    ends = _ends(tests, fact, scope)
    if ends is None:
        return None
    if ends.exactly is not None:
        return ends.exactly
    return _nearest(ends, scope.columns[name], fact)


def judged_again(rule: Rule, name: str, target: exp.Expr, scope: Scope) -> exp.Expr:
    """Build the test that the rule passes where the fact has this value."""
    present = scope.columns[name]
    is_number = scope.dictionary.facts[name].type in NUMBERS
    width, scale = (_WIDTH, PLACES) if is_number else (present.width, present.scale)
    put = replace(
        present, low=target, high=target, width=width, scale=scale, blame={}, partial=None
    )
    changed = replace(scope, columns={**scope.columns, name: put})
    return compile_verdict(rule, changed).verdict


def change(present: SqlTerm, target: exp.Expr) -> exp.Expr:
    """Build what is to be added to a number; NULL where the present one is not known."""
    before = case([(exp.not_(is_unsettled(present), copy=False), present.low)])
    after = (target, _WIDTH, PLACES)
    tree, _, _ = difference(
        after, (cast_decimal(exp.paren(before), _WIDTH, PLACES), _WIDTH, PLACES)
    )
    return tree


def _ends(tests: Sequence[Test], fact: Fact, scope: Scope) -> Ends | None:
    ends = Ends()
    if not tests:
        return None
    for test in tests:
        edge = OPERATORS[test.operator].edge
        limits = [compile_term(each, scope) for each in test.operands[1:]]
        if test.operator == "within":
            low, high = (
                _rounded(each, limit, fact, down=not up, strict=False)
                for each, limit, up in (
                    (limits[0].high, limits[0], True),
                    (limits[1].low, limits[1], False),
                )
            )
            if low is None or high is None:
                return None
            ends = replace(ends, low=(*ends.low, low), high=(*ends.high, high))
            continue
        if edge is None or not limits:
            return None
        limit = limits[0]
        if edge is Edge.EQUAL:
            if len(tests) > 1 or fact.type in (FactType.LIST, FactType.TABLE):
                return None
            known = case([(exp.not_(is_unsettled(limit), copy=False), limit.low)])
            if fact.type in NUMBERS:
                known = cast_decimal(exp.paren(known), _WIDTH, PLACES)
            return Ends(exactly=known)
        upper = edge in (Edge.UP_TO, Edge.BELOW)
        strict = edge in (Edge.ABOVE, Edge.BELOW)
        found = _rounded(limit.low if upper else limit.high, limit, fact, down=upper, strict=strict)
        if found is None:
            return None
        side = (found,)
        if upper:
            ends = replace(ends, high=(*ends.high, *side), sure=(*ends.sure, *side))
        else:
            ends = replace(ends, low=(*ends.low, *side), sure=(*ends.sure, *side))
    return ends


def _rounded(
    tree: exp.Expr, limit: SqlTerm, fact: Fact, *, down: bool, strict: bool
) -> exp.Expr | None:
    """Round a limit to what the fact can be, on the side that passes."""
    if fact.type in NUMBERS:
        return _rounded_number(tree, limit, fact, down=down, strict=strict)
    second = exp.Interval(this=exp.Literal.string("1"), unit=exp.Var(this="SECOND"))
    sign = exp.Sub if down else exp.Add
    if fact.type is FactType.DATETIME:
        moment = cast(tree, "TIMESTAMP")
        return sign(this=moment, expression=second) if strict else moment
    if fact.type is not FactType.DATE:
        return None
    day = cast(tree, "DATE")
    beside = sign(this=day, expression=number(1))
    if limit.type is FactType.DATE:
        return beside if strict else day
    whole = exp.EQ(this=cast(day, "TIMESTAMP"), expression=cast(tree, "TIMESTAMP"))
    if down:
        return case([(whole, beside)], day) if strict else day
    return beside if strict else case([(whole, day)], beside)


def _rounded_number(
    tree: exp.Expr, limit: SqlTerm, fact: Fact, *, down: bool, strict: bool
) -> exp.Expr | None:
    if not limit.width:
        return None
    places = step_places(fact)
    rounded, width, scale = stepped((tree, limit.width, limit.scale), places, up=not down)
    wide = cast_decimal(exp.paren(rounded, copy=False), max(width, _WIDTH), max(scale, PLACES))
    if not strict:
        return wide
    step = decimal_literal(Decimal(1).scaleb(-places))[0]
    beside = (exp.Sub if down else exp.Add)(this=wide, expression=step)
    on_it = exp.EQ(this=exp.paren(rounded, copy=False), expression=exp.paren(tree, copy=False))
    return cast_decimal(exp.paren(case([(on_it, beside)], wide)), _WIDTH, PLACES)


def _nearest(ends: Ends, present: SqlTerm, fact: Fact) -> exp.Expr:
    low = call("greatest", *ends.low) if ends.low else null()
    high = call("least", *ends.high) if ends.high else null()
    known = case([(exp.not_(is_unsettled(present), copy=False), present.low)])
    whens: list[tuple[exp.Expr, exp.Expr]] = [
        (disjunction([is_null(each) for each in ends.sure]), null())
    ]
    if ends.low and ends.high:
        whens.append((_over(low, high), null()))
    if ends.high and fact.type in NUMBERS and fact.type is not FactType.DECIMAL:
        whens.append((_over(number(0), high), null()))
    either = exp.Coalesce(this=high, expressions=[low])
    whens.append((is_null(known), either))
    if ends.high:
        whens.append((_over(known, high), high))
    if ends.low:
        whens.append((_over(low, known), low))
    return case(whens)


def _over(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.GT(this=exp.paren(left, copy=False), expression=exp.paren(right, copy=False))
