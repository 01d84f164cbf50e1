import json
import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.json_text import load_json, load_ndjson
from skulint.engine.text.nodes import Mapping, Node, Scalar, Sequence, to_plain
from skulint.engine.text.source import Source


def load(text: str) -> Node:
    diagnostics = Diagnostics()
    node = load_json(Source("f", text), diagnostics)
    assert list(diagnostics) == []
    assert node is not None
    return node


def test_places_and_raw_numbers() -> None:
    node = load('\ufeff{"价": [4.10, -1E2],\r\n "b": {"c": "x\\n"}, "d": null}\n')
    assert isinstance(node, Mapping)
    prices = node.get("价")
    assert isinstance(prices, Sequence)
    assert prices.span.text == "[4.10, -1E2]"
    first, second = prices.items
    assert isinstance(first, Scalar)
    assert isinstance(second, Scalar)
    assert (first.value, first.raw, first.plain) == (Decimal("4.10"), "4.10", True)
    assert (second.value, second.raw) == (Decimal("-1E2"), "-1E2")
    inner = node.get("b")
    assert isinstance(inner, Mapping)
    text = inner.get("c")
    assert isinstance(text, Scalar)
    assert (text.value, text.raw, text.plain) == ("x\n", "x\n", False)
    assert text.span.text == '"x\\n"'
    assert str(text.span) == "f:2:13"
    assert [entry.key_span.text for entry in node.entries] == ['"价"', '"b"', '"d"']


@pytest.mark.parametrize("text", ['"\\ud83d\\ude00"', '"\\ud800"', '"\\u2028 \x7f\x85\u2028"'])
def test_strings_as_the_standard_library_reads_them(text: str) -> None:
    assert to_plain(load(text)) == json.loads(text)


CLOSE = 'add `"` at the end of the text; write `\\n` for a new line in it'
NUMBERS = "put identifiers in quotes; numbers have no leading zero and no leading `+` or `.`"
UNKNOWN = "use null for a value that is not known"


