import re

import pytest

from skulint.engine.text.diagnostics import Diagnostic, Level, Related
from skulint.engine.text.render import render_all, render_diagnostic, summary
from skulint.engine.text.source import Source


def problem(text: str, underlined: str, name: str = "f.yaml", **more: object) -> Diagnostic:
    start = text.index(underlined)
    span = Source(name, text).span(start, start + len(underlined))
    return Diagnostic("SKU-Y010", "message", span, **more)  # type: ignore[arg-type]


def snippet(text: str, underlined: str) -> list[str]:
    """Return the printed source line and the line of carets, without the gutter."""
    lines = render_diagnostic(problem(text, underlined)).splitlines()
    return [line[5:] for line in lines[3:5]]


def test_layout() -> None:
    text = "a:\n  stock_qyt: {at_least: 50}\n"
    source = Source("rules/my.yaml", text)
    item = Diagnostic(
        "SKU-Y011",
        "unknown fact `stock_qyt`",
        source.span(5, 14),
        help="did you mean `stock_qty`?",
        related=(Related("the list starts here", source.span(0, 1)),),
    )
    assert (
        render_diagnostic(item)
        == """\
error[SKU-Y011]: unknown fact `stock_qyt`
  --> rules/my.yaml:2:3
   |
 2 |   stock_qyt: {at_least: 50}
   |   ^^^^^^^^^
   = help: did you mean `stock_qty`?
note: the list starts here
  --> rules/my.yaml:1:1
   |
 1 | a:
   | -
"""
    )


def test_place_without_text() -> None:
    item = Diagnostic("SKU-Y010", "m", place="c.parquet row 17", level=Level.WARNING, count=3)
    assert render_diagnostic(item) == (
        "warning[SKU-Y010]: m (and 2 more like this)\n  --> c.parquet row 17\n"
    )


def test_no_place_at_all() -> None:
    assert render_diagnostic(Diagnostic("SKU-Y010", "m")) == "error[SKU-Y010]: m\n"


def test_long_line_numbers_widen_the_gutter() -> None:
    lines = render_diagnostic(problem("\n" * 99999 + "bad\n", "bad")).splitlines()
    assert lines[1:] == [
        "      --> f.yaml:100000:1",
        "       |",
        "100000 | bad",
        "       | ^^^",
    ]


@pytest.mark.parametrize(
    ("text", "underlined", "want"),
    [
        pytest.param("名称: 库存x", "库存", ["名称: 库存x", "      ^^^^"], id="wide"),
        pytest.param("ｱ: ok", "ok", ["ｱ: ok", "   ^^"], id="half-width"),
        pytest.param("e\u0301: ok", "ok", ["e\u0301: ok", "   ^^"], id="combining"),
        pytest.param("a\tb", "b", ["a   b", "    ^"], id="tab"),
        pytest.param("\tb", "\t", ["    b", "^^^^"], id="underlined tab"),
        pytest.param("x\x1b[0mb", "b", [r"x\x1b[0mb", " " * 8 + "^"], id="escape sequence"),
        pytest.param("\u202eb", "b", [r"\u202eb", " " * 6 + "^"], id="bidi"),
        pytest.param("a\rb\n", "b", [r"a\rb", "   ^"], id="lone CR"),
        pytest.param("ab\r\ncd", "b\r\nc", ["ab", " ^"], id="several lines"),
        pytest.param("ab\ncd", "\nc", ["ab", "  ^"], id="from the line end on"),
        pytest.param("", "", [], id="empty"),
    ],
)
def test_carets(text: str, underlined: str, want: list[str]) -> None:
    shown = snippet(text, underlined)
    assert shown == (want or ["", "^"])


def test_empty_span_has_one_caret() -> None:
    span = Source("f", "a:\n").span(2, 2)
    assert render_diagnostic(Diagnostic("SKU-Y016", "m", span)).splitlines()[3:] == [
        " 1 | a:",
        "   |   ^",
    ]


