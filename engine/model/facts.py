"""The fact dictionary: entities, facts, their types, units and names in the outside world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from .once import once

if TYPE_CHECKING:
    from decimal import Decimal

    from ..text.source import Span
    from .nodes import Expression

#: A text in each of the product's languages, by language code ("en", "zh").
Translated: TypeAlias = "Mapping[str, str]"


class FactType(StrEnum):
    """What kind of value a fact holds."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    TEXT = "text"
    ENUM = "enum"
    LIST = "list"
    TABLE = "table"


NUMBERS = frozenset({FactType.INTEGER, FactType.DECIMAL, FactType.MONEY, FactType.PERCENT})
MOMENTS = frozenset({FactType.DATE, FactType.DATETIME})
WORDS = frozenset({FactType.TEXT, FactType.ENUM})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table fact, or the element of a list fact (then named `item`)."""

    name: str
    type: FactType
    unit: str | None = None
    values: tuple[str, ...] = ()
    of: FactType | None = None
    #: No cell is below zero, so a sum over some rows is a lower bound of the sum over all.
    never_negative: bool = False
    #: Headings a column of a file may carry.
    headings: tuple[str, ...] = ()
    #: The column whose value counts where this one is blank.
    otherwise: str | None = None
    #: For money: the fact of the record that states the currency where it is not `unit`.
    currency_in: str | None = None
    #: What of an earlier copy of the catalogue the cell holds: `moment`, `until`, `before`, or
    #: the name of a fact.
    copy: str | None = None
    #: What values are called, where a report should not print them as they are.
    titles: Mapping[str, Translated] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the dictionary.

    `unit` is a currency code for money, a word such as `days` or `pieces` otherwise; `step` is the
    smallest change a person can make to the value, used to round a fix.
    """

    name: str
    entity: str
    type: FactType
    title: Translated
    span: Span
    unit: str | None = None
    meaning: Translated = field(default_factory=lambda: MappingProxyType({}))
    found_in: Translated = field(default_factory=lambda: MappingProxyType({}))
    headings: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    #: What values are called, where a report should not print them as they are.
    titles: Mapping[str, Translated] = field(default_factory=lambda: MappingProxyType({}))
    of: FactType | None = None
    columns: tuple[Column, ...] = ()
    #: For tables: `all` or `changes`, whether a row is made of every earlier copy of a catalogue
    #: or of those in which the value differs from the one before.
    from_copies: str | None = None
    step: Decimal | None = None
    #: For money: the text fact that states the currency where it is not `unit`.
    currency_in: str | None = None
    #: For percent: values below 1% are ordinary, so a column of them raises no question.
    may_be_below_one: bool = False
    #: The list of moments in which a change of this fact is noted, of the same record or one it
    #: belongs to.
    changes_noted_in: str | None = None
    #: Statement of the catalogue this derived fact carries, when it has one.
    statement: str | None = None

    def column(self, name: str) -> Column | None:
        """Return the column of this table fact called `name`."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record: its key facts and the entities whose facts it sees."""

    name: str
    title: Translated
    key: tuple[str, ...]
    sees: tuple[str, ...]
    span: Span
    #: True for what a seller puts into a program, and readiness is counted of.
    item: bool = False
    #: The table fact whose rows the records are, where a file holds such rows.
    rows_of: str | None = None


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All entities and facts, and the derivation of each derived fact."""

    entities: Mapping[str, Entity]
    facts: Mapping[str, Fact]
    derivations: Mapping[str, Expression]

    def visible_entities(self, entity: str) -> tuple[str, ...]:
        """List the entities whose facts a rule for `entity` may read, itself first."""
        return _visible(self.entities, entity)


@once
def _visible(entities: Mapping[str, Entity], entity: str) -> tuple[str, ...]:
    order = [entity]
    for name in order:
        order.extend(seen for seen in entities[name].sees if seen not in order and seen in entities)
    return tuple(order)
