import pytest
from hypothesis import given
from hypothesis import strategies as st

from skulint.engine.reporters.columns import pad, shorten, width, window, wrap

TEXT = st.text(alphabet="ab (),.红色杯，。（）é 7", max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("红杯", 4), ("e\u0301", 1), ("ｆｕ", 4), ("가", 2)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_pad_counts_columns() -> None:
    assert pad("红", 4) == "红  "
    assert pad("红", 4, right=True) == "  红"
    assert pad("红杯", 3) == "红杯"


def test_shorten_cuts_between_characters() -> None:
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abcdef", 5) == "abcd…"
    assert shorten("红色陶瓷杯", 6) == "红色…"


@given(TEXT, st.integers(4, 30))
def test_shortened_text_fits(text: str, columns: int) -> None:
    assert width(shorten(text, columns)) <= columns


@given(TEXT, st.integers(8, 30))
def test_wrapping_loses_nothing(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="红色杯，。（） ", max_size=60))
def test_chinese_lines_fit(text: str) -> None:
    for line in wrap(text, 12):
        # A run of punctuation must not be torn, so only that may stick out.
        assert width(line) <= 12 or any(mark in line for mark in "，。（）")


def test_ids_stay_whole() -> None:
    assert wrap("see AE-OUTLET-002-LONG-ID now", 10) == ["see", "AE-OUTLET-002-LONG-ID", "now"]


def test_no_line_begins_with_closing_punctuation() -> None:
    assert wrap("价格高于上限，请降低", 12) == ["价格高于上", "限，请降低"]


def test_no_line_ends_with_an_opening_bracket() -> None:
    assert wrap("价格高于（上限）", 10) == ["价格高于", "（上限）"]


@pytest.mark.parametrize(
    ("line", "column", "end", "columns", "text", "under"),
    [
        ("abc,7.90,x", 5, 9, 40, "abc,7.90,x", "7.90"),
        ("红杯,7.90", 4, 8, 40, "红杯,7.90", "7.90"),
        ("ab", 3, None, 40, "ab", ""),
        ("ab", 9, 12, 40, "ab", ""),
        ("\t7.90", 2, 6, 40, "    7.90", "7.90"),
    ],
)
def test_window_shows_short_lines_whole(
    line: str, column: int, end: int | None, columns: int, text: str, under: str
) -> None:
    part = window(line, column, end, columns)
    assert part.text == text
    assert part.marked == max(1, width(under))
    start = text.find(under) if under else len(text)
    assert part.indent == width(text[:start])


@given(st.integers(1, 400), st.integers(1, 30), st.integers(40, 120))
def test_window_fits_and_holds_the_start(column: int, length: int, columns: int) -> None:
    line = "".join(chr(0x4E00 + number) if number % 3 else "x" for number in range(420))
    part = window(line, column, column + length, columns)
    assert width(part.text) <= columns
    assert part.indent + part.marked <= columns
    shown = 0
    for character in part.text:
        if shown == part.indent:
            assert character == line[column - 1]
            break
        shown += width(character)
    else:
        pytest.fail("the marked character is not shown")


def test_window_escapes_what_cannot_be_seen() -> None:
    part = window("a\x1b[31m,7\u202e.90", 8, 12, 40)
    assert part.text == "a\\x1b[31m,7\\u202e.90"
    assert part.text[part.indent] == "7"


def test_window_of_an_endless_line_is_quick() -> None:
    part = window("x" * 50_000_000, 25_000_000, 25_000_004, 80)
    assert part.text == "…" + "x" * 78 + "…"
