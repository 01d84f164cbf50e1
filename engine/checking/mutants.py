"""Change a rule the way its author could have mistaken it, one small change at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from ..conditions.functions.arithmetic import TO_PLACES
from ..conditions.steps import step_places
from ..model.facts import MOMENTS, Dictionary, FactType
from ..model.nodes import (
    ALWAYS,
    Aggregate,
    AllOf,
    AnyOf,
    Call,
    Choose,
    ColumnRef,
    Condition,
    Expression,
    FactRef,
    Holds,
    Literal,
    Not,
    Test,
)
from ..model.rule import Rule
from ..text.source import Span

#: The same comparison without its limit, or with it.
_EDGES = {
    "at_least": "more_than",
    "more_than": "at_least",
    "at_most": "less_than",
    "less_than": "at_most",
    "on_or_after": "after",
    "after": "on_or_after",
    "on_or_before": "before",
    "before": "on_or_before",
}
#: The comparison an author writes who has the direction wrong.
_FLIPS = {
    "at_least": "at_most",
    "at_most": "at_least",
    "more_than": "less_than",
    "less_than": "more_than",
    "on_or_after": "on_or_before",
    "on_or_before": "on_or_after",
    "after": "before",
    "before": "after",
    "is": "is_not",
    "is_not": "is",
    "one_of": "none_of",
    "none_of": "one_of",
    "contains_any": "contains_none",
    "contains_none": "contains_any",
    "is_present": "is_missing",
    "is_missing": "is_present",
}
_LISTS = frozenset({"one_of", "none_of", "contains_all", "contains_any", "contains_none"})
#: Functions over facts of days that give whole numbers.
_WHOLE = frozenset({"days_between", "count_of"})
_DAYS = re.compile(r"([0-9]+) days?")


class Kind(StrEnum):
    """What a change does."""

    EDGE = "edge"  # the limit itself no longer passes, or now does
    STEP = "step"  # the threshold lies one smallest step off
    FLIP = "flip"  # the comparison looks the other way
    ANY = "any_to_all"
    ALL = "all_to_any"
    WHEN = "when_dropped"
    NOT = "not_dropped"
    PART = "part_dropped"
    VALUE = "value_dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """One small change of a rule or derived fact: its place, and the text before and after."""

    kind: Kind
    span: Span
    before: str
    after: str

    @property
    def text(self) -> str:
        """The change as reports and `no_case_for` write it."""
        return f"{self.before} -> {self.after}"

    @property
    def key(self) -> tuple[str, int, int, str]:
        """What tells this change from others, whatever tree it stands in."""
        return self.span.source.name, self.span.line, self.span.column, self.text


def changes_of_rule(rule: Rule, dictionary: Dictionary) -> Iterator[tuple[Change, Rule]]:
    """Yield every changed version of a rule."""
    made = _Changes(dictionary)
    if rule.when != ALWAYS and rule.when.span is not None:
        change = Change(Kind.WHEN, rule.when.span, "when", "no when")
        yield change, replace(rule, when=ALWAYS)
        for change, when in made.conditions(rule.when):
            yield change, replace(rule, when=when)
    for index, clause in enumerate(rule.clauses):
        before, after = rule.clauses[:index], rule.clauses[index + 1 :]
        if len(rule.clauses) > 1:
            change = Change(Kind.PART, clause.span, _short(clause.span), "nothing")
            yield change, replace(rule, clauses=before + after)
        for change, condition in made.conditions(clause.condition):
            changed = replace(clause, condition=condition)
            yield change, replace(rule, clauses=(*before, changed, *after))
    if len(rule.clauses) > 1:
        first = rule.clauses[0]
        either = AnyOf(tuple(each.condition for each in rule.clauses), first.span)
        change = Change(Kind.ALL, first.span, "require all", "require any_of")
        yield change, replace(rule, clauses=(replace(first, condition=either),))


def changes_of_fact(
    tree: Expression, dictionary: Dictionary
) -> Iterator[tuple[Change, Expression]]:
    """Yield every changed version of a derived fact."""
    yield from _Changes(dictionary).expressions(tree)


_Values: TypeAlias = Callable[[Expression], Iterator[tuple[Change, Expression]]]


class _Changes:
    """Walks a tree; every method yields the node's changed versions."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary

    def conditions(self, node: Condition) -> Iterator[tuple[Change, Condition]]:
        match node:
            case Test():
                yield from self._tests(node)
            case Not(item):
                if node.span is not None:
                    yield Change(Kind.NOT, node.span, "not", "no not"), item
                for change, inner in self.conditions(item):
                    yield change, Not(inner, node.span)
            case AllOf(items) | AnyOf(items):
                yield from self._groups(node)
                for index, item in enumerate(items):
                    for change, inner in self.conditions(item):
                        changed = (*items[:index], inner, *items[index + 1 :])
                        yield change, replace(node, items=changed)

    def _groups(self, node: AllOf | AnyOf) -> Iterator[tuple[Change, Condition]]:
        if len(node.items) < 2:
            return
        if node.span is None:
            # An aggregate's `where` beside what it holds: only the former may be left out.
            where, held = node.items
            inner = where.item if isinstance(where, Not) else where
            if inner.span is not None:
                yield Change(Kind.PART, inner.span, "where", "no where"), held
            return
        if isinstance(node, AnyOf):
            yield Change(Kind.ANY, node.span, "any_of", "all_of"), AllOf(node.items, node.span)
        else:
            yield Change(Kind.ALL, node.span, "all_of", "any_of"), AnyOf(node.items, node.span)
        for index, item in enumerate(node.items):
            rest = (*node.items[:index], *node.items[index + 1 :])
            if item.span is not None:
                change = Change(Kind.PART, item.span, _short(item.span), "nothing")
                yield change, rest[0] if len(rest) == 1 else replace(node, items=rest)

    def _tests(self, node: Test) -> Iterator[tuple[Change, Condition]]:
        span = node.span
        if span is None:
            return
        left, *operands = node.operands
        limit = _written(operands)
        for kind, words in ((Kind.EDGE, _EDGES), (Kind.FLIP, _FLIPS)):
            word = words.get(node.operator)
            if word is not None:
                change = Change(kind, span, f"{node.operator}: {limit}", f"{word}: {limit}")
                yield change, replace(node, operator=word)
        if node.operator == "within":
            yield from self._ends(node, span, limit)
        if node.operator in _LISTS and len(operands) > 1:
            for index, operand in enumerate(operands):
                rest = (*operands[:index], *operands[index + 1 :])
                place = operand.span or span
                change = Change(Kind.VALUE, place, _written([operand]), "nothing")
                yield change, replace(node, operands=(left, *rest))
            return
        if node.operator in ("is_present", "is_missing", "matches"):
            return
        for index, operand in enumerate(operands, 1):
            for change, changed in self._operands(operand, left):
                others = (*node.operands[:index], changed, *node.operands[index + 1 :])
                yield change, replace(node, operands=others)

    def _ends(self, node: Test, span: Span, limit: str) -> Iterator[tuple[Change, Condition]]:
        left, low, high = node.operands
        kind, _, _ = self._shape(left)
        dates = kind in MOMENTS
        words = ("on_or_after", "after") if dates else ("at_least", "more_than")
        ends = ("on_or_before", "before") if dates else ("at_most", "less_than")
        for first, last, after in (
            (words[1], ends[0], "within, without its lower end"),
            (words[0], ends[1], "within, without its upper end"),
        ):
            tests = (Test(first, (left, low), span), Test(last, (left, high), span))
            yield Change(Kind.EDGE, span, f"within: {limit}", after), AllOf(tests, span)

    def _operands(
        self, operand: Expression, left: Expression
    ) -> Iterator[tuple[Change, Expression]]:
        """Move a limit by the smallest step that the fact before it can take."""
        if not isinstance(operand, Literal):
            yield from self._limits(operand, left)
            return
        kind, _, places = self._shape(left)
        yield from _moved(operand, _step(operand, kind, places))

    def _limits(self, operand: Expression, left: Expression) -> Iterator[tuple[Change, Expression]]:
        """Change a limit that is chosen or computed; values chosen are limits themselves."""
        if not isinstance(operand, Choose):
            yield from self.expressions(operand)
            return
        yield from self._choices(operand, lambda value: self._operands(value, left))

    def expressions(self, node: Expression) -> Iterator[tuple[Change, Expression]]:
        match node:
            case Literal():
                yield from _moved(node, _own_step(node))
            case Call(function, arguments):
                changeable = arguments[:1] if function in TO_PLACES else arguments
                for index, argument in enumerate(changeable):
                    for change, changed in self.expressions(argument):
                        others = (*arguments[:index], changed, *arguments[index + 1 :])
                        yield change, replace(node, arguments=others)
            case Holds(condition):
                for change, inner in self.conditions(condition):
                    yield change, Holds(inner, node.span)
            case Choose():
                yield from self._choices(node, self.expressions)
            case Aggregate():
                yield from self._aggregates(node)

    def _choices(self, node: Choose, values: _Values) -> Iterator[tuple[Change, Expression]]:
        for index, (when, value) in enumerate(node.cases):
            before, after = node.cases[:index], node.cases[index + 1 :]
            if when.span is not None:
                change = Change(Kind.WHEN, when.span, f"when {_short(when.span)}", "no when")
                yield change, Choose(before, value, node.span) if before else value
            for change, inner in self.conditions(when):
                yield change, replace(node, cases=(*before, (inner, value), *after))
            for change, changed in values(value):
                yield change, replace(node, cases=(*before, (when, changed), *after))
        if node.otherwise is not None:
            for change, changed in values(node.otherwise):
                yield change, replace(node, otherwise=changed)

    def _aggregates(self, node: Aggregate) -> Iterator[tuple[Change, Expression]]:
        for name in ("where", "complete_when"):
            condition: Condition | None = getattr(node, name)
            if condition is None:
                continue
            if condition.span is not None:
                change = Change(Kind.PART, condition.span, name, f"no {name}")
                yield change, replace(node, **{name: None})  # type: ignore[arg-type]
            for change, inner in self.conditions(condition):
                yield change, replace(node, **{name: inner})  # type: ignore[arg-type]
        if node.value is not None:
            for change, value in self.expressions(node.value):
                yield change, replace(node, value=value)
        for index, argument in enumerate(node.arguments):
            for change, changed in self.expressions(argument):
                others = (*node.arguments[:index], changed, *node.arguments[index + 1 :])
                yield change, replace(node, arguments=others)

    def _shape(self, left: Expression) -> tuple[FactType, str | None, int]:
        """Give the type and unit of what is compared, and the places a person can change."""
        if isinstance(left, FactRef):
            fact = self._dictionary.facts[left.name]
            return fact.type, fact.unit, step_places(fact)
        if isinstance(left, ColumnRef):
            table = self._dictionary.facts[left.table]
            column = table.column(left.column)
            kind = column.type if column is not None else table.of or FactType.TEXT
            return kind, None, 0 if kind is FactType.INTEGER else 2
        if isinstance(left, Call) and left.function in _WHOLE:
            return FactType.INTEGER, None, 0
        return FactType.DECIMAL, None, 2


