"""Reads what may be changed and how far: a file of facts with limits, or `false`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ..model.nodes import ALWAYS
from ..model.rule import Clause, Kind, Reference, Rule, RuleBook, Severity
from ..text.diagnostics import Diagnostics
from ..text.nodes import Entry, Mapping, Scalar
from ..text.read import read_source
from ..text.suggest import did_you_mean
from ..text.yaml_text import load_yaml
from .conditions import read_clauses
from .scope import Scope, shape_of


@dataclass(frozen=True, slots=True)
class CanChange:
    """Facts that stay as they are, and limits that a change of a fact may not cross, as rules."""

    fixed: frozenset[str] = frozenset()
    limits: tuple[Rule, ...] = ()


def load_can_change(
    path: str | os.PathLike[str], book: RuleBook, diagnostics: Diagnostics
) -> CanChange:
    """Return what a file such as `can_change: {outlet_price: {at_least: 5 USD}}` says.

    Args:
        path: The file behind `--can-change`.
        book: The rules whose facts it names.
        diagnostics: Where problems are reported.
    """
    source = read_source(path, diagnostics)
    root = load_yaml(source, diagnostics) if source is not None else None
    if root is None:
        return CanChange()
    inner = root.get("can_change") if isinstance(root, Mapping) else None
    if not isinstance(inner, Mapping):
        diagnostics.error(
            "SKU-R002",
            "a file of changes that can be made is a map under `can_change`",
            span=root.span,
            help="write `can_change:`, and under it `outlet_price: {at_least: 5 USD}` or `false`",
        )
        return CanChange()
    fixed: set[str] = set()
    limits: list[Rule] = []
    for entry in inner.entries:
        fact = book.dictionary.facts.get(entry.key)
        if fact is None:
            diagnostics.error(
                "SKU-R011",
                f"unknown fact `{entry.key}`",
                span=entry.key_span,
                help=did_you_mean(entry.key, book.dictionary.facts),
            )
        elif isinstance(entry.value, Scalar) and entry.value.value is False:
            fixed.add(entry.key)
        elif not isinstance(entry.value, Scalar) or entry.value.value is not True:
            limit = _limit(entry, fact.entity, book, diagnostics)
            limits += [] if limit is None else [limit]
    return CanChange(frozenset(fixed), tuple(limits))


def _limit(entry: Entry, entity: str, book: RuleBook, diagnostics: Diagnostics) -> Rule | None:
    facts = book.dictionary.facts
    shapes = {name: shape_of(facts[name]) for name in facts if name in book.parameters}
    scope = Scope(book.dictionary, shapes, diagnostics, entity)
    clauses = tuple(
        Clause(*read) for read in read_clauses(Mapping((entry,), entry.value.span), scope)
    )
    if not clauses:
        return None
    text = "your own limit"
    return Rule(
        id=f"can_change:{entry.key}",
        program="",
        title=MappingProxyType({"en": text, "zh": "您自己的限制"}),
        entity=entity,
        severity=Severity.ERROR,
        kind=Kind.COMPLIANCE,
        when=ALWAYS,
        clauses=clauses,
        source=Reference(entry.key_span.source.name, "can_change", date.min),
        span=entry.key_span,
    )
