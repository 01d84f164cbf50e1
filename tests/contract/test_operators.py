"""Every operator and function is known to every engine, and does what its examples say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from skulint.engine.backends.duckdb.algebra import SqlAlgebra
from skulint.engine.backends.duckdb.calls import compile_call
from skulint.engine.backends.duckdb.compile import Scope, compile_truth, literal_term
from skulint.engine.backends.duckdb.functions import SQL_FUNCTIONS
from skulint.engine.backends.reference import Subject, judge_clause
from skulint.engine.conditions.functions import FUNCTIONS
from skulint.engine.conditions.operators import OPERATORS, Arity, Example, Operator
from skulint.engine.model.facts import MOMENTS, NUMBERS, WORDS, Dictionary, Fact, FactType
from skulint.engine.model.nodes import FactRef, Literal
from skulint.engine.model.nodes import Test as Comparison
from skulint.engine.model.outcome import truth_of
from skulint.engine.model.values import Exact, Known, in_range
from skulint.engine.store.subjects import known
from skulint.engine.text.source import Source, Span

SPAN = Span(Source("contract.yaml", "x"), 1, 1, 1, 2)


def row(*trees: exp.Expr) -> tuple[Any, ...]:
    """Fetch the only row of a query without a table."""
    with duckdb.connect(":memory:") as connection:
        found = connection.execute(exp.select(*trees).sql("duckdb")).fetchone()
    assert found is not None
    return found


def value_of(text: Any, kind: FactType) -> Known | None:
    """Read an example's value as a type; None where it is none."""
    if isinstance(text, bool):
        return text
    if isinstance(text, list):
        return tuple(text)
    try:
        if kind in NUMBERS:
            return Decimal(text)
        if kind in MOMENTS:
            return (date if kind is FactType.DATE else datetime).fromisoformat(text)
    except (ArithmeticError, ValueError):
        return None
    # A number in quotes is an example of numbers.
    return None if kind in WORDS and text[:1].isdigit() else str(text)


def operands_of(operator: Operator, example: Example, kind: FactType) -> tuple[Literal, ...] | None:
    """Read an example's operands; None where they are not of the type."""
    several = operator.arity in (Arity.PAIR, Arity.LIST)
    written = example.operand if several else [example.operand]
    flat = FactType.TEXT if kind is FactType.LIST else kind
    if operator.arity is Arity.FLAG:
        flat = FactType.BOOLEAN
    values = [value_of(each, flat) for each in written]
    if any(each is None for each in values):
        return None
    return tuple(Literal(each, flat) for each in values if each is not None)


def suits(operator: Operator, example: Example, kind: FactType) -> bool:
    """Tell whether an example can be read as one of a type."""
    listed = (kind is FactType.LIST) == isinstance(example.fact, list)
    readable = example.fact is None or value_of(example.fact, kind) is not None
    accepted = kind in operator.accepts and listed and readable
    return accepted and operands_of(operator, example, kind) is not None


EXAMPLES = [
    pytest.param(operator, example, kind, id=f"{operator.name}-{index}-{kind.value}")
    for operator in OPERATORS.values()
    for index, example in enumerate(operator.examples)
    for kind in (FactType.DECIMAL, FactType.DATE, FactType.DATETIME, FactType.TEXT, FactType.LIST)
    if suits(operator, example, kind)
]


@pytest.mark.parametrize(("operator", "example", "kind"), EXAMPLES)
def test_example_holds_in_both_engines(
    operator: Operator, example: Example, kind: FactType
) -> None:
    operands = operands_of(operator, example, kind)
    value = None if example.fact is None else value_of(example.fact, kind)
    assert operands is not None
    fact = Fact("it", "sku", kind, MappingProxyType({}), SPAN)
    facts = Dictionary(MappingProxyType({}), MappingProxyType({"it": fact}), MappingProxyType({}))
    test = Comparison(operator.name, (FactRef("it"), *operands))
    stated = {} if value is None else {"it": Exact(value)}
    found = judge_clause(test, Subject(stated, facts, MappingProxyType({})))
    assert found.truth.value == example.truth
    if value is not None:
        columns = {"it": literal_term(Literal(value, kind))}
        scope = Scope(columns, facts, SqlAlgebra(MappingProxyType({})))
        assert truth_of(row(compile_truth(test, scope).truth)[0]).value == example.truth


