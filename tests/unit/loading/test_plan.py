"""Which rules a plan holds, which parameter values, and in which order facts are derived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from skulint.engine.conditions.walk import facts_in
from skulint.engine.loading import build_plan, load_parameters
from skulint.engine.model.facts import FactType
from skulint.engine.model.nodes import Call, Choose, Expression, FactRef, Literal
from skulint.engine.model.nodes import Test as Comparison
from skulint.engine.model.rule import Plan, RuleBook
from skulint.engine.text.diagnostics import Diagnostics

from .demo import TITLE, fact, load, parameter, program, rule

DAY = date(2026, 3, 1)
STOCK = "{stock_qty: {at_least: 50}}"


def plan(
    book: RuleBook,
    programs: Sequence[str] | None = None,
    rules: Sequence[str] | None = None,
    day: date = DAY,
    overrides: Mapping[str, Literal] | None = None,
) -> Plan:
    diagnostics = Diagnostics()
    made = build_plan(
        book,
        as_of=day,
        programs=programs,
        rules=rules,
        overrides=overrides or {},
        diagnostics=diagnostics,
    )
    assert [item.message for item in diagnostics] == []
    return made


def ids(made: Plan) -> list[str]:
    return [each.id for each in made.rules]


def chain(folder: Path) -> RuleBook:
    declared = f"program: demo/%s\n{TITLE}\nneeds: [%s]\n"
    return load(
        folder,
        declared % ("store", "demo/base"),
        declared % ("base", "demo/store"),  # a circle of programs is harmless
        declared % ("other", "demo/store"),
        program(rule(STOCK, id="BASE-1"), id="demo/base"),
        program(
            rule(STOCK, id="STORE-1") + rule(STOCK, id="STORE-2", more="enabled: false"),
            id="demo/store",
        ),
        program(rule(STOCK, id="OTHER-1"), id="demo/other"),
    )


@pytest.mark.parametrize(
    ("programs", "rules", "expected"),
    [
        (None, None, ["BASE-1", "STORE-1", "OTHER-1"]),
        (["demo/store"], None, ["BASE-1", "STORE-1"]),
        (["demo/other"], None, ["BASE-1", "STORE-1", "OTHER-1"]),
        (None, ["STORE-2"], ["STORE-2"]),
        (["demo/base"], ["STORE-2"], ["BASE-1", "STORE-1", "STORE-2"]),
        ([], None, []),
    ],
)
def test_choice_of_rules(
    tmp_path: Path,
    programs: list[str] | None,
    rules: list[str] | None,
    expected: list[str],
) -> None:
    assert ids(plan(chain(tmp_path), programs, rules)) == expected


def test_programs_of_a_plan_are_those_asked_for(tmp_path: Path) -> None:
    book = chain(tmp_path)
    assert plan(book, ["demo/other"]).programs == ("demo/other",)
    assert plan(book, None, ["OTHER-1"]).programs == ("demo/other",)


@pytest.mark.parametrize(
    ("programs", "rules", "message", "help"),
    [
        (["store"], None, "unknown program `store`", "did you mean `demo/store`?"),
        (["demo/stor"], None, "unknown program `demo/stor`", "did you mean `demo/store`?"),
        (None, ["STORE-3"], "unknown rule `STORE-3`", "did you mean `STORE-1`?"),
    ],
)
def test_unknown_ids(
    tmp_path: Path,
    programs: list[str] | None,
    rules: list[str] | None,
    message: str,
    help: str,
) -> None:
    diagnostics = Diagnostics()
    build_plan(chain(tmp_path), as_of=DAY, programs=programs, rules=rules, diagnostics=diagnostics)
    assert [(item.message, item.help) for item in diagnostics] == [(message, help)]


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2023, 9, 30), False),
        (date(2023, 10, 1), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 1), False),
    ],
)
def test_rules_in_force(tmp_path: Path, day: date, in_force: bool) -> None:
    book = load(tmp_path, program(rule(STOCK, more="since: 2023-10-01\nuntil: 2027-12-31")))
    made = plan(book, day=day)
    assert ids(made) == (["DEMO-1"] if in_force else [])
    assert made.not_in_force == (() if in_force else ("DEMO-1",))


SHARE = parameter(
    "share",
    "{from: 2023-10-01, value: 70%}",
    "{from: 2025-01-01, value: 72%}",
    "{from: 2026-03-01, when: {market: ES}, value: 75%}",
    "{from: 2024-01-01, when: {market: ES}, value: 74%}",
    "{from: 2027-01-01, value: 80%}",
)
SHARED = program(rule("{price: {at_most: {parameter: share, of: lowest_price}}}"), parameters=SHARE)


def limit(made: Plan) -> Expression:
    condition = made.rules[0].clauses[0].condition
    assert isinstance(condition, Comparison)
    return condition.operands[1]


def share(value: str) -> Literal:
    return Literal(Decimal(value), FactType.DECIMAL)


def of_low(factor: Expression) -> Call:
    return Call("multiply", (factor, FactRef("lowest_price")))


SPAIN = Comparison("is", (FactRef("market"), Literal("ES", FactType.TEXT)))


@pytest.mark.parametrize(
    ("day", "factor"),
    [
        (date(2023, 10, 1), share("0.70")),
        (date(2023, 12, 31), share("0.70")),
        (date(2024, 1, 1), Choose(((SPAIN, share("0.74")),), share("0.70"))),
        (date(2025, 1, 1), Choose(((SPAIN, share("0.74")),), share("0.72"))),
        (date(2026, 2, 28), Choose(((SPAIN, share("0.74")),), share("0.72"))),
        (date(2026, 3, 1), Choose(((SPAIN, share("0.75")),), share("0.72"))),
        (date(2027, 1, 1), Choose(((SPAIN, share("0.75")),), share("0.80"))),
    ],
)
def test_parameters_by_date_and_market(tmp_path: Path, day: date, factor: Expression) -> None:
    assert limit(plan(load(tmp_path, SHARED), day=day)) == of_low(factor)


def test_a_parameter_without_a_value_on_the_day(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    build_plan(load(tmp_path, SHARED), as_of=date(2023, 9, 30), diagnostics=diagnostics)
    (item,) = diagnostics
    assert item.code == "SKU-R057"
    assert item.message == "parameter `share` has no value on 2023-09-30"
    assert item.help == "its first value counts from 2023-10-01"
    assert item.span is not None
    assert item.span.text == "share"


def test_an_override_counts_always_and_everywhere(tmp_path: Path) -> None:
    book = load(tmp_path, SHARED)
    file = tmp_path / "mine.params"
    file.write_text("share: 65%\n", encoding="utf-8")
    diagnostics = Diagnostics()
    overrides = load_parameters(file, book, diagnostics)
    assert not diagnostics.has_errors
    assert limit(plan(book, overrides=overrides)) == of_low(share("0.65"))


def test_a_percent_parameter_beside_a_percent_stays_a_percent(tmp_path: Path) -> None:
    rate = parameter("rate", "{value: 95%}")
    text = program(rule("{fulfilment_rate: {at_least: {parameter: rate}}}"), parameters=rate)
    assert limit(plan(load(tmp_path, text))) == Literal(Decimal(95), FactType.PERCENT)


@pytest.mark.parametrize(
    ("text", "code", "message", "help", "underlined"),
    [
        ("shar: 65%", "SKU-R014", "unknown parameter `shar`", "did you mean `share`?", "shar"),
        (
            "share: 0.65",
            "SKU-R056",
            "parameter `share` is a percent, but `0.65` is a number",
            "write it as in `70%`",
            "0.65",
        ),
        (
            "share: [65%]",
            "SKU-R002",
            "parameter `share` takes one value",
            "write `share: 70%`",
            "[65%]",
        ),
        (
            "- share",
            "SKU-R002",
            "a file of parameters is a map",
            "write one line for each, such as `outlet_ceiling: 65%`",
            "- share",
        ),
    ],
)
def test_wrong_overrides(
    tmp_path: Path, text: str, code: str, message: str, help: str, underlined: str
) -> None:
    book = load(tmp_path, SHARED)
    file = tmp_path / "mine.params"
    file.write_text(text, encoding="utf-8")
    diagnostics = Diagnostics()
    assert load_parameters(file, book, diagnostics) == {}
    (item,) = diagnostics
    assert item.span is not None
    assert (item.code, item.message, item.help, item.span.text) == (
        code,
        message,
        help,
        underlined,
    )


def test_derived_facts_come_after_what_they_read(tmp_path: Path) -> None:
    facts = (
        fact("last", "decimal", "{formula: middle * first}")
        + fact("middle", "decimal", "{formula: first + 1}")
        + fact("first", "decimal", "{formula: stock_qty * 2}")
        + fact("unused", "decimal", "{formula: last + 1}")
    )
    made = plan(load(tmp_path, program(rule("{last: {at_least: 5}}"), facts=facts)))
    assert made.order == ("first", "middle", "last")
    assert set(made.derivations) == set(made.order)
    for index, name in enumerate(made.order):
        assert set(facts_in(made.derivations[name])) & set(made.order) <= set(made.order[:index])


def test_facts_behind_a_parameter_and_in_texts_are_derived_too(tmp_path: Path) -> None:
    facts = fact("region", "text", "{formula: market}") + fact("told", "text", "{formula: market}")
    share = parameter("region_share", "{when: {region: EU}, value: 75%}", "{value: 70%}")
    more = "wrong: {en: 'See {told}.', zh: '见 {told}。'}"
    require = "{price: {at_most: {parameter: region_share, of: lowest_price}}}"
    book = load(tmp_path, program(rule(require, more=more), facts=facts, parameters=share))
    assert plan(book).order == ("region", "told")


def test_every_chosen_rule_is_free_of_parameters(tmp_path: Path) -> None:
    made = plan(load(tmp_path, SHARED))
    assert "ParameterRef" not in repr(made.rules)
