"""Rules that no record can pass together, and packs that ask different limits of one fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from ...model.nodes import AllOf, Condition, FactRef, Literal, Test
from ...model.rule import Rule
from ...text.diagnostics import Related
from .base import Reading
from .worlds import Worlds


def check_rules(reading: Reading) -> None:
    """Look at every two rules of one program, or of two packs, that compare the same fact."""
    by_fact: Mapping[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in reading.plan.rules:
        for name in dict.fromkeys(_named(rule)):
            by_fact[rule.entity, name].append(rule)
    seen: set[tuple[str, str]] = set()
    for rules in by_fact.values():
        for first, second in combinations(rules, 2):
            pair = first.id, second.id
            packs = _pack_of(first, reading), _pack_of(second, reading)
            if pair in seen or (packs[0] == packs[1] and first.program != second.program):
                continue
            seen.add(pair)
            if _exclude(first, second, reading):
                reading.diagnostics.warning(
                    "SKU-R087",
                    f"no record can pass both `{first.id}` and `{second.id}`",
                    span=second.span,
                    help="correct the limit of one of them, or narrow its `when`",
                    related=[Related("the other rule", first.span)],
                )
            elif packs[0] != packs[1] and _alike(first, second):
                _check_limits(first, second, reading)


def _alike(first: Rule, second: Rule) -> bool:
    """Tell whether two rules decide the same: advice may well ask for more than eligibility."""
    return first.program == second.program and first.kind is second.kind


def _check_limits(first: Rule, second: Rule, reading: Reading) -> None:
    """Report two packs that ask the same of a program with different limits."""
    for one in _demands(first):
        for other in _demands(second):
            same = one.operator == other.operator and one.operands[0] == other.operands[0]
            left, right = one.operands[-1], other.operands[-1]
            if not same or not (isinstance(left, Literal) and isinstance(right, Literal)):
                continue
            if left.value == right.value or not _together(first, second, reading):
                continue
            assert isinstance(one.operands[0], FactRef)
            reading.diagnostics.warning(
                "SKU-R087",
                f"two packs ask different limits of `{one.operands[0].name}`:"
                f" `{first.id}` and `{second.id}`",
                span=other.span or second.span,
                help="override a parameter instead of writing the rule again,"
                " or switch one of the two off",
                related=[Related("the other limit", one.span or first.span)],
            )


def _exclude(first: Rule, second: Rule, reading: Reading) -> bool:
    asked = [clause.condition for rule in (first, second) for clause in rule.clauses]
    both = AllOf((first.when, second.when, *asked))
    worlds = Worlds([both], reading.plan.dictionary)
    return (
        worlds.few
        and not worlds.can(both, True)
        and _together(first, second, reading)
        and all(_passable(rule, reading) for rule in (first, second))
    )


def _together(first: Rule, second: Rule, reading: Reading) -> bool:
    whens = AllOf((first.when, second.when))
    return Worlds([whens], reading.plan.dictionary).can(whens, True)


def _passable(rule: Rule, reading: Reading) -> bool:
    whole = AllOf((rule.when, *(clause.condition for clause in rule.clauses)))
    return Worlds([whole], reading.plan.dictionary).can(whole, True)


def _named(rule: Rule) -> Iterator[str]:
    for test in _demands(rule):
        if isinstance(test.operands[0], FactRef):
            yield test.operands[0].name


def _demands(rule: Rule) -> Iterator[Test]:
    """Yield the comparisons that must all hold."""
    open_: list[Condition] = [clause.condition for clause in rule.clauses]
    while open_:
        condition = open_.pop(0)
        if isinstance(condition, Test):
            yield condition
        elif isinstance(condition, AllOf):
            open_ = [*condition.items, *open_]


def _pack_of(rule: Rule, reading: Reading) -> str:
    name = rule.span.source.name
    paths = [each.path for each in reading.book.packs if name.startswith(each.path)]
    return max(paths, key=len, default="")
