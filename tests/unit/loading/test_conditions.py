"""What conditions and operands are read as."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from skulint.engine.model.facts import FactType
from skulint.engine.model.nodes import (
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
    ParameterRef,
)
from skulint.engine.model.nodes import Test as Comparison

from .demo import fact, load, parameter, program, rule


def conditions(folder: Path, require: str, entity: str = "sku_market") -> list[Condition]:
    book = load(folder, program(rule(require, entity=entity)))
    return [clause.condition for clause in book.rules["DEMO-1"].clauses]


def derived(folder: Path, kind: str, derive: str, more: str = "") -> Expression:
    share = parameter("share", "{value: 70%}")
    text = program(facts=fact("made_up", kind, derive, more=more), parameters=share)
    return load(folder, text).dictionary.derivations["made_up"]


def compare(operator: str, name: str, *operands: Expression) -> Comparison:
    return Comparison(operator, (FactRef(name), *operands))


TRUE = Literal(True, FactType.BOOLEAN)
SHARE = Call("multiply", (Literal(Decimal("0.70"), FactType.DECIMAL), FactRef("lowest_price")))


def whole(number: int) -> Literal:
    return Literal(Decimal(number), FactType.INTEGER)


def text(word: str) -> Literal:
    return Literal(word, FactType.TEXT)


@pytest.mark.parametrize(
    ("require", "expected"),
    [
        ("{stock_qty: {at_least: 50}}", [compare("at_least", "stock_qty", whole(50))]),
        ("{stock_qty: 50}", [compare("is", "stock_qty", whole(50))]),
        (
            "{stock_qty: {more_than: 2.5}}",
            [compare("more_than", "stock_qty", Literal(Decimal("2.5"), FactType.DECIMAL))],
        ),
        (
            "{stock_qty: {more_than: 0, at_most: 5}}",
            [
                compare("more_than", "stock_qty", whole(0)),
                compare("at_most", "stock_qty", whole(5)),
            ],
        ),
        ("{stock_qty: {within: [5, 9]}}", [compare("within", "stock_qty", whole(5), whole(9))]),
        (
            "{stock_qty: {at_least: {parameter: days_open}}}",
            [compare("at_least", "stock_qty", ParameterRef("days_open"))],
        ),
        (
            "{fulfilment_rate: {at_least: 95%}}",
            [compare("at_least", "fulfilment_rate", Literal(Decimal(95), FactType.PERCENT))],
        ),
        (
            "{price: {at_most: 50 USD}}",
            [compare("at_most", "price", Literal(Decimal(50), FactType.MONEY, "USD"))],
        ),
        (
            "{price: {at_most: 50.5USD}}",
            [compare("at_most", "price", Literal(Decimal("50.5"), FactType.MONEY, "USD"))],
        ),
        ("{price: {at_most: 70% of lowest_price}}", [compare("at_most", "price", SHARE)]),
        ("{price: {at_most: '70%of lowest_price'}}", [compare("at_most", "price", SHARE)]),
        (
            "{price: {at_most: {fact: lowest_price}}}",
            [compare("at_most", "price", FactRef("lowest_price"))],
        ),
        ("{price: {fact: lowest_price}}", [compare("is", "price", FactRef("lowest_price"))]),
        (
            "{price: {at_most: {parameter: ceiling, of: lowest_price}}}",
            [
                compare(
                    "at_most",
                    "price",
                    Call("multiply", (ParameterRef("ceiling"), FactRef("lowest_price"))),
                )
            ],
        ),
        (
            "{program_applied: OUTLET}",
            [compare("is", "program_applied", Literal("OUTLET", FactType.ENUM))],
        ),
        (
            "{program_applied: {one_of: [OUTLET, QRP]}}",
            [
                compare(
                    "one_of",
                    "program_applied",
                    Literal("OUTLET", FactType.ENUM),
                    Literal("QRP", FactType.ENUM),
                )
            ],
        ),
        ("{free_shipping_active: true}", [compare("is", "free_shipping_active", TRUE)]),
        (
            "{application_date: {on_or_after: 2023-10-01}}",
            [compare("on_or_after", "application_date", Literal(date(2023, 10, 1), FactType.DATE))],
        ),
        (
            "{listed_at: {before: 2026-03-01}}",
            [compare("before", "listed_at", Literal(datetime(2026, 3, 1), FactType.DATETIME))],
        ),
        (
            "{listed_at: {after: 2026-03-01T09:30}}",
            [
                compare(
                    "after", "listed_at", Literal(datetime(2026, 3, 1, 9, 30), FactType.DATETIME)
                )
            ],
        ),
        ("{brand_name: NO}", [compare("is", "brand_name", text("NO"))]),
        ("{brand_name: 0123}", [compare("is", "brand_name", text("0123"))]),
        ("{brand_name: 4.10}", [compare("is", "brand_name", text("4.10"))]),
        ("{brand_name: 'barcode'}", [compare("is", "brand_name", text("barcode"))]),
        ("{brand_name: {fact: barcode}}", [compare("is", "brand_name", FactRef("barcode"))]),
        (
            "{barcode: {matches: 'DE[0-9]{13}'}}",
            [compare("matches", "barcode", text("DE[0-9]{13}"))],
        ),
        ("{certificates: {contains: CE}}", [compare("contains", "certificates", text("CE"))]),
        (
            "{certificates: {contains_all: [CE, EN71]}}",
            [compare("contains_all", "certificates", text("CE"), text("EN71"))],
        ),
        (
            "{certificates: [CE, EN71]}",
            [compare("is", "certificates", Literal(("CE", "EN71"), FactType.LIST))],
        ),
        ("{price_history: {is_present: true}}", [compare("is_present", "price_history", TRUE)]),
        (
            "{stock_qty: 1, brand_name: x}",
            [compare("is", "stock_qty", whole(1)), compare("is", "brand_name", text("x"))],
        ),
        ("{not: {stock_qty: 1}}", [Not(compare("is", "stock_qty", whole(1)))]),
        (
            "{not: {stock_qty: 1, brand_name: x}}",
            [
                Not(
                    AllOf(
                        (
                            compare("is", "stock_qty", whole(1)),
                            compare("is", "brand_name", text("x")),
                        )
                    )
                )
            ],
        ),
        (
            "{any_of: [{stock_qty: 1}, {stock_qty: 2, brand_name: x}]}",
            [
                AnyOf(
                    (
                        compare("is", "stock_qty", whole(1)),
                        AllOf(
                            (
                                compare("is", "stock_qty", whole(2)),
                                compare("is", "brand_name", text("x")),
                            )
                        ),
                    )
                )
            ],
        ),
        (
            "{all_of: [{stock_qty: 1}, {stock_qty: 2}]}",
            [compare("is", "stock_qty", whole(1)), compare("is", "stock_qty", whole(2))],
        ),
    ],
)
def test_clauses(tmp_path: Path, require: str, expected: list[Condition]) -> None:
    assert conditions(tmp_path, require) == expected


def test_each_clause_underlines_itself(tmp_path: Path) -> None:
    require = "{stock_qty: {more_than: 0, at_most: 5}, price: {at_most: 70% of lowest_price}}"
    book = load(tmp_path, program(rule(require)))
    spans = [clause.span.text for clause in book.rules["DEMO-1"].clauses]
    assert spans == ["more_than: 0", "at_most: 5", "price: {at_most: 70% of lowest_price}"]


def test_no_when_means_always(tmp_path: Path) -> None:
    assert load(tmp_path, program(rule("{stock_qty: 1}"))).rules["DEMO-1"].when == AllOf(())


PERCENT_FACT = FactRef("dispute_rate")


@pytest.mark.parametrize(
    ("kind", "formula", "expected"),
    [
        ("money", "70% * lowest_price", SHARE),
        (
            "money",
            "price / 50%",
            Call("divide", (FactRef("price"), Literal(Decimal("0.50"), FactType.DECIMAL))),
        ),
        (
            "percent",
            "dispute_rate + 5%",
            Call("add", (PERCENT_FACT, Literal(Decimal(5), FactType.PERCENT))),
        ),
        (
            "percent",
            "max(dispute_rate, 5%)",
            Call("max", (PERCENT_FACT, Literal(Decimal(5), FactType.PERCENT))),
        ),
        ("decimal", "1 + 5%", Call("add", (whole(1), Literal(Decimal("0.05"), FactType.DECIMAL)))),
        ("percent", "5%", Literal(Decimal(5), FactType.PERCENT)),
        ("decimal", "5%", Literal(Decimal("0.05"), FactType.DECIMAL)),
        ("money", "share * price", Call("multiply", (ParameterRef("share"), FactRef("price")))),
        ("decimal", "7", whole(7)),
    ],
)
def test_percents_in_formulas(
    tmp_path: Path, kind: str, formula: str, expected: Expression
) -> None:
    unit = "unit: USD" if kind == "money" else ""
    assert derived(tmp_path, kind, f"{{formula: {formula!r}}}", unit) == expected


def test_holds(tmp_path: Path) -> None:
    found = derived(tmp_path, "boolean", "{holds: {stock_qty: 1}}")
    assert found == Holds(compare("is", "stock_qty", whole(1)))


def test_choose_and_only_when(tmp_path: Path) -> None:
    found = derived(
        tmp_path,
        "enum",
        "{choose: [{when: {stock_qty: 1}, value: {text: LD}}, {otherwise: {text: BD}}],"
        " only_when: {free_shipping_active: true}}",
        "values: [LD, BD]",
    )
    inner = Choose(
        ((compare("is", "stock_qty", whole(1)), Literal("LD", FactType.ENUM)),),
        Literal("BD", FactType.ENUM),
    )
    assert found == Choose(((compare("is", "free_shipping_active", TRUE), inner),))


def test_money_turns_into_another_currency_by_a_rate(tmp_path: Path) -> None:
    derived(tmp_path, "money", "{formula: price * fx_rate - cost}", "unit: CNY")
    derived(tmp_path, "money", "{formula: price - cost / fx_rate}", "unit: USD")


@pytest.mark.parametrize(
    ("kind", "formula"),
    [
        ("integer", "days_between(listed_at, as_of)"),
        ("integer", "count_of(price_history)"),
        ("date", "add_workdays(application_date, 5)"),
        ("decimal", "price / lowest_price"),
        ("text", "brand_name"),
        ("boolean", "free_shipping_active"),
    ],
)
def test_types_of_formulas(tmp_path: Path, kind: str, formula: str) -> None:
    derived(tmp_path, kind, f"{{formula: {formula!r}}}")
