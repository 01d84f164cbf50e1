"""Makes rows of table facts out of earlier copies of a catalogue.

Each copy states for every record what a fact was at a moment. A table fact says in the dictionary
whether it wants a row of every copy or only of those that differ from the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from ..model.facts import Column, Dictionary, Fact
from ..readers.copies import Copy
from .casting import physical_type
from .relations import CELLS, KEY, RECORD, TABLE
from .row_places import origin_of
from .sql import alias, cast, column, not_null, table, text
from .staging import Staged

#: Columns while rows are made: when the copy dates from, how long it holds, and the copy before.
_MOMENT, _UNTIL, _BEFORE, _LINE = "_moment", "_until", "_before", "_line"
#: What a column of a table fact may take of a copy besides facts, and where it stands meanwhile.
_TIMES = {"moment": _MOMENT, "until": _UNTIL, "before": _BEFORE}


@dataclass(frozen=True, slots=True)
class StagedCopy:
    """A copy that was read."""

    copy: Copy
    staged: Staged


def tables_of_copies(dictionary: Dictionary, needed: frozenset[str]) -> list[Fact]:
    """List the needed table facts that are made of copies."""
    return [fact for name, fact in dictionary.facts.items() if fact.from_copies and name in needed]


def copied_facts(fact: Fact) -> tuple[str, ...]:
    """Name the facts that a table takes from each copy."""
    return tuple(
        each.copy for each in fact.columns if each.copy is not None and each.copy not in _TIMES
    )


def lines_of_copies(
    fact: Fact,
    copies: Sequence[StagedCopy],
    key: exp.Expr,
    line: exp.Expr,
    beside: Sequence[Sequence[exp.Expr]],
) -> exp.Select:
    """Build the query of one line a row: the record's key, and the cells as a struct.

    `key` names the record the rows belong to, `line` the one whose value is followed from copy to
    copy: a price stands in each market, and its changes count for the SKU. `beside` gives the
    further columns of the lines of each copy.
    """
    value = copied_facts(fact)[0]
    stacked = exp.Subquery(
        this=_stacked(fact, copies, key, line, beside),
        alias=exp.TableAlias(this=exp.to_identifier("stacked")),
    )
    by_key = {"partition_by": [column(_LINE)], "order": _in_time()}
    before = exp.Window(this=_lag(_MOMENT), **by_key)
    exact = all(each.copy.exact for each in copies)
    given: list[exp.Expr] = [
        exp.Star(),
        alias(exp.Window(this=_lag(value), **by_key), "_old"),
        # Between two commits nothing changed; between two saved files anything may have.
        alias(column(_MOMENT) if exact else before, _BEFORE),
    ]
    lined = exp.select(*given).from_(stacked)
    fields = [
        exp.PropertyEQ(
            this=exp.to_identifier(each.name, quoted=True),
            expression=cast(_cell(each), physical_type(each)),
        )
        for each in fact.columns
    ]
    cells: exp.Expr = exp.Struct(expressions=fields)
    if fact.from_copies == "changes":
        changed = exp.NEQ(this=column(value), expression=column("_old"))
        cells = exp.Case(ifs=[exp.If(this=changed, true=cells)])
    origin = (column(TABLE), column(RECORD))
    further = (column(each.alias) for each in (beside[0] if beside else ()))
    columns = (column(KEY), alias(cells, CELLS), *origin, *further)
    return exp.select(*columns).from_(lined.subquery("lined"))


def _cell(each: Column) -> exp.Expr:
    if each.copy is None:
        return exp.Null()
    return column(_TIMES.get(each.copy, each.copy))


def _stacked(
    fact: Fact,
    copies: Sequence[StagedCopy],
    key: exp.Expr,
    line: exp.Expr,
    beside: Sequence[Sequence[exp.Expr]],
) -> exp.Expr:
    """Put the copies below each other; where a record has no value there is nothing to compare."""
    stacked: exp.Expr | None = None
    for branch in _branches(fact, copies, key, line, beside):
        stacked = branch if stacked is None else exp.Union(
            this=stacked, expression=branch, distinct=False
        )  # fmt: skip
    assert stacked is not None
    return stacked


def _branches(
    fact: Fact,
    copies: Sequence[StagedCopy],
    key: exp.Expr,
    line: exp.Expr,
    beside: Sequence[Sequence[exp.Expr]],
) -> Iterator[exp.Select]:
    for position, each in enumerate(copies):
        values = [column(name) for name in copied_facts(fact)]
        times = {_MOMENT: each.copy.moment, _UNTIL: each.copy.until}
        yield (
            exp.select(
                alias(key.copy(), KEY),
                alias(line.copy(), _LINE),
                *values,
                *(
                    alias(cast(text(moment.isoformat(" ")), "TIMESTAMP"), name)
                    for name, moment in times.items()
                ),
                alias(exp.Literal.number(position), "_copy"),
                *origin_of(each.staged),
                *beside[position],
            )
            .from_(table(each.staged.relation))
            .where(not_null(key.copy()), not_null(values[0].copy()))
        )


def _lag(name: str) -> exp.Expr:
    return exp.Lag(this=column(name))


def _in_time() -> exp.Order:
    return exp.Order(expressions=[exp.Ordered(this=column("_copy"))])
