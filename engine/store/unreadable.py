"""Reports cells that cannot be read as their fact's type, each at its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..model.facts import Fact, FactType
from ..model.report import Place
from ..readers import RawTable
from ..text.diagnostics import Diagnostics
from ..text.source import Source, Span
from ..text.suggest import did_you_mean
from .doubts import doubt_about

#: How many cells of one column are named before the rest is only counted.
SHOWN = 5

_WANTED: Mapping[FactType, tuple[str, str]] = MappingProxyType(
    {
        FactType.BOOLEAN: ("yes or no", "write `true` or `false`"),
        FactType.INTEGER: ("a whole number", "write digits only, such as `120`"),
        FactType.DECIMAL: ("a number", "write it with a decimal point, such as `4.6`"),
        FactType.MONEY: ("an amount", "write it with a decimal point, such as `12.50`"),
        FactType.PERCENT: ("a percentage", "write 95.5% as `95.5`"),
        FactType.DATE: ("a date", "write it as `2026-03-01`"),
        FactType.DATETIME: ("a moment", "write it as `2026-03-01T14:30:00`"),
    }
)


def report_unreadable(
    raw: RawTable,
    fact: Fact,
    count: int,
    records: Sequence[int],
    diagnostics: Diagnostics,
    *,
    mixed: bool = False,
) -> None:
    """Report the first unreadable cells of a column, and how many more there are."""
    column = raw.column(fact.name)
    assert column is not None
    shown = list(records[:SHOWN])
    places = raw.places([(record, column.index) for record in shown])
    wanted, help_text = _WANTED.get(fact.type, ("a value of its type", "correct the cell"))
    for position, record in enumerate(shown):
        place = places.get((record, column.index))
        cell = _cell_text(place)
        said = f"`{cell}`" if cell is not None else f"record {record}"
        hint = help_text
        if fact.type is FactType.ENUM:
            wanted = f"one of {', '.join(fact.values)}"
            hint = (did_you_mean(cell, fact.values) if cell else None) or f"use {wanted}"
        rest = count - len(shown)
        if position == len(shown) - 1 and rest > 0:
            hint = f"{hint}; {rest:,} more cells of this column cannot be read"
        span = span_of(place)
        doubt = doubt_about(cell, fact, mixed=mixed) if cell is not None else None
        code, is_not = "SKU-F020", f"is not {wanted}"
        if doubt is not None:
            code, is_not = doubt.code, doubt.wanted
            hint = hint.replace(help_text, doubt.help)
        diagnostics.warning(
            code,
            f"{said} {is_not}, so `{fact.name}` counts as missing here",
            span=span,
            place=None if span else (str(place) if place else raw.input),
            help=hint,
        )


def span_of(place: Place | None) -> Span | None:
    """Give a place in a text file as a span that a diagnostic can underline."""
    if place is None or place.line is None or place.snippet is None:
        return None
    padding = "\n" * (place.line - 1)
    source = Source(place.file, padding + place.snippet)
    column = place.column or 1
    end_line = place.end_line or place.line
    end_column = place.end_column or column
    if end_line != place.line:
        end_line, end_column = place.line, len(place.snippet) + 1
    return Span(source, place.line, column, end_line, max(end_column, column + 1))


def _cell_text(place: Place | None) -> str | None:
    span = span_of(place)
    if span is None:
        return (place.snippet or None) if place is not None and place.line is None else None
    found = span.text.strip().strip('"')
    return found or None
