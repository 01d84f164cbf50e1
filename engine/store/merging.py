"""Puts together what several tables say of one record: stacked, then grouped by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from .conflicts import agreement
from .relations import KEY, ORDER, RECORD, ROW, StoredFact, link, source_row, upper
from .sql import alias, call, cast, column, not_null, number, table, text
from .staging import SKIPPED, Staged


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one staged table says of one entity: its key, its links and its facts."""

    staged: Staged
    #: None where the table has no key column of the entity: all its rows speak of one record.
    key: exp.Expr | None
    #: True when every row is a record of its own, so that a blank key still means a record.
    own_grain: bool
    #: True when the key is only the parent's: the row speaks of all the parent's children.
    partial: bool
    links: Mapping[str, exp.Expr]
    facts: tuple[str, ...]
    #: True when the key is already known to name each row.
    unique: bool = False
    #: True when its records have nothing to do with those of the table: a row without their key
    #: says nothing of them.
    apart: bool = False


def widest(contributions: Sequence[Contribution]) -> dict[str, StoredFact]:
    """Give each fact one DECIMAL that holds what every table says."""
    facts: dict[str, StoredFact] = {}
    for each in contributions:
        for name in each.facts:
            new = each.staged.facts[name]
            old = facts.get(name, new)
            facts[name] = StoredFact(
                name,
                max(old.width, new.width),
                max(old.scale, new.scale),
                old.ranged or new.ranged,
            )
    return facts


def record_number(relation: str | None = None) -> exp.Expr:
    """Give the number of a record in its staged table, from 1 on."""
    return exp.Add(this=exp.column("rowid", table=relation), expression=number(1))


def own_key(contribution: Contribution) -> exp.Expr:
    """Name a record; one without an id is named by its row, so that it is not lost."""
    nameless = call("concat", text("row "), record_number())
    if contribution.key is None and contribution.staged.rows == 1:
        return exp.Null()
    if contribution.key is None:
        return nameless
    return exp.Coalesce(this=contribution.key.copy(), expressions=[nameless])


def kept(query: exp.Select, contribution: Contribution) -> exp.Select:
    """Leave out the rows of a known export that are no records."""
    raw = contribution.staged.raw
    if contribution.apart and contribution.key is not None:
        query = query.where(not_null(exp.paren(contribution.key.copy())))
    if raw.export is not None and raw.export.skip_blank:
        return query.where(exp.not_(column(SKIPPED), copy=False))
    return query


def known_children(contributions: Sequence[Contribution]) -> exp.Expr:
    """List the children that some table names in full, with the parent each belongs to."""
    branches: list[exp.Expr] = []
    for each in contributions:
        if not each.partial and each.key is not None:
            parent = call("split_part", each.key.copy(), text("/"), number(1))
            branches.append(
                kept(
                    exp.select(alias(each.key.copy(), "_child"), alias(parent, "_parent"))
                    .distinct()
                    .from_(table(each.staged.relation)),
                    each,
                )
            )
    if not branches:
        nothing = exp.select(alias(exp.Null(), "_child"), alias(exp.Null(), "_parent"))
        return nothing.where(exp.false())
    stacked: exp.Expr = branches[0]
    for branch in branches[1:]:
        stacked = exp.Union(this=stacked, expression=branch, distinct=True)
    return stacked


