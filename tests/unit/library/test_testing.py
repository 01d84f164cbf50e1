"""`skulint.testing` in the tests of a repository that keeps a catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from .tables import PACK

pytest_plugins = "pytester"

TESTS = f"""
from datetime import date
import pyarrow as pa
from skulint.testing import assert_ready

OPTIONS = dict(program="made/library", as_of=date(2026, 11, 22), rules=[{str(PACK)!r}])
READY = dict(
    sku_id=["A"], sale_price=[8.4], usual_price=[12], pieces=[5], open_to_all=[True],
    launched_on=["2026-01-01"], packed_at=["2026-01-01 10:00"], marks=["CE"],
)

def test_ready():
    assert assert_ready(pa.table(READY), **OPTIONS).readiness[0].ready == 1

def test_too_dear():
    assert_ready({{"sku": pa.table(READY | dict(sale_price=[8.41]))}}, **OPTIONS)

def test_undecided():
    assert_ready(pa.table(READY | dict(marks=[""])), **OPTIONS)

def test_no_facts():
    assert_ready("nowhere.csv", **OPTIONS)
"""


def test_failures_read_like_the_report(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=3)
    out = result.stdout.str()
    assert "LIB-PRICE" in out
    assert "8.40" in out
    assert "LIB-MARKS" in out
    assert "nowhere.csv" in out
    # What failed is the test's own line, not one of ours.
    assert "_testing.py" not in out
    assert Path(__file__).name not in out
