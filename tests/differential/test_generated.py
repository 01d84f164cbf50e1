"""Generated packs over generated files: DuckDB must agree with the reference on every pair.

Set SKULINT_PROGRAMS to a number for a longer run, and SKULINT_SEED to begin elsewhere.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from skulint.engine.backends.duckdb import judging
from skulint.engine.model.outcome import Outcome
from skulint.engine.store import beside

from .engines import Check, differences, run
from .made import Made, check_of, make

PROGRAMS = int(os.environ.get("SKULINT_PROGRAMS", "16"))
FIRST_SEED = int(os.environ.get("SKULINT_SEED", "0"))
BATCH = 12
#: In records, and more than any generated pack has.
FEW = 20_000


def check_seed(seed: int, folder: Path) -> tuple[str, Counter[Outcome]]:
    """Generate a pack and facts, run both engines, and describe their disagreement if any."""
    made = make(seed)
    check = check_of(made, folder)
    try:
        lines, decided = differences(check)
    except Exception as error:
        error.add_note(made.shown())
        raise
    finally:
        check.store.connection.close()
    return "\n".join([*lines[:20], made.shown()]) if lines else "", decided


@pytest.mark.parametrize("start", range(FIRST_SEED, FIRST_SEED + PROGRAMS, BATCH))
def test_engines_agree(
    start: int,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decided: Counter[Outcome] = Counter()
    end = min(start + BATCH, FIRST_SEED + PROGRAMS)
    for seed in range(start, end):
        # Verdicts are grouped where many records share them; in every other pack whatever they are.
        monkeypatch.setattr(judging, "_FEWER", 8 if seed % 2 else 0)
        # Missing facts are counted in a thread where there are many records.
        monkeypatch.setattr(beside, "WORTH_A_THREAD", FEW if seed % 3 else 0)
        monkeypatch.setattr(judging, "WORTH_GROUPING", FEW if seed % 2 else 0)
        difference, found = check_seed(seed, tmp_path / str(seed))
        assert not difference, difference
        decided += found
    counts = ", ".join(f"{outcome.value} {decided[outcome]}" for outcome in Outcome)
    with capsys.disabled():
        print(f"\nseeds {start} to {end - 1}: {counts}")
    total = sum(decided.values())
    assert all(decided[outcome] > total / 50 for outcome in Outcome), counts


@pytest.mark.parametrize("seed", range(3000, 3006))
def test_order_of_rules_facts_and_files_does_not_matter(seed: int, tmp_path: Path) -> None:
    made = make(seed)
    before = check_of(made, tmp_path / "before")
    after = check_of(turned_round(made), tmp_path / "after")
    assert outcomes(before) == outcomes(after), made.shown()
    one, other = run(before, "duckdb"), run(after, "duckdb")
    assert one.rules == other.rules
    assert one.readiness == other.readiness
    assert one.missing() == other.missing()


def turned_round(made: Made) -> Made:
    """Give rules, columns and files in reverse order."""
    made.book.rules.reverse()
    files = {name: _columns_reversed(name, text) for name, text in made.files.items()}
    return replace(made, files=dict(reversed(files.items())))


def _columns_reversed(name: str, text: str) -> str:
    if not name.endswith(".csv"):
        return "\n".join(reversed(text.splitlines())) + "\n"
    rows = list(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([list(reversed(row)) for row in rows])
    return out.getvalue()


def outcomes(check: Check) -> list[tuple[str, str, Outcome]]:
    """List all outcomes by rule and key."""
    return sorted((row.rule, row.key, row.outcome) for row in run(check, "duckdb").outcomes())
