"""Walk a rule over one subject: its outcome, and the facts that keep it undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ...conditions.functions import FUNCTIONS, Function
from ...conditions.operators import OPERATORS
from ...model.facts import Dictionary, FactType
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
    ParameterRef,
    Test,
)
from ...model.outcome import Outcome, Truth, decide
from ...model.rule import Rule
from ...model.values import Absent, Bounded, Exact, Row, Value, in_range
from .terms import RATE_FACT, Judgement, Rates, Term, ValueAlgebra, bounds_of, missing_of, scaled

__all__ = [
    "Judgement",
    "Rates",
    "Subject",
    "currency_of",
    "judge",
    "judge_clause",
    "term_value",
    "value_of",
]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of one subject: the stated facts it sees, whatever record they stand in.

    `derivations` computes what is not stated; `remembered` keeps what was computed once.
    """

    stated: Mapping[str, Value]
    dictionary: Dictionary
    derivations: Mapping[str, Expression]
    rates: Rates = field(default_factory=lambda: MappingProxyType({}))
    rows: Mapping[str, Row] = field(default_factory=lambda: MappingProxyType({}))
    remembered: dict[str, Term] = field(default_factory=dict)

    def with_fact(self, name: str, value: Value) -> Subject:
        """Return the same subject with one fact stated anew and nothing remembered."""
        return Subject(
            {**self.stated, name: value}, self.dictionary, self.derivations, self.rates, self.rows
        )

    def with_row(self, name: str, row: Row) -> Subject:
        """Return the same subject looking at one row of a table."""
        return Subject(
            self.stated,
            self.dictionary,
            self.derivations,
            self.rates,
            {**self.rows, name: row},
            self.remembered,
        )


def judge(rule: Rule, subject: Subject) -> tuple[Outcome, frozenset[str]]:
    """Give a rule's outcome for a subject, with the missing facts of an unknown."""
    when = truth_of(rule.when, subject)
    clauses = ValueAlgebra(subject.rates).all_of(
        [truth_of(clause.condition, subject) for clause in rule.clauses]
    )
    outcome = decide(when.truth, clauses.truth)
    missing = when.missing | clauses.missing if outcome is Outcome.UNKNOWN else frozenset[str]()
    return outcome, missing


def judge_clause(condition: Condition, subject: Subject) -> Judgement:
    """Give the truth of one condition for a subject."""
    return truth_of(condition, subject)


def value_of(name: str, subject: Subject) -> Value:
    """Give a fact's value: as stated, else as derived."""
    return _fact(name, subject).value


def term_value(expression: Expression, subject: Subject) -> Value:
    """Give the value of an expression for a subject."""
    return term_of(expression, subject).value


def currency_of(expression: Expression, subject: Subject) -> str | None:
    """Give the currency a money expression is in for a subject."""
    return term_of(expression, subject).currency


def truth_of(condition: Condition, subject: Subject) -> Judgement:
    """Give the truth of a condition by walking it."""
    algebra = ValueAlgebra(subject.rates)
    match condition:
        case AllOf(items):
            return algebra.all_of([truth_of(item, subject) for item in items])
        case AnyOf(items):
            return algebra.any_of([truth_of(item, subject) for item in items])
        case Not(item):
            return algebra.negate(truth_of(item, subject))
        case Test(name, (fact, *operands)):
            operator = OPERATORS[name]
            if operator.arity in ("flag", "pattern"):
                plain = [each.value for each in operands if isinstance(each, Literal)]
                return _judgement(operator.meaning(algebra, term_of(fact, subject), plain))
            terms = [term_of(each, subject) for each in operands]
            return _judgement(operator.meaning(algebra, term_of(fact, subject), terms))
    raise AssertionError(f"not a condition: {condition!r}")


def _judgement(result: Any) -> Judgement:
    assert isinstance(result, Judgement)
    return result


def term_of(expression: Expression, subject: Subject) -> Term:
    """Give the value of an expression, with its currency."""
    match expression:
        case Literal(value, kind, unit):
            return Term(Exact(value), unit if kind is FactType.MONEY else None)
        case FactRef(name):
            return _fact(name, subject)
        case ColumnRef(row, column):
            cell = subject.rows[row].get(column)
            return Term(Absent() if cell is None else Exact(cell))
        case Call(name, arguments):
            return _call(FUNCTIONS[name], [term_of(each, subject) for each in arguments])
        case Choose(cases, otherwise):
            return _choose(cases, otherwise, subject)
        case Holds(condition):
            found = truth_of(condition, subject)
            if found.truth is Truth.UNKNOWN:
                return Term(Absent(found.missing))
            return Term(Exact(found.truth is Truth.TRUE))
        case Aggregate():
            raise AssertionError("aggregates are not part of the plan yet")
        case ParameterRef(name):
            raise AssertionError(f"parameter {name} was not put in place")
    raise AssertionError(f"not an expression: {expression!r}")


