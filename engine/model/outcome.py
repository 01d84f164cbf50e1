"""The truth table: Kleene's three-valued logic and the four outcomes of a rule."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Truth(StrEnum):
    """The value of a condition; unknown when a missing fact keeps it undecided."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """The result of one rule for one subject."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


def truth_of(value: bool | None) -> Truth:
    """Lift a boolean, with None for unknown."""
    if value is None:
        return Truth.UNKNOWN
    return Truth.TRUE if value else Truth.FALSE


def negate(value: Truth) -> Truth:
    """Kleene's not: unknown stays unknown."""
    if value is Truth.UNKNOWN:
        return value
    return Truth.FALSE if value is Truth.TRUE else Truth.TRUE


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene's and: one false decides; all of nothing is true."""
    seen = set(values)
    if Truth.FALSE in seen:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.TRUE


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene's or: one true decides; any of nothing is false."""
    seen = set(values)
    if Truth.TRUE in seen:
        return Truth.TRUE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.FALSE


def decide(when: Truth, requirement: Truth) -> Outcome:
    """Give the outcome of a rule from its applicability and its requirement.

    An unknown applicability is harmless where the requirement holds anyway; where it does not,
    nothing can be told.
    """
    if when is Truth.FALSE:
        return Outcome.NOT_APPLICABLE
    if requirement is Truth.TRUE:
        return Outcome.PASS
    if when is Truth.TRUE and requirement is Truth.FALSE:
        return Outcome.FAIL
    return Outcome.UNKNOWN