def _step(literal: Literal, kind: FactType, places: int) -> Decimal | timedelta | None:
    if isinstance(literal.value, datetime) or kind is FactType.DATETIME:
        return timedelta(seconds=1)
    if isinstance(literal.value, date):
        return timedelta(days=1)
    if not isinstance(literal.value, Decimal):
        return None
    written = literal.value.as_tuple().exponent
    assert isinstance(written, int)
    return Decimal(1).scaleb(min(-places, written))


def _own_step(literal: Literal) -> Decimal | timedelta | None:
    """Give the last place a number is written with, since nothing stands before it."""
    if isinstance(literal.value, Decimal):
        if literal.span is not None and _DAYS.fullmatch(literal.span.text):
            return Decimal(24)
        exponent = literal.value.as_tuple().exponent
        assert isinstance(exponent, int)
        return Decimal(1).scaleb(min(0, exponent))
    return _step(literal, literal.type, 0)


def _moved(
    literal: Literal, step: Decimal | timedelta | None
) -> Iterator[tuple[Change, Expression]]:
    if step is None or literal.span is None:
        return
    for sign in (1, -1):
        value = literal.value + sign * step  # type: ignore[operator]
        moved = replace(literal, value=value)
        place = literal.span
        yield Change(Kind.STEP, place, _written([literal]), _number(moved)), moved


def _number(literal: Literal) -> str:
    value = literal.value
    if isinstance(value, Decimal):
        written = literal.span.text if literal.span is not None else ""
        if _DAYS.fullmatch(written):
            return f"{value / 24:f} days"
        if "%" in written:
            share = value * 100 if literal.type is not FactType.PERCENT else value
            return re.sub(r"-?[0-9.]+\s*%", f"{_plain(share)}%", written, count=1)
        return f"{_plain(value)} {literal.unit}" if literal.unit else _plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _written(operands: list[Expression]) -> str:
    texts = []
    for each in operands:
        span = each.span
        if span is not None and span.line == span.end_line:
            texts.append(span.text)
        else:
            texts.append("…")
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _short(span: Span) -> str:
    text = re.sub(r"\s+", " ", span.text)
    return text if len(text) <= 60 else f"{text[:59]}…"
