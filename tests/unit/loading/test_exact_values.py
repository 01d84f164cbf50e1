"""Values that every engine has to read alike: places of roundings, and moments with a zone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from skulint.engine.loading import build_plan
from skulint.engine.loading.literals import parse_datetime
from skulint.engine.text.diagnostics import Diagnostics

from .demo import fact, load, program, rule, try_load


@pytest.mark.parametrize("places", ["stock_qty", "-1", "13", "1.5", "1 + 1"])
def test_places_are_written_out(tmp_path: Path, places: str) -> None:
    diagnostics = Diagnostics()
    formula = fact("near", "decimal", f'{{formula: "round(item_dsr, {places})"}}', entity="sku")
    try_load(tmp_path, diagnostics, program(facts=formula))
    assert [each.code for each in diagnostics] == ["SKU-R043"]


def test_places_may_be_left_out(tmp_path: Path) -> None:
    formula = fact(
        "near", "decimal", '{formula: "ceil(item_dsr) + floor(item_dsr, 12)"}', entity="sku"
    )
    load(tmp_path, program(facts=formula))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T10:00", datetime(2026, 3, 1, 10)),
        ("2026-03-01T10:00+08:00", datetime(2026, 3, 1, 2)),
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10)),
        ("0001-01-01T00:00+08:00", None),
    ],
)
def test_a_moment_with_a_zone_is_brought_to_utc(text: str, moment: datetime | None) -> None:
    assert parse_datetime(text) == moment


def test_a_rule_compares_with_a_moment_in_utc(tmp_path: Path) -> None:
    book = load(tmp_path, program(rule("{listed_at: {before: 2026-03-01T10:00+08:00}}")))
    plan = build_plan(book, as_of=date(2026, 3, 1), diagnostics=Diagnostics())
    assert "datetime(2026, 3, 1, 2, 0)" in repr(plan.rules[0].clauses[0].condition)
