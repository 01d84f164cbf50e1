from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from skulint.engine.text.diagnostics import Diagnostics
from skulint.engine.text.nodes import Mapping, Node, Scalar, Sequence
from skulint.engine.text.source import Source
from skulint.engine.text.yaml_text import load_yaml

pytestmark = pytest.mark.usefixtures("yaml_parser")


def load(text: str) -> Node:
    diagnostics = Diagnostics()
    node = load_yaml(Source("f", text), diagnostics)
    assert list(diagnostics) == []
    assert node is not None
    return node


def problems(text: str) -> list[Any]:
    diagnostics = Diagnostics()
    assert load_yaml(Source("f", text), diagnostics) is None
    return list(diagnostics)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("y", "y"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0123", "0123"),
        ("00614141000036", "00614141000036"),
        ("00.5", "00.5"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("2026-01-02", "2026-01-02"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("-.Inf", "-.Inf"),
        ("1,5", "1,5"),
        ("٣", "٣"),
        ("nUll", "nUll"),
        ("=", "="),
        (".", "."),
        ("1e", "1e"),
        ("true", True),
        ("TRUE", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", Decimal(0)),
        ("-12", Decimal(-12)),
        ("+5", Decimal(5)),
        ("4.10", Decimal("4.10")),
        ("1.", Decimal(1)),
        (".5", Decimal("0.5")),
        ("1e3", Decimal("1e3")),
        ("6.02E+23", Decimal("6.02E+23")),
        ("9007199254740993", Decimal(9007199254740993)),
    ],
)
def test_core_scalars(raw: str, value: object) -> None:
    node = load(f"k: {raw}\n")
    assert isinstance(node, Mapping)
    found = node.get("k")
    assert isinstance(found, Scalar)
    assert (type(found.value), str(found.value)) == (type(value), str(value))
    assert (found.raw, found.plain, found.span.text) == (raw, True, raw)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'4.10'", "4.10"),
        ('"true"', "true"),
        ('"\\u4ef7\\x41"', "价A"),
        ("'it''s'", "it's"),
        ("''", ""),
        ("|\n  12\n  3\n", "12\n3\n"),
        (">-\n  a\n  b\n\n", "a b"),
        ("|+\n  a\n\n# end\n", "a\n\n"),
    ],
)
def test_quoted_and_block_scalars_are_text(text: str, value: str) -> None:
    node = load(f"k: {text}\n")
    assert isinstance(node, Mapping)
    found = node.get("k")
    assert isinstance(found, Scalar)
    assert (found.value, found.raw, found.plain) == (value, value, False)
    assert text.startswith(found.span.text)
    assert not found.span.text[-1].isspace()


def test_keys_are_always_text() -> None:
    node = load("0: zero\n1.50: b\ntrue: c\nnull: d\n商品: e\n'<<': f\n'': g\n")
    assert isinstance(node, Mapping)
    assert node.keys() == ("0", "1.50", "true", "null", "商品", "<<", "")


