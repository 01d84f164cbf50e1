"""Conditions that never or always hold, and choices that leave a single value out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...conditions.walk import walk
from ...model.nodes import (
    ALWAYS,
    Aggregate,
    AllOf,
    AnyOf,
    Choose,
    Condition,
    Expression,
    Holds,
    Literal,
    Not,
    Test,
)
from ...text.diagnostics import Diagnostics, Related
from ...text.source import Span
from .base import Reading
from .worlds import Worlds, holds, values_around

_FLIPPED = "is a comparison the wrong way round, or was `any_of` meant?"


def check_conditions(reading: Reading) -> None:
    """Report conditions that hold for no record or for every one."""
    looked = _Conditions(reading)
    for rule in reading.plan.rules:
        before = len(reading.diagnostics)
        if rule.when != ALWAYS:
            looked.check(rule.when)
        together = AllOf(tuple(clause.condition for clause in rule.clauses), rule.span)
        looked.check(together, "what `require` asks")
        if len(reading.diagnostics) > before:
            continue
        both = AllOf((rule.when, together))
        worlds = Worlds([both], reading.plan.dictionary)
        if worlds.few and not worlds.can(both, True):
            _report_never(both, rule.span, "`require` under this `when`", reading)
        elif worlds.few and rule.when != ALWAYS and _implied(rule.when, together, worlds):
            reading.diagnostics.error(
                "SKU-R081",
                "`when` already says what `require` asks, so the rule cannot fail",
                span=together.span,
                help="is a comparison the wrong way round, or was `all_of` meant?",
            )
    for tree in reading.plan.derivations.values():
        for condition in _conditions_of(tree):
            looked.check(condition)


def check_choices(reading: Reading) -> None:
    """Report cases of a choice that are never reached, and single values that none takes."""
    for tree in reading.plan.derivations.values():
        for node in walk(tree):
            if isinstance(node, Choose):
                _check_choice(node, reading)


def _check_choice(node: Choose, reading: Reading) -> None:
    conditions = [when for when, _ in node.cases]
    worlds = Worlds(conditions, reading.plan.dictionary)
    if not worlds.few:
        return
    for index, when in enumerate(conditions[1:], 1):
        earlier = conditions[:index]
        alone = Worlds([when], reading.plan.dictionary)
        if alone.can(when, True) and not any(
            holds(when, world) and not any(holds(each, world) for each in earlier)
            for world in worlds.each()
        ):
            reading.diagnostics.error(
                "SKU-R080",
                "this case is never reached: an earlier one holds whenever it does",
                span=when.span,
                help="put the narrower case first, or correct a limit",
                related=_related("an earlier case", earlier[-1].span),
            )
    if node.otherwise is None:
        _check_gap(conditions, node.span, reading)


def _check_gap(conditions: list[Condition], span: Span | None, reading: Reading) -> None:
    """Report a limit that belongs to no case while both its sides do."""
    tests = [part for each in conditions for part in walk(each) if isinstance(part, Test)]
    if not tests or len({test.operands[0] for test in tests}) != 1 or len(conditions) < 2:
        return
    values = values_around(tests, reading.plan.dictionary)
    known = sorted(
        {
            value.value
            for value in values
            if hasattr(value, "value") and isinstance(value.value, Decimal)
        }
    )
    limits = {
        each.value
        for test in tests
        for each in test.operands[1:]
        if isinstance(each, Literal) and isinstance(each.value, Decimal)
    }
    worlds = Worlds([AnyOf(tuple(conditions))], reading.plan.dictionary)
    covered = {number: worlds.at(number, conditions) for number in known}
    for before, number, after in zip(known, known[1:], known[2:], strict=False):
        if number in limits and not covered[number] and covered[before] and covered[after]:
            reading.diagnostics.warning(
                "SKU-R084",
                f"`{number.normalize():f}` itself belongs to no case, but both its sides do",
                span=span,
                help="let one side include it: `at_least` for `more_than`, `at_most` for"
                " `less_than`",
            )


class _Conditions:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def check(self, condition: Condition, what: str = "this condition") -> None:
        """Report the smallest part that never or always holds."""
        worlds = Worlds([condition], self._reading.plan.dictionary)
        if not worlds.few or not worlds.tests:
            return
        never, always = not worlds.can(condition, True), not worlds.can(condition, False)
        if not (never or always):
            for part in _parts(condition):
                self.check(part)
            return
        before = len(self._reading.diagnostics)
        for part in _parts(condition):
            self.check(part)
        if len(self._reading.diagnostics) > before:
            return
        if never:
            _report_never(condition, condition.span, what, self._reading)
        else:
            _report_always(condition, self._reading.diagnostics)


def _report_never(condition: Condition, span: Span | None, what: str, reading: Reading) -> None:
    first, second = _clash(condition, reading)
    if first is not None and second is not None:
        if any(
            isinstance(each, Test) and each.operator == "is_missing" for each in (first, second)
        ):
            return  # said better where missing data is looked at
        reading.diagnostics.error(
            "SKU-R080",
            f"{what} can never hold: these two exclude each other",
            span=second.span or span,
            help=_FLIPPED,
            related=_related("the other", first.span),
        )
        return
    reading.diagnostics.error(
        "SKU-R080", f"{what} can never hold", span=condition.span or span, help=_FLIPPED
    )


def _report_always(condition: Condition, diagnostics: Diagnostics) -> None:
    edges = _left_out(condition)
    if edges is not None:
        help = edges
    elif isinstance(condition, AnyOf):
        help = "every record meets one of these: write each as a clause of its own, or `none_of`"
    else:
        help = "a condition that holds for every record asks nothing; correct it or remove it"
    diagnostics.error("SKU-R081", "this condition always holds", span=condition.span, help=help)


def _left_out(condition: Condition) -> str | None:
    if isinstance(condition, AnyOf) and all(
        isinstance(item, Test) and item.operator == "is_not" for item in condition.items
    ):
        values = [
            each.operands[1].span.text
            for each in condition.items
            if isinstance(each, Test) and each.operands[1].span is not None
        ]
        return f"whatever it is, it is not one of the two: write `none_of: [{', '.join(values)}]`"
    return None


def _clash(condition: Condition, reading: Reading) -> tuple[Condition | None, Condition | None]:
    """Find two demands that exclude each other."""
    demands = list(_demands(condition))
    for index, second in enumerate(demands):
        for first in demands[:index]:
            both = AllOf((first, second))
            worlds = Worlds([both], reading.plan.dictionary)
            if worlds.few and not worlds.can(both, True):
                return first, second
    return None, None


def _demands(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, AllOf):
        for item in condition.items:
            yield from _demands(item)
    else:
        yield condition


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case AllOf(items) | AnyOf(items):
            return items
        case Not(item):
            return (item,)
        case _:
            return ()


def _implied(when: Condition, asked: Condition, worlds: Worlds) -> bool:
    return all(holds(asked, world) for world in worlds.each() if holds(when, world))


def _conditions_of(tree: Expression) -> Iterator[Condition]:
    for node in walk(tree):
        found: list[Condition | None] = []
        match node:
            case Holds(condition):
                found = [condition]
            case Choose(cases):
                found = [when for when, _ in cases]
            case Aggregate():
                found = [node.where, node.complete_when]
            case _:
                pass
        yield from (each for each in found if each is not None and each != ALWAYS)


def _related(message: str, span: Span | None) -> list[Related]:
    return [] if span is None else [Related(message, span)]
