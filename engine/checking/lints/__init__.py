"""What is suspicious in rules that can be read: one file a kind of mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from . import agreement, bounds, conflicts, freshness, thresholds, witnesses
from .base import Reading

__all__ = ["LINTS", "Reading"]

Lint: TypeAlias = Callable[[Reading], None]

LINTS: tuple[Lint, ...] = (
    bounds.check_conditions,
    bounds.check_choices,
    agreement.check_texts,
    witnesses.check_missing_data,
    thresholds.check_parameters,
    conflicts.check_rules,
    freshness.check_sources,
)
