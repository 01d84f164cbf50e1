"""The smallest change a person can make to a fact, which is what a fix is rounded to."""

from __future__ import annotations

from ..model.facts import Fact, FactType


def step_places(fact: Fact) -> int:
    """Give the number of decimal places a fact's value can have."""
    if fact.step is not None:
        exponent = fact.step.normalize().as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0
    if fact.type is FactType.INTEGER:
        return 0
    if fact.type is FactType.MONEY and fact.unit is not None:
        from babel.numbers import get_currency_precision  # only runs with findings need it

        return get_currency_precision(fact.unit)
    return 2
