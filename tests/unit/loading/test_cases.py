"""Worked examples: beside rules and derived facts, and in files of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from skulint.engine.loading import load_cases
from skulint.engine.model.rule import Case, RuleBook
from skulint.engine.text.diagnostics import Diagnostics

from .demo import fact, load, program, rule

FACTS = fact(
    "double_qty",
    "integer",
    "{formula: 2 * stock_qty}",
    more="statement: DEMO-900\ncases:\n  - {given: {stock_qty: 5}, expect: 10}",
) + fact("due_on", "date", "{formula: 'add_days(application_date, 5)'}")
RULES = rule(
    "{stock_qty: {at_least: 50}}",
    more="statements: [DEMO-901, DEMO-902]\ncases:\n"
    "  - {name: enough, given: {stock_qty: 50, certificates: [], price: null}, expect: pass}",
)


def book(folder: Path) -> RuleBook:
    return load(folder, program(RULES, facts=FACTS))


def read(folder: Path, text: str) -> tuple[tuple[Case, ...], Diagnostics]:
    file = folder / "cases.list"
    file.write_text(text, encoding="utf-8")
    diagnostics = Diagnostics()
    return load_cases(file, book(folder), diagnostics), diagnostics


def test_cases_of_a_pack(tmp_path: Path) -> None:
    derived, judged = book(tmp_path).cases
    assert (derived.subject, dict(derived.given), derived.expect) == (
        "double_qty",
        {"stock_qty": Decimal(5)},
        Decimal(10),
    )
    assert (judged.subject, judged.name, judged.expect) == ("DEMO-1", "enough", "pass")
    assert dict(judged.given) == {"stock_qty": Decimal(50), "certificates": [], "price": None}


@pytest.mark.parametrize(
    ("rule", "subject"),
    [
        ("DEMO-1", "DEMO-1"),
        ("DEMO-901", "DEMO-1"),
        ("DEMO-902", "DEMO-1"),
        ("DEMO-900", "double_qty"),
        ("double_qty", "double_qty"),
    ],
)
def test_what_a_case_may_name(tmp_path: Path, rule: str, subject: str) -> None:
    expect = "10" if subject == "double_qty" else "fail"
    (case,), diagnostics = read(
        tmp_path, f"- {{rule: {rule}, given: {{stock_qty: 5}}, expect: {expect}}}"
    )
    assert (case.subject, case.name) == (subject, rule)
    assert len(diagnostics) == 0


def test_expected_values_have_the_type_of_the_fact(tmp_path: Path) -> None:
    cases, _ = read(
        tmp_path,
        "- {rule: due_on, given: {application_date: 2026-03-01}, expect: 2026-03-06}\n"
        "- {rule: due_on, given: {}, expect: unknown}\n",
    )
    assert [case.expect for case in cases] == [date(2026, 3, 6), "unknown"]


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        (
            "rule: DEMO-1",
            "a file of cases is a list",
            "write `- {rule: ID, given: {…}, expect: pass}` for each",
        ),
        ("- DEMO-1", "a case is a map", "write `{rule: ID, given: {…}, expect: pass}`"),
        ("- {rule: DEMO-1, given: {}}", "`expect` is missing", "add `expect: …`"),
        (
            "- {rule: DEMO-2, given: {}, expect: pass}",
            "unknown rule `DEMO-2`",
            "did you mean `DEMO-1`?",
        ),
        (
            "- {rule: DEMO-1, given: {}, expect: ok}",
            "`ok` is not an outcome",
            "outcomes: `pass`, `fail`, `unknown`, `not_applicable`",
        ),
        (
            "- {rule: due_on, given: {}, expect: 5}",
            "`due_on` is a date, but `5` is expected here",
            "write a value of the fact's type, or `unknown`",
        ),
        (
            "- {rule: DEMO-1, gven: {}, given: {}, expect: pass}",
            "unknown key `gven`",
            "did you mean `given`?",
        ),
    ],
)
def test_wrong_files(tmp_path: Path, text: str, message: str, help: str) -> None:
    _, diagnostics = read(tmp_path, text)
    assert [(item.message, item.help) for item in diagnostics] == [(message, help)]


def test_unknown_facts_of_a_file_are_warned_of_and_left_out(tmp_path: Path) -> None:
    (case,), diagnostics = read(
        tmp_path, "- {rule: DEMO-1, given: {stok_qty: 5, stock_qty: 6}, expect: fail}"
    )
    assert dict(case.given) == {"stock_qty": Decimal(6)}
    assert [item.code for item in diagnostics] == ["SKU-R011"]
    assert not diagnostics.has_errors