def piled(
    contributions: Sequence[Contribution],
    facts: Mapping[str, StoredFact],
    links: frozenset[str],
    known: str,
) -> exp.Expr:
    """Stack what all tables say, one row a statement, with the same columns."""
    branches = []
    for order, each in enumerate(contributions):
        key = own_key(each) if each.own_grain else (each.key or exp.Null())
        if each.partial:
            key = exp.Coalesce(this=column("_child"), expressions=[key.copy()])
        columns: list[exp.Expr] = [
            alias(cast(key.copy(), "VARCHAR"), KEY),
            alias(number(order), ORDER),
            # The table of known children has row numbers too.
            alias(record_number(each.staged.relation), RECORD),
        ]
        for seen in sorted(links):
            tree = each.links.get(seen)
            columns.append(alias(exp.Null() if tree is None else tree.copy(), link(seen)))
        for fact in facts.values():
            has = fact.name in each.facts
            columns.append(alias(column(fact.name) if has else exp.Null(), fact.name))
            if fact.ranged:
                ranged = has and each.staged.facts[fact.name].ranged
                side = column(upper(fact.name)) if ranged else column(fact.name)
                columns.append(alias(side if has else exp.Null(), upper(fact.name)))
        branch = kept(exp.select(*columns).from_(table(each.staged.relation)), each)
        if each.partial and each.key is not None:
            belongs = exp.EQ(this=column("_parent"), expression=each.key.copy())
            branch = branch.join(table(known), on=belongs, join_type="left")
        branches.append(branch)
    stacked: exp.Expr = branches[0]
    for branch in branches[1:]:
        stacked = exp.Union(this=stacked, expression=branch, distinct=False)
    return stacked


def merged(
    entity: str,
    pile: str,
    contributions: Sequence[Contribution],
    facts: Mapping[str, StoredFact],
    links: frozenset[str],
) -> exp.Select:
    """Group the pile by key: one value a fact where all that say something agree.

    Rows without a key speak of the one record there is, so they join it.
    """
    columns: list[exp.Expr] = [
        alias(exp.Coalesce(this=call("first", column("_filled")), expressions=[text(entity)]), KEY),
        alias(exp.Min(this=column(ORDER)), "_first"),
        alias(
            call("arg_min", column(RECORD), column(ORDER)),
            "_first_record",
        ),
    ]
    columns += [alias(_agreed_link(link(seen)), link(seen)) for seen in sorted(links)]
    for fact in facts.values():
        agreed = agreement(fact)
        for name in (fact.name, upper(fact.name)) if fact.ranged else (fact.name,):
            value = exp.Case(ifs=[exp.If(this=agreed.copy(), true=exp.Min(this=column(name)))])
            columns.append(alias(value, name))
    for position, each in enumerate(contributions):
        mine = exp.Case(
            ifs=[
                exp.If(
                    this=exp.EQ(this=column(ORDER), expression=number(position)),
                    true=column(RECORD),
                )
            ]
        )
        columns.append(alias(exp.Min(this=mine), source_row(each.staged.index)))
    keys = exp.select(
        exp.Case(
            ifs=[
                exp.If(
                    this=exp.LTE(
                        this=exp.Count(this=exp.Distinct(expressions=[column(KEY)])),
                        expression=number(1),
                    ),
                    true=exp.Max(this=column(KEY)),
                )
            ]
        )
    ).from_(table(pile))
    filled = exp.Coalesce(this=column(KEY), expressions=[keys.subquery()])
    inner = exp.select(exp.Star(), alias(filled, "_filled")).from_(table(pile))
    grouped = exp.select(*columns).from_(inner.subquery("pile")).group_by(column("_filled"))
    order = exp.Window(
        this=call("row_number"),
        order=exp.Order(
            expressions=[
                exp.Ordered(this=column("_first")),
                exp.Ordered(this=column("_first_record")),
            ]
        ),
    )
    renamed = exp.Star(
        **{"except_": [exp.to_identifier(each) for each in ("_first", "_first_record")]}
    )
    return exp.select(alias(order, ROW), renamed).from_(grouped.subquery("grouped"))


def _agreed_link(name: str) -> exp.Expr:
    """Give the one record that all statements name; where they differ it cannot be told."""
    agreed = exp.EQ(this=exp.Min(this=column(name)), expression=exp.Max(this=column(name)))
    return exp.Case(ifs=[exp.If(this=agreed, true=exp.Max(this=column(name)))])
