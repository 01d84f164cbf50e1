"""Generated packs over generated files: DuckDB must agree with the reference on every pair.

A long run, so it is asked for: set SKULINT_PROGRAMS to a number of programs, and SKULINT_SEED to
begin elsewhere. `test_outlet.py` compares the engines in every run.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from skulint.engine.loading import load_rulebook
from skulint.engine.model.outcome import Outcome
from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.render import render_all

from .book import dictionary, generate
from .engines import RATES, differences, prepare
from .facts import FactMaker

PROGRAMS = int(os.environ.get("SKULINT_PROGRAMS", "0"))
FIRST_SEED = int(os.environ.get("SKULINT_SEED", "0"))
BATCH = 20


def check_seed(seed: int, folder: Path) -> tuple[str, Counter[Outcome]]:
    """Generate a pack and facts, run both engines, and describe their disagreement if any."""
    random = Random(seed)
    book = generate(random)
    pack = {"pack.yaml": "pack: made-up\nversion: 1.0.0\ntitle: {en: Made up, zh: 虚构}\n"}
    pack |= {"facts.yaml": dictionary(), "made.yaml": book.text()}
    files = FactMaker(random).files()
    paths = [_write(folder / "facts" / name, text) for name, text in files.items()]
    for name, text in pack.items():
        _write(folder / "pack" / name, text)
    diagnostics = Diagnostics()
    rules = load_rulebook([folder / "pack"], diagnostics)
    assert not diagnostics.has_errors, f"seed {seed}\n{render_all(diagnostics.sorted())}"
    rates = {pair: rate for pair, rate in RATES.items() if random.random() < 0.6}
    defaults = {"program_applied": "OUTLET"} if random.random() < 0.7 else {}
    check = prepare(rules, paths, defaults=defaults, rates=rates)
    try:
        lines, decided = differences(check)
    except Exception as error:
        error.add_note(_shown(seed, book.text(), files))
        raise
    finally:
        check.store.connection.close()
    if not lines:
        return "", decided
    return "\n".join([*lines[:20], f"rates {rates}", _shown(seed, book.text(), files)]), decided


def _shown(seed: int, text: str, files: dict[str, str]) -> str:
    shown = "".join(f"--- {name}\n{content}" for name, content in files.items())
    return f"seed {seed}\n{text}{shown}"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.skipif(PROGRAMS == 0, reason="set SKULINT_PROGRAMS to the number of programs to run")
@pytest.mark.parametrize("start", range(FIRST_SEED, FIRST_SEED + max(PROGRAMS, 1), BATCH))
def test_engines_agree(start: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decided: Counter[Outcome] = Counter()
    for seed in range(start, min(start + BATCH, FIRST_SEED + PROGRAMS)):
        difference, found = check_seed(seed, tmp_path / str(seed))
        assert not difference, difference
        decided += found
    counts = ", ".join(f"{outcome.value} {decided[outcome]}" for outcome in Outcome)
    with capsys.disabled():
        print(f"\nseeds {start} to {start + BATCH - 1}: {counts}")
    total = sum(decided.values())
    assert all(decided[outcome] > total / 50 for outcome in Outcome), counts
