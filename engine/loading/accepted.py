"""Reads the reasons authors give for changes of a rule that no case can notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.rule import Accepted
from ..text.nodes import Mapping
from .dictionary import FactEntry
from .packs import Document, FileKind
from .parameters import ParameterEntry
from .reading import maps_at, text_at


def read_accepted(
    documents: Iterable[Document],
    facts: Iterable[FactEntry],
    parameters: Iterable[ParameterEntry],
) -> tuple[Accepted, ...]:
    """Return what stands under `no_case_for` of rules, derived facts and parameters."""
    found: list[Accepted] = []
    for fact in facts:
        found.extend(_read(fact.node, fact.fact.name))
    for parameter in parameters:
        found.extend(_read(parameter.node, parameter.name))
    for document in documents:
        if document.kind is not FileKind.PROGRAM:
            continue
        for rule in maps_at(document.root, "rules"):
            id = text_at(rule, "id")
            if id is not None:
                found.extend(_read(rule, id))
    return tuple(found)


def _read(node: Mapping, owner: str) -> Iterator[Accepted]:
    for item in maps_at(node, "no_case_for"):
        change, because = text_at(item, "change"), text_at(item, "because")
        if change is not None and because is not None:
            yield Accepted(owner, change, because, item.span)
