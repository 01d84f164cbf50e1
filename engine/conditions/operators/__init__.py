"""The operators of the language, listed one by one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from . import equality, lists, ordering, presence, text
from .base import Algebra, Arity, Edge, Example, Operator

__all__ = ["OPERATORS", "Algebra", "Arity", "Edge", "Example", "Operator"]

_LISTED = (
    ordering.AT_LEAST,
    ordering.AT_MOST,
    ordering.MORE_THAN,
    ordering.LESS_THAN,
    ordering.WITHIN,
    ordering.BEFORE,
    ordering.ON_OR_BEFORE,
    ordering.AFTER,
    ordering.ON_OR_AFTER,
    equality.IS,
    equality.IS_NOT,
    equality.ONE_OF,
    equality.NONE_OF,
    lists.CONTAINS,
    lists.CONTAINS_ALL,
    lists.CONTAINS_ANY,
    lists.CONTAINS_NONE,
    text.MATCHES,
    presence.IS_PRESENT,
    presence.IS_MISSING,
)

OPERATORS: Mapping[str, Operator] = MappingProxyType({each.name: each for each in _LISTED})
