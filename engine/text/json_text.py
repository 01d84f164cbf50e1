"""Loads JSON and newline-delimited JSON as a tree of nodes with places.

The standard library keeps neither places nor the text of numbers, drops duplicate keys and
accepts NaN. Nesting is followed with a list, not with recursion.
"""

import json
import re
from dataclasses import dataclass, field

from .decimal_text import parse_decimal
from .diagnostics import Diagnostics, Related
from .json_syntax import MalformedError, bad_key, bad_separator, bad_string, bad_value
from .nodes import MAX_DEPTH, Entry, Mapping, Node, Scalar, Sequence
from .source import Source, Span

_BLANK = " \t\n\r"
_BLANKS = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w.+-])")
_SIMPLE_STRING = re.compile(r'"([^"\\\x00-\x1f]*)"')
_CONSTANTS = {"true": True, "false": False, "null": None}
_CONSTANT = re.compile(r"(?:true|false|null)(?!\w)")
_STRING_DECODER = json.JSONDecoder()


def load_json(source: Source, diagnostics: Diagnostics) -> Node | None:
    """Return the document in a JSON source, or None when anything was reported.

    All duplicate keys and numbers out of range are reported, but only the first break of the
    grammar.
    """
    start = 1 if source.text.startswith("\ufeff") else 0
    if _BLANKS.fullmatch(source.text, start):
        diagnostics.error("SKU-Y007", "file is empty", place=source.name)
        return None
    return _load(source, start, len(source.text), diagnostics)


def load_ndjson(source: Source, diagnostics: Diagnostics) -> list[Node]:
    """Return the documents of a source with one JSON document on each line.

    Blank lines are skipped; a bad line is reported and left out.
    """
    nodes: list[Node] = []
    for number in range(1, source.line_count + 1):
        start, end = source.line_bounds(number)
        if number == 1 and source.text.startswith("\ufeff"):
            start += 1
        if _BLANKS.fullmatch(source.text, start, end):
            continue
        node = _load(source, start, end, diagnostics)
        if node is not None:
            nodes.append(node)
    return nodes


def _load(source: Source, start: int, end: int, diagnostics: Diagnostics) -> Node | None:
    reader = _Reader(source, start, end)
    try:
        node = reader.read()
    except MalformedError as stop:
        reader.problems.error(stop.code, stop.message, span=stop.span, help=stop.help)
    diagnostics.extend(reader.problems)
    return None if reader.problems.has_errors else node


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    start: int
    closing: str
    key: tuple[str, Span] | None = None
    items: list[Node] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    first_spans: dict[str, Span] = field(default_factory=dict)


class _Reader:
    """Reads one document between two offsets of a source."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.problems = Diagnostics()
        self._source = source
        self._text = source.text
        self._at = start
        self._end = end
        self._open: list[_Open] = []

    def read(self) -> Node:
        while True:
            node = self._read_value()
            while node is not None:
                if not self._open:
                    self._expect_end()
                    return node
                node = self._add(node)

    def _read_value(self) -> Node | None:
        """Read a scalar, an empty collection, or only the start of a collection (None)."""
        character, start = self._next(), self._at
        if character == '"':
            return self._scalar(self._read_string(), start)
        if character and character in "[{":
            if len(self._open) >= MAX_DEPTH:
                raise MalformedError(
                    f"nested deeper than {MAX_DEPTH} levels",
                    self._source.span(start, start + 1),
                    code="SKU-Y015",
                )
            self._open.append(_Open(start, "]" if character == "[" else "}"))
            self._at += 1
            if self._next() == self._open[-1].closing:
                return self._close()
            if character == "{":
                self._read_key()
            return None
        return self._read_word()

    def _add(self, node: Node) -> Node | None:
        """Put a value into the innermost collection; return that collection if it ends here."""
        parent = self._open[-1]
        if parent.key is None:
            parent.items.append(node)
        else:
            parent.entries.append(Entry(*parent.key, node))
            parent.key = None
        character = self._next()
        if character == parent.closing:
            return self._close()
        if character != ",":
            raise bad_separator(
                self._source, self._at, self._end, parent.start, f"`,` or `{parent.closing}`"
            )
        comma = self._at
        self._at += 1
        if self._next() == parent.closing:
            raise MalformedError(
                "a comma after the last item",
                self._source.span(comma, comma + 1),
                "remove the comma",
            )
        if parent.closing == "}":
            self._read_key()
        return None

    def _close(self) -> Node:
        done = self._open.pop()
        self._at += 1
        span = self._source.span(done.start, self._at)
        if done.closing == "]":
            return Sequence(tuple(done.items), span)
        return Mapping(tuple(done.entries), span)

    def _read_key(self) -> None:
        character, start, parent = self._next(), self._at, self._open[-1]
        if not character:
            raise bad_separator(self._source, start, self._end, parent.start, "a key")
        if character != '"':
            raise bad_key(self._source, start, self._end)
        key = self._read_string()
        span = self._source.span(start, self._at)
        if key in parent.first_spans:
            self.problems.error(
                "SKU-Y011",
                f"key `{key}` is written twice",
                span=span,
                help="remove or rename one of them",
                related=[Related("first written here", parent.first_spans[key])],
            )
        parent.first_spans.setdefault(key, span)
        parent.key = key, span
        if self._next() != ":":
            raise bad_separator(
                self._source, self._at, self._end, parent.start, "`:` after the key"
            )
        self._at += 1

    def _read_string(self) -> str:
        match = _SIMPLE_STRING.match(self._text, self._at, self._end)
        if match is not None:
            self._at = match.end()
            return match[1]
        try:
            value, end = _STRING_DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise bad_string(self._source, self._at, error.pos, self._end) from None
        self._at = end
        return str(value)

    def _read_word(self) -> Scalar:
        start = self._at
        if match := _NUMBER.match(self._text, start, self._end):
            self._at = match.end()
            span = self._source.span(start, self._at)
            value = parse_decimal(match[0])
            if value is None:
                self.problems.error(
                    "SKU-Y018",
                    "number is out of range",
                    span=span,
                    help="put it in quotes if it is an identifier",
                )
            return Scalar(value, span, match[0], plain=True)
        if match := _CONSTANT.match(self._text, start, self._end):
            self._at = match.end()
            span = self._source.span(start, self._at)
            return Scalar(_CONSTANTS[match[0]], span, match[0], plain=True)
        if start >= self._end and self._open:
            raise bad_separator(self._source, start, self._end, self._open[-1].start, "a value")
        raise bad_value(self._source, start, self._end)

    def _scalar(self, value: str, start: int) -> Scalar:
        return Scalar(value, self._source.span(start, self._at), value, plain=False)

    def _expect_end(self) -> None:
        if self._next():
            raise MalformedError(
                "text after the end of the document",
                self._source.span(self._at, self._at + 1),
                "keep one document per file, or one per line in a file of JSON lines",
            )

    def _next(self) -> str:
        """Go on to the next character that is not blank; return it, or nothing at the end."""
        text, at = self._text, self._at
        if at < self._end and text[at] in _BLANK and (match := _BLANKS.match(text, at, self._end)):
            self._at = at = match.end()
        return text[at] if at < self._end else ""
