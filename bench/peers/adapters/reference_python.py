"""The reference itself: plain Python over exact decimals, one row at a time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from conditions import Rule
from reference import count
from rows import Row, read_rows
from tally import Tallies


def prepare(rules: Sequence[Rule]) -> Sequence[Rule]:
    """Do nothing: a rule is judged as it is."""
    return rules


def load(folder: Path) -> list[Row]:
    """Read a row for each SKU."""
    return read_rows(folder, Decimal)


def run(prepared: Sequence[Rule], data: list[Row]) -> Tallies:
    """Judge every row."""
    return count(prepared, data)
