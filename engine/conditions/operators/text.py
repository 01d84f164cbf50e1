"""Operators on texts."""

from __future__ import annotations

from ...model.facts import FactType
from .base import Arity, Example, Operator

MATCHES = Operator(
    name="matches",
    arity=Arity.PATTERN,
    accepts=frozenset({FactType.TEXT}),
    meaning=lambda a, fact, operands: a.matches(fact, operands[0]),
    words={"en": "has the form {limit}", "zh": "符合格式 {limit}"},
    opposite=None,
    synonyms=("regex", "like", "pattern", "match"),
    examples=(
        Example("DE1234567890123", "DE[0-9]{13}", "true"),
        Example("xDE1234567890123", "DE[0-9]{13}", "false"),
    ),
)
