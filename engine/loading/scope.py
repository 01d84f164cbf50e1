"""What is known while a condition or formula is read: facts, parameters, and who is asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.facts import Dictionary, Fact, FactType
from ..model.nodes import ColumnRef, Expression
from ..text.diagnostics import Diagnostics
from ..text.source import Span
from ..text.suggest import did_you_mean


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of a value with its unit, and the words an enum may take."""

    type: FactType
    unit: str | None = None
    values: tuple[str, ...] = ()
    of: FactType | None = None


@dataclass(frozen=True, slots=True)
class RowNames:
    """What may be named of the rows of a list or table: its columns, and formulas over them."""

    table: str
    names: Mapping[str, Expression]
    shapes: Mapping[tuple[str, str], Shape]

    def shape(self, cell: ColumnRef) -> Shape | None:
        """Return the shape of a cell."""
        return self.shapes.get((cell.row, cell.column))


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that may be read at one place, and where problems go.

    `entity` is the kind of record that asks, or None where that is not known yet (a parameter's
    condition is judged for whichever rule uses it). `rows` is what an aggregate looks at.
    """

    dictionary: Dictionary
    parameters: Mapping[str, Shape]
    diagnostics: Diagnostics
    entity: str | None = None
    rows: RowNames | None = None

    def find_column(self, name: str, span: Span | None) -> Expression | None:
        """Return what a name means in a row, or report that the row has no such column."""
        assert self.rows is not None
        found = self.rows.names.get(name)
        if found is None:
            if name in self.dictionary.facts:
                help = f"`{name}` is a fact: write `{{fact: {name}}}` as a value"
            else:
                known = ", ".join(f"`{each}`" for each in self.rows.names)
                help = did_you_mean(name, self.rows.names) or f"columns: {known}"
            self.diagnostics.error(
                "SKU-R070", f"`{self.rows.table}` has no column `{name}`", span=span, help=help
            )
        return found

    def find_fact(self, name: str, span: Span | None) -> Fact | None:
        """Return the fact of this name, or report that there is none or that it is out of sight."""
        fact = self.dictionary.facts.get(name)
        if fact is None:
            self._report_unknown(name, span)
            return None
        if self.entity is not None:
            report_out_of_sight(self, fact, self.entity, span)
        return fact

    def find_parameter(self, name: str, span: Span | None) -> Shape | None:
        """Return the shape of the parameter of this name, or report that there is none."""
        shape = self.parameters.get(name)
        if shape is None:
            self.diagnostics.error(
                "SKU-R014",
                f"unknown parameter `{name}`",
                span=span,
                help=f"`{name}` is a fact: write `{{fact: {name}}}`"
                if name in self.dictionary.facts
                else did_you_mean(name, self.parameters)
                or "define it under `parameters` in the program's folder",
            )
        return shape

    def _report_unknown(self, name: str, span: Span | None) -> None:
        if name in self.parameters:
            help = f"`{name}` is a parameter: write `{{parameter: {name}}}` as a value"
        else:
            help = (
                did_you_mean(name, self.dictionary.facts)
                or "correct the name, or define it under `facts`"
            )
        self.diagnostics.error("SKU-R011", f"unknown fact `{name}`", span=span, help=help)


def shape_of(fact: Fact) -> Shape:
    """Return the type, unit and words of a fact."""
    return Shape(fact.type, fact.unit, fact.values, fact.of)


def cell_shape(table: Fact, name: str) -> Shape | None:
    """Return the shape of a table's column, or of a list's items."""
    column = table.column(name)
    if column is not None:
        return Shape(column.type, column.unit, column.values, column.of)
    return element_of(shape_of(table)) if table.type is FactType.LIST else None


def element_of(shape: Shape) -> Shape:
    """Return the shape of a list's elements."""
    return Shape(shape.of or FactType.TEXT, shape.unit, shape.values)


def sees(dictionary: Dictionary, entity: str, fact: Fact) -> bool:
    """Tell whether records of `entity` may read the fact."""
    if entity not in dictionary.entities or fact.entity not in dictionary.entities:
        return True  # the unknown entity has been reported
    return fact.entity in dictionary.visible_entities(entity)


def is_finer(dictionary: Dictionary, finer: str, entity: str) -> bool:
    """Tell whether many records of `finer` belong to one of `entity`."""
    return entity in dictionary.visible_entities(finer) and (
        finer not in dictionary.visible_entities(entity)
    )


def report_out_of_sight(scope: Scope, fact: Fact, entity: str, span: Span | None) -> None:
    """Report a fact that records of `entity` cannot read."""
    dictionary = scope.dictionary
    if sees(dictionary, entity, fact):
        return
    visible = ", ".join(f"`{name}`" for name in dictionary.visible_entities(entity))
    if is_finer(dictionary, fact.entity, entity):
        help = (
            f"one {entity} has many records of {fact.entity}; write the rule `for: {fact.entity}`, "
            f"or make a fact of {entity} out of a list or table"
        )
    else:
        help = f"a {entity} sees {visible}"
    scope.diagnostics.error(
        "SKU-R016",
        f"`{fact.name}` belongs to each {fact.entity}, which a {entity} does not see",
        span=span,
        help=help,
    )
