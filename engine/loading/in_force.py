"""Chooses what counts on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..model.nodes import Condition
from ..model.rule import ParameterValue


def in_force(values: Iterable[ParameterValue], day: date) -> tuple[ParameterValue, ...]:
    """List what counts on a day: the newest entry of each condition, the unconditional one last."""
    newest: dict[Condition | None, ParameterValue] = {}
    for value in sorted(values, key=_start, reverse=True):
        if _start(value) <= day:
            newest.setdefault(value.when, value)
    return tuple(sorted(newest.values(), key=lambda value: value.when is None))


def _start(value: ParameterValue) -> date:
    return value.start or date.min
