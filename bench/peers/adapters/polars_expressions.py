"""The expressions that an engineer writes by hand for Polars, over exact decimals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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
    """Count all verdicts in one pass."""
    found = (
        data.lazy()
        .select(verdict.alias(name) for name, verdict in prepared)
        .select(
            each
            for name, _ in prepared
            for each in (
                pl.col(name).not_().sum().alias(f"{name} fail"),
                pl.col(name).null_count().alias(f"{name} unknown"),
            )
        )
        .collect()
        .row(0, named=True)
    )
    return {
        name: tally_of(data.height, found[f"{name} fail"], found[f"{name} unknown"])
        for name, _ in prepared
    }
