"""Aggregates that count rows or line them up."""

from __future__ import annotations

from ...model.facts import FactType
from .base import COMMON, AggregateExample, Aggregation, Takes

#: Types whose values can be told apart.
SINGLE = frozenset(FactType) - {FactType.LIST, FactType.TABLE}

COUNT = Aggregation(
    name="count",
    words={"en": "the number of {rows}", "zh": "{rows}的条数"},
    takes=Takes.ROWS,
    result=FactType.INTEGER,
    keys=(*COMMON, "distinct"),
    accepts=SINGLE,
    summary="how many rows there are, or how many different values of `distinct`",
    synonyms=("len", "length", "number_of"),
    examples=(
        AggregateExample("{count: rows}", "[{size: 1}, {size: 2}]", "2"),
        AggregateExample("{count: rows}", "[]", "0"),
        AggregateExample(
            "{count: rows, where: {size: {more_than: 1}}}", "[{size: 1}, {size: 2}]", "1"
        ),
        AggregateExample(
            "{count: rows, where: {size: {more_than: 1}}}", "[{size: 2}, {name: a}]", "1..2"
        ),
        AggregateExample("{count: rows, distinct: name}", "[{name: a}, {name: a}]", "1"),
        AggregateExample("{count: rows, distinct: name}", "[{name: a}, {size: 2}]", "1..2"),
    ),
)
LIST = Aggregation(
    name="list",
    words={"en": "the values of {rows}", "zh": "{rows}的取值"},
    takes=Takes.VALUES,
    result=FactType.LIST,
    keys=(*COMMON, "by"),
    accepts=SINGLE,
    summary="the values as a list, in the order of `by` or as they stand",
    examples=(
        AggregateExample("{list: rows.name}", "[{name: b}, {name: a}]", "[b, a]"),
        AggregateExample(
            "{list: rows.name, by: size}", "[{name: b, size: 2}, {name: a, size: 1}]", "[a, b]"
        ),
        AggregateExample("{list: rows.name}", "[]", "[]"),
        AggregateExample("{list: rows.name}", "[{name: b}, {size: 2}]", "unknown"),
    ),
)
MOST_IN_GROUP = Aggregation(
    name="most_in_group",
    words={"en": "the largest group of {rows}", "zh": "{rows}中最大一组的数量"},
    takes=Takes.ROWS,
    result=FactType.INTEGER,
    keys=(*COMMON, "group_by", "distinct"),
    needs=("group_by",),
    accepts=SINGLE,
    summary="the count of the largest group, or of its different values of `distinct`",
    synonyms=("max_per_group", "largest_group"),
    examples=(
        AggregateExample(
            "{most_in_group: rows, group_by: name}", "[{name: a}, {name: a}, {name: b}]", "2"
        ),
        AggregateExample(
            "{most_in_group: rows, group_by: name, distinct: size}",
            "[{name: a, size: 1}, {name: a, size: 1}, {name: b, size: 1}]",
            "1",
        ),
        AggregateExample("{most_in_group: rows, group_by: name}", "[]", "unknown"),
        AggregateExample(
            "{most_in_group: rows, group_by: name}", "[{name: a}, {name: a}, {size: 1}]", "2..3"
        ),
    ),
)
