"""Operators that compare sizes and moments."""

from __future__ import annotations

from ...model.facts import MOMENTS, NUMBERS
from .base import Arity, Edge, Example, Operator

AT_LEAST = Operator(
    name="at_least",
    arity=Arity.ONE,
    accepts=NUMBERS,
    meaning=lambda a, fact, operands: a.at_least(fact, operands[0]),
    words={"en": "at least {limit}", "zh": "不低于 {limit}"},
    opposite="less_than",
    edge=Edge.FROM,
    synonyms=(">=", "=>", "≥", "ge", "gte", "min", "minimum", "not_below"),
    examples=(Example("50", "50", "true"), Example("49.99", "50", "false")),
)
AT_MOST = Operator(
    name="at_most",
    arity=Arity.ONE,
    accepts=NUMBERS,
    meaning=lambda a, fact, operands: a.at_least(operands[0], fact),
    words={"en": "at most {limit}", "zh": "不高于 {limit}"},
    opposite="more_than",
    edge=Edge.UP_TO,
    synonyms=("<=", "=<", "≤", "le", "lte", "max", "maximum", "not_above"),
    examples=(Example("50", "50", "true"), Example("50.01", "50", "false")),
)
MORE_THAN = Operator(
    name="more_than",
    arity=Arity.ONE,
    accepts=NUMBERS,
    meaning=lambda a, fact, operands: a.more_than(fact, operands[0]),
    words={"en": "more than {limit}", "zh": "高于 {limit}"},
    opposite="at_most",
    edge=Edge.ABOVE,
    synonyms=(">", "gt", "greater_than", "above", "over"),
    examples=(Example("50.01", "50", "true"), Example("50", "50", "false")),
)
LESS_THAN = Operator(
    name="less_than",
    arity=Arity.ONE,
    accepts=NUMBERS,
    meaning=lambda a, fact, operands: a.more_than(operands[0], fact),
    words={"en": "less than {limit}", "zh": "低于 {limit}"},
    opposite="at_least",
    edge=Edge.BELOW,
    synonyms=("<", "lt", "below", "under"),
    examples=(Example("49.99", "50", "true"), Example("50", "50", "false")),
)
ON_OR_AFTER = Operator(
    name="on_or_after",
    arity=Arity.ONE,
    accepts=MOMENTS,
    meaning=lambda a, fact, operands: a.at_least(fact, operands[0]),
    words={"en": "on or after {limit}", "zh": "在 {limit} 当天或之后"},
    opposite="before",
    edge=Edge.FROM,
    synonyms=("since", "from", "not_before"),
    examples=(
        Example("2026-03-01", "2026-03-01", "true"),
        Example("2026-02-28", "2026-03-01", "false"),
    ),
)
ON_OR_BEFORE = Operator(
    name="on_or_before",
    arity=Arity.ONE,
    accepts=MOMENTS,
    meaning=lambda a, fact, operands: a.at_least(operands[0], fact),
    words={"en": "on or before {limit}", "zh": "在 {limit} 当天或之前"},
    opposite="after",
    edge=Edge.UP_TO,
    synonyms=("until", "by", "not_after"),
    examples=(
        Example("2026-03-01", "2026-03-01", "true"),
        Example("2026-03-02", "2026-03-01", "false"),
    ),
)
AFTER = Operator(
    name="after",
    arity=Arity.ONE,
    accepts=MOMENTS,
    meaning=lambda a, fact, operands: a.more_than(fact, operands[0]),
    words={"en": "after {limit}", "zh": "晚于 {limit}"},
    opposite="on_or_before",
    edge=Edge.ABOVE,
    synonyms=("later_than",),
    examples=(
        Example("2026-03-02", "2026-03-01", "true"),
        Example("2026-03-01", "2026-03-01", "false"),
    ),
)
BEFORE = Operator(
    name="before",
    arity=Arity.ONE,
    accepts=MOMENTS,
    meaning=lambda a, fact, operands: a.more_than(operands[0], fact),
    words={"en": "before {limit}", "zh": "早于 {limit}"},
    opposite="on_or_after",
    edge=Edge.BELOW,
    synonyms=("earlier_than",),
    examples=(
        Example("2026-02-28", "2026-03-01", "true"),
        Example("2026-03-01", "2026-03-01", "false"),
    ),
)
WITHIN = Operator(
    name="within",
    arity=Arity.PAIR,
    accepts=NUMBERS | MOMENTS,
    meaning=lambda a, fact, operands: a.all_of(
        [a.at_least(fact, operands[0]), a.at_least(operands[1], fact)]
    ),
    words={"en": "from {low} to {high}", "zh": "介于 {low} 与 {high} 之间"},
    opposite=None,
    synonyms=("between", "range", "from_to"),
    examples=(
        Example("85", ["85", "92"], "true"),
        Example("92", ["85", "92"], "true"),
        Example("92.01", ["85", "92"], "false"),
        Example("84.99", ["85", "92"], "false"),
    ),
)
