"""Lay all findings out as one query: a row each, with the columns of every table of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sqlglot import exp

from ...backends.duckdb.terms import case
from ...model.finding_columns import COLUMNS, TYPES
from ...model.outcome import Outcome
from ...model.rule import Rule
from ...readers import CellFinder, GivenRows, ParquetRows, RawTable
from ...store.relations import FactStore
from ...store.sql import (
    alias,
    call,
    cast,
    column,
    create,
    fetch,
    not_null,
    number,
    select,
    select_from,
    table,
    text,
)
from ..findings import Sight
from .branches import Branch, branches_of, cell_name
from .cells import RECORDS, Sites, first_of, record_in, site_of

#: Turns the name of a file into the path that other programs find it by.
PathOf: TypeAlias = "Callable[[str], str]"

#: The outcomes of each rule.
Counts: TypeAlias = "Mapping[str, Mapping[Outcome, int]]"

_PLACES = "tabled_places"
_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class _Site:
    """A column of a raw table: what its cells are called, and how the line of a record follows.

    `after` lines stand before the first record; None where lines do not count records.
    """

    file: str
    heading: str
    after: int | None
    labelled: bool

    @property
    def plain(self) -> bool:
        """Tell whether the place of a cell follows from its record."""
        return self.after is not None or self.labelled


def lay_out(sight: Sight, counts: Counts, lang: str, path_of: PathOf, packs: str) -> exp.Select:
    """Build the query of all failures and of all that is left open."""
    sites = Sites()
    branches = list(_branches(sight, counts, sites))
    if not branches:
        return _nothing()
    known = {index: _site(sight.store, *where) for where, index in sites.known.items()}
    _find_places(sight.store, branches, sites, known, path_of)
    selects = [
        _rows(each, lang, path_of, packs, {site: known[site] for site in sorted(each.sites)})
        for each in branches
    ]
    query: exp.Expr = selects[0]
    for each in selects[1:]:
        query = exp.Union(this=query, expression=each, distinct=False)
    return select(*(column(name) for name in COLUMNS)).from_(
        exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier("findings"))),
        copy=False,
    )


def _nothing() -> exp.Select:
    columns = [alias(cast(exp.Null(), TYPES[kind]), name) for name, kind in COLUMNS.items()]
    return select(*columns).where(exp.false(), copy=False)


def _branches(sight: Sight, counts: Counts, sites: Sites) -> Iterator[Branch]:
    """Build the branches of rules that anything was found for, each behind a table if need be."""
    for rule in sight.plan.rules:
        for outcome in (Outcome.FAIL, Outcome.UNKNOWN):
            if rule.id in counts and counts[rule.id][outcome]:
                yield from _kept(sight, rule, outcome, sites)


def _kept(sight: Sight, rule: Rule, outcome: Outcome, sites: Sites) -> Iterator[Branch]:
    for index, each in enumerate(branches_of(sight, rule, outcome, sites)):
        if not each.passing:
            yield each
            continue
        # It reads a table that the next rule writes anew.
        name = f"tabled_{rule.id}_{index}"
        create(sight.store.connection, name, each.query)
        query = select(exp.Star()).from_(table(name), copy=False)
        yield replace(each, query=query, passing=False)


def _site(store: FactStore, raw_table: int, index: int) -> _Site:
    raw = store.tables[raw_table]
    heading = next((each.heading for each in raw.columns if each.index == index), "")
    labelled = isinstance(raw.rows, ParquetRows | GivenRows)
    return _Site(raw.input, heading, _lines_before(store, raw_table, raw), labelled)


def _lines_before(store: FactStore, raw_table: int, raw: RawTable) -> int | None:
    """Tell after how many lines the records of a file begin, if each is one line."""
    if not isinstance(raw.places_among, CellFinder):
        return None
    count = exp.Count(this=exp.Star())
    query = select(count).from_(table(f"staged_{raw_table}"), copy=False)
    ((records,),) = fetch(store.connection, query)
    return raw.places_among.lines_before(int(records))


def _find_places(
    store: FactStore,
    branches: Sequence[Branch],
    sites: Sites,
    known: Mapping[int, _Site],
    path_of: PathOf,
) -> None:
    """Look up the places of cells that only their readers can tell."""
    asked = [index for index, each in known.items() if not each.plain]
    if not asked:
        return
    empty = select(
        alias(cast(exp.Null(), "BIGINT"), "cell"),
        alias(cast(exp.Null(), "VARCHAR"), "file"),
        alias(cast(exp.Null(), "BIGINT"), "line"),
        alias(cast(exp.Null(), "VARCHAR"), "heading"),
        alias(cast(exp.Null(), "VARCHAR"), "label"),
    ).where(exp.false())
    create(store.connection, _PLACES, empty)
    where = {index: raw for raw, index in sites.known.items()}
    for index, records in _records_at(store, branches, asked).items():
        raw_table, at = where[index]
        for start in range(0, len(records), _AT_ONCE):
            cells = [(record, at) for record in records[start : start + _AT_ONCE]]
            found = store.tables[raw_table].places(cells)
            rows = [
                (
                    index * RECORDS + record,
                    path_of(place.file),
                    place.line,
                    place.heading,
                    place.label,
                )
                for (record, _), place in found.items()
            ]
            _insert(store, rows)


def _records_at(
    store: FactStore, branches: Sequence[Branch], sites: Sequence[int]
) -> dict[int, list[int]]:
    """List the records that findings may point at, by the column they point at there."""
    found: dict[int, set[int]] = {site: set() for site in sites}
    for branch in branches:
        if branch.sites.isdisjoint(sites):
            continue
        cells = exp.Array(expressions=[column(cell_name(index)) for index in range(branch.cells)])
        each = alias(call("unnest", cells), "cell")
        listed = select_from(branch.query, "found", each)
        query = exp.Select(distinct=exp.Distinct(), expressions=[column("cell")])
        query = query.from_(listed.subquery("cells", copy=False), copy=False)
        for (cell,) in fetch(store.connection, query):
            if cell is not None and cell // RECORDS in found:
                found[cell // RECORDS].add(cell % RECORDS)
    return {site: sorted(records) for site, records in found.items()}


def _insert(store: FactStore, rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    kinds = ("BIGINT[]", "VARCHAR[]", "BIGINT[]", "VARCHAR[]", "VARCHAR[]")
    values = [
        call("unnest", cast(exp.Parameter(this=exp.Literal.number(index)), kind))
        for index, kind in enumerate(kinds, 1)
    ]
    tree = exp.Insert(this=table(_PLACES), expression=select(*values))
    columns = [list(each) for each in zip(*rows, strict=True)]
    store.connection.execute(tree.sql(dialect="duckdb"), columns)


def _rows(
    branch: Branch,
    lang: str,
    path_of: PathOf,
    packs: str,
    known: Mapping[int, _Site],
) -> exp.Select:
    """Build the columns of the table for the findings of one branch."""
    looked_up = any(not each.plain for each in known.values())
    cells: list[exp.Expr] = [column(cell_name(index)) for index in range(branch.cells)]
    query = branch.query
    if looked_up:
        query, cells = _with_places(query, cells, known)
    query = select_from(query, "placed", exp.Star(), alias(first_of(cells), "_cell"))
    if looked_up:
        query = _joined(query, "_cell", "place")
    made = branch.row(lang)
    for level, added in (("worded", made.words), ("said", made.sentences)):
        query = select_from(query, level, exp.Star(), *added) if added else query
    site = site_of(column("_cell"))

    def by_site(tell: Callable[[_Site], exp.Expr | None], looked: str | None) -> exp.Expr:
        whens = []
        for index, each in known.items():
            told = tell(each) if each.plain else None
            if told is not None:
                whens.append((exp.EQ(this=site, expression=number(index)), told))
        otherwise = column(looked) if looked_up and looked is not None else None
        return case(whens, otherwise)

    record = record_in(column("_cell"))
    label = exp.DPipe(this=text("row "), expression=cast(record, "VARCHAR"), safe=True)
    row = {
        **made.columns,
        "file": by_site(lambda each: text(path_of(each.file)), "place_file"),
        "line": by_site(
            lambda each: (
                None if each.after is None else exp.Add(this=record, expression=number(each.after))
            ),
            "place_line",
        ),
        "heading": by_site(lambda each: text(each.heading), "place_heading"),
        "cell": by_site(lambda each: label if each.labelled else text(each.heading), "place_cell"),
        "wait_until": exp.Null(),
        "packs": text(packs),
    }
    columns = [alias(cast(row[name], TYPES[kind]), name) for name, kind in COLUMNS.items()]
    return select_from(query, "shown", *columns)


def _with_places(
    query: exp.Select, cells: Sequence[exp.Expr], known: Mapping[int, _Site]
) -> tuple[exp.Select, list[exp.Expr]]:
    """Leave out cells whose places nobody can tell."""
    plain = [number(index) for index, each in known.items() if each.plain]
    listed = exp.Array(expressions=plain)
    found: list[exp.Expr] = []
    for index, cell in enumerate(cells):
        name = f"_place{index}"
        query = _joined(query, cell.name, name)
        follows = exp.ArrayContains(this=listed, expression=cast(site_of(cell), "INTEGER"))
        sure = [(follows, cell)] if plain else []
        found.append(case([*sure, (not_null(column(f"{name}_file")), cell)]))
    return query, found


def _joined(query: exp.Select, cell: str, name: str) -> exp.Select:
    """Put what is known of the place of a cell beside it."""
    label = exp.Coalesce(this=column("label"), expressions=[column("heading")])
    places = select(
        alias(column("cell"), f"{name}_of"),
        alias(column("file"), f"{name}_file"),
        alias(column("line"), f"{name}_line"),
        alias(column("heading"), f"{name}_heading"),
        alias(label, f"{name}_cell"),
    ).from_(table(_PLACES), copy=False)
    same = exp.EQ(this=column(cell, "rows"), expression=column(f"{name}_of", name))
    return (
        select(exp.Star())
        .from_(query.subquery("rows", copy=False), copy=False)
        .join(places.subquery(name, copy=False), on=same, join_type="left", copy=False)
    )
