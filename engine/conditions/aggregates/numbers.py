"""Aggregates of sizes and moments."""

from __future__ import annotations

from ...model.facts import MOMENTS, NUMBERS
from .base import COMMON, AggregateExample, Aggregation, Takes

SUM = Aggregation(
    name="sum",
    words={"en": "the sum of {rows}", "zh": "{rows}的合计"},
    takes=Takes.VALUES,
    result=None,
    accepts=NUMBERS,
    summary="the sum of the values; 0 of none",
    synonyms=("total", "sum_of"),
    examples=(
        AggregateExample("{sum: rows.size}", "[{size: 1}, {size: 2.5}]", "3.5"),
        AggregateExample("{sum: rows.size}", "[]", "0"),
        AggregateExample("{sum: rows.size}", "[{size: 1}, {name: a}]", "unknown"),
        AggregateExample(
            "{sum: rows.size, where: {name: a}}", "[{size: 1, name: a}, {size: 5}]", "1..6"
        ),
        AggregateExample("{sum: rows.pieces}", "[{pieces: 3}, {name: a}]", "3.."),
    ),
)
LOWEST = Aggregation(
    name="lowest",
    words={"en": "the lowest of {rows}", "zh": "{rows}的最小值"},
    takes=Takes.VALUES,
    result=None,
    accepts=NUMBERS | MOMENTS,
    summary="the smallest value; unknown of none",
    synonyms=("min", "minimum", "smallest", "earliest", "first"),
    examples=(
        AggregateExample("{lowest: rows.size}", "[{size: 3}, {size: 2.5}]", "2.5"),
        AggregateExample("{lowest: rows.size}", "[]", "unknown"),
        AggregateExample("{lowest: rows.size}", "[{size: 3}, {name: a}]", "..3"),
        AggregateExample(
            "{lowest: rows.size, where: {name: a}}", "[{size: 3, name: a}, {size: 2}]", "2..3"
        ),
    ),
)
HIGHEST = Aggregation(
    name="highest",
    words={"en": "the highest of {rows}", "zh": "{rows}的最大值"},
    takes=Takes.VALUES,
    result=None,
    accepts=NUMBERS | MOMENTS,
    summary="the largest value; unknown of none",
    synonyms=("max", "maximum", "largest", "latest", "last"),
    examples=(
        AggregateExample("{highest: rows.size}", "[{size: 3}, {size: 2.5}]", "3"),
        AggregateExample("{highest: rows.size}", "[]", "unknown"),
        AggregateExample("{highest: rows.size}", "[{size: 3}, {name: a}]", "3.."),
    ),
)
PERCENTILE = Aggregation(
    name="percentile",
    words={"en": "a percentile of {rows}", "zh": "{rows}的百分位数"},
    takes=Takes.VALUES,
    result=None,
    accepts=NUMBERS,
    keys=(*COMMON, "percent"),
    needs=("percent",),
    summary="the value that `percent` of them do not exceed, by nearest rank",
    synonyms=("quantile", "percentile_nr"),
    examples=(
        AggregateExample("{percentile: rows.size, percent: 50%}", "[{size: 9}, {size: 1}]", "1"),
        AggregateExample("{percentile: rows.size, percent: 51%}", "[{size: 9}, {size: 1}]", "9"),
        AggregateExample("{percentile: rows.size, percent: 0%}", "[{size: 9}, {size: 1}]", "1"),
        AggregateExample("{percentile: rows.size, percent: 95%}", "[]", "unknown"),
        AggregateExample(
            "{percentile: rows.size, percent: 95%}", "[{size: 9}, {name: a}]", "unknown"
        ),
    ),
)
