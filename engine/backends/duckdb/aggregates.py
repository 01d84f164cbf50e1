"""SQL of aggregates over lists: each row is looked at, then all rows are made one value.

The rows that were looked at get a column of their own, because what follows names them often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ...conditions.aggregates import AGGREGATES
from ...model.facts import NUMBERS, Column, Dictionary, FactType
from ...model.nodes import Aggregate, ColumnRef, FactRef
from ...model.values import PLACES, WHOLE_DIGITS
from ...store.casting import PHYSICAL
from ...store.sql import cast, type_of
from .listed_rows import ListedRows
from .listed_summaries import LISTED_SUMMARIES
from .row_fields import RowFields, SummedFields
from .row_lists import any_true, build, call, each, field, kept, or_false, or_true
from .summaries import SUMMARIES, Ends
from .summed_rows import Lines, SummedRows, between
from .terms import (
    SqlTerm,
    SqlTruth,
    case,
    conjunction,
    is_nothing,
    is_null,
    is_unsettled,
    merged,
    null,
)

#: The variables of lambdas, by the name the tree gives a row.
_VARIABLES = {"row": "_it", "first": "_first", "second": "_second"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an aggregate that look at a row, and its word on completeness, compiled."""

    where: SqlTruth | None
    value: SqlTerm | None
    key: SqlTerm | None
    complete_when: SqlTruth | None


def cell_term(
    reference: ColumnRef,
    dictionary: Dictionary,
    columns: Mapping[str, SqlTerm],
    *,
    blaming: bool,
) -> SqlTerm:
    """Give a cell of the row that a lambda looks at; a blank one is a lack of its table."""
    fact = dictionary.facts[reference.table]
    column = fact.column(reference.column) or Column(
        "item", fact.of or FactType.TEXT, fact.unit, fact.values
    )
    tree: exp.Expr = exp.column(_VARIABLES[reference.row])
    if fact.columns:
        tree = field(tree, reference.column)
    width, scale = 0, 0
    if column.type in NUMBERS:
        table = columns.get(reference.table)
        if table is not None and table.width:
            width, scale = table.width, table.scale
        else:
            scale = 0 if column.type is FactType.INTEGER else PLACES
            width = WHOLE_DIGITS + scale
            kind = type_of(f"DECIMAL({width}, {scale})")
            tree = exp.TryCast(this=tree, to=kind)
    currency = None
    if column.type is FactType.MONEY:
        currency = currency_beside(column.unit, column.currency_in, columns)
    blame = {reference.table: is_null(tree)} if blaming else {}
    return SqlTerm(tree, tree, column.type, width, scale, currency, blame)


def currency_beside(unit: str | None, fact: str | None, columns: Mapping[str, SqlTerm]) -> exp.Expr:
    """Give the currency that stands beside an amount, else the one the dictionary names."""
    named = exp.Literal.string(unit) if unit is not None else exp.Null()
    beside = columns.get(fact) if fact is not None else None
    if beside is None or isinstance(beside.low, exp.Cast):
        return named
    return exp.Coalesce(this=beside.low.copy(), expressions=[named])


def looked_at(
    node: Aggregate, source: SqlTerm, parts: Parts, lines: Lines | None, *, blaming: bool
) -> SqlTerm:
    """Give the rows of a list or table with what the aggregate needs of each.

    `lines` are the rows where they lie, if they are in no list; nothing is blamed there.
    """
    fields: dict[str, exp.Expr] = {}
    if parts.where is not None:
        fields["k"] = parts.where.truth
    if parts.value is not None:
        fields["v"] = parts.value.low
        if not parts.value.exact:
            fields["h"], fields["x"] = parts.value.high, _settled(parts.value)
    if parts.key is not None:
        fields["g"] = _settled(parts.key)
    if lines is not None:
        return _looked_at_in_place(node, source, parts, lines, fields)
    lacks = _row_blames(parts) if blaming else {}
    names = {fact: f"b{index}" for index, fact in enumerate(lacks)}
    fields |= {names[fact]: or_false(tree) for fact, tree in lacks.items()}
    fields = fields or {"k": exp.true()}
    if is_nothing(source):
        rows = null()
    elif AGGREGATES[node.aggregate].pairs:
        rows = _pairs(source.low, build(fields))
    else:
        rows = each(source.low, "_it", build(fields))
    partial, blame = _completeness(node, source, parts.complete_when)
    return SqlTerm(
        rows,
        rows,
        FactType.TABLE,
        blame=blame if blaming else {},
        partial=partial,
        rows=RowFields(parts.where is not None, parts.value, parts.key, names),
    )


