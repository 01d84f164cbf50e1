"""Reads the known exports: by which headings they are recognised, and what their columns hold."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from ..model.facts import Dictionary
from ..model.row_records import with_row_records
from ..model.rule import Export
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping, Scalar
from ..text.source import Span
from .definitions import Definitions
from .dictionary import report_unknown_entity
from .packs import Document, FileKind
from .reading import entries_at, text_at, text_of, texts_at, translated_at
from .scope import Scope, report_out_of_sight


def read_exports(
    documents: Iterable[Document], dictionary: Dictionary, diagnostics: Diagnostics
) -> tuple[Export, ...]:
    """Return every known export."""
    found: Definitions[Export] = Definitions("export")
    # An export may hold rows of a table fact, such as prices at which something was sold.
    dictionary = with_row_records(dictionary)
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
    columns = {
        entry.key: fact
        for entry in entries_at(root, "columns")
        if isinstance(entry.value, Scalar)
        and (fact := fact_of(scope, entity.raw, entry.value.raw, entry.value.span)) is not None
    }
    made = {}
    for part in ("first_of", "less", "per"):
        lists = _lists_at(root, part)
        made[part] = {
            fact: lists[entry.key]
            for entry in entries_at(root, part)
            if (fact := fact_of(scope, entity.raw, entry.key, entry.key_span)) is not None
        }
    _check_repeats(root, diagnostics)
    beside: dict[str, tuple[str, ...]] = {}
    for kind in entries_at(root, "beside"):
        report_unknown_entity(kind.key, kind.key_span, dictionary, diagnostics)
        for entry in kind.value.entries if isinstance(kind.value, Mapping) else ():
            fact = fact_of(scope, kind.key, text_of(entry.value) or "", entry.value.span)
            if fact is not None:
                beside[entry.key] = (*beside.get(entry.key, ()), fact)
    dated = root.get("dated_by")
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
        also_called=MappingProxyType(_lists_at(root, "also_called")),
        first_of=MappingProxyType(made["first_of"]),
        less=MappingProxyType(made["less"]),
        per=MappingProxyType(made["per"]),
        beside=MappingProxyType(beside),
        only=MappingProxyType(_lists_at(root, "only")),
        one_of=text_at(root, "one_of"),
        bounds_only=text_at(root, "bounds_only") == "true",
        fill_down=texts_at(root, "fill_down"),
        fill_within=text_at(root, "fill_within"),
        fractions=texts_at(root, "fractions"),
        currency=text_at(root, "currency"),
        dated_by=text_at(dated, "column") if isinstance(dated, Mapping) else None,
        good_for=int(text_at(dated, "days") or 0) if isinstance(dated, Mapping) else 0,
        records=text_at(root, "records"),
        span=name.span,
    )


def _lists_at(root: Mapping, key: str) -> dict[str, tuple[str, ...]]:
    inner = root.get(key)
    if not isinstance(inner, Mapping):
        return {}
    return {entry.key: texts_at(inner, entry.key) for entry in inner.entries}


def fact_of(scope: Scope, entity: str, name: str, span: Span) -> str | None:
    """Return the fact of this name that a record of the entity may state."""
    dictionary = scope.dictionary
    fact = scope.find_fact(name, span) if name else None
    if fact is None:
        return None
    # A file may mix grains, so a column of a finer entity is fine whatever its type.
    if fact.entity in dictionary.entities and entity not in dictionary.visible_entities(
        fact.entity
    ):
        report_out_of_sight(scope, fact, entity, span)
    return fact.name


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
