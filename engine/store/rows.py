"""Puts rows that stand in files of their own, such as a price history, beside their records.

Rows are gathered into one list a key and joined to the relation that has the key. Nothing is
dropped in silence: rows of records no other file has, rows without a key or a day, amounts below
zero and amounts in another currency are named and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import MOMENTS, NUMBERS, Column, Dictionary, Fact, FactType
from ..model.row_records import column_fact
from ..text.diagnostics import Diagnostics
from .apart import gathered, left_apart, let_go, may_lie_apart
from .casting import LONG_NUMBER, SHORT_NUMBER, physical_type
from .copies import StagedCopy, copied_facts, lines_of_copies, tables_of_copies
from .currencies import CURRENCY, OWNER, currency_column, in_record_currency
from .key_text import record_key
from .nested import or_otherwise
from .relations import CELLS, KEY, ROW, StoredEntity, StoredFact, link, partial
from .row_faults import report_row_faults, report_strangers
from .row_places import RowSource, origin_of
from .sql import alias, call, cast, column, create, not_null, number, table, type_of
from .staging import Staged

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table fact that name their records by the same key facts.

    `lines` gives the key of the record, the cells as a struct, and the raw table and record that a
    row was read from; `partial` tells that there may be more rows than these, and `number` which
    DECIMAL their numbers are.
    """

    fact: Fact
    keys: tuple[str, ...]
    lines: exp.Select
    files: tuple[Staged, ...]
    relation: str
    #: The fact whose column in `files` shows what a row says.
    shown: str
    partial: bool = False
    from_copies: bool = False
    number: tuple[int, int] = LONG_NUMBER
    #: Columns that no file has, each with the one it falls back on.
    same: Mapping[str, str] = field(default_factory=dict)


def is_of_rows(staged: Staged, dictionary: Dictionary) -> bool:
    """Tell whether a staged table holds rows of a table fact instead of records."""
    return dictionary.entities[staged.raw.entity].rows_of is not None


def join_rows(
    entities: Mapping[str, StoredEntity],
    groups: Sequence[Rows],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
    summed_as_they_lie: Callable[[str], bool],
) -> dict[str, StoredEntity]:
    """Give the entities with the table facts whose rows stand elsewhere.

    `summed_as_they_lie` tells of a fact whether its rows are needed in no list.
    """
    joined = dict(entities)
    for rows in groups:
        if rows.fact.entity not in joined:
            continue
        rows = _in_one_currency(rows, joined, dictionary, connection, diagnostics)
        named = _named(joined[rows.fact.entity], rows, dictionary)
        if may_lie_apart(rows, groups, joined[rows.fact.entity]) and summed_as_they_lie(
            rows.fact.name
        ):
            own_name = _own_name(joined[rows.fact.entity], rows, dictionary)
            joined, strange = left_apart(joined, rows, own_name.name, connection)
            if strange:
                report_strangers(rows, rows.lines, named, connection, diagnostics)
            let_go(rows, joined[rows.fact.entity], connection)
            continue
        kind = physical_type(rows.fact, rows.number)
        create(connection, rows.relation, gathered(rows.lines, rows.fact.name, kind))
        report_strangers(rows, None, named, connection, diagnostics)
        joined = _with_rows(joined, rows, dictionary, connection)
    return joined


