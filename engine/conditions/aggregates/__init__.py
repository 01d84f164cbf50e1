"""The aggregates of the language, listed one by one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from . import events, numbers, quantifiers, rows
from .base import AggregateExample, Aggregation, Takes

__all__ = ["AGGREGATES", "AggregateExample", "Aggregation", "Takes"]

_LISTED = (
    rows.COUNT,
    numbers.SUM,
    numbers.LOWEST,
    numbers.HIGHEST,
    rows.LIST,
    numbers.PERCENTILE,
    quantifiers.EVERY,
    quantifiers.SOME,
    quantifiers.EVERY_PAIR,
    rows.MOST_IN_GROUP,
    events.MOST_WITHIN,
    events.COVERED,
)

AGGREGATES: Mapping[str, Aggregation] = MappingProxyType({each.name: each for each in _LISTED})
