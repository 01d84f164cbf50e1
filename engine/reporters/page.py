"""A page of text: styled lines for one language and width, made safe when they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from ..text.safe_text import sanitise
from .columns import width, wrap
from .messages import say

if TYPE_CHECKING:
    from ..model.facts import Translated
    from ..model.rule import Severity


class Style(Enum):
    """What a piece of text means; the value is the terminal's code for its looks."""

    PLAIN = ""
    STRONG = "1"
    QUIET = "2"
    ERROR = "1;31"
    WARNING = "1;33"
    INFO = "1;36"
    UNKNOWN = "1;35"
    GOOD = "1;32"


Piece: TypeAlias = "tuple[str, Style]"
Line: TypeAlias = "tuple[Piece, ...]"

BLANK: Line = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What every part of the text report is laid out for."""

    lang: str
    width: int
    verbose: bool = False
    entities: Mapping[str, Translated] = field(default_factory=dict)

    def say(self, key: str, /, **values: str | int) -> str:
        """Return a message in the page's language."""
        return say(self.lang, key, **values)

    def limit(self, count: int) -> int | None:
        """Return how many of something to show: so many, or all when verbose."""
        return None if self.verbose else count


def plain(text: str, style: Style = Style.PLAIN) -> Line:
    """Return a line of one piece."""
    return ((text, style),)


def heading(text: str) -> Line:
    """Return the title of a section."""
    return plain(f"  {text}", Style.STRONG)


def hang(head: Iterable[Piece], text: str, columns: int, style: Style = Style.PLAIN) -> list[Line]:
    """Return `head` followed by the text, wrapped so that it stands to the right of the head."""
    pieces = tuple(head)
    indent = sum(width(piece[0]) for piece in pieces)
    # A long head leaves a column of single words; the text may then stick out.
    first, *rest = wrap(text, max(columns - indent, 24))
    return [(*pieces, (first, style)), *(plain(" " * indent + line, style) for line in rest)]


def remark(text: str, page: Page) -> list[Line]:
    """Return a sentence about a section, such as how much of it is not shown."""
    return hang((("  ", Style.PLAIN),), text, page.width)


def flow(parts: Iterable[Piece], indent: int, columns: int, gap: int = 3) -> list[Line]:
    """Set whole pieces side by side, and start a new line where one does not fit."""
    lines: list[Line] = []
    line: list[Piece] = []
    used = 0
    for text, style in parts:
        if line and used + gap + width(text) > columns:
            lines.append(tuple(line))
            line = []
        if not line:
            line, used = [(" " * indent, Style.PLAIN)], indent - gap
        else:
            line.append((" " * gap, Style.PLAIN))
        line.append((text, style))
        used += gap + width(text)
    return [*lines, tuple(line)] if line else lines


def severity_style(severity: Severity) -> Style:
    """Return the style of a severity."""
    return Style[severity.name]


def printed(lines: Iterable[Line], color: bool) -> Iterable[str]:
    """Yield the text of each line, without blanks at its end.

    Everything is made safe here once more: no part of the report can let a control character by.
    """
    for line in lines:
        if color:
            text = "".join(_painted(sanitise(part), style) for part, style in line)
        else:
            text = "".join(sanitise(part) for part, _ in line)
        yield f"{text.rstrip()}\n"


def _painted(text: str, style: Style) -> str:
    return f"\x1b[{style.value}m{text}\x1b[0m" if style.value and text.strip() else text
