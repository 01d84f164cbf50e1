"""pointblank over Polars: an expression a step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pointblank as pb
import polars as pl
from conditions import Rule
from tally import Tallies, tally_of

from adapters.frames import asked, read_frame


def prepare(rules: Sequence[Rule]) -> list[tuple[str, pl.Expr]]:
    """Say each rule as an expression."""
    return [(rule.id, asked(rule)) for rule in rules]


def load(folder: Path) -> pl.DataFrame:
    """Read and join both files."""
    return read_frame(folder)


def run(prepared: list[tuple[str, pl.Expr]], data: pl.DataFrame) -> Tallies:
    """Interrogate, and ask each step how many rows failed."""
    plan = pb.Validate(data)
    for _, verdict in prepared:
        plan = plan.col_vals_expr(verdict)
    failed = plan.interrogate(collect_extracts=False).n_failed()
    return {
        name: tally_of(data.height, int(failed[index]))
        for index, (name, _) in enumerate(prepared, start=1)
    }
