"""What a rule of the benchmark asks, as data: each adapter says it in its engine's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Share:
    """So much of another fact: 0.70 of the lowest price."""

    factor: Decimal
    fact: str


Limit: TypeAlias = Decimal | str | bool | Share


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against a limit, by one of `<= >= < > =`."""

    fact: str
    sign: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition: TypeAlias = Compare | All | Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition, and the one under which it is asked at all."""

    id: str
    require: Condition
    when: Condition | None = None


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Yield the comparisons of a condition, left to right."""
    if isinstance(condition, Compare):
        yield condition
    else:
        for part in condition.parts:
            yield from comparisons(part)


def facts_of(condition: Condition) -> tuple[str, ...]:
    """Name the facts that a condition reads, each once, in order."""
    found: dict[str, None] = {}
    for each in comparisons(condition):
        found[each.fact] = None
        if isinstance(each.limit, Share):
            found[each.limit.fact] = None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Words:
    """How a language that writes conditions as text says them."""

    both: str = "and"
    either: str = "or"
    equal: str = "=="
    quote: str = "'"
    true: str = "true"
    false: str = "false"
    prefix: str = ""


def written(condition: Condition, words: Words) -> str:
    """Write a condition with signs between its parts, as most languages do."""
    if isinstance(condition, Compare):
        sign = words.equal if condition.sign == "=" else condition.sign
        return f"{words.prefix}{condition.fact} {sign} {_limit(condition, words)}"
    joiner = f" {words.both if isinstance(condition, All) else words.either} "
    return "(" + joiner.join(written(part, words) for part in condition.parts) + ")"


def _limit(compare: Compare, words: Words) -> str:
    limit = compare.limit
    if isinstance(limit, bool):
        return words.true if limit else words.false
    if isinstance(limit, str):
        return f"{words.quote}{limit}{words.quote}"
    if isinstance(limit, Share):
        return f"{limit.factor} * {words.prefix}{limit.fact}"
    return str(limit)
