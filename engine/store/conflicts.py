"""Reports records that are named twice with different values, and records without a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.values import EXACT
from ..readers import RawTable
from ..text.diagnostics import Diagnostics, Related
from ..text.safe_text import sanitise
from .relations import KEY, ORDER, RECORD, StoredFact, link, upper
from .sql import alias, call, column, count_if, fetch, not_null, number, table
from .staging import Staged
from .unreadable import span_of

if TYPE_CHECKING:
    import duckdb

#: Conflicts named for one fact before the rest is only counted.
SHOWN = 3


def report_conflicts(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    pile: str,
    entity: str,
    facts: Mapping[str, StoredFact],
    staged: Sequence[Staged],
    diagnostics: Diagnostics,
) -> bool:
    """Report each fact for which statements of one record disagree; tell whether any does."""
    if not facts:
        return False
    found = fetch(connection, _disagreements(pile, tuple(facts.values())))[0]
    for fact, count in zip(facts.values(), found, strict=True):
        if count:
            _report(connection, pile, entity, fact, int(count), staged, diagnostics)
    return any(found)


def agreement(fact: StoredFact) -> exp.Expr:
    """Build the test, over the statements of one record, that those that say something agree."""
    if not fact.ranged:
        return exp.EQ(
            this=exp.Min(this=column(fact.name)), expression=exp.Max(this=column(fact.name))
        )
    return exp.EQ(this=_ranges_said(fact), expression=number(1))


def _disagreement(fact: StoredFact) -> exp.Expr:
    if not fact.ranged:
        return exp.not_(agreement(fact), copy=False)
    return exp.GT(this=_ranges_said(fact), expression=number(1))


def _ranges_said(fact: StoredFact) -> exp.Expr:
    """Count the different ranges; one open at a side differs from one that is not."""
    ends = {"low": column(fact.name), "high": column(upper(fact.name))}
    fields = [
        exp.PropertyEQ(this=exp.to_identifier(name), expression=end) for name, end in ends.items()
    ]
    said = exp.If(this=_is_stated(fact), true=exp.Struct(expressions=fields))
    return exp.Count(this=exp.Distinct(expressions=[exp.Case(ifs=[said])]))


def _is_stated(fact: StoredFact) -> exp.Expr:
    stated = not_null(column(fact.name))
    return exp.or_(stated, not_null(column(upper(fact.name)))) if fact.ranged else stated


def _disagreements(pile: str, facts: Sequence[StoredFact]) -> exp.Select:
    grouped = (
        exp.select(*(alias(_disagreement(fact), fact.name) for fact in facts))
        .from_(table(pile))
        .group_by(column(KEY))
    )
    return exp.select(*(count_if(column(fact.name)) for fact in facts)).from_(
        grouped.subquery("grouped")
    )


def _report(
    connection: duckdb.DuckDBPyConnection,
    pile: str,
    entity: str,
    fact: StoredFact,
    count: int,
    staged: Sequence[Staged],
    diagnostics: Diagnostics,
) -> None:
    name = fact.name
    ends = [column(each) for each in ((name, upper(name)) if fact.ranged else (name,))]
    keys = (
        exp.select(column(KEY))
        .from_(table(pile))
        .group_by(column(KEY))
        .having(_disagreement(fact))
        .order_by(exp.Min(this=column(ORDER)), exp.Min(this=column(RECORD)))
        .limit(SHOWN)
    )
    for position, (key,) in enumerate(fetch(connection, keys)):
        same = (
            exp.Is(this=column(KEY), expression=exp.Null())
            if key is None
            else exp.EQ(this=column(KEY), expression=exp.Literal.string(key))
        )
        rows = fetch(
            connection,
            exp.select(column(ORDER), column(RECORD), *ends)
            .from_(table(pile))
            .where(same, _is_stated(fact))
            .order_by(column(ORDER), column(RECORD))
            .limit(number(50)),
        )
        first = rows[0]
        other = next((row for row in rows if row[2:] != first[2:]), rows[-1])
        spans = []
        for order, record, *_ in (first, other):
            raw = staged[order].raw
            at = raw.column(name)
            index = at.index if at is not None else 0
            spans.append(raw.places([(record, index)]).get((record, index)))
        span = span_of(spans[1])
        start = span_of(spans[0])
        related = [Related(f"first stated as `{_said(first[2:])}`", start)] if start else []
        rest = count - SHOWN if position == SHOWN - 1 and count > SHOWN else 0
        more = f"; {rest:,} more disagree like this" if rest else ""
        who = f"{entity} `{sanitise(str(key), 80)}`" if key else f"the {entity}"
        diagnostics.warning(
            "SKU-F021",
            f"{who} is stated twice with different values of `{name}`:"
            f" `{_said(first[2:])}` and `{_said(other[2:])}`",
            span=span,
            place=None if span else str(spans[1] or staged[other[0]].raw.input),
            help=f"keep one of them; until then `{name}` counts as missing here{more}",
            related=related,
        )


def report_torn_links(
    connection: duckdb.DuckDBPyConnection,
    pile: str,
    entity: str,
    links: Collection[str],
    staged: Sequence[Staged],
    diagnostics: Diagnostics,
) -> None:
    """Report records that are said to belong to several others, so that it cannot be told."""
    for seen in sorted(links):
        name = column(link(seen))
        torn = exp.NEQ(this=exp.Min(this=name.copy()), expression=exp.Max(this=name.copy()))
        later = exp.Max(
            this=exp.Struct(
                expressions=[
                    exp.PropertyEQ(this=exp.to_identifier("o"), expression=column(ORDER)),
                    exp.PropertyEQ(this=exp.to_identifier("r"), expression=column(RECORD)),
                ]
            )
        )
        keys = (
            exp.select(column(KEY), exp.alias_(later, "_later"))
            .from_(table(pile))
            .where(not_null(column(KEY)))
            .group_by(column(KEY))
            .having(torn)
        )
        query = exp.select(
            exp.Count(this=exp.Star()),
            exp.Min(this=column(KEY)),
            call("arg_min", column("_later"), column(KEY)),
        ).from_(keys.subquery("torn"))  # fmt: skip
        count, example, where = fetch(connection, query)[0]
        if not count:
            continue
        raw = staged[int(where["o"])].raw
        cell = (int(where["r"]), 0)
        place = raw.places([cell]).get(cell)
        records = "record is" if count == 1 else "records are"
        diagnostics.warning(
            "SKU-F025",
            f"{count:,} {entity} {records} said to belong to more than one {seen},"
            f" such as `{sanitise(str(example), 80)}`",
            span=span_of(place),
            place=None if span_of(place) else str(place or raw.input),
            help=f"keep one {seen} for each; until then what depends on it cannot be told",
        )


def _said(ends: Sequence[object]) -> str:
    low, high = ends[0], ends[-1]
    if low is None or high is None:
        return f"{_shown(low)} or more" if high is None else f"{_shown(high)} or less"
    return _shown(low) if low == high else f"{_shown(low)} to {_shown(high)}"


def _shown(value: object) -> str:
    text = format(value.normalize(EXACT), "f") if isinstance(value, Decimal) else str(value)
    return sanitise(text, 60)


def report_keyless(
    raw: RawTable,
    entity: str,
    key: Sequence[str],
    count: int,
    first: int,
    diagnostics: Diagnostics,
) -> None:
    """Report records without an id; they are judged all the same and named by their row."""
    index = next((at.index for name in key if (at := raw.column(name)) is not None), 0)
    place = raw.places([(first, index)]).get((first, index))
    records = "record has" if count == 1 else "records have"
    diagnostics.warning(
        "SKU-F022",
        f"{count:,} {entity} {records} no `{key[0]}`",
        span=span_of(place),
        place=None if span_of(place) else str(place or raw.input),
        help="give each an id; without one it is named by its row and joined to nothing",
    )
