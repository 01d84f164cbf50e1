"""Explains why a text is not well-formed YAML, in words for people who wrote it by hand.

The two parsers of PyYAML word the same mistake differently and name different places, so both
are reduced to where the parser stopped and what it was doing; the text around that place then
tells which mistake it was.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from .diagnostics import Diagnostics, Related
from .source import Source, Span

_USE_QUOTES = "put the whole value in quotes"

#: A key with its value stuck to it, which YAML takes for one plain text. Not `http://…`.
KEY_WITHOUT_SPACE = re.compile(r"\s*(?:- +)*[\w.-]+(:)[^\s:/\\]")


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where a parser gave up.

    Attributes:
        source: The text.
        at: Offset of the place it could not read.
        since: Offset of the construct it was in, or `at`.
        doing: What it says it was doing and missing, both parsers' words in one.
    """

    source: Source
    at: int
    since: int
    doing: str

    @property
    def character(self) -> str:
        return self.source.text[self.at : self.at + 1]

    @property
    def line(self) -> int:
        return self.source.position(self.at)[0]

    @property
    def before(self) -> str:
        """The part of the line before the place."""
        return self.source.text[self.source.line_bounds(self.line)[0] : self.at]

    def span_to_line_end(self, start: int) -> Span:
        line_end = self.source.line_bounds(self.source.position(start)[0])[1]
        kept = self.source.text[start:line_end].rstrip()
        return self.source.span(start, start + max(1, len(kept)))


@dataclass(frozen=True, slots=True)
class _Mistake:
    message: str
    span: Span
    help: str
    related: tuple[Related, ...] = ()


def report_syntax_error(
    source: Source, error: yaml.MarkedYAMLError, shift: int, diagnostics: Diagnostics
) -> None:
    """Report one diagnostic for an error of either YAML parser.

    Args:
        source: The text.
        error: What the parser raised.
        shift: How many characters of the text the parser was not given.
        diagnostics: Where to report.
    """
    at_mark = error.problem_mark or error.context_mark
    at = min((at_mark.index if at_mark else 0) + shift, len(source.text))
    since = error.context_mark.index + shift if error.context_mark else at
    doing = f"{error.context or ''}; {error.problem or ''}"
    stop = _Stop(source, at, min(since, at), doing)
    if "tag" in doing.split():
        diagnostics.error(
            "SKU-Y013",
            "tags are not allowed",
            span=stop.span_to_line_end(stop.since),
            help="text that starts with `!` needs quotes",
        )
        return
    for explain in _EXPLANATIONS:
        mistake = explain(stop)
        if mistake is not None:
            break
    else:
        mistake = _Mistake(
            "this is not well-formed YAML",
            stop.span_to_line_end(at),
            "if it is text with special characters, put it in quotes",
        )
    diagnostics.error(
        "SKU-Y010",
        mistake.message,
        span=mistake.span,
        help=mistake.help,
        related=mistake.related,
    )


def _tab(stop: _Stop) -> _Mistake | None:
    if "quoted" in stop.doing:
        return None
    line_start, line_end = stop.source.line_bounds(stop.line)
    indent = re.compile(r"[ -]*(\t+)").match(stop.source.text, line_start, line_end)
    if indent is not None and stop.at <= indent.end():
        span = stop.source.span(indent.start(1), indent.end(1))
    elif stop.character == "\t":
        span = stop.source.span(stop.at, stop.at + 1)
    else:
        return None
    return _Mistake("a tab is used where YAML wants spaces", span, "replace the tab with spaces")


def _escape(stop: _Stop) -> _Mistake | None:
    if "quoted" not in stop.doing or not re.search("escape|hexdecimal", stop.doing):
        return None
    text = stop.source.text
    start = text.rfind("\\", stop.since, stop.at + 1)
    return _Mistake(
        f"unknown escape `{text[start : start + 2]}` in double quotes",
        stop.source.span(start, start + 2),
        "write `\\\\` for a backslash, or use single quotes",
    )


def _open_quote(stop: _Stop) -> _Mistake | None:
    if "quoted" not in stop.doing:
        return None
    quote = stop.source.text[stop.since]
    return _Mistake(
        f"the quote `{quote}` is never closed",
        stop.span_to_line_end(stop.since),
        f"add `{quote}` at the end of the text",
    )


def _open_bracket(stop: _Stop) -> _Mistake | None:
    match = re.search("flow (sequence|mapping)", stop.doing)
    if match is None:
        return None
    opening, closing = ("[", "]") if match[1] == "sequence" else ("{", "}")
    bracket = stop.source.span(stop.since, stop.since + 1)
    if stop.line == bracket.line and stop.character not in ("", "\n", "\r"):
        return _Mistake(
            f"expected `,` or `{closing}` here",
            stop.source.span(stop.at, stop.at + 1),
            "separate the items with commas, and quote text with special characters",
            (Related("the bracket is opened here", bracket),),
        )
    return _Mistake(
        f"the bracket `{opening}` is never closed", bracket, f"add `{closing}` after the last item"
    )


