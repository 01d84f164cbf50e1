"""Reads YAML and JSON documents, files of JSON lines, and XML feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..model.report import Place
from ..text import nodes
from ..text.diagnostics import Diagnostics
from ..text.json_pointer import pointer_of
from ..text.json_text import load_json, load_ndjson
from ..text.read import read_source
from ..text.suggest import did_you_mean
from ..text.yaml_text import load_yaml
from .cell_places import cut_line
from .decoding import as_utf8
from .export_documents import find_export, flat_records, shape_matters
from .feeds import read_items
from .hashing import sha256_of
from .heading_doubts import report_no_entity, report_no_facts
from .recognised import Heading
from .records import EntityRecords, RecordSorter
from .tables import Cell, RawColumn, RawTable

if TYPE_CHECKING:
    from ..model.rule import Export
    from ..text.nodes import Node
    from ..text.source import Source, Span
    from .reading import Request

#: Documents with JSON pointers, and how many steps lead to one: a line of NDJSON is one by itself.
_POINTING = {"json": 0, "ndjson": 1}

_YAML_LIMIT = 8_000_000
_BYTES_LIMIT = 64_000_000


def read_yaml(request: Request) -> tuple[RawTable, ...]:
    """Return the tables of a YAML document."""
    read = _read_text(request)
    if read is None:
        return ()
    request, source = read
    root = load_yaml(source, request.recogniser.diagnostics, limit=_YAML_LIMIT)
    return () if root is None else _read_document(request, "yaml", root)


def read_json(request: Request) -> tuple[RawTable, ...]:
    """Return the tables of a JSON document."""
    read = _read_text(request)
    if read is None:
        return ()
    request, source = read
    root = load_json(source, request.recogniser.diagnostics)
    return () if root is None else _read_document(request, "json", root)


def read_ndjson(request: Request) -> tuple[RawTable, ...]:
    """Return the tables of a file with one JSON record on each line."""
    read = _read_text(request)
    if read is None:
        return ()
    request, source = read
    records = tuple(load_ndjson(source, request.recogniser.diagnostics))
    if not records:
        return ()
    return _read_records(request, "ndjson", nodes.Sequence(records, _whole(source)))


def _read_text(request: Request) -> tuple[Request, Source] | None:
    """Return the text of a document, decoded where it is not UTF-8; None after reporting why."""
    faults = Diagnostics()
    source = read_source(request.path, faults, limit=_BYTES_LIMIT, name=request.name)
    if source is None and any(each.code in ("SKU-Y005", "SKU-Y006") for each in faults):
        converted = as_utf8(request, faults)
        if converted is None:
            return None
        request, faults = converted, Diagnostics()
        source = read_source(request.path, faults, limit=_BYTES_LIMIT, name=request.name)
    request.recogniser.diagnostics.extend(faults)
    return None if source is None else (request, source)


def _whole(source: Source) -> Span:
    return source.span(0, len(source.text))


def read_xml(request: Request) -> tuple[RawTable, ...]:
    """Return the table of an XML feed."""
    read = _read_text(request)
    if read is None:
        return ()
    request, source = read
    items = read_items(source, request.recogniser.diagnostics)
    if items is None:
        return ()
    if not items.items:
        request.recogniser.diagnostics.error(
            "SKU-F010",
            f"`{request.name}` is XML, but no feed of products",
            place=request.name,
            help="a feed has an `item` or `entry` for each product; export it as a feed or as CSV",
        )
        return ()
    return _read_records(request, "xml", items)


def _read_document(request: Request, kind: str, root: Node) -> tuple[RawTable, ...]:
    known = find_export(request.recogniser.exports, root)
    if known is not None:
        return _read_export(request, kind, *known)
    if isinstance(root, nodes.Mapping) and _is_by_entity(request, root):
        return _read_by_entity(request, kind, root)
    return _read_records(request, kind, root)


def _is_by_entity(request: Request, root: nodes.Mapping) -> bool:
    """Tell a document of kinds of records from a single record, which may have children."""
    words = request.recogniser.vocabulary
    entries = [entry for entry in root.entries if not entry.key.startswith("$")]
    by_entity = [e for e in entries if words.entity(e.key) and _may_be_records(e.value)]
    facts = [entry for entry in entries if words.matches(entry.key) and entry not in by_entity]
    told = request.told or words.entity(request.stem)
    if told is not None:
        own = any(words.entity(entry.key) == told for entry in by_entity)
        return bool(by_entity) and (own or not facts)
    if not by_entity:
        return not facts
    keys = {key for entity in words.dictionary.entities.values() for key in entity.key}
    return not any(match.fact.name in keys for e in facts for match in words.matches(e.key))


def _may_be_records(node: Node) -> bool:
    return not isinstance(node, nodes.Scalar) or node.value is None


def _read_by_entity(request: Request, kind: str, root: nodes.Mapping) -> tuple[RawTable, ...]:
    words, diagnostics = request.recogniser.vocabulary, request.recogniser.diagnostics
    names = words.dictionary.entities
    keys = [entry.key for entry in root.entries]
    if not any(words.entity(key) or did_you_mean(key, names) for key in keys):
        report_no_entity(
            _headings([root]),
            (),
            request.name,
            request.recogniser.vocabulary,
            request.recogniser.diagnostics,
        )
        return ()
    sorter = RecordSorter(words, diagnostics)
    for entry in root.entries:
        entity = words.entity(entry.key)
        if entry.key.startswith("$"):
            continue
        if entity is not None:
            sorter.add(entity, entry.value, (None, entry.key))
        elif words.matches(entry.key):
            diagnostics.error(
                "SKU-F015",
                f"fact `{entry.key}` stands outside of any record",
                span=entry.key_span,
                help=f"put it under `{words.matches(entry.key)[0].fact.entity}`",
            )
        else:
            diagnostics.error(
                "SKU-F015",
                f"unknown kind of record `{entry.key}`",
                span=entry.key_span,
                help=did_you_mean(entry.key, names) or f"use one of {', '.join(sorted(names))}",
            )
    return _tables(request, kind, sorter)


def _read_records(request: Request, kind: str, root: Node) -> tuple[RawTable, ...]:
    """Read a list of records, or one record, of an entity told from outside or by the keys."""
    records = root.items if isinstance(root, nodes.Sequence) else (root,)
    entity = request.told or request.recogniser.vocabulary.entity(request.stem)
    headings = _headings(records)
    export, _ = request.recogniser.export_of([each.text for each in headings])
    if export is not None and shape_matters(export):
        return _read_export(request, kind, export, flat_records(export, root))
    found = request.recogniser.recognise_records(headings, request.name, entity)
    if found is None:
        return ()
    entity, by_export = found
    sorter = RecordSorter(request.recogniser.vocabulary, request.recogniser.diagnostics, by_export)
    sorter.add(entity, root)
    return _tables(request, kind, sorter)


def _read_export(
    request: Request, kind: str, export: Export, records: EntityRecords
) -> tuple[RawTable, ...]:
    if not (export.columns or export.first_of or export.less):
        report_no_facts(export, request.name, request.recogniser.diagnostics)
        return ()
    sha256 = request.sha256 or sha256_of(request.path)
    table = _table(request, kind, records, sha256, ())
    facts = request.recogniser.vocabulary.dictionary.facts
    if export.currency is not None and any(
        each.fact is not None and facts[each.fact].currency_in for each in table.columns
    ):
        currency = request.recogniser.currency_instead_of(export.currency, None, request.name)
        columns = (
            replace(each, currency=currency)
            if each.fact is not None and facts[each.fact].currency_in is not None
            else each
            for each in table.columns
        )
        table = replace(table, columns=tuple(columns))
    return (replace(table, note=export.title),)


def _headings(records: Iterable[Node]) -> tuple[Heading, ...]:
    """List the keys of all records, each where it stands first."""
    keys: dict[str, Heading] = {}
    for record in records:
        if isinstance(record, nodes.Mapping):
            for entry in record.entries:
                if entry.key not in keys and not entry.key.startswith("$"):
                    keys[entry.key] = Heading(entry.key, entry.key_span)
    return tuple(keys.values())


def _tables(request: Request, kind: str, sorter: RecordSorter) -> tuple[RawTable, ...]:
    sorter.report_unknown()
    sha256 = request.sha256 or sha256_of(request.path)
    return tuple(
        _table(request, kind, records, sha256, sorter.unknown(records.entity))
        for records in sorter.tables.values()
    )


def _table(
    request: Request, kind: str, records: EntityRecords, sha256: str, unmapped: tuple[str, ...]
) -> RawTable:
    facts = records.facts()
    if not records.records:
        request.recogniser.diagnostics.warning(
            "SKU-F003",
            f"`{request.name}` has no `{records.entity}` records",
            place=request.name,
            help="export it again if there should be some",
        )
    return RawTable(
        input=request.name,
        format=kind,
        entity=records.entity,
        columns=tuple(
            RawColumn(index, heading, fact) for index, (fact, heading) in enumerate(facts.items())
        ),
        rows=records.rows(facts),
        sha256=sha256,
        places=partial(places_of, records, tuple(facts), pointing=_POINTING.get(kind)),
        record_count=len(records.records),
        encoding=request.encoding.name,
        unmapped=unmapped,
    )


def places_of(
    records: EntityRecords,
    facts: Sequence[str],
    cells: Iterable[Cell],
    *,
    pointing: int | None = None,
) -> Mapping[Cell, Place]:
    """Find the places of cells whose columns are `facts`, in their order.

    `pointing` is how many steps lead to a document of which JSON pointers are given.
    """
    found: dict[Cell, Place] = {}
    for record, column in cells:
        if not 1 <= record <= len(records.records):
            continue
        stated = records.records[record - 1].get(facts[column])
        if stated is not None:
            span = stated.span
            found[record, column] = Place(
                span.source.name,
                span.line,
                span.column,
                span.end_line,
                span.end_column,
                heading=stated.heading,
                snippet=cut_line(span.source.line(span.line), span.column, span.end_column),
                pointer=None if pointing is None else pointer_of(stated.way, pointing),
            )
    return found
