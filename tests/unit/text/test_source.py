import pytest

from skulint.engine.text.source import Source, Span, display_name, sub_span


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb\n", ["a", "b", ""]),
        ("a\rb\n", ["a\rb", ""]),
        ("\r\n\n", ["", "", ""]),
        ("商品\n\tx", ["商品", "\tx"]),
        ("a\u2028b", ["a\u2028b"]),
    ],
)
def test_lines_end_where_editors_end_them(text: str, lines: list[str]) -> None:
    source = Source("f", text)
    assert [source.line(number) for number in range(1, source.line_count + 1)] == lines


def test_line_outside_the_file_is_empty() -> None:
    assert Source("f", "a\nb").line(9) == ""
    assert Source("f", "a\nb").line(0) == ""


def test_position_and_offset_are_inverse() -> None:
    source = Source("f", "价格: 1\r\n\nb: 😀x\n")
    for offset in range(len(source.text) + 1):
        assert source.offset(*source.position(offset)) == offset


def test_columns_count_code_points() -> None:
    assert Source("f", "😀价x").position(2) == (1, 3)


def test_offsets_outside_the_text_are_clamped() -> None:
    source = Source("f", "ab\n")
    assert source.position(99) == (2, 1)
    assert source.position(-1) == (1, 1)
    assert source.offset(9, 9) == 3


def test_span_text_over_several_lines() -> None:
    source = Source("f", "ab\ncd\nef")
    assert source.span(1, 4).text == "b\nc"
    assert source.span(1, 4) == Span(source, 1, 2, 2, 2)


def test_span_prints_as_a_place_and_not_the_whole_text() -> None:
    span = Source("rules/a.yaml", "x" * 1000).span(3, 5)
    assert str(span) == "rules/a.yaml:1:4"
    assert len(repr(span)) < 100


def test_spans_of_different_files_differ() -> None:
    assert Source("a", "x").span(0, 1) != Source("b", "x").span(0, 1)


@pytest.mark.parametrize(
    ("text", "start", "end", "want"),
    [
        ("price * 2", 0, 5, "price"),
        ("'price * 2'", 0, 5, "price"),
        ('"price * 2"', 8, 9, "2"),
        ("价格 * 2", 0, 2, "价格"),
        ("'it''s x'", 5, 6, "'it''s x'"),
        (r'"a\tb x"', 4, 5, r'"a\tb x"'),
        (r"'a\tb x'", 5, 6, "x"),
        ("a b", 2, 9, "a b"),
        ('"', 0, 0, '"'),
        ("a\rb", 2, 3, "a\rb"),
        (">-\n  a b", 0, 1, ">-\n  a b"),
        ("''", 0, 0, ""),
    ],
)
def test_sub_span(text: str, start: int, end: int, want: str) -> None:
    source = Source("f", f"k: {text}\n")
    whole = source.span(3, 3 + len(text))
    assert sub_span(whole, start, end).text == want


def test_display_name_keeps_the_path_as_given() -> None:
    assert display_name("./a/../b.yaml") == "./a/../b.yaml"
