"""dataframely: a schema with a rule of Polars for each of ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl
from conditions import Rule
from tally import Tallies, tally_of
from workload import FACTS

from adapters.frames import asked, read_frame

_COLUMNS = {
    "text": lambda: dy.String(nullable=True),
    "money": lambda: dy.Decimal(9, 2, nullable=True),
    "decimal": lambda: dy.Decimal(9, 2, nullable=True),
    "integer": lambda: dy.Int32(nullable=True),
    "boolean": lambda: dy.Bool(nullable=True),
}


def prepare(rules: Sequence[Rule]) -> tuple[type[dy.Schema], dict[str, str]]:
    """Make the schema."""
    members: dict[str, Any] = {name: _COLUMNS[kind]() for name, kind in FACTS.items()}
    names = {rule.id: rule.id.lower().replace("-", "_") for rule in rules}
    for rule in rules:
        members[names[rule.id]] = dy.rule()(_method(names[rule.id], asked(rule)))
    return type("Catalogue", (dy.Schema,), members), names


def _method(name: str, verdict: pl.Expr) -> Any:
    def holds(cls: type[dy.Schema]) -> pl.Expr:
        return verdict

    holds.__name__ = name
    return holds


def load(folder: Path) -> pl.DataFrame:
    """Read and join both files."""
    return read_frame(folder).select(list(FACTS))


def run(prepared: tuple[type[dy.Schema], dict[str, str]], data: pl.DataFrame) -> Tallies:
    """Filter, and count what each rule took out."""
    schema, names = prepared
    failed = schema.filter(data).failure.counts()
    return {name: tally_of(data.height, failed.get(names[name], 0)) for name in names}
