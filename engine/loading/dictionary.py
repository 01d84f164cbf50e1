"""Reads entities and facts; derivations wait until all facts are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from ..model.facts import Column, Dictionary, Entity, Fact, FactType, Translated
from ..text.diagnostics import Diagnostics
from ..text.nodes import Entry, Mapping, Scalar
from ..text.source import Span
from ..text.suggest import did_you_mean
from .definitions import Definitions
from .literals import is_currency
from .packs import Document, FileKind
from .reading import (
    entries_at,
    scalars_at,
    text_at,
    texts_at,
    translated_at,
)

_TYPES = {kind.value: kind for kind in FactType}


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact with the map it was read from."""

    fact: Fact
    node: Mapping


def read_dictionary(
    documents: Iterable[Document], diagnostics: Diagnostics
) -> tuple[Dictionary, tuple[FactEntry, ...]]:
    """Return all entities and facts, without derivations, and the facts' own maps."""
    entities: Definitions[Entity] = Definitions("entity")
    facts: Definitions[FactEntry] = Definitions("fact")
    documents = tuple(documents)
    keys: list[tuple[Entity, Mapping]] = []
    for document in documents:
        if document.kind is FileKind.FACTS:
            for entry in entries_at(document.root, "entities"):
                entity = _read_entity(entry)
                if entity is not None and isinstance(entry.value, Mapping):
                    entities.add(entity.name, entity, entry.key_span, diagnostics)
                    keys.append((entity, entry.value))
        if document.kind in (FileKind.FACTS, FileKind.PROGRAM):
            for entry in entries_at(document.root, "facts"):
                read = _read_fact(entry, diagnostics)
                if read is not None:
                    facts.add(entry.key, read, entry.key_span, diagnostics)
    dictionary = Dictionary(
        MappingProxyType(entities.things),
        MappingProxyType({name: each.fact for name, each in facts.things.items()}),
        MappingProxyType({}),
    )
    for entity, node in keys:
        _check_entity(entity, node, dictionary, diagnostics)
    for each in facts.things.values():
        _check_fact(each, dictionary, diagnostics)
    return dictionary, tuple(facts.things.values())


def _read_entity(entry: Entry) -> Entity | None:
    node = entry.value
    if not isinstance(node, Mapping):
        return None
    return Entity(
        name=entry.key,
        title=translated_at(node, "title"),
        key=texts_at(node, "key"),
        sees=texts_at(node, "sees"),
        span=entry.key_span,
        item=_is_true(node, "item"),
    )


def _is_true(node: Mapping, key: str) -> bool:
    found = node.get(key)
    return isinstance(found, Scalar) and found.value is True


def _read_fact(entry: Entry, diagnostics: Diagnostics) -> FactEntry | None:
    node = entry.value
    if not isinstance(node, Mapping):
        return None
    kind = _TYPES.get(text_at(node, "type") or "")
    entity = text_at(node, "entity")
    if kind is None or entity is None:
        return None
    of = _TYPES.get(text_at(node, "of") or "")
    step = node.get("step")
    fact = Fact(
        name=entry.key,
        entity=entity,
        type=kind,
        title=translated_at(node, "title"),
        span=entry.key_span,
        unit=text_at(node, "unit"),
        meaning=translated_at(node, "meaning"),
        found_in=translated_at(node, "found_in"),
        headings=texts_at(node, "headings"),
        values=_words_at(node),
        titles=_titles_at(node),
        of=(of or FactType.TEXT) if kind is FactType.LIST else of,
        columns=tuple(_read_columns(node, diagnostics)),
        from_copies=text_at(node, "from_copies"),
        step=step.value if isinstance(step, Scalar) and isinstance(step.value, Decimal) else None,
        currency_in=text_at(node, "currency_in"),
        may_be_below_one=_is_true(node, "may_be_below_one"),
        changes_noted_in=text_at(node, "changes_noted_in"),
        statement=text_at(node, "statement"),
    )
    _check_parts(fact.type, node, entry.key_span, f"fact `{fact.name}`", diagnostics)
    return FactEntry(fact, node)


def _read_columns(node: Mapping, diagnostics: Diagnostics) -> Iterable[Column]:
    for entry in entries_at(node, "columns"):
        inner = entry.value
        if not isinstance(inner, Mapping):
            continue
        kind = _TYPES.get(text_at(inner, "type") or "")
        if kind is None:
            continue
        _check_parts(kind, inner, entry.key_span, f"column `{entry.key}`", diagnostics)
        of = _TYPES.get(text_at(inner, "of") or "")
        unit, values = text_at(inner, "unit"), _words_at(inner)
        never_negative = text_at(inner, "never_negative") == "true"
        yield Column(
            entry.key,
            kind,
            unit,
            values,
            of,
            never_negative,
            texts_at(inner, "headings"),
            text_at(inner, "otherwise"),
            text_at(inner, "currency_in"),
            text_at(inner, "copy"),
            _titles_at(inner),
        )