def _bad_start(stop: _Stop) -> _Mistake | None:
    """Plain text that begins with a character YAML keeps for itself."""
    if "any token" in stop.doing or "node content" in stop.doing:
        start = stop.at
    elif re.search("scanning (an alias|an anchor|a block scalar)", stop.doing):
        start = stop.since
    else:
        return None
    first = stop.source.text[start : start + 1]
    if not first.strip():
        return None
    span = stop.source.span(start, start + 1)
    if first in "]}":
        return _Mistake(f"`{first}` closes a bracket that is not open", span, "remove it")
    shown = "a backtick" if first == "`" else f"`{first}`"
    return _Mistake(f"text cannot start with {shown}", span, _USE_QUOTES)


def _directive(stop: _Stop) -> _Mistake | None:
    if "directive" not in stop.doing and "document start" not in stop.doing:
        return None
    directive = re.compile("^%", re.MULTILINE).search(stop.source.text, 0, stop.at + 1)
    if directive is not None:
        return _Mistake(
            "a line cannot start with `%`",
            stop.span_to_line_end(directive.start()),
            "put text that starts with `%` in quotes",
        )
    span = stop.span_to_line_end(stop.at)
    if re.compile(r"^\.\.\.\s", re.MULTILINE).search(stop.source.text, 0, stop.at):
        return _Mistake(
            "text after the end of the document", span, "remove the line `...` above it"
        )
    return _Mistake(
        "this line is indented less than the first line",
        span,
        "give keys that belong together the same indentation",
    )


def _line_without_colon(stop: _Stop) -> _Mistake | None:
    """A line that should have been `key: value`; the parser stumbles only on the one after it."""
    if "simple key" in stop.doing:
        number = stop.source.position(stop.since)[0]
    elif "mapping values" in stop.doing and not re.search(r":\s", stop.before):
        number = _previous_line(stop.source, stop.line)
    else:
        return None
    line_start, line_end = stop.source.line_bounds(number)
    line = stop.source.text[line_start:line_end]
    if match := KEY_WITHOUT_SPACE.match(line):
        span = stop.source.span(line_start + match.start(1), line_start + match.end(1))
        return _Mistake("a space is missing after the colon", span, "write `key: value`")
    if number == stop.line or re.search(r":(\s|$)", line):
        return None
    if (wide := line.find("：")) >= 0:
        span = stop.source.span(line_start + wide, line_start + wide + 1)
        return _Mistake(
            "a full-width colon does not separate key and value",
            span,
            "write `:` and a space",
        )
    return _Mistake(
        "expected `key: value`",
        stop.span_to_line_end(line_start + len(line) - len(line.lstrip())),
        "add a colon and a space after the key",
    )


def _colon_in_value(stop: _Stop) -> _Mistake | None:
    if "mapping values" not in stop.doing:
        return None
    colon = stop.source.span(stop.at, stop.at + 1)
    if len(stop.before) > 1024:
        return _Mistake(
            "key is longer than 1,024 characters", colon, "use a shorter key, on one line"
        )
    if re.search(r":\s", stop.before):
        return _Mistake("a second colon in one value", colon, _USE_QUOTES)
    return _Mistake(
        "this line is indented deeper than the line above, which already has a value",
        stop.span_to_line_end(stop.at - len(stop.before.lstrip())),
        "give it the indentation of the keys beside it",
    )


def _bad_indent(stop: _Stop) -> _Mistake | None:
    if not re.search("block (mapping|collection|sequence)", stop.doing):
        return None
    span = stop.span_to_line_end(stop.at)
    if stop.before.strip():
        if stop.character in ("]", "}"):
            return _Mistake(
                f"`{stop.character}` closes a bracket that is not open",
                stop.source.span(stop.at, stop.at + 1),
                "remove it",
            )
        in_quotes = "'" in stop.before or '"' in stop.before
        hint = "in single quotes, write `''` for an apostrophe" if in_quotes else _USE_QUOTES
        return _Mistake("text after the end of the value", span, hint)
    if "mapping" in stop.doing and not stop.source.text.startswith(("- ", "-\n"), stop.at):
        return _Mistake(
            "the indentation of this line matches no line above",
            span,
            "give keys that belong together the same indentation",
        )
    return _Mistake(
        "list items and keys are mixed at one level",
        span,
        "check the indentation; every item of a list starts with `- `",
    )


def _previous_line(source: Source, number: int) -> int:
    """Return the closest line above that is neither blank nor a comment."""
    for candidate in range(number - 1, 0, -1):
        line = source.line(candidate).strip()
        if line and not line.startswith("#"):
            return candidate
    return number


_EXPLANATIONS: tuple[Callable[[_Stop], _Mistake | None], ...] = (
    _tab,
    _escape,
    _open_quote,
    _open_bracket,
    _bad_start,
    _directive,
    _line_without_colon,
    _colon_in_value,
    _bad_indent,
)
