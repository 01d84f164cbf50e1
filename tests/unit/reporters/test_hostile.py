"""Seller text that tries to be markup, a command or an endless line."""

import json
import re
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from jsonschema import Draft7Validator

from skulint.engine.model.facts import FactType
from skulint.engine.model.report import Evidence, Input, Place, Quantity, Report, Subject
from skulint.engine.model.values import Exact

from .builders import SHA, fifty_skus, one_sku, price_finding, rating_unknown, words
from .printing import printed
from .test_json import SCHEMA

HOSTILE = {
    "markup": "[red]sale[/red]",
    "closing": "Cup [/cup]",
    "link": "[link=https://example.com]x[/link]",
    "escape": "\x1b[2J\x1b]0;title\x07",
    "c1": "\x9b31m",
    "bidi": "abc\u202edef\u2066ghi",
    "newlines": "a\nb\r\nc\u2028d",
    "tab": "a\tb",
    "nul": "a\x00b",
    "surrogate": "a\ud800b",
    "tags": "a\U000e0041b",
    "template": "{n:count} %s {key}",
    "command": "::error::gone",
    "long": "x" * 10_000,
    "long chinese": "红" * 10_000,
    "marks": "a" + "\u0301" * 10_000,
    "blank": " " * 50,
}
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]"
)


def attacked(text: str) -> list[Report]:
    """Return reports with the text in every place that a seller or a pack fills."""
    place = Place(text, 3, 2, 3, 9, text, text, f"ab{text}cd")
    finding = replace(
        price_finding(place=place),
        subject=Subject("sku", text, {"store": text}, text),
        message=words(text, text),
        clause=words(text, text),
        limit_from=words(text, text),
        actual=Quantity(Exact(text), FactType.TEXT),
        evidence=(
            Evidence(text, words(text, text), FactType.TEXT, None, Exact(text), place),
            Evidence("x", words(text, text), FactType.LIST, None, Exact((text, text)), None),
            Evidence("y", {}, FactType.MONEY, text[:40], Exact(Decimal("1")), None),
        ),
    )
    labelled = replace(rating_unknown(), place=Place(text, label=text, heading=text))
    inputs = (Input(text, SHA, 1, "sku", "csv", "utf-8", 0, words(text, text), (text,)),)
    rules = tuple(replace(item, example=text) for item in fifty_skus().rules)
    return [
        replace(one_sku(), findings=(finding, labelled), inputs=inputs),
        replace(
            fifty_skus(),
            findings=(finding, labelled),
            inputs=inputs,
            rules=rules,
            subjects={"sku": 5_000, "sku_market": 5_000, "store": 5_000},
        ),
    ]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 100])
def test_text_is_printed_and_harmless(name: str, lang: str, columns: int) -> None:
    for report in attacked(HOSTILE[name]):
        for verbose in (False, True):
            started = time.monotonic()
            text = printed(report, lang=lang, width=columns, verbose=verbose)
            assert not UNSAFE.search(text)
            text.encode("utf-8")
            assert len(text) < 60_000
            assert time.monotonic() - started < 5


@pytest.mark.parametrize("name", HOSTILE)
def test_color_codes_are_only_ours(name: str) -> None:
    for report in attacked(HOSTILE[name]):
        text = printed(report, color=True)
        assert not UNSAFE.search(re.sub(r"\x1b\[[0-9;]*m", "", text))


@pytest.mark.parametrize("name", ["markup", "closing", "template", "command"])
def test_text_is_shown_as_it_is(name: str) -> None:
    for report in attacked(HOSTILE[name]):
        assert HOSTILE[name] in printed(report)


def test_no_line_begins_with_sellers_text() -> None:
    for report in attacked(HOSTILE["command"]):
        for line in printed(report).splitlines():
            assert not line.startswith("::")


@pytest.mark.parametrize("name", HOSTILE)
def test_json_keeps_the_text(name: str) -> None:
    for report in attacked(HOSTILE[name]):
        text = printed(report, "json")
        text.encode("utf-8")
        assert not UNSAFE.search(text.replace("\n", ""))
        document = json.loads(text)
        assert document["findings"][0]["subject"]["key"] == HOSTILE[name]
        assert list(Draft7Validator(SCHEMA).iter_errors(document)) == []
