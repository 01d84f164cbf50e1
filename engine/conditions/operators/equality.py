"""Operators that compare for sameness."""

from __future__ import annotations

from ...model.facts import FactType
from .base import Arity, Edge, Example, Operator

_SINGLE = frozenset(FactType) - {FactType.TABLE, FactType.LIST}

IS = Operator(
    name="is",
    arity=Arity.ONE,
    accepts=_SINGLE | {FactType.LIST},
    meaning=lambda a, fact, operands: a.equal(fact, operands[0]),
    words={"en": "is {limit}", "zh": "为 {limit}"},
    opposite="is_not",
    edge=Edge.EQUAL,
    synonyms=("=", "==", "eq", "equals", "equal", "equal_to"),
    examples=(Example("4.10", "4.1", "true"), Example("4.11", "4.1", "false")),
)
IS_NOT = Operator(
    name="is_not",
    arity=Arity.ONE,
    accepts=_SINGLE | {FactType.LIST},
    meaning=lambda a, fact, operands: a.negate(a.equal(fact, operands[0])),
    words={"en": "is not {limit}", "zh": "不为 {limit}"},
    opposite="is",
    synonyms=("!=", "<>", "≠", "ne", "neq", "not", "not_equal", "isnt"),
    examples=(Example("4.11", "4.1", "true"), Example("4.10", "4.1", "false")),
)
ONE_OF = Operator(
    name="one_of",
    arity=Arity.LIST,
    accepts=_SINGLE,
    meaning=lambda a, fact, operands: a.among(fact, operands),
    words={"en": "is one of {limit}", "zh": "为以下之一：{limit}"},
    opposite="none_of",
    synonyms=("in", "is_in", "any", "oneof", "among"),
    examples=(Example("ES", ["ES", "FR"], "true"), Example("DE", ["ES", "FR"], "false")),
)
NONE_OF = Operator(
    name="none_of",
    arity=Arity.LIST,
    accepts=_SINGLE,
    meaning=lambda a, fact, operands: a.negate(a.among(fact, operands)),
    words={"en": "is none of {limit}", "zh": "不为以下任何一个：{limit}"},
    opposite="one_of",
    synonyms=("not_in", "notin", "noneof"),
    examples=(Example("DE", ["ES", "FR"], "true"), Example("ES", ["ES", "FR"], "false")),
)
