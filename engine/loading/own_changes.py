"""Reads what a pack changes about the packs before it: values of parameters, rules switched off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from ..model.rule import Overridden, Pack, Parameter, ParameterValue, RuleBook, SwitchedOff
from ..text.diagnostics import Diagnostics
from ..text.nodes import Mapping, Scalar
from ..text.suggest import did_you_mean
from .packs import Document, FileKind
from .parameters import read_override
from .reading import entries_at, maps_at, text_at


def with_own_changes(
    book: RuleBook,
    documents: Iterable[Document],
    packs: Sequence[Pack],
    diagnostics: Diagnostics,
) -> RuleBook:
    """Return the book with `overrides` and `switch_off` of its packs carried out."""
    parameters, rules = dict(book.parameters), dict(book.rules)
    overridden: dict[str, Overridden] = {}
    switched_off: dict[str, SwitchedOff] = {}
    for document in documents:
        if document.kind is not FileKind.PACK:
            continue
        pack = packs[document.pack].name
        for entry in entries_at(document.root, "overrides"):
            literal = read_override(entry.key, entry.key_span, entry.value, book, diagnostics)
            if literal is not None and isinstance(entry.value, Scalar):
                value = ParameterValue(literal, None, None, entry.value.span)
                before: Parameter = parameters[entry.key]
                parameters[entry.key] = replace(before, values=(value,))
                overridden[entry.key] = Overridden(entry.key, entry.value.raw, pack)
        for node in maps_at(document.root, "switch_off"):
            off = _read_off(node, book, pack, diagnostics)
            if off is not None:
                rules[off.rule] = replace(rules[off.rule], enabled=False)
                switched_off[off.rule] = off
    if not overridden and not switched_off:
        return book
    return replace(
        book,
        parameters=MappingProxyType(parameters),
        rules=MappingProxyType(rules),
        overridden=tuple(overridden.values()),
        switched_off=tuple(switched_off.values()),
    )


def _read_off(
    node: Mapping, book: RuleBook, pack: str, diagnostics: Diagnostics
) -> SwitchedOff | None:
    rule, because = node.get("rule"), text_at(node, "because")
    if not isinstance(rule, Scalar) or because is None:
        return None  # the shape of the file was reported
    if rule.raw not in book.rules:
        diagnostics.error(
            "SKU-R015",
            f"unknown rule `{rule.raw}`",
            span=rule.span,
            help=did_you_mean(rule.raw, book.rules) or "`skulint rules list` shows all ids",
        )
        return None
    return SwitchedOff(rule.raw, because, pack)
