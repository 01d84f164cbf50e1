"""Worked cases are judged the same by every engine, and compared with what they expect."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from skulint.engine.checking.case_engines import CASE_ENGINES
from skulint.engine.checking.cases import CaseResult, run_cases
from skulint.engine.loading import load_cases, load_rulebook
from skulint.engine.model.rule import RuleBook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from ..loading.demo import fact, load, parameter, program, rule

FIXTURES = Path(__file__).parents[3] / "fixtures"
ENGINES = tuple(CASE_ENGINES)
AS_OF = datetime(2026, 11, 22)

RULES = (
    rule("{stock_qty: {at_least: {parameter: least}}}", more="since: 2024-01-01\nuntil: 2026-06-30")
    + rule("{certificates: {contains: CE}}", id="DEMO-2", entity="sku")
    + rule("{application_date: {on_or_before: {fact: due_on}}}", id="DEMO-3")
    + rule("{stock_qty: {at_least: 1}, price: {at_most: 9.99 USD}}", id="DEMO-4")
)
FACTS = (
    fact("double_qty", "integer", "{formula: 2 * stock_qty}")
    + fact("third", "decimal", "{formula: stock_qty / 3}")
    + fact("round_price", "decimal", "{formula: 'round(price, 1)'}")
    + fact("due_on", "date", "{formula: 'add_days(application_date, 5)'}")
    + fact("enough", "boolean", "{holds: {stock_qty: {at_least: {parameter: least}}}}")
)
LEAST = parameter("least", "{from: 2024-01-01, value: 50}", "{from: 2025-01-01, value: 60}")


@pytest.fixture
def book(tmp_path: Path) -> RuleBook:
    folder = tmp_path / "pack"
    folder.mkdir()
    return load(folder, program(RULES, facts=FACTS, parameters=LEAST))


def judge(
    book: RuleBook, tmp_path: Path, *cases: str, as_of: datetime = AS_OF
) -> tuple[tuple[CaseResult, ...], Diagnostics]:
    file = tmp_path / "cases.yaml"
    file.write_text("".join(f"- {{{case}}}\n" for case in cases), encoding="utf-8")
    diagnostics = Diagnostics()
    read = load_cases(file, book, diagnostics)
    assert len(diagnostics) == 0
    results = run_cases(book, read, ENGINES, as_of, diagnostics)
    assert results is not None
    return results, diagnostics


@pytest.mark.parametrize(
    ("case", "got"),
    [
        ("rule: DEMO-2, given: {certificates: [CE, GS]}, expect: pass", "pass"),
        ("rule: DEMO-2, given: {certificates: [GS]}, expect: fail", "fail"),
        ("rule: DEMO-2, given: {certificates: []}, expect: fail", "fail"),
        ("rule: DEMO-2, given: {certificates: null}, expect: unknown", "unknown"),
        ("rule: DEMO-2, given: {}, expect: unknown", "unknown"),
        ("rule: double_qty, given: {stock_qty: 5}, expect: 10", Decimal(10)),
        ("rule: double_qty, given: {stock_qty: 5, double_qty: 7}, expect: 7", Decimal(7)),
        ("rule: third, given: {stock_qty: 1}, expect: 0.33", Decimal("0.333333333333")),
        ("rule: third, given: {}, expect: unknown", "unknown"),
        # A stated number takes all 38 digits a column has; rounding must not need one more.
        ("rule: round_price, given: {price: 4.65}, expect: 4.7", Decimal("4.7")),
        ("rule: enough, given: {stock_qty: 60}, expect: true", True),
        ("rule: enough, given: {stock_qty: 59}, expect: false", False),
        (
            "rule: due_on, given: {application_date: 2026-03-01}, expect: 2026-03-06",
            date(2026, 3, 6),
        ),
        ("rule: DEMO-3, given: {application_date: '2026-03-01'}, expect: pass", "pass"),
        ("rule: DEMO-4, given: {stock_qty: {at_least: 3}, price: 9.99}, expect: pass", "pass"),
        ("rule: DEMO-4, given: {stock_qty: {at_most: 3}, price: 9}, expect: unknown", "unknown"),
        ("rule: DEMO-4, given: {stock_qty: {at_most: 0}, price: 9}, expect: fail", "fail"),
        ("rule: double_qty, given: {stock_qty: {at_least: 3}}, expect: unknown", "unknown"),
    ],
)
def test_what_comes_out(book: RuleBook, tmp_path: Path, case: str, got: object) -> None:
    (result,), diagnostics = judge(book, tmp_path, case)
    assert (result.got, result.ok, dict(result.others)) == (got, True, {})
    assert len(diagnostics) == 0


@pytest.mark.parametrize(
    ("expect", "ok"),
    [("0.333333333333", True), ("0.338", True), ("0.339", False), ("0.328", False)],
)
def test_numbers_may_differ_by_half_a_cent(
    book: RuleBook, tmp_path: Path, expect: str, ok: bool
) -> None:
    (result,), _ = judge(book, tmp_path, f"rule: third, given: {{stock_qty: 1}}, expect: {expect}")
    assert result.ok is ok


@pytest.mark.parametrize(
    ("as_of", "stock", "outcome"),
    [
        ("2024-06-01", 50, "pass"),
        ("2024-12-31T23:59:59", 50, "pass"),
        ("2025-01-01", 59, "fail"),
        ("2025-01-01T00:00:00", 60, "pass"),
        # Before the rule and after it, it is judged as on its first and its last day.
        ("2020-01-01", 50, "pass"),
        ("2020-01-01", 49, "fail"),
        ("2030-01-01", 59, "fail"),
    ],
)
def test_parameters_are_those_of_the_cases_day(
    book: RuleBook, tmp_path: Path, as_of: str, stock: int, outcome: str
) -> None:
    given = f"{{stock_qty: {stock}, as_of: '{as_of}'}}"
    (result,), _ = judge(book, tmp_path, f"rule: DEMO-1, given: {given}, expect: {outcome}")
    assert (result.got, result.ok) == (outcome, True)


def test_the_day_of_the_run_counts_where_a_case_gives_none(book: RuleBook, tmp_path: Path) -> None:
    case = "rule: enough, given: {stock_qty: 55}, expect: true"
    (early,), _ = judge(book, tmp_path, case, as_of=datetime(2024, 5, 1))
    (late,), _ = judge(book, tmp_path, case, as_of=datetime(2025, 5, 1))
    assert (early.got, late.got) == (True, False)


def test_keys_are_facts_like_others(book: RuleBook, tmp_path: Path) -> None:
    results, diagnostics = judge(
        book,
        tmp_path,
        "rule: double_qty, given: {sku_id: A, market: ES, stock_qty: 1}, expect: 2",
        "rule: double_qty, given: {sku_id: A, market: ES, stock_qty: 2}, expect: 4",
        "rule: double_qty, given: {sku_id: B}, expect: unknown",
    )
    assert [result.ok for result in results] == [True, True, True]
    assert len(diagnostics) == 0


def test_values_that_cannot_be_read_are_reported_and_missing(
    book: RuleBook, tmp_path: Path
) -> None:
    (result,), diagnostics = judge(
        book, tmp_path, "rule: double_qty, given: {stock_qty: five}, expect: 10"
    )
    assert (result.got, result.ok) == ("unknown", False)
    (found,) = diagnostics
    assert (found.code, found.span and found.span.text) == ("SKU-F020", "five")
    assert found.message == "`five` is not a whole number, so `stock_qty` counts as missing here"


def test_results_are_as_written_and_in_order(book: RuleBook, tmp_path: Path) -> None:
    results, _ = judge(
        book,
        tmp_path,
        "rule: DEMO-4, given: {price: 8.40, stock_qty: 1}, expect: fail",
        "rule: double_qty, given: {stock_qty: 5}, expect: 11",
        "rule: DEMO-4, given: {price: 10, stock_qty: 1}, expect: fail",
    )
    assert [(each.rule, each.expect, each.ok, each.span.line) for each in results] == [
        ("DEMO-4", "fail", False, 1),
        ("double_qty", Decimal(11), False, 2),
        ("DEMO-4", "fail", True, 3),
    ]
    assert str(results[0].given) == "{'price': Decimal('8.40'), 'stock_qty': Decimal('1')}"
    assert [reason.what["en"] for reason in results[0].reasons] == [
        "Stock at least 1 piece",
        "Price at most 9.99 USD",
    ]
    assert dict(results[1].reasons[0].values).keys() == {"stock_qty"}
    assert results[2].reasons == ()


def test_a_parameter_that_is_lacking_stops_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    least = parameter("least", "{from: 2027-01-01, value: 50}")
    late = rule("{stock_qty: {at_least: {parameter: least}}}", more="until: 2026-06-30")
    book = load(folder, program(late, parameters=least))
    file = tmp_path / "cases.yaml"
    file.write_text("- {rule: DEMO-1, given: {stock_qty: 1}, expect: pass}", encoding="utf-8")
    diagnostics = Diagnostics()
    cases = load_cases(file, book, diagnostics)
    assert run_cases(book, cases, ENGINES, AS_OF, diagnostics) is None
    assert [item.code for item in diagnostics] == ["SKU-R057"]


@pytest.fixture(scope="module")
def shipped() -> RuleBook:
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir()], diagnostics)
    assert len(diagnostics) == 0
    return book


def test_both_engines_give_the_same_where_cases_are_mutilated(shipped: RuleBook) -> None:
    """Leave out each given fact in turn: more unknowns, and still no disagreement."""
    import dataclasses

    from skulint.engine.text.nodes import Mapping

    cases = []
    for case in shipped.cases:
        given = case.node.entry("given")
        assert given is not None and isinstance(given.value, Mapping)
        for left_out in given.value.entries:
            rest = tuple(entry for entry in given.value.entries if entry is not left_out)
            fewer = dataclasses.replace(given, value=Mapping(rest, given.value.span))
            others = tuple(entry for entry in case.node.entries if entry is not given)
            node = Mapping((fewer, *others), case.node.span)
            cases.append(dataclasses.replace(case, node=node))
    # A dozen thousand take minutes. What takes long is each file anew, so some whole files are
    # taken, from all over the pack.
    files = list(dict.fromkeys(case.span.source.name for case in cases))
    chosen_files = set(files[:: max(len(files) // 12, 1)])
    chosen = [case for case in cases if case.span.source.name in chosen_files]
    results = run_cases(shipped, chosen, ENGINES, AS_OF, Diagnostics())
    assert results is not None
    assert len(results) > 300
    assert sum(each.got == "unknown" for each in results) > 100
    assert [(str(each.span), each.given, each.others) for each in results if each.others] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_statements_of_the_catalogue(shipped: RuleBook, engine: str) -> None:
    diagnostics = Diagnostics()
    cases = load_cases(FIXTURES / "cases" / "outlet.yaml", shipped, diagnostics)
    results = run_cases(shipped, cases, [engine], AS_OF, diagnostics)
    assert len(diagnostics) == 0
    assert results is not None
    assert len(results) == 42
    assert [(each.rule, each.given, each.got) for each in results if not each.ok] == []


@pytest.mark.parametrize(
    ("given", "got"),
    [('market: ""', "fail"), ('market: "  "', "fail"), ("market: null", "unknown")],
)
def test_an_empty_text_is_a_value_where_a_person_wrote_it(
    tmp_path: Path, given: str, got: str
) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    book = load(folder, program(rule("{market: {is_not: ''}}")))
    (result,), _ = judge(book, tmp_path, f"rule: DEMO-1, given: {{{given}}}, expect: {got}")
    assert (result.got, dict(result.others)) == (got, {})
