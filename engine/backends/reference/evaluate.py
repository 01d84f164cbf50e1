"""Walk a rule over one subject: its outcome, and the facts that keep it undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ...conditions.aggregates import AGGREGATES
from ...conditions.functions import FUNCTIONS
from ...conditions.operators import OPERATORS
from ...conditions.units import rate_of
from ...conditions.walk import facts_in
from ...model.facts import Column, Dictionary, Fact, FactType
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
from ...model.values import Absent, Bounded, Exact, Partial, Row, Value, representable
from .aggregates import Seen, SeenRow, aggregate
from .calls import call
from .sources import sources
from .terms import Judgement, Rates, Term, ValueAlgebra, between, missing_of

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

    `derivations` computes what is not stated; `remembered` keeps what was computed once, and
    `looked_at` the rows of tables that were looked at, by the aggregate's identity.
    """

    stated: Mapping[str, Value]
    dictionary: Dictionary
    derivations: Mapping[str, Expression]
    rates: Rates = field(default_factory=lambda: MappingProxyType({}))
    rows: Mapping[str, Row] = field(default_factory=lambda: MappingProxyType({}))
    remembered: dict[str, Term] = field(default_factory=dict)
    looked_at: dict[int, LookedAt] = field(default_factory=dict)

    def with_fact(self, name: str, value: Value) -> Subject:
        """Return the same subject with one fact stated anew; what rests on it is forgotten."""
        behind = sources(self.dictionary, self.derivations)

        def stays(fact: str) -> bool:
            return fact != name and name not in behind[fact]

        return Subject(
            {**self.stated, name: value},
            self.dictionary,
            self.derivations,
            self.rates,
            self.rows,
            {fact: term for fact, term in self.remembered.items() if stays(fact)},
            {
                key: seen
                for key, seen in self.looked_at.items()
                if all(map(stays, facts_in(seen.node)))
            },
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
            self.looked_at,
        )


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The rows of an aggregate's source as one subject has them, and their values' currency."""

    node: Aggregate
    seen: Seen
    currency: str | None


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
            fits = not isinstance(value, Decimal) or representable(value)
            currency = unit if kind is FactType.MONEY else None
            return Term(Exact(value) if fits else Absent(), currency)
        case FactRef(name):
            return _fact(name, subject)
        case ColumnRef():
            return _cell(expression, subject)
        case Call(name, arguments):
            terms = [term_of(each, subject) for each in arguments]
            return call(FUNCTIONS[name], terms, ValueAlgebra(subject.rates))
        case Choose(cases, otherwise):
            return _choose(cases, otherwise, subject)
        case Holds(condition):
            found = truth_of(condition, subject)
            if found.truth is Truth.UNKNOWN:
                return Term(Absent(found.missing))
            return Term(Exact(found.truth is Truth.TRUE))
        case Aggregate():
            return _aggregate(expression, subject)
        case ParameterRef(name):
            raise AssertionError(f"parameter {name} was not put in place")
    raise AssertionError(f"not an expression: {expression!r}")


def _fact(name: str, subject: Subject) -> Term:
    if name not in subject.remembered:
        fact = subject.dictionary.facts[name]
        term = _stated(fact, subject)
        if isinstance(term.value, Absent) and name in subject.derivations:
            term = _derived(fact, subject)
        subject.remembered[name] = term
    return subject.remembered[name]


def _stated(fact: Fact, subject: Subject) -> Term:
    value = subject.stated.get(fact.name, Absent())
    if isinstance(value, Bounded):
        value = between(value.low, value.high, value.missing or frozenset({fact.name}))
    elif isinstance(value, Partial):
        value = Partial(value.rows, value.missing or frozenset({fact.name}))
    elif isinstance(value, Absent):
        value = Absent(frozenset({fact.name}))
    return Term(value, _stated_currency(fact, subject), rate_of(fact.unit))


def _stated_currency(fact: Fact, subject: Subject) -> str | None:
    """Give the currency that stands beside an amount, else the one the dictionary names."""
    if fact.type is not FactType.MONEY:
        return None
    return _currency_beside(fact, subject)


def _currency_beside(amount: Fact | Column, subject: Subject) -> str | None:
    beside = subject.stated.get(amount.currency_in) if amount.currency_in is not None else None
    return str(beside.value) if isinstance(beside, Exact) else amount.unit


def _derived(fact: Fact, subject: Subject) -> Term:
    term = term_of(subject.derivations[fact.name], subject)
    value = term.value
    # Nothing is missing, yet there is no exact value: only stating the fact itself helps.
    if isinstance(value, Absent) and not value.missing:
        value = Absent(frozenset({fact.name}))
    elif isinstance(value, Bounded) and not value.missing:
        value = replace(value, missing=frozenset({fact.name}))
    money = fact.type is FactType.MONEY
    return Term(value, (term.currency or fact.unit) if money else None, rate_of(fact.unit))


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


def _cell(reference: ColumnRef, subject: Subject) -> Term:
    """Give a cell of the row that is looked at; a blank one is a lack of its table."""
    cell = subject.rows[reference.row].get(reference.column)
    table = subject.dictionary.facts[reference.table]
    column = table.column(reference.column) or table
    is_money = FactType.MONEY in (column.type, table.of)
    currency = _currency_beside(column, subject) if is_money else None
    if cell is None or (isinstance(cell, Decimal) and not representable(cell)):
        return Term(Absent(frozenset({reference.table})), currency)
    return Term(Exact(cell), currency)


def _aggregate(node: Aggregate, subject: Subject) -> Term:
    source = term_of(node.source, subject).value
    if not isinstance(source, Exact | Partial):
        return Term(Absent(missing_of(source)))
    seen, currency = rows_seen(node, subject)
    arguments = [term_of(each, subject).value for each in node.arguments]
    result = aggregate(node.aggregate, seen, arguments)
    return Term(result, currency if AGGREGATES[node.aggregate].result is None else None)


def rows_seen(node: Aggregate, subject: Subject) -> tuple[Seen, str | None]:
    """Look at the known rows of an aggregate's source; gives the currency of their values too."""
    if subject.rows:
        return _rows_seen(node, subject)
    found = subject.looked_at.get(id(node))
    if found is None:
        found = LookedAt(node, *_rows_seen(node, subject))
        subject.looked_at[id(node)] = found
    return found.seen, found.currency


