"""A text file in memory, and places in it that diagnostics can point at."""

import os
import re
from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    r"""The text of one file with the name the user gave it.

    Lines end at `\n` or `\r\n`, as editors and git count them. Lines and columns are 1-based;
    columns count code points.
    """

    name: str
    text: str = field(repr=False)
    _line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = (0, *(match.end() for match in re.finditer("\n", self.text)))
        object.__setattr__(self, "_line_starts", starts)

    @property
    def line_count(self) -> int:
        """The number of lines, at least 1."""
        return len(self._line_starts)

    def line_bounds(self, number: int) -> tuple[int, int]:
        """Return the offsets at which a line starts and ends, its line end left out."""
        if not 1 <= number <= self.line_count:
            return len(self.text), len(self.text)
        start = self._line_starts[number - 1]
        if number == self.line_count:
            return start, len(self.text)
        end = self._line_starts[number] - 1
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return start, end

    def line(self, number: int) -> str:
        """Return the text of a line without its line end; empty when there is no such line."""
        start, end = self.line_bounds(number)
        return self.text[start:end]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the (line, column) of an offset into the text."""
        offset = max(0, min(offset, len(self.text)))
        number = bisect_right(self._line_starts, offset)
        return number, offset - self._line_starts[number - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset into the text of a (line, column)."""
        if line > self.line_count:
            return len(self.text)
        return min(self._line_starts[line - 1] + column - 1, len(self.text))

    def span(self, start: int, end: int) -> "Span":
        """Return the span between two offsets, the second one excluded."""
        line, column = self.position(start)
        # Most spans end on their first line; searching that line again would double the cost.
        if line == self.line_count or end < self._line_starts[line]:
            end_column = column + min(end, len(self.text)) - start
            return Span(self, line, column, line, max(column, end_column))
        return Span(self, line, column, *self.position(end))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source: 1-based lines and code-point columns, end excluded."""

    source: Source = field(repr=False)
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def text(self) -> str:
        """The source text that the span covers."""
        start = self.source.offset(self.line, self.column)
        return self.source.text[start : self.source.offset(self.end_line, self.end_column)]

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"


def sub_span(span: Span, start: int, end: int) -> Span:
    """Return the span of a part of a scalar, given by offsets into the scalar's value.

    The result is exact where value and source text run side by side: a scalar on one line,
    plain or in quotes without escapes. Anywhere else it is the whole span.
    """
    if span.line != span.end_line:
        return span
    text = span.text
    quote = text[:1] if text[:1] in ("'", '"') else ""
    if quote:
        if len(text) < 2 or text[-1] != quote:
            return span
        text = text[1:-1]
        if quote in text or (quote == '"' and "\\" in text):
            return span
    if "\r" in text or not 0 <= start <= end <= len(text):
        return span
    first = span.column + len(quote)
    return Span(span.source, span.line, first + start, span.line, first + end)


def display_name(path: str | os.PathLike[str]) -> str:
    """Return a path as the user gave it, with forward slashes."""
    return os.fspath(path).replace(os.sep, "/")
