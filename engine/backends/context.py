"""What holds for a whole run: facts the run itself states, and exchange rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ..model.facts import Fact, FactType
from ..model.values import Known


@dataclass(frozen=True, slots=True)
class Context:
    """The run's own facts and rates.

    A default is a value taken where no record states the fact. A rate tells how many units of the
    second currency one unit of the first is worth.
    """

    defaults: Mapping[str, Known]
    rates: Mapping[tuple[str, str], Decimal]

    def default(self, fact: Fact) -> Known | None:
        """Give the run's value of a fact, a day or a moment as the fact's type asks."""
        value = self.defaults.get(fact.name)
        if fact.type is FactType.DATE and isinstance(value, datetime):
            return value.date()
        day = isinstance(value, date) and not isinstance(value, datetime)
        if fact.type is FactType.DATETIME and day:
            assert isinstance(value, date)
            return datetime(value.year, value.month, value.day)
        return value
