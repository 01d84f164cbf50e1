"""Reads how a fact follows from the rows of a list or table."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from ..conditions.aggregates import AGGREGATES, Aggregation, Takes
from ..model.facts import Fact, FactType
from ..model.nodes import (
    Aggregate,
    AllOf,
    AnyOf,
    Call,
    ColumnRef,
    Condition,
    Expression,
    FactRef,
    Holds,
    Literal,
    Not,
)
from ..text.nodes import Entry, Mapping, Node, Scalar
from ..text.suggest import did_you_mean
from .check_types import type_of
from .conditions import read_condition
from .literals import CALLED
from .operands import read_operand
from .reading import entries_at
from .row_formulas import read_row_formula
from .scope import RowNames, Scope, Shape, cell_shape

_WINDOW = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(day|days|hour|hours|天|小时)")
_HOURS = {"day": 24, "days": 24, "天": 24, "hour": 1, "hours": 1, "小时": 1}
#: Words that name what a row is ordered, grouped or bounded by.
_KEYS = ("by", "group_by", "from", "to")
_ONE_ROW = ("row",)
_TWO_ROWS = ("first", "second")


@dataclass(frozen=True, slots=True)
class _Source:
    """What an aggregate looks at: a list or table, and the column that was named of it."""

    fact: Fact
    column: str | None
    node: Scalar


def read_aggregate(node: Mapping, word: str, scope: Scope) -> tuple[Expression, Shape] | None:
    """Return the aggregate a derivation asks for with its shape, or None when it was reported."""
    aggregation = AGGREGATES[word]
    entry = node.entry(word)
    assert entry is not None
    if not _keys_suit(node, aggregation, scope):
        return None
    source = _read_source(entry.value, aggregation, scope)
    if source is None:
        return None
    rows = _row_scope(source, node, aggregation, scope)
    if rows is None:
        return None
    where = read_condition(node.get("where"), rows)
    complete_when = read_condition(node.get("complete_when"), scope)
    if (where is None and node.entry("where") is not None) or (
        complete_when is None and node.entry("complete_when") is not None
    ):
        return None
    if aggregation.result is FactType.BOOLEAN:
        return _quantifier(node, word, source, where, complete_when, rows)
    value, shape = _value_of(node, source, aggregation, rows)
    if shape is None:
        return None
    beside = next((entry for word in _KEYS if (entry := node.entry(word)) is not None), None)
    key = _named(beside, rows)
    arguments = _arguments(node, source, aggregation, scope)
    if arguments is None or (beside is not None and key is None):
        return None
    tree = Aggregate(
        word,
        FactRef(source.fact.name, source.node.span),
        where=where,
        value=value,
        key=key,
        complete_when=complete_when,
        arguments=arguments,
        span=node.span,
    )
    if aggregation.result is FactType.LIST:
        return tree, Shape(FactType.LIST, shape.unit, shape.values, shape.type)
    return tree, Shape(aggregation.result) if aggregation.result else shape


def _keys_suit(node: Mapping, aggregation: Aggregation, scope: Scope) -> bool:
    known = (aggregation.name, *aggregation.keys, "only_when")
    suits = True
    for entry in node.entries:
        if entry.key not in known:
            suits = False
            allowed = ", ".join(f"`{each}`" for each in aggregation.keys)
            scope.diagnostics.error(
                "SKU-R001",
                f"`{entry.key}` does not belong to `{aggregation.name}`",
                span=entry.key_span,
                help=did_you_mean(entry.key, aggregation.keys) or f"beside it: {allowed}",
            )
    for name in aggregation.needs:
        if node.entry(name) is None:
            suits = False
            first = node.entry(aggregation.name)
            scope.diagnostics.error(
                "SKU-R003",
                f"`{name}` of `{aggregation.name}` is missing",
                span=first.key_span if first else node.span,
                help=f"it gives {aggregation.summary}",
            )
    return suits


def _read_source(node: Node, aggregation: Aggregation, scope: Scope) -> _Source | None:
    if not isinstance(node, Scalar) or not node.raw:
        scope.diagnostics.error(
            "SKU-R002",
            f"`{aggregation.name}` needs the name of a list or table",
            span=node.span,
            help=f"write `{aggregation.name}: my_list` or `{aggregation.name}: my_table.column`",
        )
        return None
    name, _, column = node.raw.partition(".")
    fact = scope.find_fact(name, node.span)
    if fact is None:
        return None
    if fact.type not in (FactType.LIST, FactType.TABLE):
        scope.diagnostics.error(
            "SKU-R071",
            f"`{name}` is {CALLED[fact.type]}, not a list or a table",
            span=node.span,
            help=f"`{aggregation.name}` gives {aggregation.summary}",
        )
        return None
    if fact.type is FactType.TABLE and not column and aggregation.takes is Takes.VALUES:
        listed = ", ".join(f"`{name}.{each.name}`" for each in fact.columns)
        scope.diagnostics.error(
            "SKU-R071",
            f"`{aggregation.name}` needs a column of `{name}`",
            span=node.span,
            help=f"write one of {listed}",
        )
        return None
    if column and aggregation.takes is Takes.ROWS:
        scope.diagnostics.error(
            "SKU-R071",
            f"`{aggregation.name}` looks at whole rows",
            span=node.span,
            help=f"write `{name}`"
            + (f" and `distinct: {column}`" if "distinct" in aggregation.keys else ""),
        )
        return None
    return _Source(fact, column or None, node)


def _row_scope(
    source: _Source, node: Mapping, aggregation: Aggregation, scope: Scope
) -> Scope | None:
    """Return a scope in which the columns of a row have names, and the formulas of `with` too."""
    fact = source.fact
    columns = [each.name for each in fact.columns] or ["item"]
    rows = _TWO_ROWS if aggregation.pairs else _ONE_ROW
    names: dict[str, Expression] = {}
    shapes: dict[tuple[str, str], Shape] = {}
    for row in rows:
        for column in columns:
            written = f"{row}.{column}" if aggregation.pairs else column
            if fact.type is FactType.LIST and aggregation.pairs:
                written = row
            names[written] = ColumnRef(row, column, fact.name)
            shape = cell_shape(fact, column)
            if shape is not None:
                shapes[row, column] = shape
    inner = replace(scope, rows=RowNames(fact.name, MappingProxyType(names), shapes))
    complete = True
    for entry in entries_at(node, "with"):
        tree = _with_formula(entry, names, inner)
        complete = complete and tree is not None
        if tree is not None:
            names[entry.key] = tree
    return inner if complete else None


def _with_formula(entry: Entry, names: Map[str, Expression], scope: Scope) -> Expression | None:
    if entry.key in names:
        scope.diagnostics.error(
            "SKU-R010",
            f"`{entry.key}` is a column already",
            span=entry.key_span,
            help="give the formula another name",
        )
        return None
    if not isinstance(entry.value, Scalar):
        scope.diagnostics.error("SKU-R002", "expected a formula", span=entry.value.span)
        return None
    return read_row_formula(entry.value, scope, keep_percent=False)


def _quantifier(
    node: Mapping,
    word: str,
    source: _Source,
    where: Condition | None,
    complete_when: Condition | None,
    rows: Scope,
) -> tuple[Expression, Shape] | None:
    """Ask of every row: does it not count, or hold; of some row: does it count, and hold."""
    held = read_condition(node.get("hold"), rows)
    if held is None:
        return None
    asked = held
    if where is not None:
        asked = AllOf((where, held)) if word == "some" else AnyOf((Not(where), held))
    tree = Aggregate(
        word,
        FactRef(source.fact.name, source.node.span),
        value=Holds(asked),
        complete_when=complete_when,
        span=node.span,
    )
    return tree, Shape(FactType.BOOLEAN)


def _value_of(
    node: Mapping, source: _Source, aggregation: Aggregation, rows: Scope
) -> tuple[Expression | None, Shape | None]:
    """Return what of each row is aggregated, None for the row itself, and its shape."""
    if aggregation.takes is Takes.ROWS:
        distinct = node.entry("distinct")
        if distinct is None:
            return None, Shape(FactType.INTEGER)
        value = _named(distinct, rows)
        place = distinct.value.span
    else:
        name = source.column or "item"
        place = source.node.span
        value = rows.find_column(name, place)
    shape = None if value is None else type_of(value, rows)
    if shape is not None and shape.type not in aggregation.accepts:
        rows.diagnostics.error(
            "SKU-R071",
            f"`{aggregation.name}` does not fit {CALLED[shape.type]}",
            span=place,
            help=f"it gives {aggregation.summary}",
        )
        return None, None
    return value, shape


def _named(entry: Entry | None, rows: Scope) -> Expression | None:
    """Return what `distinct` or one of the key words names in a row."""
    if entry is None:
        return None
    if not isinstance(entry.value, Scalar) or not entry.value.raw:
        rows.diagnostics.error(
            "SKU-R002", f"`{entry.key}` needs the name of a column", span=entry.value.span
        )
        return None
    found = rows.find_column(entry.value.raw, entry.value.span)
    shape = None if found is None else type_of(found, rows)
    if shape is not None and shape.type in (FactType.LIST, FactType.TABLE):
        rows.diagnostics.error(
            "SKU-R071",
            f"`{entry.value.raw}` is {CALLED[shape.type]}, but `{entry.key}` needs one value a row",
            span=entry.value.span,
        )
        return None
    return found


def _arguments(
    node: Mapping, source: _Source, aggregation: Aggregation, scope: Scope
) -> tuple[Expression, ...] | None:
    if aggregation.name == "sum":
        column = source.fact.column(source.column or "item")
        grows = column is not None and column.never_negative
        return (Literal(grows, FactType.BOOLEAN),)
    if aggregation.name == "percentile":
        percent = node.get("percent")
        assert percent is not None
        one = read_operand(percent, Shape(FactType.PERCENT), "percent", scope)
        return None if one is None else (one,)
    if aggregation.name == "most_within":
        window = node.get("window")
        assert window is not None
        length = _window(window, scope)
        return None if length is None else (length,)
    return ()


def _window(node: Node, scope: Scope) -> Expression | None:
    """Return the length of a window in hours; a parameter holds days."""
    if isinstance(node, Mapping):
        days = read_operand(node, Shape(FactType.INTEGER), "window", scope)
        if days is None:
            return None
        return Call("multiply", (days, Literal(Decimal(24), FactType.INTEGER)), node.span)
    match = _WINDOW.fullmatch(node.raw) if isinstance(node, Scalar) else None
    if match is None or Decimal(match[1]) == 0:
        scope.diagnostics.error(
            "SKU-R071",
            "a window is a number of days or hours",
            span=node.span,
            help="write `7 days`, `12 hours` or `{parameter: NAME}`, which holds days",
        )
        return None
    return Literal(Decimal(match[1]) * _HOURS[match[2]], FactType.DECIMAL, None, node.span)
