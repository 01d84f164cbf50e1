"""What every fact rests on, so that a change of one leaves the others as they were worked out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...conditions.walk import facts_in
from ...model.facts import Dictionary
from ...model.nodes import Expression
from ...model.once import once


@once
def sources(
    dictionary: Dictionary, derivations: Mapping[str, Expression]
) -> Mapping[str, frozenset[str]]:
    """Name, for every fact, all others that its value can depend on, however far behind it."""
    direct = {
        name: frozenset(
            (
                *(facts_in(derivations[name]) if name in derivations else ()),
                *(each for each in beside if each is not None),
            )
        )
        for name, fact in dictionary.facts.items()
        for beside in ((fact.currency_in, *(each.currency_in for each in fact.columns)),)
    }
    return MappingProxyType({name: _closure(name, direct) for name in direct})


def _closure(name: str, direct: Mapping[str, frozenset[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = direct.get(waiting.pop(), frozenset()) - found
        found |= new
        waiting.extend(new)
    return frozenset(found)