def test_places_with_wide_characters_crlf_comments_and_bom() -> None:
    text = (
        "\ufeff商品: {价格: [1, 2.50]} # 注\r\n"
        "# note\r\n"
        "\r\n"
        "list:\r\n"
        "  - a: 1\r\n"
        "    b:\r\n"
        "\r\n"
        "  # end\r\n"
        "last: |\r\n"
        "  x\r\n"
        "\r\n"
    )
    node = load(text)
    assert isinstance(node, Mapping)
    first = node.get("商品")
    assert isinstance(first, Mapping)
    assert first.span.text == "{价格: [1, 2.50]}"
    prices = first.get("价格")
    assert isinstance(prices, Sequence)
    assert prices.items[1].span.text == "2.50"
    second = node.get("list")
    assert isinstance(second, Sequence)
    assert (second.span.line, second.span.column) == (5, 3)
    assert second.items[0].span.text == "a: 1\r\n    b:"
    assert [entry.key_span.text for entry in node.entries] == ["商品", "list", "last"]
    last = node.get("last")
    assert last is not None
    assert last.span.text == "|\r\n  x"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        pytest.param(
            "a: 1\nb: 2\na: 3\n'a': 4\nc: {x: 1, x: 2}\n",
            [
                ("SKU-Y011", "key `a` is written twice", "a", "remove or rename one of them"),
                ("SKU-Y011", "key `a` is written twice", "'a'", "remove or rename one of them"),
                ("SKU-Y011", "key `x` is written twice", "x", "remove or rename one of them"),
            ],
            id="duplicate keys",
        ),
        pytest.param(
            "a: &x [1]\nb: *x\nc: *x\nd: *y\n",
            [
                (
                    "SKU-Y012",
                    "aliases such as `*x` are not allowed",
                    "*x",
                    "write the value out, or quote text that starts with `*`",
                ),
                (
                    "SKU-Y012",
                    "aliases such as `*y` are not allowed",
                    "*y",
                    "write the value out, or quote text that starts with `*`",
                ),
            ],
            id="aliases",
        ),
        pytest.param(
            "a: &nbsp b\n",
            [
                (
                    "SKU-Y012",
                    "anchors such as `&nbsp` are not allowed",
                    "&nbsp",
                    "remove it, or quote text that starts with `&`",
                )
            ],
            id="anchor that is text",
        ),
        pytest.param(
            "a: !!python/object/apply:os.system [id]\nb: !important\nc: &d !e\n  f: 1\n",
            [
                (
                    "SKU-Y013",
                    "tags such as `!!python/object/apply:os.system` are not allowed",
                    "!!python/object/apply:os.system",
                    "text that starts with `!` needs quotes",
                ),
                (
                    "SKU-Y013",
                    "tags such as `!important` are not allowed",
                    "!important",
                    "text that starts with `!` needs quotes",
                ),
                (
                    "SKU-Y013",
                    "tags such as `!e` are not allowed",
                    "!e",
                    "text that starts with `!` needs quotes",
                ),
                (
                    "SKU-Y012",
                    "anchors such as `&d` are not allowed",
                    "&d",
                    "remove it, or quote text that starts with `&`",
                ),
            ],
            id="tags",
        ),
        pytest.param(
            "a: !x!y z\n",
            [
                (
                    "SKU-Y013",
                    "tags are not allowed",
                    "!x!y z",
                    "text that starts with `!` needs quotes",
                )
            ],
            id="tag with an unknown handle",
        ),
        pytest.param(
            "a: {<<: {k: 1}}\n",
            [("SKU-Y014", "merge keys `<<` are not allowed", "<<", "write the keys out")],
            id="merge key",
        ),
        pytest.param(
            "{a: 1}: 2\n? [b]\n: 3\n",
            [
                (
                    "SKU-Y016",
                    "a mapping cannot be a key",
                    "{a: 1}",
                    "text that starts with `{` or `[` needs quotes",
                ),
                (
                    "SKU-Y016",
                    "a list cannot be a key",
                    "[b]",
                    "text that starts with `{` or `[` needs quotes",
                ),
            ],
            id="collections as keys",
        ),
        pytest.param(
            "?\n: 1\n",
            [("SKU-Y016", "there is no key here", "", "write `key: value`")],
            id="no key",
        ),
        pytest.param(
            "a: 1\n---\nb: 2\n---\nc: 3\n",
            [("SKU-Y017", "a second document starts here", "---", "keep one document per file")],
            id="several documents",
        ),
        pytest.param(
            "a: 1e999999999\nb: " + "9" * 101 + "\n",
            [
                (
                    "SKU-Y018",
                    "number is out of range",
                    number,
                    "put it in quotes if it is an identifier",
                )
                for number in ("1e999999999", "9" * 101)
            ],
            id="numbers out of range",
        ),
        pytest.param("", [("SKU-Y007", "file is empty", None, None)], id="empty"),
        pytest.param("# x\n\n", [("SKU-Y007", "file is empty", None, None)], id="comments only"),
        pytest.param(
            "a: x\u2028b: 1\n",
            [
                (
                    "SKU-Y008",
                    "character U+2028 is not allowed here",
                    "\u2028",
                    "delete it, or write it in double quotes as `\\u2028`",
                )
            ],
            id="line separator",
        ),
        pytest.param(
            "a: \ud800\n",
            [("SKU-Y008", "character U+D800 is not allowed here", "\ud800", "delete it")],
            id="surrogate",
        ),
    ],
)
def test_refused(text: str, want: list[object], parts: Callable[..., object]) -> None:
    assert [parts(item) for item in problems(text)] == want


def test_duplicate_names_the_first_place() -> None:
    (found,) = problems("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")
    assert [str(related.span) for related in found.related] == ["f:3:3"]
    assert found.location == "f:5:3"


def test_alias_names_its_anchor_and_counts_its_uses() -> None:
    (found,) = problems("a: &x 1\nb: *x\nc: [*x, *x]\n")
    assert (found.count, found.location) == (3, "f:2:4")
    assert [related.span.text for related in found.related] == ["&x"]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("[" * 100_000, 61),
        ("[" * 100_000 + "]" * 100_000, 61),
        ("{a: " * 5_000, 241),
        ("- " * 400 + "x", 121),
    ],
    ids=range(4),
)
def test_deep_nesting_is_refused(text: str, column: int) -> None:
    (found,) = problems(text)
    assert (found.code, found.message) == ("SKU-Y015", "nested deeper than 60 levels")
    assert found.location == f"f:1:{column}"


def test_nesting_up_to_the_limit_is_read() -> None:
    assert load("[" * 60 + "]" * 60)


def test_alias_bomb_is_refused_without_growing() -> None:
    lines = ["a0: &a0 [x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    found = problems("\n".join(lines))
    assert len(found) == 12
    assert {item.code for item in found} == {"SKU-Y012"}
    assert [item.count for item in found] == [9] * 11 + [1]


def test_merge_bomb_is_refused_without_growing() -> None:
    lines = ["a0: &a0 {k: 1}"]
    lines += [f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}" for i in range(1, 30)]
    assert {item.code for item in problems("\n".join(lines))} == {"SKU-Y012", "SKU-Y014"}


def test_size_limit() -> None:
    diagnostics = Diagnostics()
    assert load_yaml(Source("f", "a: 123\n"), diagnostics, limit=6) is None
    (found,) = diagnostics
    assert (found.code, found.message, found.location, found.help) == (
        "SKU-Y004",
        "file is larger than 6 characters",
        "f",
        "split the file into several smaller ones",
    )


def test_explicit_null_document_is_not_an_empty_file() -> None:
    node = load("--- ~\n")
    assert isinstance(node, Scalar)
    assert node.value is None
