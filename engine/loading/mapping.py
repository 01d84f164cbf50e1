"""Reads a user's own mapping of headings to facts, for files no descriptor knows."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from ..model.facts import Dictionary
from ..model.rule import Export
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping
from ..text.nodes import Sequence as Items
from ..text.read import read_source
from ..text.yaml_text import load_yaml
from .dictionary import report_unknown_entity
from .exports import fact_of
from .reading import entries_at, text_at, text_of, texts_at
from .scope import Scope
from .shape import check_shape


def load_mapping(
    path: Path, dictionary: Dictionary, diagnostics: Diagnostics
) -> tuple[Export, ...]:
    """Return the mappings of a file, each for files that have all of its headings."""
    source = read_source(path, diagnostics)
    root = load_yaml(source, diagnostics) if source is not None else None
    if root is None:
        return ()
    check_shape(root, "mappingFile", diagnostics)
    items = root.get("mapping") if isinstance(root, Mapping) else None
    if not isinstance(items, Items) or diagnostics.has_errors:
        return ()
    return tuple(
        found
        for number, item in enumerate(items.items, 1)
        if isinstance(item, Mapping)
        and (found := _read(number, item, path, dictionary, diagnostics)) is not None
    )


def _read(
    number: int, item: Mapping, path: Path, dictionary: Dictionary, diagnostics: Diagnostics
) -> Export | None:
    entity = item.get("entity")
    name = text_of(entity)
    if entity is None or name is None:
        return None
    if name not in dictionary.entities:
        report_unknown_entity(name, entity.span, dictionary, diagnostics)
        return None
    scope = Scope(dictionary, {}, diagnostics)
    columns = {
        entry.key: fact
        for entry in entries_at(item, "columns")
        if (fact := fact_of(scope, name, text_of(entry.value) or "", entry.value.span)) is not None
    }
    title = f"{path.name} #{number}"
    return Export(
        name=title,
        title=MappingProxyType({"en": title, "zh": title}),
        entity=name,
        recognised_by=tuple(columns),
        columns=MappingProxyType(columns),
        fractions=texts_at(item, "fractions"),
        currency=text_at(item, "currency"),
        mine=True,
        span=item.span,
    )
