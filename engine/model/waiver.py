"""What was accepted: waivers with an end, and the findings of an earlier run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..text.source import Span


@dataclass(frozen=True, slots=True)
class Waiver:
    """Findings of one rule that are accepted until a day, that day included.

    `subject` is an id or a pattern with `*` and `?`. Without a readable day `until` is None and
    the waiver counts as expired. `granted` is the value at the time; a worse one voids it.
    """

    rule: str
    subject: str
    reason: str
    owner: str
    until: date | None
    granted: Decimal | None
    span: Span


@dataclass(frozen=True, slots=True)
class Baseline:
    """Findings of an earlier run by their fingerprints."""

    fingerprints: frozenset[str]
    file: str
