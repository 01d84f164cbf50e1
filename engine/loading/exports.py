"""Reads the known exports: by which headings they are recognised, and what their columns hold."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from ..model.facts import Dictionary
from ..model.rule import Export
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping, Scalar
from .definitions import Definitions
from .dictionary import report_unknown_entity
from .packs import Document, FileKind
from .reading import entries_at, text_of, texts_at, translated_at
from .scope import Scope, report_out_of_sight


def read_exports(
    documents: Iterable[Document], dictionary: Dictionary, diagnostics: Diagnostics
) -> tuple[Export, ...]:
    """Return every known export."""
    found: Definitions[Export] = Definitions("export")
    for document in documents:
        if document.kind is not FileKind.EXPORT:
            continue
        export = _read_export(document.root, dictionary, diagnostics)
        if export is not None and export.span is not None:
            found.add(export.name, export, export.span, diagnostics)
    return tuple(found.things.values())


def _read_export(root: Mapping, dictionary: Dictionary, diagnostics: Diagnostics) -> Export | None:
    name, entity = root.get("export"), root.get("entity")
    if not isinstance(name, Scalar) or not isinstance(entity, Scalar):
        return None
    report_unknown_entity(entity.raw, entity.span, dictionary, diagnostics)
    scope = Scope(dictionary, {}, diagnostics)
    columns = {}
    for entry in entries_at(root, "columns"):
        if not isinstance(entry.value, Scalar) or not entry.value.raw:
            continue
        fact = scope.find_fact(entry.value.raw, entry.value.span)
        if fact is None:
            continue
        # A file may mix grains, so a column of a finer entity is fine whatever its type.
        if fact.entity in dictionary.entities and entity.raw not in dictionary.visible_entities(
            fact.entity
        ):
            report_out_of_sight(scope, fact, entity.raw, entry.value.span)
        columns[entry.key] = fact.name
    _check_repeats(root, diagnostics)
    return Export(
        name=name.raw,
        title=translated_at(root, "title"),
        entity=entity.raw,
        recognised_by=texts_at(root, "recognised_by"),
        columns=MappingProxyType(columns),
        key=texts_at(root, "key"),
        key_fallback=texts_at(root, "key_fallback"),
        not_key=texts_at(root, "not_key"),
        skip_blank=texts_at(root, "skip_blank"),
        span=name.span,
    )


def _check_repeats(root: Mapping, diagnostics: Diagnostics) -> None:
    """Report two columns that hold the same fact: one of them would be lost."""
    seen: dict[str, str] = {}
    for entry in entries_at(root, "columns"):
        fact = text_of(entry.value)
        if fact is None:
            continue
        if fact in seen:
            diagnostics.error(
                "SKU-R010",
                f"columns `{seen[fact]}` and `{entry.key}` both hold `{fact}`",
                span=entry.value.span,
                help="keep the column that counts",
            )
        seen.setdefault(fact, entry.key)
