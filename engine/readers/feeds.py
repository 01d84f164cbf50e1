"""Reads XML feeds: the items of an RSS or Atom document as records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from ..text import nodes
from ..text.diagnostics import Diagnostics
from ..text.source import Source

if TYPE_CHECKING:
    from ..text.source import Span

_ITEMS = frozenset({"item", "entry", "product", "offer"})
_MOST_DEPTH = 60
_STRAY_AMPERSAND = re.compile(r"&(?!#?\w+;)")
#: Of no meaning, so that it can stand for one.
_AMPERSAND = "\ue000"


class _HasDeclarations(Exception):
    """The document declares entities of its own, which may grow without end."""


@dataclass(slots=True)
class _Parse:
    """Collects the items of a feed while it is parsed."""

    source: Source
    parser: expat.XMLParserType
    items: list[nodes.Mapping] = field(default_factory=list)
    _entries: list[nodes.Entry] | None = None
    _depth: int = 0
    _item_depth: int = 0
    _item_start: tuple[int, int] = (1, 1)
    _key: str | None = None
    _key_start: tuple[int, int] = (1, 1)
    _text: list[str] = field(default_factory=list)
    _text_start: tuple[int, int] | None = None

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise _HasDeclarations
        bare = name.rsplit(":", 1)[-1]
        if self._entries is None:
            if bare in _ITEMS:
                self._entries, self._item_depth = [], self._depth
                self._item_start = self._here()
        elif self._depth == self._item_depth + 1:
            self._key, self._key_start = bare, self._here()
            self._text.clear()
            self._text_start = None

    def text(self, text: str) -> None:
        if self._key is not None:
            if self._text_start is None:
                self._text_start = self._here()
            self._text.append(text)

    def end(self, _name: str) -> None:
        if self._entries is not None and self._depth == self._item_depth:
            self.items.append(nodes.Mapping(tuple(self._entries), self._span(self._item_start)))
            self._entries = None
        elif self._entries is not None and self._depth == self._item_depth + 1:
            assert self._key is not None
            text = "".join(self._text).replace(_AMPERSAND, "&").strip()
            span = self._span(self._text_start or self._key_start)
            key_span = self._span(self._key_start)
            known = {entry.key for entry in self._entries}
            if self._key not in known:
                value = nodes.Scalar(text or None, span, text, False)
                self._entries.append(nodes.Entry(self._key, key_span, value))
            self._key = None
        self._depth -= 1

    def declare(self, *_: object) -> None:
        raise _HasDeclarations

    def _here(self) -> tuple[int, int]:
        return self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1

    def _span(self, start: tuple[int, int]) -> Span:
        offset = self.source.offset(*start)
        end = self.source.offset(*self._here())
        return self.source.span(offset, max(offset, end))


def read_items(source: Source, diagnostics: Diagnostics) -> nodes.Sequence | None:
    """Return the items of a feed as records; None after reporting what is wrong with it."""
    # A lone `&` is common and harmless; one character for another keeps all places.
    text = _STRAY_AMPERSAND.sub(_AMPERSAND, source.text)
    # The text is decoded already, whatever it declares.
    parser = expat.ParserCreate("utf-8")
    parse = _Parse(source, parser)
    parser.StartElementHandler = parse.start
    parser.EndElementHandler = parse.end
    parser.CharacterDataHandler = parse.text
    parser.StartDoctypeDeclHandler = parse.declare
    parser.EntityDeclHandler = parse.declare
    try:
        parser.Parse(text.encode(), True)
    except _HasDeclarations:
        diagnostics.error(
            "SKU-F048",
            "the feed declares entities of its own, or is nested beyond measure",
            place=source.name,
            help="export the feed again; a product feed needs neither",
        )
        return None
    except expat.ExpatError as error:
        diagnostics.error(
            "SKU-F048",
            f"the XML is broken: {expat.ErrorString(error.code)}",
            place=f"{source.name}:{error.lineno}:{error.offset + 1}",
            help="export the feed again, or look at this line in an editor",
        )
        return None
    return nodes.Sequence(tuple(parse.items), source.span(0, 0))