def _fact(name: str, subject: Subject) -> Term:
    if name in subject.remembered:
        return subject.remembered[name]
    stated = subject.stated.get(name)
    fact = subject.dictionary.facts[name]
    if stated is not None and not isinstance(stated, Absent):
        value: Value = stated
        if isinstance(stated, Bounded):
            value = Bounded(stated.low, stated.high, stated.missing or frozenset({name}))
        term = Term(value, _currency(name, subject))
    elif name in subject.derivations:
        term = term_of(subject.derivations[name], subject)
        if not isinstance(term.value, Exact) and not term.value.missing:
            # Nothing is missing, yet there is no value: only stating the fact itself helps.
            term = Term(Absent(frozenset({name})), term.currency)
        if fact.type is FactType.MONEY and term.currency is None:
            term = Term(term.value, fact.unit)
    else:
        term = Term(Absent(frozenset({name})), _currency(name, subject))
    subject.remembered[name] = term
    return term


def _currency(name: str, subject: Subject) -> str | None:
    fact = subject.dictionary.facts[name]
    if fact.type is not FactType.MONEY:
        return None
    if fact.currency_in is not None and fact.currency_in in subject.dictionary.facts:
        stated = _fact(fact.currency_in, subject).value
        if isinstance(stated, Exact):
            return str(stated.value)
    return fact.unit


def _choose(
    cases: tuple[tuple[Condition, Expression], ...],
    otherwise: Expression | None,
    subject: Subject,
) -> Term:
    for condition, expression in cases:
        found = truth_of(condition, subject)
        if found.truth is Truth.TRUE:
            return term_of(expression, subject)
        if found.truth is Truth.UNKNOWN:
            return Term(Absent(found.missing))
    return Term(Absent()) if otherwise is None else term_of(otherwise, subject)


def _call(function: Function, arguments: list[Term]) -> Term:
    missing = frozenset[str]().union(*(missing_of(each.value) for each in arguments))
    currencies = {each.currency for each in arguments if each.currency is not None}
    if len(currencies) > 1:
        return Term(Absent(missing | {RATE_FACT}))
    currency = next(iter(currencies), None)
    if any(isinstance(each.value, Absent) for each in arguments):
        return Term(Absent(missing), currency)
    if all(isinstance(each.value, Exact) for each in arguments):
        return Term(_exact(function, [bounds_of(each.value)[0] for each in arguments]), currency)
    return Term(_bounded(function, [each.value for each in arguments], missing), currency)


def _exact(function: Function, values: list[Any]) -> Value:
    result = function.exact(*values)
    if result is None or (isinstance(result, Decimal) and not in_range(result)):
        return Absent()
    return Exact(result)


def _bounded(function: Function, values: list[Value], missing: frozenset[str]) -> Value:
    if function.name in ("multiply", "divide"):
        return _bounded_product(function, values, missing)
    if not function.directions:
        return Absent(missing)
    ends = []
    for low_end in (True, False):
        chosen = []
        for index, value in enumerate(values):
            low, high = bounds_of(value)
            rising = function.direction(index) == "+"
            chosen.append(low if rising is low_end else high)
        ends.append(_end(function, chosen, low_end))
    if ends == [None, None]:
        return Absent(missing)
    return Bounded(ends[0], ends[1], missing)


def _end(function: Function, chosen: list[Any], low_end: bool) -> Any:
    """Compute one bound; `min` and `max` have one where any argument does."""
    known = [each for each in chosen if each is not None]
    if len(known) < len(chosen):
        one_is_enough = function.name == ("max" if low_end else "min")
        if not (one_is_enough and known):
            return None
    result = _exact(function, known)
    return result.value if isinstance(result, Exact) else None


def _bounded_product(function: Function, values: list[Value], missing: frozenset[str]) -> Value:
    """Multiply or divide one bounded number by exact ones; anything else is unknown."""
    bounded = [each for each in values if isinstance(each, Bounded)]
    divisor_is_bounded = function.name == "divide" and isinstance(values[1], Bounded)
    if len(bounded) != 1 or divisor_is_bounded:
        return Absent(missing)
    if function.name == "multiply":
        result: Value = bounded[0]
        for each in values:
            if isinstance(each, Exact):
                assert isinstance(each.value, Decimal)
                result = scaled(result, each.value)
        return _unless_open(result, missing)
    divisor = bounds_of(values[1])[0]
    ends = [None if end is None else function.exact(end, divisor) for end in bounds_of(values[0])]
    if divisor < 0:
        ends.reverse()
    return _unless_open(Bounded(ends[0], ends[1], missing), missing)  # type: ignore[arg-type]


def _unless_open(value: Value, missing: frozenset[str]) -> Value:
    if isinstance(value, Bounded) and value.low is None and value.high is None:
        return Absent(missing)
    return Bounded(*bounds_of(value), missing)
