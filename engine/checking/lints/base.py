"""What a lint looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...model.rule import Plan, RuleBook
from ...text.diagnostics import Diagnostics


@dataclass(frozen=True, slots=True)
class Reading:
    """The rules as written and as put together for a day, and where suspicions go.

    `stale` is after how many days a source has to be looked at again; None for never.
    """

    book: RuleBook
    plan: Plan
    as_of: date
    diagnostics: Diagnostics
    stale: int | None = None
