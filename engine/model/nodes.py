"""The one tree of the rule language: expressions that give values, conditions that give truth.

Every node carries the place it was written at; places do not count when trees are compared.
Operators and functions are names looked up in a registry, so that a new one adds no node.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from .facts import FactType

if TYPE_CHECKING:
    from ..text.source import Span
    from .values import Known


def _place() -> Any:
    return field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in a rule, with its type; `unit` is the currency of money."""

    value: Known
    type: FactType
    unit: str | None = None
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class FactRef:
    """The value of a fact of the subject."""

    name: str
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """A cell of the row that an aggregate is looking at.

    `row` is the name the row was given, `column` is `item` for the element of a plain list, and
    `table` the fact whose row it is: a blank cell is a lack of that fact.
    """

    row: str
    column: str
    table: str
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """A parameter's value: chosen by date in the plan, and by facts for each subject."""

    name: str
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the registry applied to expressions (`add`, `multiply`, `round`, …)."""

    function: str
    arguments: tuple[Expression, ...]
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Choose:
    """The value of the first case whose condition is true; absent when none is and no otherwise."""

    cases: tuple[tuple[Condition, Expression], ...]
    otherwise: Expression | None = None
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Holds:
    """The truth of a condition as a boolean value; absent when unknown."""

    condition: Condition
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function of the aggregate registry over the rows of a list or table.

    `where`, `value` and `key` look at one row: which rows count, what of each, and by what they
    are grouped or ordered. `complete_when` says when the rows are all there are, whatever the
    input says; `arguments` holds what the aggregate itself takes (the percent of a percentile, the
    length of a window).
    """

    aggregate: str
    source: Expression
    where: Condition | None = None
    value: Expression | None = None
    key: Expression | None = None
    complete_when: Condition | None = None
    arguments: tuple[Expression, ...] = ()
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Test:
    """An operator of the registry applied to operands; the first is what the clause is about."""

    operator: str
    operands: tuple[Expression, ...]
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every item is."""

    items: tuple[Condition, ...]
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one item is."""

    items: tuple[Condition, ...]
    span: Span | None = _place()


@dataclass(frozen=True, slots=True)
class Not:
    """True when the item is false."""

    item: Condition
    span: Span | None = _place()


Expression: TypeAlias = (
    "Literal | FactRef | ColumnRef | ParameterRef | Call | Choose | Holds | Aggregate"
)
Condition: TypeAlias = "Test | AllOf | AnyOf | Not"

#: The condition that always holds.
ALWAYS = AllOf(())