def _rows_seen(node: Aggregate, subject: Subject) -> tuple[Seen, str | None]:
    source = term_of(node.source, subject).value
    if isinstance(source, Exact):
        rows: Any = source.value
    elif isinstance(source, Partial):
        rows = source.rows
    else:
        rows = ()
    complete, missing = isinstance(source, Exact), missing_of(source)
    if node.complete_when is not None:
        stated = truth_of(node.complete_when, subject)
        complete, missing = stated.truth is Truth.TRUE, stated.missing
        if stated.truth is Truth.FALSE:
            missing = frozenset(each.name for each in (node.source,) if isinstance(each, FactRef))
    looked = [_looking(subject, names) for names in _named_rows(node, rows)]
    values = [None if node.value is None else term_of(node.value, each) for each in looked]
    seen = Seen(
        tuple(
            SeenRow(
                _counts(node, each),
                *(() if value is None else (value.value,)),
                **({} if node.key is None else {"key": term_of(node.key, each).value}),
            )
            for each, value in zip(looked, values, strict=True)
        ),
        complete,
        missing,
    )
    currency = next((each.currency for each in values if each is not None and each.currency), None)
    return seen, currency


def _counts(node: Aggregate, row: Subject) -> Judgement:
    return Judgement(Truth.TRUE) if node.where is None else truth_of(node.where, row)


def _named_rows(node: Aggregate, rows: Any) -> list[dict[str, Row]]:
    """Give each row a name; a plain list has rows of one cell."""
    plain = [each if isinstance(each, Mapping) else {"item": each} for each in rows]
    if not AGGREGATES[node.aggregate].pairs:
        return [{"row": each} for each in plain]
    return [
        {"first": first, "second": second}
        for index, first in enumerate(plain)
        for other, second in enumerate(plain)
        if index != other
    ]


def _looking(subject: Subject, rows: Mapping[str, Row]) -> Subject:
    for name, row in rows.items():
        subject = subject.with_row(name, row)
    return subject
