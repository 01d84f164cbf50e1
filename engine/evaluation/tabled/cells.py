"""SQL of the cell that a finding points at: which of the facts it read stands where.

A cell is one number: its site (a column of a raw table) and, in the lower bits, its record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from ...backends.duckdb.terms import case, conjunction, is_literally, negation
from ...conditions.walk import facts_in
from ...model.nodes import Condition
from ...store.frames import key_of, record_of
from ...store.relations import KEY, ORDER, RECORD, StoredFact, upper
from ...store.sql import alias, cast, column, not_null, number, select, table
from ..findings import Sight

#: Records are counted below this number.
RECORDS = 1 << 44


@dataclass(slots=True)
class Sites:
    """The columns of raw tables that some finding may point at, in the order they were met."""

    known: dict[tuple[int, int], int] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)

    def number_of(self, raw_table: int, index: int) -> int:
        """Give a column its number."""
        found = self.known.setdefault((raw_table, index), len(self.known))
        self.met.add(found)
        return found

    def met_since(self) -> frozenset[int]:
        """Give the numbers that were asked for since the last time."""
        found = frozenset(self.met)
        self.met.clear()
        return found


@dataclass(frozen=True, slots=True)
class Join:
    """What a query needs beside it to tell in which of several rows a fact stands."""

    name: str
    query: exp.Select
    on: str


@dataclass(slots=True)
class Cells:
    """Builds the cells of an entity's records, and gathers what must be joined for it.

    `stored` are the facts that have columns of their own, `fixed` those known to be stated (or
    not) for all records alike.
    """

    sight: Sight
    entity: str
    aliases: Mapping[str, str]
    stored: Mapping[str, StoredFact]
    fixed: Mapping[str, bool]
    sites: Sites
    joins: dict[str, Join] = field(default_factory=dict)

    def read(self, condition: Condition) -> list[exp.Expr]:
        """List the cells of the stated facts behind a condition, in reading order."""
        found: list[exp.Expr] = []
        for name in facts_in(condition):
            for fact, under in self._behind(name, exp.true()):
                cell = self.of(fact)
                if cell is not None:
                    found.append(case([(under, cell)]))
        return found

    def _behind(self, name: str, under: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
        derivations = self.sight.plan.derivations
        if name not in derivations:
            yield name, under
            return
        stated = self.stated(name)
        if not is_literally(stated, False):
            yield name, conjunction([under, stated])
        if not is_literally(stated, True):
            for inner in facts_in(derivations[name]):
                yield from self._behind(inner, conjunction([under, negation(stated)]))

    def stated(self, name: str) -> exp.Expr:
        """Build the test that a fact is stated, and not derived."""
        if name in self.fixed:
            return exp.true() if self.fixed[name] else exp.false()
        stored = self.stored.get(name)
        if stored is None:
            return exp.false()
        known = not_null(column(name))
        return exp.or_(known, not_null(column(upper(name)))) if stored.ranged else known

    def of(self, fact: str) -> exp.Expr | None:
        """Build the cell a fact was read from: of several rows the first that states it."""
        store, dictionary = self.sight.store, self.sight.plan.dictionary
        if fact not in dictionary.facts:
            # A rate of exchange may be lacking without being a fact of the dictionary.
            return None
        owner = dictionary.facts[fact].entity
        if owner not in self.aliases:
            return None
        stored = store.entities[owner]
        tables = [each for each in stored.tables if (each, fact) in store.columns]
        there = [
            (not_null(column(record_of(owner, each))), self._cell(owner, each, fact))
            for each in tables
        ]
        if len(tables) < 2 and stored.pile is None:
            return there[0][1] if there else None
        whens = [
            (conjunction([exists, not_null(column(self._filled(owner, each, fact)))]), cell)
            for each, (exists, cell) in zip(tables, there, strict=True)
        ]
        if stored.pile is not None and tables:
            whens.append(self._further_down(stored.pile, owner, fact, tables))
        return case([*whens, *there])

    def key(self) -> exp.Expr | None:
        """Build the cell that names the record."""
        store, dictionary = self.sight.store, self.sight.plan.dictionary
        whens = []
        for each in store.entities[self.entity].tables:
            indexes = (
                store.columns.get((each, name)) for name in dictionary.entities[self.entity].key
            )
            index = next((found for found in indexes if found is not None), 0)
            record = column(record_of(self.entity, each))
            whens.append((not_null(record), self._code(each, index, record)))
        return case(whens) if whens else None

    def _cell(self, owner: str, raw_table: int, fact: str) -> exp.Expr:
        index = self.sight.store.columns[raw_table, fact]
        return self._code(raw_table, index, column(record_of(owner, raw_table)))

    def _code(self, raw_table: int, index: int, record: exp.Expr) -> exp.Expr:
        first = number(self.sites.number_of(raw_table, index) * RECORDS)
        return exp.Add(this=cast(first, "BIGINT"), expression=record)

    def _filled(self, owner: str, raw_table: int, fact: str) -> str:
        """Join the numbers of the records of a raw table that state a fact."""
        name = f"_filled_{raw_table}_{fact}"
        record = exp.Add(this=exp.column("rowid"), expression=number(1))
        query = (
            select(alias(record, name))
            .from_(table(f"staged_{raw_table}"), copy=False)
            .where(not_null(column(fact)), copy=False)
        )
        self.joins[name] = Join(name, query, record_of(owner, raw_table))
        return name

    def _further_down(
        self, pile: str, owner: str, fact: str, tables: Sequence[int]
    ) -> tuple[exp.Expr, exp.Expr]:
        """Find a fact that the first row of a record leaves blank and another one states."""
        store = self.sight.store
        name = f"_piled_{fact}"
        order = exp.Mul(this=cast(column(ORDER), "BIGINT"), expression=number(RECORDS))
        first = exp.Min(this=exp.Add(this=order, expression=column(RECORD)))
        query = (
            select(alias(column(KEY), f"{name}_key"), alias(first, name))
            .from_(table(pile), copy=False)
            .where(not_null(column(fact)), copy=False)
            .group_by(column(KEY), copy=False)
        )
        self.joins[name] = Join(f"{name}_key", query, key_of(owner))
        at = column(name)
        order_of = exp.IntDiv(this=at, expression=number(RECORDS))
        record = exp.paren(exp.Mod(this=at, expression=number(RECORDS)))
        whens: list[tuple[exp.Expr, exp.Expr]] = []
        for index, each in enumerate(store.entities[owner].tables):
            if (each, fact) in store.columns:
                same = exp.EQ(this=order_of, expression=number(index))
                whens.append((same, self._code(each, store.columns[each, fact], record)))
        some = [not_null(column(record_of(owner, each))) for each in tables]
        there = exp.or_(*some) if len(some) > 1 else some[0]
        return conjunction([not_null(at), self.stated(fact), there]), case(whens)


def beside(query: exp.Select, joins: Sequence[Join]) -> exp.Select:
    """Join what tells in which of several rows facts stand."""
    if not joins:
        return query
    joined = select(exp.Star()).from_(query.subquery("records", copy=False), copy=False)
    for index, each in enumerate(joins):
        name = f"join{index}"
        same = exp.EQ(this=column(each.on, "records"), expression=column(each.name, name))
        joined = joined.join(
            each.query.subquery(name, copy=False), on=same, join_type="left", copy=False
        )
    return joined


def site_of(cell: exp.Expr) -> exp.Expr:
    """Take the number of its site from a cell."""
    return exp.IntDiv(this=exp.paren(cell, copy=False), expression=number(RECORDS))


def record_in(cell: exp.Expr) -> exp.Expr:
    """Take the number of its record from a cell."""
    return exp.Mod(this=exp.paren(cell, copy=False), expression=number(RECORDS))


def first_of(cells: Sequence[exp.Expr]) -> exp.Expr:
    """Take the first cell that is there."""
    if not cells:
        return cast(exp.Null(), "BIGINT")
    first, *rest = cells
    return exp.Coalesce(this=first, expressions=rest) if rest else first
