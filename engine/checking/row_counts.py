"""Compares how many rows were read with how many were expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model.report import Input
    from ..text.diagnostics import Diagnostics

#: A count that differs by more than this part of the expected one is worth a warning.
_TOLERANCE = 10


def warn_of_counts(
    inputs: Sequence[Input], expected: int | Mapping[str, int], diagnostics: Diagnostics
) -> None:
    """Warn of inputs with far fewer or more rows than expected.

    Args:
        inputs: What was read.
        expected: The rows of the largest input, or those of each input by its path.
        diagnostics: Where a difference is reported.
    """
    if isinstance(expected, int):
        largest = max(inputs, key=lambda each: each.rows, default=None)
        if largest is not None:
            _compare(largest.path, largest.rows, expected, diagnostics)
        return
    rows: dict[str, int] = {}
    for each in inputs:
        rows[each.path] = rows.get(each.path, 0) + each.rows
    for path, count in expected.items():
        if path in rows:
            _compare(path, rows[path], count, diagnostics)


def _compare(path: str, rows: int, expected: int, diagnostics: Diagnostics) -> None:
    if abs(rows - expected) * _TOLERANCE <= expected:
        return
    change = f"{(rows - expected) * 100 / expected:+.0f}%" if expected else "none were expected"
    diagnostics.warning(
        "SKU-F036",
        f"`{path}` has {rows:,} rows, {expected:,} were expected ({change})",
        place=path,
        help="the export may be partial; export it again, or give the new number",
    )
