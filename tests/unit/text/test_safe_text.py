import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skulint.engine.text.safe_text import sanitise


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("plain 文字 é 😀 `x` \\n", "plain 文字 é 😀 `x` \\n"),
        ("a\nb\r\n\tc", r"a\nb\r\n\tc"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m\x7f\x00", r"\x9b31m\x7f\x00"),
        ("a\u202eb\u2066c\u200f", r"a\u202eb\u2066c\u200f"),
        ("a\u200bb\u200d\ufeff\u2060\xad", r"a\u200bb\u200d\ufeff\u2060\xad"),
        ("\u2028\u2029\x85", r"\u2028\u2029\x85"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("❤\ufe0f", "❤\ufe0f"),
    ],
)
def test_escapes(text: str, want: str) -> None:
    assert sanitise(text) == want


@pytest.mark.parametrize(
    ("text", "limit", "want"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abc\n", 5, r"abc\n"),
        ("abc\nx", 5, "abc…"),
        ("x" * 200_000_000, 4, "xxx…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("", 0, ""),
    ],
    ids=range(8),
)
def test_limit(text: str, limit: int, want: str) -> None:
    assert sanitise(text, limit) == want


@given(st.text(st.characters(exclude_categories=[])), st.integers(0, 40))
def test_nothing_dangerous_is_left(text: str, limit: int) -> None:
    shown = sanitise(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown)
    assert not any(
        unicodedata.bidirectional(c)[-1:] in ("O", "E", "F", "I")
        for c in shown
        if (unicodedata.category(c) == "Cf")
    )
    shown.encode("utf-8")
    short = sanitise(text, limit)
    assert len(short) <= limit
    assert short == shown or shown.startswith(short.removesuffix("…"))
