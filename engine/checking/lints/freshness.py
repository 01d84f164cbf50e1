"""Sources that nobody has looked at for long."""

from __future__ import annotations

from ...model.rule import Reference
from ...text.source import Span
from .base import Reading


def check_sources(reading: Reading) -> None:
    """Report rules, parameters and programs whose source was compared too long ago."""
    if reading.stale is None:
        return
    for rule in reading.book.rules.values():
        _check(f"rule `{rule.id}`", rule.source, rule.span, reading)
    for parameter in reading.book.parameters.values():
        _check(f"parameter `{parameter.name}`", parameter.source, parameter.span, reading)
    for program in reading.book.programs.values():
        if program.source is not None:
            _check(f"program `{program.id}`", program.source, program.span, reading)


def _check(what: str, source: Reference, span: Span, reading: Reading) -> None:
    assert reading.stale is not None
    days = (reading.as_of - source.checked).days
    if days > reading.stale:
        reading.diagnostics.warning(
            "SKU-R088",
            f"the source of {what} was last looked at {days} days ago",
            span=span,
            help=f"compare it with {source.document}, then set `checked` to the day you did",
        )
