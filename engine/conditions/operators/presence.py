"""Operators that ask whether a value is known at all."""

from __future__ import annotations

from ...model.facts import FactType
from .base import Arity, Example, Operator

_ALL = frozenset(FactType)

IS_PRESENT = Operator(
    name="is_present",
    arity=Arity.FLAG,
    accepts=_ALL,
    meaning=lambda a, fact, operands: a.known(fact) if operands[0] else a.negate(a.known(fact)),
    words={"en": "is stated", "zh": "已填写"},
    opposite="is_missing",
    synonyms=("exists", "present", "not_null", "is_known"),
    examples=(Example("x", True, "true"), Example(None, True, "false")),
)
IS_MISSING = Operator(
    name="is_missing",
    arity=Arity.FLAG,
    accepts=_ALL,
    meaning=lambda a, fact, operands: a.negate(a.known(fact)) if operands[0] else a.known(fact),
    words={"en": "is not stated", "zh": "未填写"},
    opposite="is_present",
    synonyms=("missing", "absent", "is_null", "not_exists", "empty"),
    examples=(Example(None, True, "true"), Example("x", True, "false")),
)