def test_every_operator_has_an_example_each_way() -> None:
    for operator in OPERATORS.values():
        assert {example.truth for example in operator.examples} == {"true", "false"}, operator.name


def test_every_example_is_tried_on_some_type() -> None:
    tried = {tuple(str(each.id).split("-")[:2]) for each in EXAMPLES}
    listed = {
        (operator.name, str(index))
        for operator in OPERATORS.values()
        for index in range(len(operator.examples))
    }
    assert tried == listed


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


D = Decimal
MOST = D("99999999999999999999.999999999999")
LEAST = D("-99999999999999999999.999999999999")
#: Arguments and result; None where there is no value.
CALLS: dict[str, list[tuple[list[Known], Known | None]]] = {
    "add": [
        ([D("0.1"), D("0.2")], D("0.3")),
        ([MOST, D(1)], None),
        ([MOST, D(-1)], D("99999999999999999998.999999999999")),
    ],
    "subtract": [([D("12"), D("8.4")], D("3.6")), ([LEAST, D(1)], None)],
    "negate": [([D("8.40")], D("-8.4")), ([MOST], LEAST)],
    "multiply": [
        ([D("9.99"), D("0.70")], D("6.993")),
        ([D("999999999.9"), D("0.7")], D("699999999.93")),
        ([D("0.000001"), D("0.0000005")], D(0)),
        ([D("0.000001"), D("0.0000015")], D("0.000000000002")),
        ([D("-0.000003"), D("0.0000005")], D("-0.000000000002")),
        ([D("1e10"), D("1e10")], None),
        ([D("99999999999"), D("999999999")], D("99999999899000000001")),
    ],
    "divide": [
        ([D(1), D(3)], D("0.333333333333")),
        ([D(2), D(3)], D("0.666666666667")),
        ([D(-2), D(3)], D("-0.666666666667")),
        ([D("0.000000000001"), D(2)], D(0)),
        ([D("0.000000000003"), D(2)], D("0.000000000002")),
        ([D(5), D(0)], None),
        ([MOST, D("0.1")], None),
        ([D(1), MOST], D(0)),
        ([MOST, MOST], D(1)),
    ],
    "min": [([D(2), D("1.5"), D(3)], D("1.5")), ([MOST, D("0.5")], D("0.5"))],
    "max": [([D(2), D("1.5")], D(2)), ([LEAST, D("0.5")], D("0.5"))],
    "abs": [([D("-8.40")], D("8.4")), ([LEAST], MOST)],
    "round": [
        ([D("2.5")], D(3)),
        ([D("-2.5")], D(-3)),
        ([D("0.125"), D(2)], D("0.13")),
        ([MOST], None),
        ([D("17.493"), D(9)], D("17.493")),
    ],
    "floor": [
        ([D("17.493"), D(2)], D("17.49")),
        ([D("-0.5")], D(-1)),
        ([MOST, D(2)], D("99999999999999999999.99")),
    ],
    "ceil": [([D("17.491"), D(2)], D("17.5")), ([D("-0.5")], D(0)), ([MOST], None)],
    "day_of": [([moment("2026-03-01T23:59:59")], day("2026-03-01"))],
    "days_between": [
        ([day("2026-02-28"), day("2026-03-01")], D(1)),
        ([moment("2026-02-28T23:59:59"), moment("2026-03-01T00:00:00")], D(1)),
        ([day("2026-03-01"), moment("2026-02-28T23:59:59")], D(-1)),
        ([day("0001-01-01"), day("9999-12-31")], D(3652058)),
    ],
    "hours_between": [
        ([moment("2026-02-28T23:00:00"), moment("2026-03-01T00:30:00")], D("1.5")),
        ([moment("2026-03-01T00:00:00"), moment("2026-03-01T00:00:01")], D("0.000277777778")),
        ([day("2026-03-01"), day("2026-02-28")], D(-24)),
        ([day("0001-01-01"), day("9999-12-31")], D(3652058 * 24)),
    ],
    "add_days": [
        ([day("2026-02-28"), D(1)], day("2026-03-01")),
        ([moment("2026-02-28T12:30:00"), D(-1)], moment("2026-02-27T12:30:00")),
        ([day("9999-12-31"), D(1)], None),
        ([day("0001-01-01"), D(-1)], None),
        ([day("2026-02-28"), D("99999999999999999999")], None),
        ([day("2026-02-28"), D("2.9")], day("2026-03-02")),
        ([day("2026-02-28"), D("-0.9")], day("2026-02-28")),
    ],
    "add_workdays": [
        ([day("2026-11-20"), D(1)], day("2026-11-23")),
        ([day("2026-11-21"), D(0)], day("2026-11-21")),
        ([day("2026-11-21"), D(1)], day("2026-11-23")),
        ([day("2026-11-22"), D(1)], day("2026-11-23")),
        ([day("2026-11-22"), D(5)], day("2026-11-27")),
        ([day("2026-11-22"), D(6)], day("2026-11-30")),
        ([day("2026-11-18"), D(10)], day("2026-12-02")),
        ([moment("2026-11-20T18:00:00"), D(1)], moment("2026-11-23T18:00:00")),
        ([day("2026-11-20"), D(-1)], None),
        ([day("2026-11-20"), D("1000000000000")], None),
        ([day("2026-11-20"), D("2000000000")], None),
    ],
    "add_months": [
        ([day("2026-01-31"), D(1)], day("2026-02-28")),
        ([day("2024-01-31"), D(1)], day("2024-02-29")),
        ([day("2026-03-31"), D(-1)], day("2026-02-28")),
        ([moment("2026-08-31T10:00:00"), D(6)], moment("2027-02-28T10:00:00")),
        ([day("9999-12-01"), D(1)], None),
        ([day("2026-01-31"), D("5000000000")], None),
    ],
    "add_years": [
        ([day("2024-02-29"), D(1)], day("2025-02-28")),
        ([day("2024-02-29"), D(4)], day("2028-02-29")),
        ([day("2026-01-31"), D("1.9")], day("2027-01-31")),
        ([day("2026-01-31"), D("2000000000")], None),
    ],
    "count_of": [([("CE", "EN71")], D(2)), ([("CE",)], D(1))],
}  # fmt: skip


def kind_of(value: Known) -> FactType:
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return FactType.INTEGER if whole else FactType.DECIMAL
    if isinstance(value, tuple):
        return FactType.LIST
    return FactType.DATETIME if isinstance(value, datetime) else FactType.DATE


def cases() -> Sequence[Any]:
    return [
        pytest.param(name, arguments, wanted, id=f"{name}-{index}")
        for name, calls in CALLS.items()
        for index, (arguments, wanted) in enumerate(calls)
    ]


@pytest.mark.parametrize(("name", "arguments", "wanted"), cases())
def test_function_gives_the_same_in_both_engines(
    name: str, arguments: list[Known], wanted: Known | None
) -> None:
    found = FUNCTIONS[name].exact(*arguments)
    if isinstance(found, Decimal) and not in_range(found):
        found = None
    assert found == wanted
    terms = [literal_term(Literal(each, kind_of(each))) for each in arguments]
    sql = compile_call(name, terms, SqlAlgebra(MappingProxyType({})))
    assert known(row(sql.low)[0]) == wanted


def test_every_function_is_compiled_and_tried() -> None:
    assert set(SQL_FUNCTIONS) == set(FUNCTIONS) == set(CALLS)
