"""Reads conditions on facts as rules that nobody reports, so that engines judge them as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from ..model.nodes import ALWAYS
from ..model.rule import Clause, Kind, Reference, Rule, Severity
from ..text.nodes import Mapping as MappingNode
from ..text.nodes import Node
from .conditions import read_clauses
from .packs import Document, FileKind
from .reading import maps_at, text_at
from .scope import Scope


@dataclass(frozen=True, slots=True)
class Holder:
    """What has conditions of its own, while it is read; `conditions` gathers them.

    `mark` stands between its id and their numbers. No rule's id has one, so that none can be
    mistaken for a condition, and each kind of holder has another.
    """

    id: str
    mark: str
    program: str
    scope: Scope
    source: Reference
    conditions: list[Rule] = field(default_factory=list)


def read_condition(node: Node, holder: Holder) -> str | None:
    """Read one condition of a holder; gives its id, or None after reporting what is wrong."""
    clauses = tuple(Clause(*read) for read in read_clauses(node, holder.scope))
    if not clauses or holder.scope.entity is None:
        return None
    name = f"{holder.id}{holder.mark}{len(holder.conditions) + 1}"
    holder.conditions.append(
        Rule(
            id=name,
            program=holder.program,
            title=MappingProxyType({}),
            entity=holder.scope.entity,
            severity=Severity.INFO,
            kind=Kind.DIAGNOSTIC,
            when=ALWAYS,
            clauses=clauses,
            source=holder.source,
            span=node.span,
            enabled=False,
        )
    )
    return name


def nodes_of_programs(documents: Iterable[Document], key: str) -> Iterator[tuple[str, MappingNode]]:
    """Yield what the files of programs list under a key, with the program's name."""
    for document in documents:
        program = text_at(document.root, "program")
        if document.kind is FileKind.PROGRAM and program is not None:
            for node in maps_at(document.root, key):
                yield program, node
