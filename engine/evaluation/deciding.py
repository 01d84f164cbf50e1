"""Finds the rows of a table that made a value what it is: the day of the lowest price, say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, TypeAlias

from ..backends.reference import (
    Seen,
    SeenRow,
    Subject,
    bounds_of,
    judge_clause,
    rows_seen,
    stretch_of,
    term_value,
)
from ..conditions.walk import children
from ..model.facts import FactType
from ..model.nodes import Aggregate, Choose, Condition, Expression, FactRef
from ..model.outcome import Truth
from ..model.values import Absent, Exact, Partial, Row


@dataclass(frozen=True, slots=True)
class Deciding:
    """Rows of one table fact that decide, in the order they are known in."""

    fact: str
    rows: tuple[Row, ...]


def deciding_rows(condition: Condition, subject: Subject) -> tuple[Deciding, ...]:
    """List, for each table behind a condition, the rows that decide its value."""
    found: dict[str, dict[int, Row]] = defaultdict(dict)
    for node in _aggregates(condition, subject):
        # Pairs of rows are not rows, so `every_pair` has no choice here.
        if isinstance(node.source, FactRef) and node.aggregate in _CHOICES:
            rows = _rows_of(node.source, subject)
            for index in _chosen(node, subject):
                if isinstance(row := rows[index], Mapping):
                    found[node.source.name][index] = row
    return tuple(
        Deciding(name, tuple(row for _, row in sorted(rows.items())))
        for name, rows in found.items()
        if rows and subject.dictionary.facts[name].type is FactType.TABLE
    )


def _aggregates(node: Condition | Expression, subject: Subject) -> Iterator[Aggregate]:
    """Yield the aggregates whose value counts, derived facts followed to what they are made of."""
    match node:
        case FactRef(name):
            stated = subject.stated.get(name, Absent())
            if isinstance(stated, Absent) and name in subject.derivations:
                yield from _aggregates(subject.derivations[name], subject)
        case Aggregate():
            yield node
        case Choose(cases, otherwise):
            for when, value in cases:
                truth = judge_clause(when, subject).truth
                if truth is Truth.TRUE:
                    yield from _aggregates(value, subject)
                if truth is not Truth.FALSE:
                    return
            if otherwise is not None:
                yield from _aggregates(otherwise, subject)
        case _:
            for each in children(node):
                yield from _aggregates(each, subject)


def _rows_of(source: FactRef, subject: Subject) -> Sequence[Any]:
    value = term_value(source, subject)
    if isinstance(value, Partial):
        return value.rows
    return value.value if isinstance(value, Exact) and isinstance(value.value, tuple) else ()


def _chosen(node: Aggregate, subject: Subject) -> list[int]:
    seen, _ = rows_seen(node, subject)
    arguments = [bounds_of(term_value(each, subject))[0] for each in node.arguments]
    if None in arguments:
        return []
    return _CHOICES[node.aggregate](seen, arguments)


#: What of the rows decides: their numbers.
_Choice: TypeAlias = Callable[[Seen, Sequence[Any]], "list[int]"]


def _sure(seen: Seen) -> list[tuple[int, SeenRow]]:
    return [(at, row) for at, row in enumerate(seen.rows) if row.counts.truth is Truth.TRUE]


def _counting(seen: Seen, _: Sequence[Any]) -> list[int]:
    return [at for at, _ in _sure(seen)]


def _lowest(seen: Seen, _: Sequence[Any]) -> list[int]:
    ends = {at: high for at, row in _sure(seen) if (high := bounds_of(row.value)[1]) is not None}
    return [at for at, end in ends.items() if end == min(ends.values())]


def _highest(seen: Seen, _: Sequence[Any]) -> list[int]:
    ends = {at: low for at, row in _sure(seen) if (low := bounds_of(row.value)[0]) is not None}
    return [at for at, end in ends.items() if end == max(ends.values())]


def _saying(truth: bool) -> _Choice:
    def chosen(seen: Seen, _: Sequence[Any]) -> list[int]:
        return [
            at
            for at, row in enumerate(seen.rows)
            if isinstance(row.value, Exact) and row.value.value is truth
        ]

    return chosen


def _largest_group(seen: Seen, _: Sequence[Any]) -> list[int]:
    groups: dict[Any, list[int]] = defaultdict(list)
    for at, row in _sure(seen):
        if isinstance(row.key, Exact):
            groups[row.key.value].append(at)
    return max(groups.values(), key=len, default=[])


def _fullest_window(seen: Seen, arguments: Sequence[Any]) -> list[int]:
    """Choose the events of the stretch that surely holds most, of several the first."""
    length = timedelta(microseconds=int(arguments[0] * 3_600_000_000))
    events = [(at, *stretch) for at, row in _sure(seen) if (stretch := stretch_of(row)) is not None]
    windows = [
        [at for at, since, until in events if since >= start and until < start + length]
        for start in sorted({since for _, since, _ in events})
    ]
    return max(windows, key=len, default=[])


_CHOICES: Mapping[str, _Choice] = MappingProxyType(
    {
        "count": _counting,
        "sum": _counting,
        "lowest": _lowest,
        "highest": _highest,
        "list": _counting,
        "percentile": _counting,
        "every": _saying(False),
        "some": _saying(True),
        "most_in_group": _largest_group,
        "most_within": _fullest_window,
        "covered": _counting,
    }
)
