"""Tells what a conclusion follows from."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.conclusion import Conclusion


def rules_behind(id: str, conclusions: Mapping[str, Conclusion]) -> frozenset[str]:
    """Name every rule and conclusion that a conclusion follows from, however far."""
    found: set[str] = set()
    waiting = [id]
    while waiting:
        conclusion = conclusions[waiting.pop()]
        found.update(conclusion.rules)
        new = [each for each in conclusion.conclusions if each in conclusions and each not in found]
        found.update(new)
        waiting += new
    return frozenset(found)
