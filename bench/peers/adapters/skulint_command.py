"""skulint as its users run it: the whole check, with findings, actual values and fixes."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path

from conditions import Rule
from skulint_pack import AS_OF, PROGRAM
from tally import Tallies, Tally


def prepare(rules: Sequence[Rule]) -> None:
    """Import the command; the rules are in a pack, which each run reads or takes as it was kept."""
    import skulint.cli.main  # noqa: F401


def load(folder: Path) -> list[str]:
    """Return the arguments; the files are read by the check itself."""
    return arguments(folder, 20)


def arguments(folder: Path, shown: int) -> list[str]:
    """Return the arguments of a check that explains so many findings of each rule."""
    files = [str(folder / "skus.csv"), str(folder / "shops.csv")]
    chosen = ["--program", PROGRAM, "--rules", str(folder / "pack"), "--as-of", AS_OF]
    report = ["--max-findings", str(shown), "--format", "json", "--no-config"]
    return ["check", *files, *chosen, *report]


def run(prepared: None, data: list[str]) -> Tallies:
    """Check, and take the counts from the JSON report."""
    from skulint.cli.main import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            main(data)
        except SystemExit as exit_:
            assert exit_.code in (0, 1, 4), exit_.code
    found = json.loads(out.getvalue())["summary"]["by_rule"]
    return {name: _tally(counts) for name, counts in found.items()}


def _tally(counts: dict[str, int]) -> Tally:
    clear = counts.get("pass", 0) + counts.get("not_applicable", 0)
    return Tally(clear, counts.get("fail", 0), counts.get("unknown", 0))
