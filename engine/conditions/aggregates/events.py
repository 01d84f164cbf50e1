"""Aggregates of events on the line of time."""

from __future__ import annotations

from ...model.facts import MOMENTS, FactType
from .base import COMMON, AggregateExample, Aggregation, Takes

MOST_WITHIN = Aggregation(
    name="most_within",
    words={
        "en": "the most of {rows} within a stretch of time",
        "zh": "{rows}在一段时间内的最多次数",
    },
    takes=Takes.VALUES,
    result=FactType.INTEGER,
    accepts=MOMENTS,
    keys=(*COMMON, "window", "from"),
    needs=("window",),
    summary="the most moments that one stretch as long as `window` holds, its end not included",
    synonyms=("max_in_window", "most_in_window"),
    examples=(
        AggregateExample(
            "{most_within: rows.day, window: 7 days}",
            "[{day: 2026-03-08}, {day: 2026-03-01}, {day: 2026-03-07}]",
            "2",
        ),
        AggregateExample("{most_within: rows.day, window: 7 days}", "[]", "0"),
        AggregateExample(
            "{most_within: rows.day, window: 7 days}", "[{day: 2026-03-01}, {name: a}]", "1..2"
        ),
        AggregateExample(
            "{most_within: rows.day, window: 24 hours}",
            "[{day: 2026-03-01}, {day: 2026-03-02}, {day: 2026-03-02}]",
            "2",
        ),
        # Seen within stretches: the first two surely lie within 48 hours, the third may.
        AggregateExample(
            "{most_within: rows.day, from: since, with: {since: 'add_days(day, -1)'},"
            " window: 48 hours}",
            "[{day: 2026-03-01}, {day: 2026-03-01}, {day: 2026-03-02}]",
            "2..3",
        ),
    ),
)
COVERED = Aggregation(
    name="covered",
    words={"en": "how many days {rows} cover", "zh": "{rows}覆盖的天数"},
    takes=Takes.VALUES,
    result=FactType.INTEGER,
    accepts=frozenset({FactType.INTEGER}),
    keys=(*COMMON, "to"),
    needs=("to",),
    summary="how many whole numbers lie between the value and `to` of some row, both included",
    examples=(
        AggregateExample(
            "{covered: rows.pieces, to: last, with: {last: pieces + 1}}",
            "[{pieces: 1}, {pieces: 2}, {pieces: 7}]",
            "5",
        ),
        AggregateExample(
            "{covered: rows.pieces, to: last, with: {last: pieces - 1}}", "[{pieces: 1}]", "0"
        ),
        AggregateExample(
            "{covered: rows.pieces, to: last, with: {last: pieces}}", "[{pieces: 1}, {}]", "1.."
        ),
        AggregateExample("{covered: rows.pieces, to: last, with: {last: pieces}}", "[]", "0"),
    ),
)