@pytest.mark.parametrize(
    ("text", "code", "message", "underlined", "help"),
    [
        ("", "SKU-Y007", "file is empty", None, None),
        (" \n\t", "SKU-Y007", "file is empty", None, None),
        ('{"a": NaN}', "SKU-Y019", "`NaN` is not a JSON number", "NaN", UNKNOWN),
        ("[-Infinity]", "SKU-Y019", "`-Infinity` is not a JSON number", "-Infinity", UNKNOWN),
        (
            '{"a": 1e999}',
            "SKU-Y018",
            "number is out of range",
            "1e999",
            "put it in quotes if it is an identifier",
        ),
        (
            '{"a": 1',
            "SKU-Y010",
            "the bracket `{` is never closed",
            "{",
            "add `}` after the last item",
        ),
        (
            '[{"a"',
            "SKU-Y010",
            "the bracket `{` is never closed",
            "{",
            "add `}` after the last item",
        ),
        (
            '[{"a":',
            "SKU-Y010",
            "the bracket `{` is never closed",
            "{",
            "add `}` after the last item",
        ),
        (
            '{"a": 1,',
            "SKU-Y010",
            "the bracket `{` is never closed",
            "{",
            "add `}` after the last item",
        ),
        (
            "[[1], [2, ",
            "SKU-Y010",
            "the bracket `[` is never closed",
            "[",
            "add `]` after the last item",
        ),
        ("[1,]", "SKU-Y010", "a comma after the last item", ",", "remove the comma"),
        ('{"a": 1,\n}', "SKU-Y010", "a comma after the last item", ",", "remove the comma"),
        ("[1 2]", "SKU-Y010", "expected `,` or `]` here", "2", None),
        ('{"a" 1}', "SKU-Y010", "expected `:` after the key here", "1", None),
        ('{"a": 1 "b": 2}', "SKU-Y010", "expected `,` or `}` here", '"', None),
        ("[1}", "SKU-Y010", "expected `,` or `]` here", "}", None),
        ("{a: 1}", "SKU-Y010", "key `a` is not in double quotes", "a", 'write `"a"`'),
        ("{价: 1}", "SKU-Y010", "key `价` is not in double quotes", "价", 'write `"价"`'),
        ("{1: 1}", "SKU-Y010", "key `1` is not in double quotes", "1", 'write `"1"`'),
        ("{'a': 1}", "SKU-Y010", "`'` is not a JSON quote", "'", 'use double quotes `"`'),
        ("[“a”]", "SKU-Y010", "`“` is not a JSON quote", "“", 'use double quotes `"`'),
        ("{[1]: 1}", "SKU-Y010", "expected a key here", "[", None),
        (
            "[1] // x",
            "SKU-Y010",
            "text after the end of the document",
            "/",
            "keep one document per file, or one per line in a file of JSON lines",
        ),
        ("[1, // x\n2]", "SKU-Y010", "JSON has no comments", "/", "remove it, or use YAML"),
        ("# x\n[]", "SKU-Y010", "JSON has no comments", "#", "remove it, or use YAML"),
        ("[True]", "SKU-Y010", "`True` is not JSON", "True", "write `true`"),
        ("None", "SKU-Y010", "`None` is not JSON", "None", "write `null`"),
        ("[trueish]", "SKU-Y010", "`trueish` is not JSON", "trueish", "put text in double quotes"),
        ("[NO]", "SKU-Y010", "`NO` is not JSON", "NO", "put text in double quotes"),
        ("[012]", "SKU-Y010", "`012` is not a number", "012", NUMBERS),
        ("[+1]", "SKU-Y010", "`+1` is not a number", "+1", NUMBERS),
        ("[.5]", "SKU-Y010", "`.5` is not a number", ".5", NUMBERS),
        ("[1.]", "SKU-Y010", "`1.` is not a number", "1.", NUMBERS),
        ("[1e]", "SKU-Y010", "`1e` is not a number", "1e", NUMBERS),
        ("[0x1F]", "SKU-Y010", "`0x1F` is not a number", "0x1F", NUMBERS),
        ("[1_000]", "SKU-Y010", "`1_000` is not a number", "1_000", NUMBERS),
        ("[2026-01-02]", "SKU-Y010", "`2026-01-02` is not a number", "2026-01-02", NUMBERS),
        ("[-]", "SKU-Y010", "expected a value here", "-", None),
        ("[,]", "SKU-Y010", "expected a value here", ",", None),
        ('["ab\ncd"]', "SKU-Y010", 'the quote `"` is never closed on its line', '"ab', CLOSE),
        ('["ab]', "SKU-Y010", 'the quote `"` is never closed on its line', '"ab]', CLOSE),
        ('["a\tb"]', "SKU-Y010", "a tab cannot stand in a string", "\t", "write `\\t`"),
        (
            '["a\x1bb"]',
            "SKU-Y008",
            "character U+001B is not allowed here",
            "\x1b",
            "delete it, or write `\\u001b`",
        ),
        ('["C:\\q"]', "SKU-Y010", "unknown escape `\\q`", "\\q", "write `\\\\` for a backslash"),
        ('["a\\u12"]', "SKU-Y010", "unknown escape `\\u`", "\\u", "write `\\\\` for a backslash"),
        ("[" * 100_000, "SKU-Y015", "nested deeper than 60 levels", "[", None),
        ('{"a":' * 100_000, "SKU-Y015", "nested deeper than 60 levels", "{", None),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_refused(
    text: str,
    code: str,
    message: str,
    underlined: str | None,
    help: str | None,
    diagnostics: Diagnostics,
    parts: Callable[..., object],
) -> None:
    assert load_json(Source("f", text), diagnostics) is None
    (found,) = diagnostics
    assert parts(found) == (code, message, underlined, help)


def test_all_duplicate_keys_are_reported(diagnostics: Diagnostics) -> None:
    text = '{"a": 1,\n "b": {"c": 1, "c": 2},\n "\\u0061": 2,\n "a": 3}'
    assert load_json(Source("f", text), diagnostics) is None
    assert [(item.code, item.message, item.location) for item in diagnostics] == [
        ("SKU-Y011", "key `c` is written twice", "f:2:16"),
        ("SKU-Y011", "key `a` is written twice", "f:3:2"),
        ("SKU-Y011", "key `a` is written twice", "f:4:2"),
    ]
    assert {str(item.related[0].span) for item in diagnostics} == {"f:2:8", "f:1:2"}
    assert {item.help for item in diagnostics} == {"remove or rename one of them"}


def test_nesting_up_to_the_limit_is_read() -> None:
    assert load("[" * 60 + "]" * 60)


def test_json_lines(diagnostics: Diagnostics) -> None:
    text = '\ufeff{"sku": "A"}\r\n\r\n{"sku": "B\n  \n{"sku": "C", "sku": "D"}\n[1] [2]\n{"sku": 5}'
    nodes = load_ndjson(Source("f", text), diagnostics)
    assert [to_plain(node) for node in nodes] == [{"sku": "A"}, {"sku": 5}]
    assert [str(node.span) for node in nodes] == ["f:1:2", "f:7:1"]
    assert [(item.code, item.location) for item in diagnostics] == [
        ("SKU-Y010", "f:3:9"),
        ("SKU-Y011", "f:5:14"),
        ("SKU-Y010", "f:6:5"),
    ]


def test_a_json_line_does_not_read_on_in_the_next(diagnostics: Diagnostics) -> None:
    assert load_ndjson(Source("f", "[1,\n2]\n"), diagnostics) == []
    assert [item.location for item in diagnostics] == ["f:1:1", "f:2:2"]


def test_empty_json_lines(diagnostics: Diagnostics) -> None:
    assert load_ndjson(Source("f", "\n\n"), diagnostics) == []
    assert not len(diagnostics)


DATA: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.text(max_size=8)
    | st.integers(-(10**50), 10**50)
    | st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290).filter(
        lambda value: value == 0 or abs(value) > 1e-290
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


@given(DATA, st.booleans(), st.sampled_from([None, 0, 2, "\t", "\r\n"]))
def test_agrees_with_the_standard_library(
    data: object, ascii_only: bool, indent: int | str | None
) -> None:
    text = json.dumps(data, ensure_ascii=ascii_only, indent=indent)
    assert to_plain(load(text)) == data
    assert list(walk(load(text))) == sorted(walk(load(text)), key=lambda place: place[0])


def walk(node: Node) -> list[tuple[int, str]]:
    """Return the start and the text of every node, outermost first."""
    found = [(node.span.source.offset(node.span.line, node.span.column), node.span.text)]
    children: list[Node] = []
    if isinstance(node, Mapping):
        children = [entry.value for entry in node.entries]
    elif isinstance(node, Sequence):
        children = list(node.items)
    for child in children:
        found += walk(child)
    return found


@given(DATA)
def test_every_span_is_a_document_of_its_own(data: object) -> None:
    for _, text in walk(load(json.dumps(data, ensure_ascii=False))):
        json.loads(text)


@pytest.mark.parametrize("seed", range(500))
def test_refuses_what_the_standard_library_refuses(seed: int) -> None:
    rng = random.Random(seed)
    text = '{"a": [1, -2.50e3, "x\\u4ef7\\n"], "b": {"c": true, "d": null}, "e": []}'
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice('[]{}:,"\\-+.0e1 \n\x01x价') + text[at + rng.choice((0, 1)) :]
    diagnostics = Diagnostics()
    node = load_json(Source("f", text), diagnostics)
    assert (node is None) == diagnostics.has_errors
    try:
        want = json.loads(text)
    except json.JSONDecodeError:
        assert node is None
        return
    codes = {item.code for item in diagnostics}
    assert codes <= {"SKU-Y011", "SKU-Y018"}
    if node is not None:
        assert to_plain(node) == want
        assert not re.search("NaN|Infinity", text)
