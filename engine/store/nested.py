"""Records held in memory, and the lists and tables nested in them, on their way into SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from ..model.facts import Column, Fact, FactType
from ..readers import RawTable, RecordRows
from .casting import Reading, physical_type, thorough
from .relations import upper
from .sql import alias, call, cast, column, not_null, text

#: What a cell of a flat file says of a list without items.
NONE = "[]"


def records_query(
    raw: RawTable, facts: Mapping[str, Fact], wanted: Mapping[str, int]
) -> tuple[exp.Select, list[object]]:
    """Build a query that unfolds the records' columns from parameters, one list a column."""
    assert isinstance(raw.rows, RecordRows)
    columns: list[exp.Expr] = []
    parameters: list[object] = []

    def add(name: str, values: list[Any], kind: str) -> None:
        parameters.append(values)
        unfolded = call("unnest", cast(exp.Placeholder(), f"{kind}[]"))
        columns.append(alias(unfolded, name))

    for name, index in wanted.items():
        values = raw.rows.columns[index]
        fact = facts[name]
        if fact.type is FactType.LIST:
            add(name, [None if each is None else list(each) for each in values], "VARCHAR[]")
        elif fact.type is FactType.TABLE:
            add(name, [_rows(fact, each) for each in values], _text_table(fact))
        elif any(isinstance(each, Mapping) for each in values):
            add(name, [_bound(each, "at_least") for each in values], "VARCHAR")
            add(upper(name), [_bound(each, "at_most") for each in values], "VARCHAR")
        else:
            add(name, list(values), "VARCHAR")
    if not columns:
        add("_none", [None] * raw.rows.length, "VARCHAR")
    return exp.select(*columns), parameters


def _bound(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else value


def _rows(fact: Fact, value: Any) -> list[dict[str, Any]] | None:
    if value is None:
        return None
    return [{each.name: _plain(row.get(each.name)) for each in fact.columns} for row in value]


def _plain(cell: Any) -> Any:
    return list(cell) if isinstance(cell, tuple) else cell


def _text_table(fact: Fact) -> str:
    fields = ", ".join(
        f'"{each.name}" {"VARCHAR[]" if each.type is FactType.LIST else "VARCHAR"}'
        for each in fact.columns
    )
    return f"STRUCT({fields})[]"


def list_reading(raw: exp.Expr, fact: Fact, nested: bool) -> Reading:
    """Read a list fact; in a flat file its items are parted by `;`, `|` or `,`."""
    items = raw.copy()
    if not nested:
        blank = exp.Is(
            this=call("nullif", call("trim", raw.copy()), text("")), expression=exp.Null()
        )
        parts = call("regexp_split_to_array", call("trim", raw.copy()), text(r"\s*[;|,]\s*"))
        # A blank cell says nothing; brackets around nothing say that there is none.
        is_none = exp.EQ(this=call("trim", raw.copy()), expression=text(NONE))
        none = cast(exp.Array(expressions=[]), "VARCHAR[]")
        items = exp.Case(
            ifs=[
                exp.If(this=is_none, true=none),
                exp.If(this=exp.not_(blank, copy=False), true=parts),
            ]
        )
    element = Column("item", fact.of or FactType.TEXT, fact.unit, fact.values)
    reading = thorough(exp.column("x"), element)
    value = call("list_transform", items.copy(), _lambda("x", reading.value))
    filled = call("list_filter", value, _lambda("y", not_null(exp.column("y"))))
    flagged = call("list_transform", items.copy(), _lambda("x", reading.flag))
    any_flagged = exp.Coalesce(this=call("list_bool_or", flagged), expressions=[exp.false()])
    if not nested:
        empty = call("nullif", filled, exp.Array(expressions=[]))
        filled = exp.Case(ifs=[exp.If(this=is_none.copy(), true=filled.copy())], default=empty)
    # A list that lacks an item says nothing of what it does not contain.
    whole = exp.Case(
        ifs=[exp.If(this=exp.not_(any_flagged, copy=True), true=cast(filled, physical_type(fact)))]
    )
    return Reading(whole, any_flagged, reading.width, reading.scale)


def range_reading(name: str, reading: Reading) -> tuple[exp.Expr, exp.Expr, exp.Expr]:
    """Read a column of which some cells are ranges; gives the ends and what flags a cell.

    The upper end stands in a column of its own and is read as the value itself is. A range with
    an unreadable end, or upside down, is not read at all.
    """
    low, high = reading.value, _of_upper(reading.value, name)
    upside_down = exp.GT(this=exp.paren(low, copy=True), expression=exp.paren(high, copy=True))
    wrong = exp.or_(reading.flag.copy(), _of_upper(reading.flag, name), upside_down)
    flag = exp.Coalesce(this=exp.paren(wrong), expressions=[exp.false()])
    right = exp.not_(flag, copy=True)
    ends = [exp.Case(ifs=[exp.If(this=right.copy(), true=end.copy())]) for end in (low, high)]
    return ends[0], ends[1], flag


def of_either_end(name: str, test: exp.Expr) -> exp.Expr:
    """Build the test that one end of a range at least passes a test of the value itself."""
    return exp.or_(test.copy(), _of_upper(test, name), copy=False)


def _of_upper(tree: exp.Expr, name: str) -> exp.Expr:
    """Read the upper end where a tree reads the value itself."""

    def swap(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name == name:
            return column(upper(name))
        return node

    return tree.copy().transform(swap)


def table_reading(raw: exp.Expr, fact: Fact) -> Reading:
    """Read a table fact cell by cell; an unreadable cell is blank and flags the record."""
    values: dict[str, exp.Expr] = {}
    flags = []
    for each in fact.columns:
        cell = exp.Dot(this=exp.column("r"), expression=exp.to_identifier(each.name, quoted=True))
        if each.type is FactType.LIST:
            value: exp.Expr = cell
        else:
            reading = thorough(cell, each)
            value = reading.value
            flags.append(exp.Coalesce(this=reading.flag, expressions=[exp.false()]))
        values[each.name] = value
    fields = [
        exp.PropertyEQ(
            this=exp.to_identifier(name, quoted=True), expression=or_otherwise(fact, name, values)
        )
        for name in values
    ]
    rows = call("list_transform", raw.copy(), _lambda("r", exp.Struct(expressions=fields)))
    flag: exp.Expr = exp.false()
    if flags:
        each_row = call("list_transform", raw.copy(), _lambda("r", exp.or_(*flags, copy=False)))
        flag = exp.Coalesce(this=call("list_bool_or", each_row), expressions=[exp.false()])
    return Reading(cast(rows, physical_type(fact)), flag)


def or_otherwise(fact: Fact, name: str, values: Mapping[str, exp.Expr]) -> exp.Expr:
    """Give a column's value, or where that is blank the value of the column it falls back on."""
    found = fact.column(name)
    if found is None or found.otherwise is None or found.otherwise not in values:
        return values[name]
    return exp.Coalesce(this=values[name].copy(), expressions=[values[found.otherwise].copy()])


def _lambda(name: str, body: exp.Expr) -> exp.Expr:
    return exp.Lambda(this=body, expressions=[exp.to_identifier(name)])
