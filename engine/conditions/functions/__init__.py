"""The functions of the formula language, listed one by one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from . import arithmetic, calendar, lists
from .base import Function

__all__ = ["FUNCTIONS", "Function"]

_LISTED = (*arithmetic.LISTED, *calendar.LISTED, *lists.LISTED)

FUNCTIONS: Mapping[str, Function] = MappingProxyType({each.name: each for each in _LISTED})
