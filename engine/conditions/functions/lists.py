"""Functions on lists."""

from __future__ import annotations

from decimal import Decimal

from ...model.facts import FactType
from .base import Function


def _counted(types: tuple[FactType, ...]) -> FactType | None:
    return FactType.INTEGER if types[0] in (FactType.LIST, FactType.TABLE) else None


COUNT_OF = Function(
    "count_of", 1, 1, _counted, lambda items: Decimal(len(items)), "", "how many items a list has"
)

LISTED = (COUNT_OF,)
