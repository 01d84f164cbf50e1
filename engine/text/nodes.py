"""The tree that the YAML and JSON loaders return: plain values, each with its place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from .source import Span

#: How deep collections may stand inside each other; functions on nodes may recurse.
MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value.

    Attributes:
        value: Numbers are always Decimal; dates and everything else stay text.
        span: The place, quotes included.
        raw: The text before conversion (`4.10`), without quotes and with escapes resolved.
        plain: Whether it was written without quotes.
    """

    value: str | Decimal | bool | None
    span: Span
    raw: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: "tuple[Node, ...]"
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: str
    key_span: Span
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order written."""

    entries: tuple[Entry, ...]
    span: Span
    _index: dict[str, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {entry.key: entry for entry in self.entries})

    def entry(self, key: str) -> Entry | None:
        """Return the entry with this key, or None."""
        return self._index.get(key)

    def get(self, key: str) -> "Node | None":
        """Return the value of this key, or None when the key is absent."""
        entry = self._index.get(key)
        return None if entry is None else entry.value

    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order written."""
        return tuple(entry.key for entry in self.entries)


Node: TypeAlias = Scalar | Sequence | Mapping

#: What `to_plain` returns.
Plain: TypeAlias = "bool | str | int | float | Decimal | list[Plain] | dict[str, Plain] | None"


def to_plain(node: Node, numbers: Literal["float", "decimal"] = "float") -> Plain:
    """Return the node as ordinary Python data.

    Args:
        node: What to convert.
        numbers: `float` gives int for whole numbers and float for the rest, which rounds: good
            enough to check a shape, never for judging. `decimal` keeps every number exact.
    """
    if isinstance(node, Mapping):
        return {entry.key: to_plain(entry.value, numbers) for entry in node.entries}
    if isinstance(node, Sequence):
        return [to_plain(item, numbers) for item in node.items]
    if isinstance(node.value, Decimal) and numbers == "float":
        is_whole = node.value.as_tuple().exponent == 0
        return int(node.value) if is_whole else float(node.value)
    return node.value


def span_at(node: Node, path: Iterable[str | int]) -> Span:
    """Return the place of the value at a path; of its closest ancestor when it is absent."""
    for step in path:
        child = _child(node, step)
        if child is None:
            break
        node = child
    return node.span


def key_span_at(node: Node, path: Iterable[str | int]) -> Span:
    """Return the place of the key that names the value at a path.

    A list item has no key, so its own place is returned; so is that of the root.
    """
    span = node.span
    for step in path:
        child = _child(node, step)
        if child is None:
            break
        entry = node.entry(step) if isinstance(node, Mapping) and isinstance(step, str) else None
        span = entry.key_span if entry else child.span
        node = child
    return span


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(step, str):
        return node.get(step)
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None
