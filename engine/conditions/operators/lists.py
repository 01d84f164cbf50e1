"""Operators on facts that are lists."""

from __future__ import annotations

from ...model.facts import FactType
from .base import Arity, Example, Operator

_LISTS = frozenset({FactType.LIST})

CONTAINS = Operator(
    name="contains",
    arity=Arity.ONE,
    accepts=_LISTS,
    meaning=lambda a, fact, operands: a.has(fact, operands[0]),
    words={"en": "has {limit}", "zh": "包含 {limit}"},
    opposite=None,
    synonyms=("has", "includes", "include"),
    examples=(Example(["CE", "EN71"], "CE", "true"), Example(["EN71"], "CE", "false")),
)
CONTAINS_ALL = Operator(
    name="contains_all",
    arity=Arity.LIST,
    accepts=_LISTS,
    meaning=lambda a, fact, operands: a.all_of([a.has(fact, item) for item in operands]),
    words={"en": "has all of {limit}", "zh": "包含全部：{limit}"},
    opposite=None,
    synonyms=("has_all", "superset", "includes_all"),
    examples=(
        Example(["en", "es"], ["en", "es"], "true"),
        Example(["en"], ["en", "es"], "false"),
    ),
)
CONTAINS_ANY = Operator(
    name="contains_any",
    arity=Arity.LIST,
    accepts=_LISTS,
    meaning=lambda a, fact, operands: a.any_of([a.has_any(fact, item) for item in operands]),
    words={"en": "has at least one of {limit}", "zh": "至少包含其一：{limit}"},
    opposite="contains_none",
    synonyms=("has_any", "intersects", "includes_any"),
    examples=(Example(["en"], ["en", "es"], "true"), Example(["fr"], ["en", "es"], "false")),
)
CONTAINS_NONE = Operator(
    name="contains_none",
    arity=Arity.LIST,
    accepts=_LISTS,
    meaning=lambda a, fact, operands: a.negate(
        a.any_of([a.has_any(fact, item) for item in operands])
    ),
    words={"en": "has none of {limit}", "zh": "不包含：{limit}"},
    opposite="contains_any",
    synonyms=("has_none", "excludes", "disjoint"),
    examples=(Example(["fr"], ["en", "es"], "true"), Example(["en"], ["en", "es"], "false")),
)
