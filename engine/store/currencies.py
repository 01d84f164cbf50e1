"""Keeps amounts of different currencies apart: what a heading says, and what earlier rows say.

`Price (EUR)` states the currency of its cells, and so may the cells themselves or a known export.
Where the file, the dictionary or the record's own statement says another, the amounts count as
missing and are named and counted; nothing is read as if it were in the record's currency.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import NUMBERS, Fact, FactType
from ..readers import RawTable
from ..text.diagnostics import Diagnostics
from .casting import Reading
from .number_parts import currency_of, with_parts
from .relations import CELLS, KEY, RECORD, TABLE, StoredEntity
from .sql import alias, call, cast, column, fetch, not_null, sql_of, table, text
from .unreadable import span_of
from .written_numbers import in_doubt, survey, with_doubts, with_ends, written

if TYPE_CHECKING:
    import duckdb

    from .rows import Rows

#: Columns of a line of a table fact: the currency it states, and the record that has one.
CURRENCY, OWNER = "_currency", "_owner"
_EXPECTED = "_expected"


def currency_column(fact: Fact) -> str | None:
    """Name the fact that states the currency of a table's amounts."""
    return next((each.currency_in for each in fact.columns if each.currency_in is not None), None)


def said_by_headings(
    raw: RawTable, facts: Mapping[str, Fact], needed: frozenset[str]
) -> dict[str, Reading]:
    """Read the currency that headings state, where no column of the file does."""
    readings: dict[str, Reading] = {}
    for each in raw.columns:
        fact = facts.get(each.fact) if each.fact is not None else None
        if fact is None or each.currency is None or fact.currency_in not in needed:
            continue
        if raw.column(fact.currency_in) is None:
            said = cast(text(each.currency), "VARCHAR")
            readings.setdefault(fact.currency_in, Reading(said, exp.false()))
    return readings


@dataclass(frozen=True, slots=True)
class Told:
    """The fact that states the currency of a table's amounts, and what the headings say it is."""

    fact: str
    code: str | None
    has_column: bool


def told_currency(raw: RawTable, facts: Mapping[str, Fact], needed: Collection[str]) -> Told | None:
    """Return what a table says of its currency outside of the cells."""
    amounts = [fact for fact in facts.values() if fact.type is FactType.MONEY]
    names = {fact.currency_in for fact in amounts if fact.currency_in is not None}
    if len(names) != 1 or not names <= set(needed):
        return None
    name = names.pop()
    stating = {fact.name for fact in amounts if fact.currency_in == name}
    codes = (each.currency for each in raw.columns if each.fact in stating)
    return Told(name, next((code for code in codes if code is not None), None), name in facts)


def read_as_written(
    connection: duckdb.DuckDBPyConnection,
    source: exp.Select,
    parameters: Sequence[object],
    numbers: Sequence[Fact],
    told: Told | None,
) -> tuple[exp.Select, dict[str, Reading]]:
    """Read columns of numbers as people write them; gives the query they are read from."""
    source = with_parts(source, numbers)
    surveys = survey(connection, source, parameters, numbers)
    source = with_ends(source, numbers, surveys)
    stating = [
        fact for fact in numbers if fact.type is FactType.MONEY and surveys[fact.name].with_currency
    ]
    beside: exp.Expr | None = None
    if told is not None and told.has_column:
        beside = call("upper", call("trim", column(told.fact)))
    elif told is not None and told.code is not None:
        beside = text(told.code)
    elif len(stating) > 1:
        beside = _first(stating)
    settled = told is not None and (told.has_column or told.code is not None)
    found = [(fact, surveys[fact.name]) for fact in numbers]
    source = with_doubts(
        source, {fact.name: in_doubt(fact, said, beside, settled) for fact, said in found}
    )
    readings = {fact.name: written(fact, said) for fact, said in found}
    if told is not None and stating and not settled:
        readings[told.fact] = Reading(_first(stating), exp.false())
    return source, readings


def _first(stating: Sequence[Fact]) -> exp.Expr:
    codes = [currency_of(fact) for fact in stating]
    return exp.Coalesce(this=codes[0], expressions=codes[1:]) if len(codes) > 1 else codes[0]


def numbers_among(names: Collection[str], facts: Mapping[str, Fact]) -> list[Fact]:
    """Give the facts among some that are numbers."""
    return [facts[name] for name in names if facts[name].type in NUMBERS]


