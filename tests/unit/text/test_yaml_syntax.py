"""Every mistake gets the same words and the same place from either parser of PyYAML."""

from collections.abc import Callable

import pytest

from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.source import Source
from skulint.engine.text.yaml_text import load_yaml

USE_QUOTES = "put the whole value in quotes"
NO_TAB = ("a tab is used where YAML wants spaces", "\t", "replace the tab with spaces")
SAME_INDENT = "give keys that belong together the same indentation"
COMMAS = "separate the items with commas, and quote text with special characters"
BACKSLASH = "write `\\\\` for a backslash, or use single quotes"
NO_SPACE = ("a space is missing after the colon", ":", "write `key: value`")
MIXED = "list items and keys are mixed at one level"
MIXED_HELP = "check the indentation; every item of a list starts with `- `"
DEEPER = "this line is indented deeper than the line above, which already has a value"

CASES = [
    ("a:\n\tb: 1\n", "2:1", *NO_TAB),
    ("a:\n  b: 1\n\tc: 2\n", "3:1", *NO_TAB),
    ("a:\n  b: 1\n  \tc: 2\n", "3:3", *NO_TAB),
    ("-\t- 1\n", "1:2", *NO_TAB),
    (
        "a: [1,\nb: 2\n",
        "1:4",
        "the bracket `[` is never closed",
        "[",
        "add `]` after the last item",
    ),
    ("a: {x: 1\n", "1:4", "the bracket `{` is never closed", "{", "add `}` after the last item"),
    (
        'tags: ["a", "b"\nname: x\n',
        "1:7",
        "the bracket `[` is never closed",
        "[",
        "add `]` after the last item",
    ),
    ("]\n", "1:1", "`]` closes a bracket that is not open", "]", "remove it"),
    ("a: 'x']\n", "1:7", "`]` closes a bracket that is not open", "]", "remove it"),
    ('a: ["x" "y"]\n', "1:9", "expected `,` or `]` here", '"', COMMAS),
    ("a: {x: 1 y: 2}\n", "1:11", "expected `,` or `}` here", ":", COMMAS),
    ("a: %b\n", "1:4", "text cannot start with `%`", "%", USE_QUOTES),
    ("价: @b\n", "1:4", "text cannot start with `@`", "@", USE_QUOTES),
    ("a: `b`\n", "1:4", "text cannot start with a backtick", "`", USE_QUOTES),
    ("a: *.csv\n", "1:4", "text cannot start with `*`", "*", USE_QUOTES),
    ("a: & b\n", "1:4", "text cannot start with `&`", "&", USE_QUOTES),
    ("a: >5\n", "1:4", "text cannot start with `>`", ">", USE_QUOTES),
    ("a: |x\n", "1:4", "text cannot start with `|`", "|", USE_QUOTES),
    ("a: ,\n", "1:4", "text cannot start with `,`", ",", USE_QUOTES),
    (
        "a: b\n%c: 1\n",
        "2:1",
        "a line cannot start with `%`",
        "%c: 1",
        "put text that starts with `%` in quotes",
    ),
    ("a:1\nb: 2\n", "1:2", *NO_SPACE),
    ("a: 1\nb:2\n", "2:2", *NO_SPACE),
    ("a: 1\n\n# c\nb:2\nc: 3\n", "4:2", *NO_SPACE),
    ("- a:1\n  b: 2\n", "1:4", *NO_SPACE),
    ("{a:1, b: 2}\n", "1:3", *NO_SPACE),
    (
        "名称：值\nb: 1\n",
        "1:3",
        "a full-width colon does not separate key and value",
        "：",
        "write `:` and a space",
    ),
    (
        "foo bar\nb: 1\n",
        "1:1",
        "expected `key: value`",
        "foo bar",
        "add a colon and a space after the key",
    ),
    ("a: b: c\n", "1:5", "a second colon in one value", ":", USE_QUOTES),
    ("a: see http://x: y\n", "1:16", "a second colon in one value", ":", USE_QUOTES),
    ("a: 'x\n", "1:4", "the quote `'` is never closed", "'x", "add `'` at the end of the text"),
    (
        'a: "x\n---\nb: 1\n',
        "1:4",
        'the quote `"` is never closed',
        '"x',
        'add `"` at the end of the text',
    ),
    ('a: "C:\\q"\n', "1:7", "unknown escape `\\q` in double quotes", "\\q", BACKSLASH),
    ('a: "\\xzz"\n', "1:5", "unknown escape `\\x` in double quotes", "\\x", BACKSLASH),
    ("a: 1\n b: 2\n", "2:2", DEEPER, "b: 2", "give it the indentation of the keys beside it"),
    (
        "a:\n   b: 1\n  c: 2\n",
        "3:3",
        "the indentation of this line matches no line above",
        "c: 2",
        SAME_INDENT,
    ),
    (
        " a: 1\nb: 2\n",
        "2:1",
        "this line is indented less than the first line",
        "b: 2",
        SAME_INDENT,
    ),
    ("a:\n  - 1\n  b: 2\n", "3:3", MIXED, "b: 2", MIXED_HELP),
    ("a:\n  b: 2\n  - 1\n", "3:3", MIXED, "- 1", MIXED_HELP),
    (
        "a: 'it's' # z\n",
        "1:8",
        "text after the end of the value",
        "s' # z",
        "in single quotes, write `''` for an apostrophe",
    ),
    (
        "a: 1\n...\nb: 2\n",
        "3:1",
        "text after the end of the document",
        "b: 2",
        "remove the line `...` above it",
    ),
    (
        "k" * 2000 + ": 1\n",
        "1:2001",
        "key is longer than 1,024 characters",
        ":",
        "use a shorter key, on one line",
    ),
]


@pytest.mark.usefixtures("yaml_parser")
@pytest.mark.parametrize(
    ("text", "place", "message", "underlined", "help"), CASES, ids=[repr(c[0][:30]) for c in CASES]
)
def test_mistake(
    text: str,
    place: str,
    message: str,
    underlined: str,
    help: str,
    parts: Callable[..., object],
    diagnostics: Diagnostics,
) -> None:
    assert load_yaml(Source("f", text), diagnostics) is None
    (found,) = diagnostics
    assert parts(found) == ("SKU-Y010", message, underlined, help)
    assert found.location == f"f:{place}"


def test_wrong_separator_names_the_bracket(diagnostics: Diagnostics) -> None:
    load_yaml(Source("f", 'a: ["x" "y"]\n'), diagnostics)
    (found,) = diagnostics
    assert [(item.message, item.span.text) for item in found.related] == [
        ("the bracket is opened here", "[")
    ]
