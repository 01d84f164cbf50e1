"""Pools: records that go in together, and what the set of them has to come to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from .nodes import Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..text.source import Span
    from .conclusion import State
    from .facts import Translated
    from .nodes import Expression
    from .rule import Case, Reference, Rule
    from .values import Known


class Measure(StrEnum):
    """What a set of records is measured by."""

    COUNT = "count"
    SUM = "sum"
    DISTINCT = "distinct"
    LARGEST_GROUP = "largest_group"


@dataclass(frozen=True, slots=True)
class Together:
    """A demand on a set: a measure of it, from `at_least` up to `at_most`.

    `fact` is what is summed, or whose values are told apart; `where` is the id of the condition
    that says which records count. `rule` is the rule that this puts into practice.
    """

    title: Translated
    measure: Measure
    fact: str | None
    where: str | None
    at_least: Expression | None
    at_most: Expression | None
    rule: str | None

    @property
    def low(self) -> Decimal | None:
        """The least the measure may be, once parameters stand in their places."""
        return _number(self.at_least)

    @property
    def high(self) -> Decimal | None:
        """The most the measure may be."""
        return _number(self.at_most)


def _number(bound: Expression | None) -> Decimal | None:
    if bound is None:
        return None
    assert isinstance(bound, Literal)
    assert isinstance(bound.value, Decimal)
    return bound.value


@dataclass(frozen=True, slots=True)
class Pool:
    """What goes in together: the records of `of` that belong to one record of `per`.

    `rules` and the conditions `each` are judged for each of them, or for the record they belong
    to; `together` is judged of the set. Conditions are rules that nobody reports: `conditions`.
    """

    id: str
    program: str
    title: Translated
    of: str
    per: str
    rules: tuple[str, ...]
    each: tuple[str, ...]
    together: tuple[Together, ...]
    source: Reference
    span: Span
    conditions: tuple[Rule, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts that sets are measured by."""
        return tuple(dict.fromkeys(each.fact for each in self.together if each.fact is not None))


@dataclass(frozen=True, slots=True)
class PoolClass:
    """Members of one pool that are alike to every demand, and the first of them.

    `state` is what the rules and conditions of each come to; for each demand `counted` says
    whether they count, None for unknown, and `values` has what they are measured by.
    """

    number: int
    owner: str
    state: State
    counted: tuple[bool | None, ...]
    values: tuple[Known | None, ...]
    count: int
    row: int


@dataclass(frozen=True, slots=True)
class PoolItem:
    """Alike members in a worked example: how many, their facts, and outcomes that are stated."""

    case: Case
    outcomes: Mapping[str, str]
    otherwise: str | None
    times: int


@dataclass(frozen=True, slots=True)
class PoolCase:
    """A worked example of a pool: its members, what becomes of it, and how many may stay.

    `keep` is None where no set passes, or where the example does not say (`keeps` is False).
    """

    pool: str
    items: tuple[PoolItem, ...]
    state: State
    keep: int | None
    keeps: bool
    span: Span