def set_contradictions_aside(
    raw: RawTable,
    relation: str,
    facts: Mapping[str, Fact],
    stated: frozenset[str],
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> None:
    """Clear amounts whose heading names another currency than what stands beside them."""
    for each in raw.columns:
        fact = facts.get(each.fact) if each.fact is not None else None
        if fact is None or each.currency is None or fact.type is not FactType.MONEY:
            continue
        said = text(each.currency)
        beside = fact.currency_in if fact.currency_in in stated else None
        other: exp.Expr = column(beside) if beside is not None else text(fact.unit or "")
        wrong = exp.and_(not_null(column(fact.name)), exp.NEQ(this=other, expression=said))
        query = exp.select(
            exp.Count(this=exp.Star()), exp.Min(this=exp.column("rowid")), exp.Min(this=other)
        ).from_(table(relation)).where(wrong)  # fmt: skip
        count, first, example = fetch(connection, query)[0]
        if not count:
            continue
        cleared = exp.EQ(this=column(fact.name), expression=exp.Null())
        update = exp.Update(
            this=table(relation), expressions=[cleared], where=exp.Where(this=wrong.copy())
        )
        connection.execute(sql_of(update))
        cell = (int(first) + 1, each.index)
        place = raw.places([cell]).get(cell)
        where = f"`{beside}`" if beside is not None else "the dictionary"
        diagnostics.warning(
            "SKU-F065",
            f"{_amounts(int(count))} of `{each.heading}` in {each.currency}, but {where} says"
            f" {example}; {_they(int(count))} as missing",
            span=span_of(place),
            place=None if span_of(place) else str(place or raw.input),
            help="state one currency for each amount",
        )


def in_record_currency(
    rows: Rows,
    entities: Mapping[str, StoredEntity],
    owner: str,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> tuple[exp.Select, bool]:
    """Clear the amounts of lines in another currency than their record's; tell whether any is."""
    name = currency_column(rows.fact)
    lines = _expecting(rows.lines, entities.get(owner), name, _unit_of(rows.fact))
    differs = exp.NEQ(this=column(CURRENCY), expression=column(_EXPECTED))
    count, where, record, said, expected = fetch(
        connection,
        exp.select(
            exp.Count(this=exp.Star()),
            *(
                call(
                    "arg_min", column(each), exp.Tuple(expressions=[column(TABLE), column(RECORD)])
                )
                for each in (TABLE, RECORD, CURRENCY, _EXPECTED)
            ),
        )
        .from_(lines.subquery("lines"))
        .where(differs, not_null(column(CELLS))),
    )[0]
    if not count:
        return rows.lines, False
    raw = next(each.raw for each in rows.files if each.index == where)
    at = raw.column(rows.shown)
    cell = (int(record), at.index if at is not None else 0)
    place = raw.places([cell]).get(cell)
    diagnostics.warning(
        "SKU-F065",
        f"{_amounts(int(count))} of `{rows.fact.name}` in {said}, where the record's are in"
        f" {expected}; {_they(int(count))} as missing",
        span=span_of(place),
        place=None if span_of(place) else str(place or raw.input),
        help=f"convert them, or state the record's `{name}`",
    )
    fields = [
        exp.PropertyEQ(
            this=exp.to_identifier(each.name, quoted=True),
            expression=_same(_field(each.name), differs)
            if each.type is FactType.MONEY
            else _field(each.name),
        )
        for each in rows.fact.columns
    ]
    cells = exp.Case(
        ifs=[exp.If(this=not_null(column(CELLS)), true=exp.Struct(expressions=fields))]
    )
    kept = (column(KEY), alias(cells, CELLS), column(TABLE), column(RECORD))
    return exp.select(*kept).from_(lines.subquery("lines")), True


def _expecting(
    lines: exp.Select, stored: StoredEntity | None, name: str | None, unit: str
) -> exp.Select:
    """Put the record's currency beside each line: as stated, else the dictionary's."""
    if stored is None or name is None or name not in stored.facts:
        star = exp.Star()
        return exp.select(star, alias(text(unit), _EXPECTED)).from_(lines.subquery("lines"))
    stating = (
        exp.select(alias(column(stored.key), OWNER), alias(exp.Max(this=column(name)), "_stated"))
        .from_(table(stored.relation))
        .group_by(column(stored.key))
    )
    expected = exp.Coalesce(this=column("_stated", "stating"), expressions=[text(unit)])
    every = exp.Column(this=exp.Star(), table=exp.to_identifier("lines"))
    return (
        exp.select(every, alias(expected, _EXPECTED))
        .from_(lines.subquery("lines"))
        .join(
            stating.subquery("stating"),
            on=exp.EQ(this=column(OWNER, "lines"), expression=column(OWNER, "stating")),
            join_type="left",
        )
    )


def _field(name: str) -> exp.Expr:
    return exp.Dot(this=column(CELLS), expression=exp.to_identifier(name, quoted=True))


def _same(cell: exp.Expr, differs: exp.Expr) -> exp.Expr:
    kept = exp.Coalesce(this=exp.not_(differs.copy()), expressions=[exp.true()])
    return exp.Case(ifs=[exp.If(this=kept, true=cell)])


def _unit_of(fact: Fact) -> str:
    return next((each.unit for each in fact.columns if each.type is FactType.MONEY), None) or ""


def _amounts(count: int) -> str:
    return "1 amount" if count == 1 else f"{count:,} amounts"


def _they(count: int) -> str:
    return "it counts" if count == 1 else "they count"
