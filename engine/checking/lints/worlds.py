"""Tell whether a condition can hold at all, by trying values on all sides of its limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise, product
from typing import Any

from ...backends.reference.terms import Term, ValueAlgebra
from ...conditions.operators import OPERATORS
from ...conditions.walk import Node
from ...model.facts import Dictionary, FactType
from ...model.nodes import AllOf, AnyOf, ColumnRef, Condition, FactRef, Literal, Not, Test
from ...model.outcome import Truth
from ...model.values import Absent, Exact, Value

#: More combinations than these are not tried, and nothing is said.
_MOST_WORLDS = 20_000

_PRESENCE = ("is_present", "is_missing")


class Worlds:
    """All ways in which the comparisons of some conditions can come out together.

    A comparison with a written value depends on where its fact lies; any other one may hold or not.
    """

    def __init__(self, conditions: Iterable[Condition], dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self.tests = tuple(dict.fromkeys(part for each in conditions for part in _tests_in(each)))
        self._groups = [self._outcomes(group) for group in _grouped(self.tests)]
        size = 1
        for _, outcomes in self._groups:
            size *= len(outcomes)
        self.few = size <= _MOST_WORLDS

    def each(self) -> Iterator[dict[Test, bool]]:
        """Yield the truth of every comparison, world by world."""
        for combination in product(*(outcomes for _, outcomes in self._groups)):
            world: dict[Test, bool] = {}
            for (tests, _), truths in zip(self._groups, combination, strict=True):
                world.update(zip(tests, truths, strict=True))
            yield world

    def can(self, condition: Condition, wanted: bool) -> bool:
        """Tell whether the condition is `wanted` in some world."""
        return not self.few or any(holds(condition, world) is wanted for world in self.each())

    def at(self, value: Decimal, conditions: Sequence[Condition]) -> bool:
        """Tell whether one of some conditions on a single fact holds at a value of it."""
        world = {test: _truth(test, Exact(value)) for test in self.tests}
        return any(holds(each, world) for each in conditions)

    def _outcomes(self, tests: Sequence[Test]) -> tuple[Sequence[Test], list[tuple[bool, ...]]]:
        if not _is_plain(tests[0]):
            return tests, [(True,), (False,)]
        found: dict[tuple[bool, ...], None] = {}
        for value in values_around(tests, self._dictionary):
            found[tuple(_truth(test, value) for test in tests)] = None
        return tests, list(found)


def holds(condition: Condition, world: dict[Test, bool]) -> bool:
    """Give the truth of a condition in a world in which everything is known."""
    match condition:
        case AllOf(items):
            return all(holds(item, world) for item in items)
        case AnyOf(items):
            return any(holds(item, world) for item in items)
        case Not(item):
            return not holds(item, world)
        case Test():
            return world[condition]
    raise AssertionError(f"not a condition: {condition!r}")


def values_around(tests: Sequence[Test], dictionary: Dictionary) -> list[Value]:
    """List values on all sides of what a fact is compared with, one between any two limits."""
    left = tests[0].operands[0]
    limits = [
        each.value
        for test in tests
        if test.operator not in _PRESENCE
        for each in test.operands[1:]
        if isinstance(each, Literal)
    ]
    found: list[Any] = []
    numbers = sorted({each for each in limits if isinstance(each, Decimal)})
    if numbers:
        between = [(low + high) / 2 for low, high in pairwise(numbers)]
        if kind_of(left, dictionary) is FactType.INTEGER:
            between = [each for each in between if each == each.to_integral_value()]
        found += [numbers[0] - 1, *numbers, *between, numbers[-1] + 1]
    moments = sorted({_as_moment(each) for each in limits if isinstance(each, date)})
    if moments:
        hour = timedelta(hours=12)
        found += [moments[0] - 2 * hour, *moments, moments[-1] + 2 * hour]
        if not all(isinstance(each, date) and not isinstance(each, datetime) for each in limits):
            found += [low + (high - low) / 2 for low, high in pairwise(moments)]
        else:
            found += [low + 2 * hour for low, high in pairwise(moments) if high - low > 2 * hour]
    lists = [each for each in limits if isinstance(each, tuple)]
    if kind_of(left, dictionary) is FactType.LIST:
        words: list[Any] = [each for each in limits if not isinstance(each, tuple)]
        words += [word for each in lists for word in each]
        found += [(), tuple(dict.fromkeys(words)), *((word,) for word in words), (object(),)]
        # As written, for lists that say a word twice.
        found += [each for each in dict.fromkeys(lists) if each not in found]
    elif any(isinstance(each, bool) for each in limits):
        found += [True, False]
    elif any(isinstance(each, str) for each in limits):
        found += [*dict.fromkeys(each for each in limits if isinstance(each, str))]
        others = _values_of(left, dictionary)
        found += [each for each in others if each not in found] if others else ["\0"]
    known: list[Value] = [Exact(each) for each in found]
    if any(test.operator in _PRESENCE for test in tests):
        known += [Absent(), *([] if known else [Exact("\0")])]
    return known


def kind_of(left: Node, dictionary: Dictionary) -> FactType | None:
    """Give the type of what stands on the left of a comparison, where that is plain."""
    if isinstance(left, FactRef):
        return dictionary.facts[left.name].type
    if isinstance(left, ColumnRef):
        table = dictionary.facts[left.table]
        column = table.column(left.column)
        return column.type if column is not None else table.of
    return None


def _values_of(left: Node, dictionary: Dictionary) -> tuple[str, ...]:
    if isinstance(left, FactRef):
        return dictionary.facts[left.name].values
    return ()


def _as_moment(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)


def _tests_in(condition: Condition) -> Iterator[Test]:
    """Yield the comparisons of a condition itself, not those inside its operands."""
    match condition:
        case Test():
            yield condition
        case Not(item):
            yield from _tests_in(item)
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from _tests_in(item)


def _is_plain(test: Test) -> bool:
    left, *operands = test.operands
    return (
        test.operator != "matches"
        and isinstance(left, FactRef | ColumnRef)
        and all(isinstance(each, Literal) for each in operands)
    )


def _grouped(tests: Sequence[Test]) -> list[list[Test]]:
    """Put together the comparisons of one fact with written values; others stand alone."""
    groups: dict[object, list[Test]] = {}
    for test in tests:
        key: object = test.operands[0] if _is_plain(test) else test
        groups.setdefault(key, []).append(test)
    return list(groups.values())


def _truth(test: Test, value: Value) -> bool:
    operator = OPERATORS[test.operator]
    algebra = ValueAlgebra({})
    literals = [each for each in test.operands[1:] if isinstance(each, Literal)]
    operands: list[Any]
    if operator.arity in ("flag", "pattern"):
        operands = [each.value for each in literals]
    else:
        operands = [Term(Exact(each.value)) for each in literals]
    return bool(operator.meaning(algebra, Term(value), operands).truth is Truth.TRUE)
