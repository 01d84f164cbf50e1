"""Aggregates that ask whether rows satisfy a condition."""

from __future__ import annotations

from ...model.facts import FactType
from .base import COMMON, AggregateExample, Aggregation, Takes

EVERY = Aggregation(
    name="every",
    words={"en": "each of {rows} as required", "zh": "{rows}每条均符合要求"},
    takes=Takes.ROWS,
    result=FactType.BOOLEAN,
    keys=(*COMMON, "hold"),
    needs=("hold",),
    summary="true when all rows satisfy `hold`; true of none",
    synonyms=("all", "for_all", "each"),
    examples=(
        AggregateExample("{every: rows, hold: {size: {at_most: 3}}}", "[{size: 3}]", "true"),
        AggregateExample("{every: rows, hold: {size: {at_most: 3}}}", "[]", "true"),
        AggregateExample(
            "{every: rows, hold: {size: {at_most: 3}}}", "[{size: 4}, {name: a}]", "false"
        ),
        AggregateExample(
            "{every: rows, hold: {size: {at_most: 3}}}", "[{size: 3}, {name: a}]", "unknown"
        ),
        AggregateExample(
            "{every: rows, where: {name: a}, hold: {size: {at_most: 3}}}",
            "[{size: 3}, {name: b, size: 4}]",
            "true",
        ),
    ),
)
SOME = Aggregation(
    name="some",
    words={"en": "one of {rows} as required", "zh": "{rows}至少一条符合要求"},
    takes=Takes.ROWS,
    result=FactType.BOOLEAN,
    keys=(*COMMON, "hold"),
    needs=("hold",),
    summary="true when at least one row satisfies `hold`; false of none",
    synonyms=("any", "exists", "at_least_one"),
    examples=(
        AggregateExample(
            "{some: rows, hold: {size: {at_most: 3}}}", "[{size: 3}, {name: a}]", "true"
        ),
        AggregateExample("{some: rows, hold: {size: {at_most: 3}}}", "[]", "false"),
        AggregateExample(
            "{some: rows, hold: {size: {at_most: 3}}}", "[{size: 4}, {name: a}]", "unknown"
        ),
    ),
)
EVERY_PAIR = Aggregation(
    name="every_pair",
    words={"en": "every two of {rows} as required", "zh": "{rows}两两均符合要求"},
    takes=Takes.ROWS,
    result=FactType.BOOLEAN,
    keys=(*COMMON, "hold"),
    needs=("hold",),
    pairs=True,
    summary="true when every two different rows satisfy `hold`, taken both ways round",
    synonyms=("all_pairs", "each_pair", "pairs"),
    examples=(
        AggregateExample(
            "{every_pair: rows, hold: {first.name: {is_not: {column: second.name}}}}",
            "[{name: a}, {name: b}]",
            "true",
        ),
        AggregateExample(
            "{every_pair: rows, hold: {first.name: {is_not: {column: second.name}}}}",
            "[{name: a}, {name: a}]",
            "false",
        ),
        AggregateExample(
            "{every_pair: rows, hold: {first.name: {is_not: {column: second.name}}}}",
            "[{name: a}]",
            "true",
        ),
        AggregateExample(
            "{every_pair: rows, hold: {first.name: {is_not: {column: second.name}}}}",
            "[{name: a}, {size: 1}]",
            "unknown",
        ),
    ),
)
