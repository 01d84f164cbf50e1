"""pandera over Polars: a check a rule, validated lazily, so that all failures are known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl
from conditions import Rule
from tally import Tallies, tally_of

from adapters.frames import asked, read_frame


def prepare(rules: Sequence[Rule]) -> tuple[pa.DataFrameSchema, list[str]]:
    """Make a schema of one check a rule."""
    checks = [pa.Check(_checker(asked(rule)), name=rule.id) for rule in rules]
    return pa.DataFrameSchema(checks=checks), [rule.id for rule in rules]


def _checker(verdict: pl.Expr) -> Any:
    return lambda data: data.lazyframe.select(verdict.alias("holds"))


def load(folder: Path) -> pl.DataFrame:
    """Read and join both files."""
    return read_frame(folder)


def run(prepared: tuple[pa.DataFrameSchema, list[str]], data: pl.DataFrame) -> Tallies:
    """Validate, and count the failure cases of each check."""
    schema, names = prepared
    counts: dict[str, int] = {}
    try:
        schema.validate(data, lazy=True)
    except pa.errors.SchemaErrors as broken:
        cases = broken.failure_cases.group_by("check").agg(
            pl.col("index").n_unique() if "index" in broken.failure_cases.columns else pl.len()
        )
        counts = dict(cases.iter_rows())
    return {name: tally_of(data.height, counts.get(name, 0)) for name in names}