def _in_one_currency(
    rows: Rows,
    entities: Mapping[str, StoredEntity],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> Rows:
    name = currency_column(rows.fact)
    if name is None or not any(name in each.facts for each in rows.files):
        return rows
    owner = dictionary.facts[name].entity
    lines, cleared = in_record_currency(rows, entities, owner, connection, diagnostics)
    # Where a price changed its currency, whether it changed besides cannot be told.
    unsure = cleared and rows.fact.from_copies == "changes" and rows.from_copies
    return replace(rows, lines=lines, partial=rows.partial or unsure)


def rows_of_files(
    staged: Sequence[Staged],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
    as_of: datetime | None,
) -> list[Rows]:
    """Find the rows that stand in files of their own, and report what is wrong with them.

    `dictionary` is the one the files were read with, in which table facts are entities.
    """
    found: dict[tuple[str, tuple[str, ...]], list[Staged]] = {}
    stated = {name for each in staged if not is_of_rows(each, dictionary) for name in each.facts}
    for each in staged:
        name = dictionary.entities[each.raw.entity].rows_of
        if (
            name is None
            or column_fact(name, dictionary.facts[name].columns[0].name) not in each.facts
        ):
            continue
        fact = dictionary.facts[name]
        unsaid = [
            key
            for key in dictionary.entities[fact.entity].key
            if key in stated and key not in each.facts
        ]
        if _bounds_only(each) and unsaid:
            diagnostics.warning(
                "SKU-F052",
                f"the rows of `{each.raw.input}` do not say which `{unsaid[0]}` they are of, and"
                " the records differ in it; they bound nothing",
                place=each.raw.input,
                help=f"check one `{unsaid[0]}` at a time, with the orders of that one",
            )
            continue
        keys = tuple(key for key in dictionary.entities[fact.entity].key if key in each.facts)
        report_row_faults(each, fact, keys, connection, diagnostics, as_of)
        found.setdefault((name, keys), []).append(each)
    return [
        Rows(
            dictionary.facts[name],
            keys,
            _lines_of_files(dictionary.facts[name], keys, files, dictionary, kind),
            tuple(files),
            f"rows_{name}_{number}",
            column_fact(name, _value_column(dictionary.facts[name])),
            number=kind,
            same=_fallen_back(dictionary.facts[name], files),
        )
        for number, ((name, keys), files) in enumerate(found.items())
        for kind in (_kind_of_numbers(dictionary.facts[name], files),)
    ]


def _fallen_back(fact: Fact, files: Sequence[Staged]) -> dict[str, str]:
    """Name the columns that no file has and that fall back on another."""
    stated = {name for each in files for name in each.facts}
    return {
        each.name: each.otherwise
        for each in fact.columns
        if each.otherwise is not None and column_fact(fact.name, each.name) not in stated
        if not any(_bounds_only(one) for one in files)
    }


def _kind_of_numbers(fact: Fact, files: Sequence[Staged]) -> tuple[int, int]:
    """Give the DECIMAL that holds all numbers of the rows: the short one where it has room."""
    found = [
        each.facts[name]
        for each in files
        for one in fact.columns
        if one.type in NUMBERS and (name := column_fact(fact.name, one.name)) in each.facts
    ]
    width, scale = SHORT_NUMBER
    is_short = all(
        each.scale <= scale and each.width - each.scale <= width - scale for each in found
    )
    return SHORT_NUMBER if is_short else LONG_NUMBER


def rows_from_copies(
    copies: Sequence[StagedCopy], needed: frozenset[str], dictionary: Dictionary
) -> list[Rows]:
    """Make the rows of every needed table fact that follows from earlier copies of a catalogue."""
    made: list[Rows] = []
    for fact in tables_of_copies(dictionary, needed):
        found: dict[tuple[tuple[str, ...], ...], list[StagedCopy]] = {}
        for each in copies:
            stated = each.staged.facts
            if not all(name in stated for name in copied_facts(fact)):
                continue
            followed = dictionary.facts[copied_facts(fact)[0]].entity
            keys, line = (
                tuple(key for key in dictionary.entities[entity].key if key in stated)
                for entity in (fact.entity, followed)
            )
            if keys and line:
                found.setdefault((keys, line), []).append(each)
        for (keys, line), group in found.items():
            beside = [currency_of_lines(each.staged, fact, dictionary) for each in group]
            own, followed_key = (record_key(dictionary, names) for names in (keys, line))
            lines = lines_of_copies(fact, group, own, followed_key, beside)
            made.append(
                Rows(
                    fact,
                    keys,
                    lines,
                    tuple(each.staged for each in group),
                    f"copies_{fact.name}_{len(made)}",
                    copied_facts(fact)[0],
                    partial=fact.from_copies == "changes"
                    and not all(each.copy.exact for each in group),
                    from_copies=True,
                )
            )
    return made


def _value_column(fact: Fact) -> str:
    """Name the column that a row is about: the first that is no moment."""
    found = (each.name for each in fact.columns if each.type not in MOMENTS)
    return next(found, fact.columns[0].name)


def currency_of_lines(staged: Staged, fact: Fact, dictionary: Dictionary) -> list[exp.Expr]:
    """Give the columns of the currency a staged table states, and of whose it is."""
    name = currency_column(fact)
    if name is None:
        return []
    owner = dictionary.entities[dictionary.facts[name].entity].key
    named = owner and all(key in staged.facts for key in owner)
    said = column(name) if name in staged.facts else exp.Null()
    return [
        alias(cast(said, "VARCHAR"), CURRENCY),
        alias(cast(record_key(dictionary, owner) if named else exp.Null(), "VARCHAR"), OWNER),
    ]


def _lines_of_files(
    fact: Fact,
    keys: Sequence[str],
    files: Sequence[Staged],
    dictionary: Dictionary,
    number: tuple[int, int],
) -> exp.Select:
    stacked: exp.Expr | None = None
    for each in files:
        cells = {one.name: _cell(fact, one, each, number) for one in fact.columns}
        if _bounds_only(each):
            cells |= _of_a_moment(fact, cells)
        fields = [
            exp.PropertyEQ(
                this=exp.to_identifier(name, quoted=True),
                expression=or_otherwise(fact, name, cells),
            )
            for name in cells
        ]
        branch = exp.select(
            alias(record_key(dictionary, keys), KEY),
            alias(exp.Struct(expressions=fields), CELLS),
            *origin_of(each),
            *currency_of_lines(each, fact, dictionary),
        ).from_(table(each.relation)).where(not_null(column(keys[0])))  # fmt: skip
        stacked = branch if stacked is None else exp.Union(
            this=stacked, expression=branch, distinct=False
        )  # fmt: skip
    assert stacked is not None
    name = exp.TableAlias(this=exp.to_identifier("stacked"))
    return exp.select(exp.Star()).from_(exp.Subquery(this=stacked, alias=name))


def _bounds_only(staged: Staged) -> bool:
    return staged.raw.export is not None and staged.raw.export.bounds_only


def _of_a_moment(fact: Fact, cells: Mapping[str, exp.Expr]) -> dict[str, exp.Expr]:
    """End what began at some moment on the day before, so that it covers no day at all.

    The price of an order was asked that day, and perhaps not all day long.
    """
    begins = next((one.name for one in fact.columns if one.copy == "moment"), None)
    return {
        one.name: exp.Sub(this=cells[begins].copy(), expression=number(1))
        for one in fact.columns
        if one.copy == "until" and begins is not None and one.type is FactType.DATE
    }


def _cell(fact: Fact, one: Column, staged: Staged, number: tuple[int, int]) -> exp.Expr:
    name = column_fact(fact.name, one.name)
    if name not in staged.facts:
        return exp.Cast(this=exp.Null(), to=type_of(physical_type(one, number)).copy())
    cell: exp.Expr = cast(column(name), physical_type(one, number))
    if one.never_negative and one.type in NUMBERS:
        below = exp.LT(this=column(name), expression=exp.Literal.number(0))
        cell = exp.Case(ifs=[exp.If(this=exp.not_(below, copy=False), true=cell)])
    return cell


def _named(stored: StoredEntity, rows: Rows, dictionary: Dictionary) -> exp.Select:
    """List the names that the relation has for the records the rows' keys speak of."""
    return exp.select(alias(_own_name(stored, rows, dictionary), KEY)).from_(table(stored.relation))


def _own_name(stored: StoredEntity, rows: Rows, dictionary: Dictionary) -> exp.Column:
    """Give the column that holds the key by which the rows name their records."""
    named = _named_by(stored, rows, dictionary)
    return column(stored.key if named == rows.fact.entity else link(named))


def _named_by(stored: StoredEntity, rows: Rows, dictionary: Dictionary) -> str:
    """Name the entity whose key stands in the rows: the table's own, or one it belongs to."""
    own = rows.fact.entity
    if len(rows.keys) == len(dictionary.entities[own].key):
        return own
    for seen in dictionary.entities[own].sees:
        if dictionary.entities[seen].key == rows.keys and seen in stored.links:
            return seen
    return own


def sources_of(
    groups: Sequence[Rows], entities: Mapping[str, StoredEntity], dictionary: Dictionary
) -> tuple[RowSource, ...]:
    """Tell where the rows of each table fact can be looked up again."""
    return tuple(
        RowSource(
            rows.fact.name,
            _named_by(entities[rows.fact.entity], rows, dictionary),
            rows.lines,
            rows.shown,
        )
        for rows in groups
        if rows.fact.entity in entities
    )


def _with_rows(
    entities: Mapping[str, StoredEntity],
    rows: Rows,
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, StoredEntity]:
    stored = entities[rows.fact.entity]
    name = rows.fact.name
    relation = f"{stored.relation}_{rows.relation}"
    value: exp.Expr = column(name, "rows")
    kept = exp.Star()
    number = rows.number
    if name in stored.facts:
        # Stated with the record as well: together they are what is known.
        number = LONG_NUMBER
        stated, found = (
            cast(column(name, place), physical_type(rows.fact)) for place in ("e", "rows")
        )
        both = call("list_concat", stated, found)
        value = exp.Coalesce(this=both, expressions=[stated.copy(), found.copy()])
        kept = exp.Star(**{"except_": [exp.to_identifier(name, quoted=True)]})
    columns = [exp.Column(this=kept, table=exp.to_identifier("e")), alias(value, name)]
    old = stored.facts.get(name, StoredFact(name))
    partial_ = old.partial or rows.partial
    if rows.partial and not old.partial:
        columns.append(alias(exp.true(), partial(name)))
    query = (
        exp.select(*columns)
        .from_(exp.alias_(table(stored.relation), "e", table=True))
        .join(
            exp.alias_(table(rows.relation), "rows", table=True),
            on=exp.EQ(
                this=_of("e", _own_name(stored, rows, dictionary)), expression=column(KEY, "rows")
            ),
            join_type="left",
        )
        .order_by(column(ROW, "e"))
    )
    create(connection, relation, query)
    width, scale = (0, 0) if number == LONG_NUMBER else number
    told = replace(old, width=width, scale=scale, filled=False, partial=partial_)
    facts = {**stored.facts, name: told}
    return {
        each: replace(found, relation=relation, facts=facts)
        if found.relation == stored.relation
        else found
        for each, found in entities.items()
    }


def _of(place: str, name: exp.Expr) -> exp.Expr:
    return column(name.name, place)
