"""Finds the records of a known export in a document: deep inside, with facts further up.

An API wraps its answer into a response, a result and lists of lists. Where the wrapping ends is
told by the keys of the descriptor, not by a path, since every client unwraps it differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..model.values import EXACT
from ..text import nodes
from .records import EntityRecords, Stated
from .shaping import as_number
from .vocabulary import normalise

if TYPE_CHECKING:
    from ..model.rule import Export
    from ..text.json_pointer import Way
    from ..text.nodes import Node

#: The descriptor's word for records that are told by their keys alone.
ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class _Found:
    """A record, and the mappings it stands in, the innermost first."""

    record: nodes.Mapping
    around: tuple[nodes.Mapping, ...]
    #: The ways to the record and to each of those.
    ways: tuple[Way, ...]


def find_export(exports: Sequence[Export], root: Node) -> tuple[Export, EntityRecords] | None:
    """Return the export a document is an answer of, with its records."""
    for export in exports:
        if export.records is None:
            continue
        found = [
            each for each in _records(export.records, root, (), (None,)) if _fits(export, each)
        ]
        if found:
            return export, records_of(export, found)
    return None


def flat_records(export: Export, root: Node) -> EntityRecords:
    """Return the records of a list of flat ones, with what the descriptor asks done to them."""
    is_list = isinstance(root, nodes.Sequence)
    items = root.items if isinstance(root, nodes.Sequence) else (root,)
    found = [
        _Found(item, (), ((None, number) if is_list else None,))
        for number, item in enumerate(items)
        if isinstance(item, nodes.Mapping)
    ]
    return records_of(export, found)


def _records(
    name: str, node: Node, around: tuple[nodes.Mapping, ...], ways: tuple[Way, ...]
) -> Iterator[_Found]:
    """Yield the records under a name; `ways` leads to the node and to each mapping around it."""
    if isinstance(node, nodes.Sequence):
        for number, item in enumerate(node.items):
            yield from _records(name, item, around, ((ways[0], number), *ways[1:]))
    elif isinstance(node, nodes.Mapping):
        if name == ANYWHERE:
            yield _Found(node, around, ways)
        inside = (node, *around)
        for entry in node.entries:
            if isinstance(entry.value, nodes.Scalar):
                continue
            further = ((ways[0], entry.key), *ways)
            if normalise(entry.key) == normalise(name):
                yield from _items(entry.value, inside, further)
            else:
                yield from _records(name, entry.value, inside, further)


def _items(
    node: Node, around: tuple[nodes.Mapping, ...], ways: tuple[Way, ...]
) -> Iterator[_Found]:
    """Yield the records of a list, which may be wrapped into a mapping with a single key."""
    if isinstance(node, nodes.Mapping) and len(node.entries) == 1:
        only = node.entries[0]
        if isinstance(only.value, nodes.Sequence):
            node, ways = only.value, ((ways[0], only.key), *ways[1:])
    if isinstance(node, nodes.Sequence):
        for number, item in enumerate(node.items):
            if isinstance(item, nodes.Mapping):
                yield _Found(item, around, ((ways[0], number), *ways[1:]))
    elif isinstance(node, nodes.Mapping):
        yield _Found(node, around, ways)


def _fits(export: Export, found: _Found) -> bool:
    return all(_entry(export, found, name) is not None for name in export.recognised_by)


def _entry(export: Export, found: _Found, name: str) -> tuple[nodes.Entry, Way] | None:
    """Return the entry with a heading's name, in the record or around it; dots lead inside."""
    names = {normalise(each) for each in (name, *export.also_called.get(name, ()))}
    for mapping, way in zip((found.record, *found.around), found.ways, strict=True):
        for entry in mapping.entries:
            if normalise(entry.key) in names:
                return entry, (way, entry.key)
        if "." in name and (inside := _inside(mapping, name.split("."), way)) is not None:
            return inside
    return None


def _inside(
    mapping: nodes.Mapping, path: Sequence[str], way: Way
) -> tuple[nodes.Entry, Way] | None:
    for position, key in enumerate(path):
        entry = next((e for e in mapping.entries if normalise(e.key) == normalise(key)), None)
        if entry is None:
            return None
        way = way, entry.key
        if position == len(path) - 1:
            return entry, way
        if not isinstance(entry.value, nodes.Mapping):
            return None
        mapping = entry.value
    return None


def records_of(export: Export, found: Sequence[_Found]) -> EntityRecords:
    """Return what some records state, by fact."""
    records = EntityRecords(export.entity)
    for each in found:
        if not _is_record(export, each):
            continue
        stated: dict[str, Stated] = {}
        for name, fact in export.columns.items():
            _put(stated, fact, _stated(export, each, name))
        for name, facts in export.beside.items():
            for fact in facts:
                _put(stated, fact, _stated(export, each, name))
        for fact, names in export.first_of.items():
            choices = (_stated(export, each, name) for name in names)
            _put(stated, fact, next((one for one in choices if one is not None), None))
        for fact, names in export.less.items():
            _put(stated, fact, _less([_stated(export, each, name) for name in names]))
        records.records.append(stated)
        records.complete.append(frozenset())
    return records


def _put(stated: dict[str, Stated], fact: str, value: Stated | None) -> None:
    if value is not None:
        stated.setdefault(fact, value)


def _is_record(export: Export, found: _Found) -> bool:
    for name, texts in export.only.items():
        at = _entry(export, found, name)
        if at is None or not isinstance(at[0].value, nodes.Scalar):
            return False
        if at[0].value.raw.strip() not in texts:
            return False
    return True


def _stated(export: Export, found: _Found, name: str) -> Stated | None:
    at = _entry(export, found, name)
    if at is None or not isinstance(at[0].value, nodes.Scalar):
        return None
    entry, way = at
    assert isinstance(entry.value, nodes.Scalar)
    text = entry.value.raw if entry.value.value is not None else ""
    if not text.strip():
        return None
    number = as_number(text) if name in export.fractions else None
    if number is not None:
        text = format(EXACT.multiply(number, Decimal(100)), "f") + "%"
    return Stated(text, entry.value.span, entry.key, way)


def _less(parts: Sequence[Stated | None]) -> Stated | None:
    first = parts[0]
    if first is None or any(part is None for part in parts):
        return None
    numbers = [as_number(str(part.value)) for part in parts if part is not None]
    if any(number is None for number in numbers):
        return first if numbers[0] is None else None
    total, *rest = (number for number in numbers if number is not None)
    for number in rest:
        total = EXACT.subtract(total, number)
    return Stated(format(total, "f"), first.span, first.heading, first.way)


def shape_matters(export: Export) -> bool:
    """Tell whether a descriptor asks for more than names of facts."""
    parts: tuple[Mapping[str, object] | Sequence[str], ...] = (
        export.first_of,
        export.less,
        export.only,
        export.fractions,
    )
    return any(parts)
