"""Problems found in what the user wrote, as data; nothing here prints or raises for them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from .codes import find_code
from .source import Span


class Level(Enum):
    """How serious a diagnostic is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that helps to understand a diagnostic."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem: what it is, where it is, and what to do about it.

    Attributes:
        code: The id of a registered code.
        message: Lower case, no final period, user input in backticks.
        span: The place in a text file.
        place: The place of something without text, for instance `catalog.parquet row 17`.
        help: A hint on what to do, in the style of the message.
        level: Whether it stops the run.
        related: Other places that belong to the problem.
        count: How many equal problems this one stands for.
    """

    code: str
    message: str
    span: Span | None = None
    place: str | None = None
    help: str | None = None
    level: Level = Level.ERROR
    related: tuple[Related, ...] = ()
    count: int = 1

    @property
    def location(self) -> str:
        """The place as `file:line:column`, or as the diagnostic names it; may be empty."""
        if self.span is not None:
            return str(self.span)
        return self.place or ""


class Diagnostics:
    """Collects diagnostics in the order they are found."""

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []

    def error(
        self,
        code: str,
        message: str,
        *,
        span: Span | None = None,
        place: str | None = None,
        help: str | None = None,
        related: Iterable[Related] = (),
        count: int = 1,
    ) -> None:
        """Add an error."""
        self.add(Diagnostic(code, message, span, place, help, Level.ERROR, tuple(related), count))

    def warning(
        self,
        code: str,
        message: str,
        *,
        span: Span | None = None,
        place: str | None = None,
        help: str | None = None,
        related: Iterable[Related] = (),
        count: int = 1,
    ) -> None:
        """Add a warning."""
        self.add(Diagnostic(code, message, span, place, help, Level.WARNING, tuple(related), count))

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic; its code must be registered."""
        if find_code(diagnostic.code) is None:
            raise ValueError(f"diagnostic code {diagnostic.code} is not registered")
        self._items.append(diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add several diagnostics."""
        for diagnostic in list(diagnostics):
            self.add(diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(item.level is Level.ERROR for item in self._items)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Return the diagnostics by file, line, column and code, without repeats."""
        return tuple(sorted(dict.fromkeys(self._items), key=_reading_order))

    def freeze(self) -> tuple[Diagnostic, ...]:
        """Return the diagnostics in the order they were found, as a tuple."""
        return tuple(self._items)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def _reading_order(item: Diagnostic) -> tuple[tuple[str | int, ...], int, int, str]:
    if item.span is not None:
        span = item.span
        return _natural(span.source.name), span.line, span.column, item.code
    return _natural(item.place or ""), 0, 0, item.code


def _natural(text: str) -> tuple[str | int, ...]:
    """Split out numbers, so that `row 9` comes before `row 17`."""
    parts = re.split(r"([0-9]+)", text)
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts))
