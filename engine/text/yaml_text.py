"""Loads YAML as a tree of nodes with places, and refuses the dangerous parts of the format.

The tree is built from the parser's events, never with recursion: a file of 100,000 brackets
crashes a composing loader, and aliases can make 700 bytes grow into gigabytes.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

import yaml

from .characters import refuse_characters
from .decimal_text import parse_decimal
from .diagnostics import Diagnostics, Related
from .nodes import MAX_DEPTH, Entry, Mapping, Node, Scalar, Sequence
from .source import Source, Span
from .yaml_syntax import KEY_WITHOUT_SPACE, report_syntax_error

#: In characters.
DEFAULT_LIMIT = 2_000_000

_EventParser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The core schema of YAML 1.2, less hexadecimal and octal numbers and numbers with leading zeros:
# in a catalogue those are article numbers and barcodes.
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_PROPERTY = re.compile(r"[&!][^\s,\[\]{}]*")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}


def load_yaml(
    source: Source, diagnostics: Diagnostics, *, limit: int = DEFAULT_LIMIT
) -> Node | None:
    """Return the document in a YAML source, or None when anything was reported.

    Args:
        source: The text.
        diagnostics: Where problems are reported; all duplicate keys, tags and aliases at once,
            but only the first break of the grammar.
        limit: The largest size accepted, in characters.
    """
    if len(source.text) > limit:
        diagnostics.error(
            "SKU-Y004",
            f"file is larger than {limit:,} characters",
            place=source.name,
            help="split the file into several smaller ones",
        )
        return None
    if refuse_characters(source, diagnostics):
        return None
    builder = _Builder(source)
    builder.run()
    diagnostics.extend(builder.problems)
    return None if builder.problems.has_errors else builder.root


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    start: int
    end: int
    is_mapping: bool
    key: tuple[str, Span] | None = None
    items: list[Node] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    first_spans: dict[str, Span] = field(default_factory=dict)


class _Builder:
    """Turns the events of one YAML stream into nodes."""

    def __init__(self, source: Source) -> None:
        self.problems = Diagnostics()
        self.root: Node | None = None
        self._source = source
        self._shift = 1 if source.text.startswith("\ufeff") else 0
        self._open: list[_Open] = []
        self._documents = 0
        self._anchors: dict[str, Span] = {}
        self._aliases: dict[str, list[Span]] = {}

    def run(self) -> None:
        parser = _EventParser(self._source.text[self._shift :])
        try:
            while parser.check_event() and self._take(parser.get_event()):
                pass
        except yaml.MarkedYAMLError as error:
            report_syntax_error(self._source, error, self._shift, self.problems)
        finally:
            parser.dispose()
        self._report_anchors()
        if self.root is None and not self.problems.has_errors:
            self.problems.error("SKU-Y007", "file is empty", place=self._source.name)

    def _take(self, event: yaml.Event) -> bool:
        """Take in one event; return whether to go on reading."""
        start, end = self._bounds(event)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse_document(start)
                return False
        elif isinstance(event, yaml.AliasEvent):
            span = self._source.span(start, end)
            self._aliases.setdefault(str(event.anchor), []).append(span)
            self._place(Scalar(None, span, span.text, plain=True), start, end)
        elif isinstance(event, yaml.ScalarEvent):
            start = self._skip_properties(event, start)
            self._take_scalar(event, start, end)
        elif isinstance(event, yaml.CollectionStartEvent):
            start = self._skip_properties(event, start)
            if len(self._open) >= MAX_DEPTH:
                self.problems.error(
                    "SKU-Y015",
                    f"nested deeper than {MAX_DEPTH} levels",
                    span=self._source.span(start, start + 1),
                )
                return False
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            self._open.append(_Open(start, end, is_mapping))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(end)
        return True

    def _bounds(self, event: yaml.Event) -> tuple[int, int]:
        start = event.start_mark.index if event.start_mark else 0
        end = event.end_mark.index if event.end_mark else start
        return start + self._shift, end + self._shift

    def _take_scalar(self, event: yaml.ScalarEvent, start: int, end: int) -> None:
        text = str(event.value)
        if event.style in ("|", ">"):
            # The parser puts the end of a block scalar at the start of the next token.
            end = start + len(self._source.text[start:end].rstrip())
            self._check_block(text, start)
        span = self._source.span(start, end)
        if event.style:
            self._place(Scalar(text, span, text, plain=False), start, end)
            return
        value: str | Decimal | bool | None = text
        if text in _CONSTANTS:
            value = _CONSTANTS[text]
        elif _NUMBER.fullmatch(text) and not self._expects_key():
            value = parse_decimal(text)
            if value is None:
                self.problems.error(
                    "SKU-Y018",
                    "number is out of range",
                    span=span,
                    help="put it in quotes if it is an identifier",
                )
        self._place(Scalar(value, span, text, plain=True), start, end)

    def _check_block(self, value: str, start: int) -> None:
        """Refuse `min: >5`, which YAML reads as empty text with an indentation of five."""
        if value or not self._source.text[start + 1 : start + 3].strip("+-")[:1].isdigit():
            return
        self.problems.error(
            "SKU-Y010",
            f"text cannot start with `{self._source.text[start]}`",
            span=self._source.span(start, start + 1),
            help="put the whole value in quotes",
        )

    def _expects_key(self) -> bool:
        return bool(self._open) and self._open[-1].is_mapping and self._open[-1].key is None

    def _close(self, end: int) -> None:
        done = self._open.pop()
        if self._source.text[done.start : done.start + 1] in ("[", "{"):
            done.end = end
        # A block collection ends with its last value; its own end mark lies after comments.
        span = self._source.span(done.start, done.end)
        node: Node
        if done.is_mapping:
            node = Mapping(tuple(done.entries), span)
        else:
            node = Sequence(tuple(done.items), span)
        self._place(node, done.start, done.end)

    def _place(self, node: Node, start: int, end: int) -> None:
        """Put a finished node where it belongs: root, list item, key or value."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.end = max(parent.end, end)
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._read_key(node, parent)
        else:
            parent.entries.append(Entry(*parent.key, node))
            if start == end:
                self._check_colon(parent.key[1], end)
            parent.key = None

    def _check_colon(self, key_span: Span, value_end: int) -> None:
        """Refuse `{a:1}`, which YAML reads as the key `a:1` without a value."""
        match = KEY_WITHOUT_SPACE.match(key_span.text)
        key_start = self._source.offset(key_span.line, key_span.column)
        if match is None or key_start + len(key_span.text) != value_end:
            return
        self.problems.error(
            "SKU-Y010",
            "a space is missing after the colon",
            span=self._source.span(key_start + match.start(1), key_start + match.end(1)),
            help="write `key: value`",
        )

    def _read_key(self, node: Node, parent: _Open) -> tuple[str, Span]:
        span = node.span
        if not isinstance(node, Scalar):
            kind = "mapping" if isinstance(node, Mapping) else "list"
            self.problems.error(
                "SKU-Y016",
                f"a {kind} cannot be a key",
                span=span,
                help="text that starts with `{` or `[` needs quotes",
            )
            return "", span
        if node.plain and not node.raw:
            self.problems.error(
                "SKU-Y016", "there is no key here", span=span, help="write `key: value`"
            )
        elif node.plain and node.raw == "<<":
            self.problems.error(
                "SKU-Y014",
                "merge keys `<<` are not allowed",
                span=span,
                help="write the keys out",
            )
        elif node.raw in parent.first_spans:
            self.problems.error(
                "SKU-Y011",
                f"key `{node.raw}` is written twice",
                span=span,
                help="remove or rename one of them",
                related=[Related("first written here", parent.first_spans[node.raw])],
            )
        else:
            parent.first_spans[node.raw] = span
        return node.raw, span

    def _skip_properties(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, start: int
    ) -> int:
        """Note the anchor and report the tag of a node; return where the node itself starts."""
        text = self._source.text
        for _ in range((event.anchor is not None) + (event.tag is not None)):
            match = _PROPERTY.match(text, start)
            if match is None:
                break
            span = self._source.span(match.start(), match.end())
            if match[0].startswith("&"):
                self._anchors.setdefault(str(event.anchor), span)
            else:
                self.problems.error(
                    "SKU-Y013",
                    f"tags such as `{match[0]}` are not allowed",
                    span=span,
                    help="text that starts with `!` needs quotes",
                )
            start = _skip_blanks(text, match.end(), self._bounds(event)[1])
        return start

    def _report_anchors(self) -> None:
        for name, spans in self._aliases.items():
            anchor = self._anchors.pop(name, None)
            self.problems.error(
                "SKU-Y012",
                f"aliases such as `*{name}` are not allowed",
                span=spans[0],
                help="write the value out, or quote text that starts with `*`",
                related=[Related("the anchor is here", anchor)] if anchor else [],
                count=len(spans),
            )
        for name, span in self._anchors.items():
            self.problems.error(
                "SKU-Y012",
                f"anchors such as `&{name}` are not allowed",
                span=span,
                help="remove it, or quote text that starts with `&`",
            )

    def _refuse_document(self, start: int) -> None:
        self.problems.error(
            "SKU-Y017",
            "a second document starts here",
            span=self._source.span(start, start + 3),
            help="keep one document per file",
        )


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
