"""Turns the nodes of a document into raw values of facts, or says which shape was wanted."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model.facts import MOMENTS, NUMBERS, FactType
from ..text.nodes import Mapping, Node, Scalar, Sequence
from ..text.suggest import did_you_mean
from .vocabulary import normalise

if TYPE_CHECKING:
    from ..model.facts import Column, Fact
    from ..text.diagnostics import Diagnostics
    from .tables import RawRow, RawValue

_BOUNDS = {
    "at_least": "at_least",
    "at_most": "at_most",
    "on_or_after": "at_least",
    "on_or_before": "at_most",
}


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads the values of facts; what it cannot read is reported and counts as missing."""

    diagnostics: Diagnostics

    def read(self, fact: Fact, node: Node) -> RawValue:
        """Return the value of a fact as text, with lists and tables as tuples."""
        if isinstance(node, Scalar) and node.value is None:
            return None
        if fact.type is FactType.TABLE:
            return self._table(fact, node)
        if fact.type is FactType.LIST:
            return self._list(f"fact `{fact.name}`", node)
        if isinstance(node, Scalar):
            return node.raw
        if isinstance(node, Mapping) and fact.type in NUMBERS | MOMENTS:
            return self._range(fact, node)
        self._refuse(f"fact `{fact.name}` is one value", node)
        return None

    def _list(self, subject: str, node: Node) -> tuple[str | None, ...] | None:
        if not isinstance(node, Sequence):
            self._refuse(f"{subject} is a list", node, "write it in brackets: `[A, B]`")
            return None
        texts: list[str | None] = []
        for item in node.items:
            if not isinstance(item, Scalar):
                self._refuse(f"{subject} is a list of single values", item)
                return None
            texts.append(_text(item))
        return tuple(texts)

    def _table(self, fact: Fact, node: Node) -> tuple[RawRow, ...] | None:
        # A single row needs no list around it, like a single record.
        rows = node.items if isinstance(node, Sequence) else (node,)
        wrong = next((row for row in rows if not isinstance(row, Mapping)), None)
        if wrong is not None:
            names = ", ".join(f"{column.name}: …" for column in fact.columns[:2])
            self._refuse(
                f"fact `{fact.name}` is a table", wrong, f"write a list of rows: `[{{{names}}}]`"
            )
            return None
        return tuple(self._row(fact, row) for row in rows if isinstance(row, Mapping))

    def _row(self, fact: Fact, node: Mapping) -> RawRow:
        columns = {normalise(column.name): column for column in fact.columns}
        row: dict[str, str | tuple[str | None, ...] | None] = {}
        for entry in node.entries:
            column = columns.get(normalise(entry.key))
            if column is None:
                names = [column.name for column in fact.columns]
                self.diagnostics.warning(
                    "SKU-F014",
                    f"table `{fact.name}` has no column `{entry.key}`",
                    span=entry.key_span,
                    help=did_you_mean(entry.key, names) or f"its columns are {', '.join(names)}",
                )
            else:
                row[column.name] = self._cell(fact, column, entry.value)
        return row

    def _cell(self, fact: Fact, column: Column, node: Node) -> str | tuple[str | None, ...] | None:
        if isinstance(node, Scalar) and node.value is None:
            return None
        subject = f"column `{column.name}` of table `{fact.name}`"
        if column.type is FactType.LIST:
            return self._list(subject, node)
        if isinstance(node, Scalar):
            return node.raw
        self._refuse(f"{subject} is one value", node)
        return None

    def _range(self, fact: Fact, node: Mapping) -> Map[str, str] | None:
        bounds: dict[str, str] = {}
        for entry in node.entries:
            name = _BOUNDS.get(entry.key)
            if name is None or name in bounds or not isinstance(entry.value, Scalar):
                bounds.clear()
                break
            if entry.value.value is not None:
                bounds[name] = entry.value.raw
        if not bounds:
            self._refuse(
                f"fact `{fact.name}` is one value or a range",
                node,
                "write a range as `{at_least: …, at_most: …}`, or one of the two",
            )
            return None
        return bounds

    def _refuse(self, wanted: str, node: Node, help_text: str | None = None) -> None:
        self.diagnostics.warning(
            "SKU-F017",
            f"{wanted}, but this is {_kind(node)}; it is not read",
            span=node.span,
            help=help_text,
        )


def _text(node: Scalar) -> str | None:
    return None if node.value is None else node.raw


def _kind(node: Node) -> str:
    if isinstance(node, Scalar):
        return "a single value"
    return "a mapping" if isinstance(node, Mapping) else "a list"
