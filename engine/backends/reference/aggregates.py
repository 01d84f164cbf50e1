"""Make one value of many rows, as far as the rows are known.

A row counts surely, possibly or not at all; a value may be known, known between bounds or not at
all. What comes out lies between the least and the most that any completion could give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from ...model.outcome import Truth
from ...model.values import EXACT, Absent, Exact, Value, in_range, product
from .terms import Judgement, between, bounds_of, missing_of

_NOTHING = Exact(True)


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One row: whether it counts, and what of it does."""

    counts: Judgement
    value: Value = _NOTHING
    key: Value = _NOTHING


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows an aggregate looks at; `complete` tells whether there can be no more."""

    rows: tuple[SeenRow, ...]
    complete: bool
    missing: frozenset[str]

    def sure(self) -> list[SeenRow]:
        """List the rows that count."""
        return [row for row in self.rows if row.counts.truth is Truth.TRUE]

    def possible(self) -> list[SeenRow]:
        """List the rows that count or may do."""
        return [row for row in self.rows if row.counts.truth is not Truth.FALSE]

    def lacks(self) -> frozenset[str]:
        """Name the facts that keep the rows from being known for sure."""
        found = self.missing
        for row in self.possible():
            if row.counts.truth is Truth.UNKNOWN:
                found |= row.counts.missing
            found |= missing_of(row.value) | missing_of(row.key)
        return found

    def settled(self) -> bool:
        """Tell whether nothing about the rows is open."""
        return self.complete and all(
            row.counts.truth is Truth.TRUE
            and isinstance(row.value, Exact)
            and isinstance(row.key, Exact)
            for row in self.possible()
        )


#: The rows and what the aggregate itself takes, to the lowest and highest that can come out.
Bounds: TypeAlias = "tuple[Any, Any]"
Summary: TypeAlias = Callable[[Seen, Sequence[Any]], Bounds]

_UNKNOWN: Bounds = (None, None)


def aggregate(name: str, seen: Seen, arguments: Sequence[Value]) -> Value:
    """Give the value of an aggregate over rows."""
    lacks = seen.lacks().union(*(missing_of(each) for each in arguments))
    if not all(isinstance(each, Exact) for each in arguments):
        return Absent(lacks)
    low, high = SUMMARIES[name](seen, [bounds_of(each)[0] for each in arguments])
    return between(_ranged(low), _ranged(high), lacks)


def _ranged(end: Any) -> Any:
    return None if isinstance(end, Decimal) and not in_range(end) else end


def _exact(rows: Iterable[SeenRow], pick: Callable[[SeenRow], Value]) -> list[Any]:
    return [value.value for row in rows if isinstance(value := pick(row), Exact)]


def _value(row: SeenRow) -> Value:
    return row.value


def _count(seen: Seen, _: Sequence[Any]) -> Bounds:
    """Count rows, or different values: a value not known may be a new one or one seen already."""
    counting_rows = all(row.value is _NOTHING for row in seen.rows)
    sure, possible = seen.sure(), seen.possible()
    if counting_rows:
        low, high = len(sure), len(possible)
    else:
        known = _exact(possible, _value)
        low = max(len(set(_exact(sure, _value))), 1 if sure else 0)
        high = len(set(known)) + len(possible) - len(known)
    return Decimal(low), Decimal(high) if seen.complete else None


def _sum(seen: Seen, arguments: Sequence[Any]) -> Bounds:
    (never_negative,) = arguments
    lows, highs = [], []
    for row in seen.possible():
        low, high = bounds_of(row.value)
        if never_negative and low is None:
            low = Decimal(0)
        if row.counts.truth is not Truth.TRUE:
            low = None if low is None else min(low, Decimal(0))
            high = None if high is None else max(high, Decimal(0))
        lows.append(low)
        highs.append(high)
    from_below = _total(lows) if seen.complete or never_negative else None
    return from_below, _total(highs) if seen.complete else None


def _total(terms: Sequence[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for term in terms:
        if term is None:
            return None
        total = EXACT.add(total, term)
    return total


def _lowest(seen: Seen, _: Sequence[Any]) -> Bounds:
    """Take the smallest; nothing is known of it while there may be no row at all."""
    if not seen.sure():
        return _UNKNOWN
    ends = [bounds_of(row.value)[0] for row in seen.possible()]
    least = None if not seen.complete or None in ends else min(ends)
    known = [high for row in seen.sure() if (high := bounds_of(row.value)[1]) is not None]
    return least, min(known, default=None)


def _highest(seen: Seen, _: Sequence[Any]) -> Bounds:
    """Take the largest; nothing is known of it while there may be no row at all."""
    if not seen.sure():
        return _UNKNOWN
    ends = [bounds_of(row.value)[1] for row in seen.possible()]
    most = None if not seen.complete or None in ends else max(ends)
    known = [low for row in seen.sure() if (low := bounds_of(row.value)[0]) is not None]
    return max(known, default=None), most


def _list(seen: Seen, _: Sequence[Any]) -> Bounds:
    if not seen.settled():
        return _UNKNOWN
    rows = sorted(seen.sure(), key=lambda row: bounds_of(row.key)[0])
    items = tuple(_exact(rows, _value))
    return items, items


def _percentile(seen: Seen, arguments: Sequence[Any]) -> Bounds:
    """Take the nearest rank: the smallest value that the percentage of all do not exceed."""
    (percent,) = arguments
    values = sorted(_exact(seen.sure(), _value))
    if not seen.settled() or not values or not 0 <= percent <= 100:
        return _UNKNOWN
    share = product(product(percent, Decimal("0.01")), Decimal(len(values)))
    rank = max(int(share.to_integral_value(ROUND_CEILING)), 1)
    return values[rank - 1], values[rank - 1]


def _every(seen: Seen, _: Sequence[Any]) -> Bounds:
    truths = _exact(seen.rows, _value)
    if False in truths:
        return False, False
    return (True, True) if seen.complete and len(truths) == len(seen.rows) else _UNKNOWN


def _some(seen: Seen, _: Sequence[Any]) -> Bounds:
    truths = _exact(seen.rows, _value)
    if True in truths:
        return True, True
    return (False, False) if seen.complete and len(truths) == len(seen.rows) else _UNKNOWN


def _most_in_group(seen: Seen, _: Sequence[Any]) -> Bounds:
    """Count each group; a row whose group or value is not known may add to the largest."""
    sure, possible = seen.sure(), seen.possible()
    if not sure:
        return _UNKNOWN
    known = [row for row in possible if isinstance(row.value, Exact) and isinstance(row.key, Exact)]
    low = max(_largest_group([row for row in known if row in sure]), 1)
    high = _largest_group(known) + len(possible) - len(known)
    return Decimal(low), Decimal(high) if seen.complete else None


def _largest_group(rows: Sequence[SeenRow]) -> int:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[bounds_of(row.key)[0]].append(row.value)
    return max(
        (
            len(values) if values[0] is _NOTHING else len({bounds_of(each)[0] for each in values})
            for values in groups.values()
        ),
        default=0,
    )


def _most_within(seen: Seen, arguments: Sequence[Any]) -> Bounds:
    """Count in every stretch that begins with an event: no other holds more."""
    (hours,) = arguments
    length = timedelta(microseconds=int(hours * 3_600_000_000))
    sure, possible = _stretches(seen.sure()), _stretches(seen.possible())
    low = max(
        (sum(since >= start and at < start + length for since, at in sure) for start, _ in sure),
        default=0,
    )
    high = max(
        (sum(at >= end and since < end + length for since, at in possible) for _, end in possible),
        default=0,
    )
    unknown = len(seen.possible()) - len(possible)
    least = max(low, 1 if seen.sure() else 0)
    return Decimal(least), Decimal(high + unknown) if seen.complete else None


def _stretches(rows: Iterable[SeenRow]) -> list[tuple[datetime, datetime]]:
    """Give for each event the moment before which it did not happen, and the one it was seen."""
    return [found for row in rows if (found := stretch_of(row)) is not None]


def stretch_of(row: SeenRow) -> tuple[datetime, datetime] | None:
    """Give the two moments between which an event lies, one and the same where it is known."""
    if not (isinstance(row.value, Exact) and isinstance(row.key, Exact)):
        return None
    seen, since = row.value.value, row.key.value
    # Without `from` the key says nothing; what is no moment lies nowhere.
    if not isinstance(seen, date):
        return None
    return _time(since) if isinstance(since, date) else _time(seen), _time(seen)


def _covered(seen: Seen, _: Sequence[Any]) -> Bounds:
    """Count the numbers that lie in the stretch of some row."""
    numbers: set[int] = set()
    for row in seen.sure():
        if isinstance(row.value, Exact) and isinstance(row.key, Exact):
            numbers.update(range(int(row.value.value), int(row.key.value) + 1))  # type: ignore[arg-type]
    low = Decimal(len(numbers))
    return low, low if seen.settled() else None


def _time(moment: date) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day)


SUMMARIES: Mapping[str, Summary] = MappingProxyType(
    {
        "count": _count,
        "sum": _sum,
        "lowest": _lowest,
        "highest": _highest,
        "list": _list,
        "percentile": _percentile,
        "every": _every,
        "some": _some,
        "every_pair": _every,
        "most_in_group": _most_in_group,
        "most_within": _most_within,
        "covered": _covered,
    }
)