def _looked_at_in_place(
    node: Aggregate, source: SqlTerm, parts: Parts, lines: Lines, fields: Mapping[str, exp.Expr]
) -> SqlTerm:
    if node.aggregate not in SUMMARIES:
        lines.refused = True
    columns = {name: lines.looked_at(tree) for name, tree in fields.items()}
    partial, _ = _completeness(node, source, parts.complete_when)
    summed = SummedFields(lines, columns, between(node))
    present = lines.present()
    return SqlTerm(
        present,
        present,
        FactType.TABLE,
        partial=partial,
        rows=RowFields(parts.where is not None, parts.value, parts.key, {}, summed),
    )


def summary(
    node: Aggregate, looked: SqlTerm, arguments: Sequence[SqlTerm], *, blaming: bool
) -> SqlTerm:
    """Make one value of rows that were looked at.

    It blames what its rows lack even where its value is known all the same.
    """
    assert looked.rows is not None
    aggregation = AGGREGATES[node.aggregate]
    value = looked.rows.taken
    kind = aggregation.result or (value.type if value is not None else FactType.INTEGER)
    currency = value.currency if value is not None and aggregation.result is None else None
    if is_nothing(looked):
        return _nothing(kind, currency, looked.blame)
    low, high, width, scale = _ends(node.aggregate, looked, looked.rows, arguments)
    absent = is_null(looked.low)
    exact = high is low
    # An empty list made of NULL would count as none at all.
    low = case([(absent, null())], low)
    high = low if exact else case([(absent, null())], high)
    result = SqlTerm(low, high, kind, width, scale, currency)
    if not blaming:
        return result
    there = exp.not_(absent, copy=True)
    of_rows = {
        fact: any_true(each(looked.low, "_it", field(exp.column("_it"), name)))
        for fact, name in looked.rows.lacks.items()
    }
    of_arguments = merged(*(each_argument.blame for each_argument in arguments))
    return replace(result, blame=merged(looked.blame, merged(of_rows, of_arguments, under=there)))


def _ends(word: str, looked: SqlTerm, fields: RowFields, arguments: Sequence[SqlTerm]) -> Ends:
    listed = ListedRows(looked.low, fields, looked.partial)
    if word in LISTED_SUMMARIES:
        return LISTED_SUMMARIES[word](listed, arguments)
    if fields.summed is None:
        return SUMMARIES[word](listed, arguments)
    return SUMMARIES[word](SummedRows(fields, fields.summed, looked.partial), arguments)


def _nothing(kind: FactType, currency: exp.Expr | None, blame: Mapping[str, exp.Expr]) -> SqlTerm:
    """Give the value of rows that no record has."""
    physical = "DECIMAL(1, 0)" if kind in NUMBERS else PHYSICAL.get(kind)
    tree = null() if physical is None else cast(null(), physical)
    return SqlTerm(tree, tree, kind, int(kind in NUMBERS), 0, currency, blame)


def _settled(term: SqlTerm) -> exp.Expr:
    if term.exact:
        return term.low
    return case([(exp.not_(is_unsettled(term), copy=False), term.low)])


def _pairs(source: exp.Expr, row: exp.Expr) -> exp.Expr:
    """Put every row beside every other one."""
    others = kept(
        source,
        "_second",
        exp.NEQ(this=exp.column("_j"), expression=exp.column("_i")),
        index="_j",
    )
    return call("flatten", each(source, "_first", each(others, "_second", row), index="_i"))


def _row_blames(parts: Parts) -> Mapping[str, exp.Expr]:
    """Tell for a row which lacking facts keep it, or what counts of it, from being known."""
    blames = [
        merged(term.blame, under=is_unsettled(term))
        for term in (parts.value, parts.key)
        if term is not None
    ]
    if parts.where is None:
        return merged(*blames)
    undecided = merged(parts.where.blame, under=is_null(parts.where.truth))
    return merged(undecided, *blames, under=or_true(parts.where.truth))


def _completeness(
    node: Aggregate, source: SqlTerm, complete_when: SqlTruth | None
) -> tuple[exp.Expr | None, Mapping[str, exp.Expr]]:
    """Tell when there may be more rows, and which fact is to blame for that or for having none."""
    absent = is_null(source.low)
    none_at_all = merged(source.blame, under=absent)
    there = exp.not_(absent, copy=True)
    if complete_when is None:
        if source.partial is None:
            return None, none_at_all
        partial = or_false(source.partial)
        return partial, merged(
            none_at_all, merged(source.blame, under=conjunction([there, partial]))
        )
    partial = exp.not_(or_false(complete_when.truth), copy=False)
    undecided = merged(complete_when.blame, under=is_null(complete_when.truth))
    said_no = exp.not_(or_true(complete_when.truth), copy=False)
    known = {node.source.name: said_no} if isinstance(node.source, FactRef) else {}
    return partial, merged(none_at_all, merged(undecided, known, under=there))