def _words_at(node: Mapping) -> tuple[str, ...]:
    """Return the values a fact may have: a list of them, or a map with what each is called."""
    if isinstance(node.get("values"), Mapping):
        return tuple(entry.key for entry in entries_at(node, "values"))
    return texts_at(node, "values")


def _titles_at(node: Mapping) -> MappingProxyType[str, Translated]:
    values = node.get("values")
    if not isinstance(values, Mapping):
        return MappingProxyType({})
    return MappingProxyType(
        {
            entry.key: translated_at(values, entry.key)
            for entry in values.entries
            if isinstance(entry.value, Mapping)
        }
    )


def _check_parts(
    kind: FactType, node: Mapping, span: Span, what: str, diagnostics: Diagnostics
) -> None:
    """Report keys that a type needs, and keys that suit another type."""
    needs = {FactType.ENUM: "values", FactType.TABLE: "columns", FactType.MONEY: "unit"}
    if (needed := needs.get(kind)) and node.entry(needed) is None:
        example = {
            "values": "`values: [A, B]`, the words it may take",
            "columns": "`columns: {date: {type: date}}`",
            "unit": "`unit: USD`, the currency the amounts are in",
        }[needed]
        diagnostics.error(
            "SKU-R003", f"`{needed}` of {what} is missing", span=span, help=f"add {example}"
        )
    unit = node.get("unit")
    if kind is FactType.MONEY and isinstance(unit, Scalar) and not is_currency(unit.raw):
        diagnostics.error(
            "SKU-R004",
            f"`{unit.raw}` is not the code of a currency",
            span=unit.span,
            help="write three capitals, such as `USD`",
        )
    for key, kinds in (
        ("values", {FactType.ENUM, FactType.LIST}),
        ("of", {FactType.LIST}),
        ("columns", {FactType.TABLE}),
        ("from_copies", {FactType.TABLE}),
        ("currency_in", {FactType.MONEY}),
        ("may_be_below_one", {FactType.PERCENT}),
    ):
        entry = node.entry(key)
        if entry is not None and kind not in kinds:
            diagnostics.error(
                "SKU-R001",
                f"`{key}` does not belong to {what}, whose type is {kind}",
                span=entry.key_span,
                help="remove it, or change the type",
            )


def _check_entity(
    entity: Entity, node: Mapping, dictionary: Dictionary, diagnostics: Diagnostics
) -> None:
    for scalar in scalars_at(node, "sees"):
        _check_known_entity(scalar, dictionary, diagnostics)
    for scalar in scalars_at(node, "key"):
        if scalar.raw not in dictionary.facts:
            diagnostics.error(
                "SKU-R011",
                f"unknown fact `{scalar.raw}`",
                span=scalar.span,
                help=did_you_mean(scalar.raw, dictionary.facts)
                or f"define it under `facts`, with `entity: {entity.name}` and `type: text`",
            )


def _check_fact(entry: FactEntry, dictionary: Dictionary, diagnostics: Diagnostics) -> None:
    entity = entry.node.get("entity")
    if isinstance(entity, Scalar):
        _check_known_entity(entity, dictionary, diagnostics)
    columns = [each.value for each in entries_at(entry.node, "columns")]
    for node in (entry.node, *(each for each in columns if isinstance(each, Mapping))):
        currency = node.get("currency_in")
        if isinstance(currency, Scalar) and currency.raw not in dictionary.facts:
            diagnostics.error(
                "SKU-R011",
                f"unknown fact `{currency.raw}`",
                span=currency.span,
                help=did_you_mean(currency.raw, dictionary.facts) or "define it under `facts`",
            )
        otherwise = node.get("otherwise")
        names = [each.name for each in entry.fact.columns]
        if isinstance(otherwise, Scalar) and otherwise.raw not in names:
            diagnostics.error(
                "SKU-R011",
                f"unknown column `{otherwise.raw}`",
                span=otherwise.span,
                help=did_you_mean(otherwise.raw, names) or "name another column of this table",
            )


def _check_known_entity(scalar: Scalar, dictionary: Dictionary, diagnostics: Diagnostics) -> None:
    report_unknown_entity(scalar.raw, scalar.span, dictionary, diagnostics)


def report_unknown_entity(
    name: str, span: Span, dictionary: Dictionary, diagnostics: Diagnostics
) -> None:
    """Report an entity that no dictionary defines."""
    if name in dictionary.entities:
        return
    known = ", ".join(f"`{each}`" for each in dictionary.entities)
    diagnostics.error(
        "SKU-R012",
        f"unknown entity `{name}`",
        span=span,
        help=did_you_mean(name, dictionary.entities)
        or (f"entities: {known}" if known else "define it under `entities`"),
    )
