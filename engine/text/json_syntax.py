"""Explains why a text is not well-formed JSON, in words for people who wrote it by hand."""

import re

from .source import Source, Span

_WORD = re.compile(r"[-+]?[^\W\d][\w.]*|[-+]?\.?[0-9][\w.+-]*")
_MEANT = {
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
    **dict.fromkeys(("None", "NULL", "Null", "nil", "undefined"), "null"),
}


class MalformedError(Exception):
    """A text breaks the grammar of JSON, so that reading cannot go on."""

    def __init__(
        self, message: str, span: Span, help: str | None = None, code: str = "SKU-Y010"
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.help = help
        self.code = code


def bad_value(source: Source, at: int, end: int) -> MalformedError:
    """Return the error for text that is no JSON value."""
    if at >= end:
        return MalformedError("a value is missing at the end", source.span(at, at))
    match = _WORD.match(source.text, at, end)
    if match is None:
        return _bad_character(source, at, "expected a value here")
    word, span = match[0], source.span(at, match.end())
    if word.lstrip("+-").lower() in ("nan", "infinity", "inf"):
        return MalformedError(
            f"`{word}` is not a JSON number",
            span,
            "use null for a value that is not known",
            "SKU-Y019",
        )
    if word in _MEANT:
        return MalformedError(f"`{word}` is not JSON", span, f"write `{_MEANT[word]}`")
    if re.match(r"[-+.]*[0-9]", word):
        return MalformedError(
            f"`{word}` is not a number",
            span,
            "put identifiers in quotes; numbers have no leading zero and no leading `+` or `.`",
        )
    return MalformedError(f"`{word}` is not JSON", span, "put text in double quotes")


def bad_key(source: Source, at: int, end: int) -> MalformedError:
    """Return the error for text that is no JSON key."""
    match = _WORD.match(source.text, at, end)
    if match is None:
        return _bad_character(source, at, "expected a key here")
    return MalformedError(
        f"key `{match[0]}` is not in double quotes",
        source.span(at, match.end()),
        f'write `"{match[0]}"`',
    )


def bad_string(source: Source, start: int, stop: int, end: int) -> MalformedError:
    """Return the error for a string from `start` that cannot be read at `stop`."""
    text = source.text
    if text.startswith("\\", stop) or text.startswith("u", stop):
        stop = text.rfind("\\", start, stop + 1)
        return MalformedError(
            f"unknown escape `{text[stop : stop + 2]}`",
            source.span(stop, min(stop + 2, end)),
            "write `\\\\` for a backslash",
        )
    if stop > start and text.startswith("\t", stop):
        return MalformedError(
            "a tab cannot stand in a string", source.span(stop, stop + 1), "write `\\t`"
        )
    if stop > start and stop < end and text[stop] < " " and text[stop] not in "\r\n":
        number = ord(text[stop])
        return MalformedError(
            f"character U+{number:04X} is not allowed here",
            source.span(stop, stop + 1),
            f"delete it, or write `\\u{number:04x}`",
            "SKU-Y008",
        )
    line_end = source.line_bounds(source.position(start)[0])[1]
    return MalformedError(
        'the quote `"` is never closed on its line',
        source.span(start, start + len(text[start:line_end].rstrip())),
        'add `"` at the end of the text; write `\\n` for a new line in it',
    )


def bad_separator(source: Source, at: int, end: int, opened: int, expected: str) -> MalformedError:
    """Return the error for a collection opened at `opened` that cannot go on at `at`."""
    if at < end:
        return _bad_character(source, at, f"expected {expected} here")
    bracket = source.text[opened]
    closing = "]" if bracket == "[" else "}"
    return MalformedError(
        f"the bracket `{bracket}` is never closed",
        source.span(opened, opened + 1),
        f"add `{closing}` after the last item",
    )


def _bad_character(source: Source, at: int, otherwise: str) -> MalformedError:
    span = source.span(at, at + 1)
    if source.text.startswith(("//", "/*", "#"), at):
        return MalformedError("JSON has no comments", span, "remove it, or use YAML")
    if source.text.startswith(("'", "“", "”", "‘", "’"), at):
        return MalformedError(
            f"`{source.text[at]}` is not a JSON quote", span, 'use double quotes `"`'
        )
    return MalformedError(otherwise, span)
