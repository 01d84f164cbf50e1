"""Keeps the first definition of every name and reports the others with both places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ..text.diagnostics import Diagnostics, Related
from ..text.source import Span

_Thing = TypeVar("_Thing")


@dataclass(slots=True)
class Definitions(Generic[_Thing]):
    """Things by name in the order they were defined; `kind` says what they are in messages."""

    kind: str
    things: dict[str, _Thing] = field(default_factory=dict)
    _places: dict[str, Span] = field(default_factory=dict)

    def add(self, name: str, thing: _Thing, span: Span, diagnostics: Diagnostics) -> bool:
        """Keep a thing under its name; report it and return False when the name is taken."""
        if name in self.things:
            diagnostics.error(
                "SKU-R010",
                f"{self.kind} `{name}` is defined twice",
                span=span,
                help="rename or remove one of them",
                related=[Related("first defined here", self._places[name])],
            )
            return False
        self.things[name] = thing
        self._places[name] = span
        return True

    def replace(self, name: str, thing: _Thing, span: Span) -> None:
        """Put a later definition in the place of an earlier one."""
        self.things[name] = thing
        self._places[name] = span
