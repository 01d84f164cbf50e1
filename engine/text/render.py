"""Prints diagnostics for people: message, place, the source line and carets under it.

Messages and helps are written in English alone. A reader of Chinese gets the title and the
explanation of the code in Chinese around them: docs/decisions/0016-chinese-diagnostics.md.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .codes import code_of
from .diagnostics import Diagnostic, Level
from .safe_text import escape_character, sanitise
from .source import Span

DEFAULT_LIMIT = 50

_MESSAGE_LIMIT = 500
_LINE_WIDTH = 120
_WIDTH_BEFORE_SPAN = 40
_TAB_WIDTH = 4

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "error": "error",
            "warning": "warning",
            "note": "note",
            "help": "help",
            "count": "{n} {level}{s}",
            "comma": ", ",
            "none": "no problems",
            "alike": " (and {n} more like this)",
            "hidden": "{n} more not shown",
        },
        "zh": {
            "error": "错误",
            "warning": "警告",
            "note": "说明",
            "help": "建议",
            "count": "{n} 个{level}",
            "comma": "，",
            "none": "没有问题",
            "alike": "（另有 {n} 处同类问题）",
            "hidden": "另有 {n} 个问题未显示",
        },
    }
)


def render_all(
    diagnostics: Sequence[Diagnostic], limit: int | None = DEFAULT_LIMIT, lang: str = "en"
) -> str:
    """Return all diagnostics as text with a summary line; empty when there are none.

    Args:
        diagnostics: What to print, in this order.
        limit: How many to print in full; None for all.
        lang: The language of the reader, `en` or `zh`.
    """
    if not diagnostics:
        return ""
    shown = diagnostics if limit is None else diagnostics[:limit]
    blocks = list(render_each(shown, lang))
    hidden = sum(item.count for item in diagnostics[len(shown) :])
    if hidden:
        blocks.append(_WORDS[lang]["hidden"].format(n=hidden) + "\n")
    blocks.append(summary(diagnostics, lang) + "\n")
    return "\n".join(blocks)


def summary(diagnostics: Iterable[Diagnostic], lang: str = "en") -> str:
    """Return a line such as `3 errors, 1 warning`."""
    words = _WORDS[lang]
    counts = dict.fromkeys(Level, 0)
    for item in diagnostics:
        counts[item.level] += item.count
    parts = [
        words["count"].format(n=count, level=level_word(level, lang), s="" if count == 1 else "s")
        for level, count in counts.items()
        if count
    ]
    return words["comma"].join(parts) or words["none"]


def level_word(level: Level, lang: str) -> str:
    """Return the word that a printed diagnostic begins with."""
    return _WORDS[lang][level.value]


def render_each(diagnostics: Iterable[Diagnostic], lang: str = "en") -> Iterator[str]:
    """Yield each diagnostic as text; in Chinese a code is explained where it first stands."""
    explained: set[str] = set()
    for item in diagnostics:
        yield render_diagnostic(item, lang, is_explained=item.code in explained)
        explained.add(item.code)


def render_diagnostic(
    diagnostic: Diagnostic, lang: str = "en", *, is_explained: bool = False
) -> str:
    """Return one diagnostic as text of several lines, the last of them ended.

    Args:
        diagnostic: What to print.
        lang: The language of the reader, `en` or `zh`.
        is_explained: Whether the reader has seen the explanation of its code.
    """
    words = _WORDS[lang]
    message = sanitise(diagnostic.message, _MESSAGE_LIMIT)
    head = message if lang == "en" else code_of(diagnostic.code).title_in(lang)
    if diagnostic.count > 1:
        head += words["alike"].format(n=diagnostic.count - 1)
    spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
    gutter = max(2, *(len(str(span.line)) for span in spans if span), 2)
    lines = [f"{words[diagnostic.level.value]}[{diagnostic.code}]: {head}"]
    if diagnostic.span is not None:
        lines += _snippet(diagnostic.span, gutter, "^")
    elif diagnostic.place:
        lines.append(f"{' ' * gutter}--> {sanitise(diagnostic.place, _MESSAGE_LIMIT)}")
    if lang != "en":
        if not is_explained:
            lines += _explanation(diagnostic, lang, gutter)
        lines.append(f"{' ' * gutter} = 原文: {message}")
    if diagnostic.help:
        help = sanitise(diagnostic.help, _MESSAGE_LIMIT)
        lines.append(f"{' ' * gutter} = {words['help']}: {help}")
    for related in diagnostic.related:
        lines.append(f"{words['note']}: {sanitise(related.message, _MESSAGE_LIMIT)}")
        lines += _snippet(related.span, gutter, "-")
    return "\n".join(lines) + "\n"


def _explanation(diagnostic: Diagnostic, lang: str, gutter: int) -> list[str]:
    mark = f"{' ' * gutter} = 说明: "
    first, *others = code_of(diagnostic.code).explanation_in(lang).split("\n")
    indent = " " * sum(map(_character_width, mark))
    return [mark + first, *(indent + each for each in others)]


def _snippet(span: Span, gutter: int, mark: str) -> list[str]:
    line, indent, width = _window(span)
    empty = f"{' ' * gutter} |"
    return [
        f"{' ' * gutter}--> {sanitise(str(span), _MESSAGE_LIMIT)}",
        empty,
        f"{span.line:>{gutter}} | {line}".rstrip(),
        f"{empty} {' ' * indent}{mark * max(1, width)}",
    ]


@dataclass(frozen=True, slots=True)
class _Cell:
    """One character of a source line as it is printed."""

    shown: str
    width: int


def _window(span: Span) -> tuple[str, int, int]:
    """Return the part of the span's first line to print, and where the span is in it.

    The second and third value are the columns before the span and the columns it covers.
    """
    text = span.source.text
    line_start, line_end = span.source.line_bounds(span.line)
    start = min(span.source.offset(span.line, span.column), line_end)
    end = line_end
    if span.end_line == span.line:
        end = min(span.source.offset(span.end_line, span.end_column), line_end)
    # INVARIANT: only this stretch is looked at, since a line may be 200 MB long.
    left = max(line_start, start - 2 * _LINE_WIDTH)
    right = min(line_end, start + 2 * _LINE_WIDTH)
    cells = _cells(text[left:right])
    start, end = start - left, min(end, right) - left
    first, last = 0, len(cells)
    if left > line_start or right < line_end or _width(cells) > _LINE_WIDTH:
        first = start
        while first > 0 and _width(cells[first - 1 : start]) <= _WIDTH_BEFORE_SPAN:
            first -= 1
        last = first
        while last < len(cells) and _width(cells[first : last + 1]) <= _LINE_WIDTH:
            last += 1
        last = max(last, min(first + 1, len(cells)))
    before = "…" if left + first > line_start else ""
    after = "…" if left + last < line_end else ""
    shown = before + "".join(cell.shown for cell in cells[first:last]) + after
    indent = len(before) + _width(cells[first:start])
    return shown, indent, _width(cells[start : min(end, last)])


def _cells(text: str) -> list[_Cell]:
    cells = []
    column = 0
    for character in text:
        shown = escape_character(character)
        if character == "\t":
            shown = " " * (_TAB_WIDTH - column % _TAB_WIDTH)
        width = len(shown)
        if shown == character:
            width = _character_width(character)
        cells.append(_Cell(shown, width))
        column += width
    return cells


def _character_width(character: str) -> int:
    """Return how many columns of a terminal a printable character takes."""
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _width(cells: Sequence[_Cell]) -> int:
    return sum(cell.width for cell in cells)