@pytest.mark.parametrize("before", [0, 30, 60, 1000])
@pytest.mark.parametrize("after", [0, 30, 60, 1000])
@pytest.mark.parametrize("filler", ["x", "价", "\t", "\u202e"])
def test_long_lines_are_windowed(before: int, after: int, filler: str) -> None:
    text = filler * before + "BAD" + filler * after
    line, carets = snippet(text, "BAD")
    # Wide characters take two columns, so carets are compared in columns.
    columns = line.replace("价", "价价")
    at = len(carets) - 3
    assert carets == " " * at + "^^^"
    assert columns[at : at + 3] == "BAD"
    whole = text.expandtabs(4).replace("价", "价价").replace("\u202e", r"\u202e")
    if len(whole) <= 120:
        assert columns == whole.rstrip()
    else:
        assert len(columns) <= 122
        assert line.startswith("…") == (whole.index("BAD") > 40)
        assert line.endswith("…") == (len(whole) - whole.index("BAD") > 80)


def test_a_huge_line_and_a_huge_span() -> None:
    line, carets = snippet("x" * 1_000_000 + "y" * 1_000_000, "y" * 1_000_000)
    assert line == "…" + "x" * 40 + "y" * 80 + "…"
    assert carets == " " * 41 + "^" * 80


def test_messages_are_sanitised() -> None:
    item = Diagnostic("SKU-Y010", "bad `\x1b[2J\n`", place="\u202ex", help="\x07" * 600)
    text = render_diagnostic(item)
    assert re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text) is None
    assert text.count("\n") == 3
    assert max(map(len, text.splitlines())) < 600


def test_all() -> None:
    items = [Diagnostic("SKU-Y010", str(number)) for number in range(4)]
    items.append(Diagnostic("SKU-Y010", "w", level=Level.WARNING))
    assert render_all(items, limit=2) == (
        "error[SKU-Y010]: 0\n\nerror[SKU-Y010]: 1\n\n3 more not shown\n\n4 errors, 1 warning\n"
    )
    assert render_all(items[:1]) == "error[SKU-Y010]: 0\n\n1 error\n"
    assert "not shown" not in render_all(items, limit=None)
    assert render_all([]) == ""


def test_summary() -> None:
    warning = Diagnostic("SKU-Y010", "w", level=Level.WARNING, count=2)
    assert summary([warning]) == "2 warnings"
    assert summary([]) == "no problems"


def test_in_chinese() -> None:
    text = "编号,库存\n商品一,五十件,x\n"
    source = Source("商品.csv", text)
    first = Diagnostic(
        "SKU-F005",
        "line 2 has 1 field too many",
        source.span(text.index("五十件"), text.index(",x")),
        help="a text with `,` in it needs quotes",
        related=(Related("the heading is here", source.span(0, 2)),),
        count=3,
    )
    again = Diagnostic("SKU-F005", "line 9 has 1 field too many", level=Level.WARNING)
    hidden = Diagnostic("SKU-F003", "no records", count=2)
    assert (
        render_all([first, again, hidden], limit=2, lang="zh")
        == """\
错误[SKU-F005]: 这一行的单元格数与表头不一致（另有 2 处同类问题）
  --> 商品.csv:2:5
   |
 2 | 商品一,五十件,x
   |        ^^^^^^
   = 说明: 每一行的单元格数必须与表头相同，否则数值会错位到别的列。
           常见原因是内容里有分隔符却没有加引号，请改好这一行，或重新导出。
   = 原文: line 2 has 1 field too many
   = 建议: a text with `,` in it needs quotes
说明: the heading is here
  --> 商品.csv:1:1
   |
 1 | 编号,库存
   | ----

警告[SKU-F005]: 这一行的单元格数与表头不一致
   = 原文: line 9 has 1 field too many

另有 2 个问题未显示

5 个错误，1 个警告
"""
    )
    assert summary([], "zh") == "没有问题"


def test_chinese_is_around_the_english_message() -> None:
    item = Diagnostic("SKU-Y010", "bad `\x1b[2J\n`", place="\u202ex", help="\x07" * 600)
    english, chinese = (render_diagnostic(item, lang) for lang in ("en", "zh"))
    assert re.search(r"[\x00-\x09\x0b-\x1f\u202e]", chinese) is None
    message = english.splitlines()[0].partition(": ")[2]
    assert f"   = 原文: {message}\n" in chinese
    assert english.splitlines()[1] in chinese.splitlines()


def test_a_long_line_number_moves_the_chinese_too() -> None:
    problem_far_down = problem("\n" * 99999 + "bad\n", "bad")
    lines = render_diagnostic(problem_far_down, "zh").splitlines()
    assert lines[5].startswith("       = 说明: ")
    assert lines[6].startswith(" " * 15) and lines[6][15] != " "
    assert lines[7] == "       = 原文: message"
