"""Make the case that would notice a change: facts for which the rule and its change differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeAlias

from ..backends.reference import Subject, term_value
from ..conditions.steps import step_places
from ..conditions.walk import Node, facts_in, walk
from ..model.facts import MOMENTS, NUMBERS, Fact, FactType
from ..model.nodes import Aggregate, ColumnRef, Expression, FactRef, Literal, Test
from ..model.rule import Rule
from ..model.values import Bounded, Exact, Partial, Row, Value
from .case_engines import Got
from .cases import agrees
from .mutation import Mutant, Trial, Variant, judge_again

#: How many worked cases are varied, and how often at most the rule is judged for one change.
_BASES = 12
_BUDGET = 3000

_Stated: TypeAlias = "Mapping[str, Value]"
_WORD = "OTHER"
_MOMENT = "as_of"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case for a rule or derived fact that holds now and would fail after the change."""

    subject: str
    given: _Stated
    expect: Got


def propose(mutant: Mutant, trials: Sequence[Trial]) -> Proposal | None:
    """Vary worked cases until the changed rule answers differently; None where none was found."""
    for variant in mutant.variants:
        found = _Search(variant, trials).run()
        if found is not None:
            return found
    return None


def propose_all(
    survivors: Sequence[Mutant], trials: Sequence[Trial]
) -> tuple[tuple[Mutant, Proposal | None], ...]:
    """Give each change its case; one case serves all the changes it notices."""
    made: dict[tuple[int, str], list[Proposal]] = {}
    found = []
    for mutant in survivors:
        proposal = next(
            (
                each
                for variant in mutant.variants
                for each in made.get((id(variant.plan), variant.name), ())
                if notices(each, variant)
            ),
            None,
        )
        if proposal is None:
            proposal = propose(mutant, trials)
            if proposal is not None:
                for variant in mutant.variants:
                    if variant.name == proposal.subject:
                        made.setdefault((id(variant.plan), variant.name), []).append(proposal)
        found.append((mutant, proposal))
    return tuple(found)


def varied(variant: Variant, stated: _Stated) -> Iterator[_Stated]:
    """Yield the same facts with one of those that the rule reads changed or left out."""
    return _Search(variant, ()).varied(stated)


def fulfilled(variant: Variant) -> _Stated:
    """State a first value, one that stands in the rule itself, for each fact that it reads."""
    return _Search(variant, ()).fulfilled({})


def notices(proposal: Proposal, variant: Variant) -> bool:
    """Tell whether a proposed case would notice a change."""
    plan = variant.plan
    subject = Subject(proposal.given, plan.dictionary, plan.derivations)
    then = judge_again(variant.name, variant.rule, subject, variant.name, variant.changed)
    return not agrees(proposal.expect, then)


class _Search:
    """Looks for facts that tell a tree from its changed version."""

    def __init__(self, variant: Variant, trials: Sequence[Trial]) -> None:
        self._variant = variant
        self._dictionary = variant.plan.dictionary
        tree = variant.rule if variant.rule is not None else variant.plan.derivations[variant.name]
        self._roots = [*_roots(tree), *_roots(variant.changed)]
        self._facts = tuple(dict.fromkeys(name for root in self._roots for name in facts_in(root)))
        self._left = _BUDGET
        self._bases = self._based_on(trials)

    def run(self) -> Proposal | None:
        """Try the cases as they are, then with one fact changed, then with two."""
        level = self._bases
        for depth in range(3):
            following: list[_Stated] = []
            for stated in level:
                if depth == 0:
                    candidates: Iterator[_Stated] = iter((stated,))
                else:
                    candidates = self.varied(stated)
                for candidate in candidates:
                    if self._left <= 0:
                        return None
                    got = self._differs(candidate)
                    if got is not None:
                        return self._made(candidate)
                    if depth == 1:
                        following.append(candidate)
            level = self._bases if depth == 0 else following
        return None

    def _based_on(self, trials: Sequence[Trial]) -> list[_Stated]:
        name = self._variant.name
        own = [each for each in trials if each.case.subject == name]
        others = [each for each in trials if name in each.touched and each.case.subject != name]
        behind = self._behind()
        found: list[_Stated] = []
        for trial in (*own[:_BASES], *others[:4]):
            given = {
                fact: value
                for fact, value in trial.subject.stated.items()
                if fact in trial.case.given and (trial in own or fact in behind)
            }
            if given not in found:
                found.append(given)
        found.append(self.fulfilled({}))
        found.append({})
        return [self._dated(stated) for stated in found] if _MOMENT in behind else found

    def _dated(self, stated: _Stated) -> _Stated:
        """State the moment of the check, so that a case says the same on every day it is run."""
        day = self._variant.plan.as_of
        return {_MOMENT: Exact(datetime(day.year, day.month, day.day)), **stated}

    def _behind(self) -> frozenset[str]:
        found: set[str] = set()
        open_ = list(self._facts)
        while open_:
            name = open_.pop()
            if name not in found:
                found.add(name)
                tree = self._variant.plan.derivations.get(name)
                open_ += [] if tree is None else facts_in(tree)
        return frozenset(found)

    def fulfilled(self, stated: _Stated) -> _Stated:
        """State for each fact that is read a first value that stands in the rule itself."""
        found = dict(stated)
        for name in self._facts:
            fact = self._dictionary.facts[name]
            values = [value for value in self._values(fact, found) if value is not None]
            if values:
                found[name] = values[0]
        return found

    def _subject(self, stated: _Stated) -> Subject:
        plan = self._variant.plan
        return Subject(stated, plan.dictionary, plan.derivations)

    def _differs(self, stated: _Stated) -> Got | None:
        self._left -= 1
        variant, subject = self._variant, self._subject(stated)
        now = judge_again(variant.name, variant.rule, subject, variant.name, None)
        then = judge_again(variant.name, variant.rule, subject, variant.name, variant.changed)
        return None if agrees(now, then) else now

    def _made(self, stated: _Stated) -> Proposal:
        """Leave out every fact without which the two still differ in the same way."""
        expect = self._differs(stated)
        kept = dict(stated)
        for name in list(kept):
            fewer = {each: value for each, value in kept.items() if each != name}
            tried = on_any_day(fewer) if name == _MOMENT else (fewer,)
            if all(self._differs(each) == expect for each in tried):
                kept = fewer
        assert expect is not None
        return Proposal(self._variant.name, kept, expect)

    def varied(self, stated: _Stated) -> Iterator[_Stated]:
        """Yield the facts with one of them changed or left out."""
        for name in self._facts:
            fact = self._dictionary.facts[name]
            present = stated.get(name)
            for value in self._values(fact, stated):
                if value is None:
                    if name in stated and name != _MOMENT:
                        yield {each: kept for each, kept in stated.items() if each != name}
                elif value != present:
                    yield {**stated, name: value}

    def _values(self, fact: Fact, stated: _Stated) -> Iterator[Value | None]:
        """Yield the values a fact could take: both sides of each limit, others, and none."""
        subject = self._subject(stated)
        if fact.type in (FactType.LIST, FactType.TABLE):
            yield from self._lists(fact, subject)
        else:
            seen: list[Any] = []
            for test in self._tests():
                if not (isinstance(test.operands[0], FactRef) and _reads(test, fact.name)):
                    continue
                for operand in test.operands:
                    if operand == FactRef(fact.name):
                        continue
                    for value in _known(operand, subject):
                        seen += _around(value, fact)
            seen += _samples(fact)
            for value in dict.fromkeys(seen):
                yield Exact(value)
        yield None

    def _tests(self) -> Iterator[Test]:
        for root in self._roots:
            for node in walk(root):
                if isinstance(node, Test):
                    yield node

    def _lists(self, fact: Fact, subject: Subject) -> Iterator[Value]:
        value = subject.stated.get(fact.name)
        rows: tuple[Any, ...] = ()
        if isinstance(value, Exact) and isinstance(value.value, tuple):
            rows = value.value
        elif isinstance(value, Partial):
            rows = value.rows
        if fact.type is FactType.LIST:
            words: list[Any] = []
            for test in self._tests():
                if _reads(test, fact.name):
                    for operand in test.operands[1:]:
                        for item in _known(operand, subject):
                            words += item if isinstance(item, tuple) else [item]
            words += list(_cells(fact, "item", self._rows(fact, subject)))
            for word in dict.fromkeys(words):
                yield Exact((word,))
                yield Exact((*rows, word))
                yield Exact(tuple(each for each in rows if each != word))
            yield Exact(tuple(dict.fromkeys(words)))
            yield Exact(())
            return
        samples = self._rows(fact, subject)
        for index, row in enumerate(rows):
            for column in fact.columns:
                for cell in _cells(fact, column.name, samples, row):
                    if cell != row.get(column.name):
                        changed = {**row, column.name: cell}
                        yield Exact((*rows[:index], changed, *rows[index + 1 :]))
            yield Exact((*rows[:index], *rows[index + 1 :]))
            yield Exact((*rows, row))
        if not rows:
            first = {
                column.name: next(iter(_cells(fact, column.name, samples, {})), None)
                for column in fact.columns
            }
            yield Exact((first,))
        yield Exact(())

    def _rows(self, fact: Fact, subject: Subject) -> list[tuple[Test, Subject]]:
        """List the comparisons made in rows of a table, with a subject to find limits by."""
        found = []
        for root in self._roots:
            for node in walk(root):
                if not (isinstance(node, Aggregate) and node.source == FactRef(fact.name)):
                    continue
                for inner in walk(node):
                    if isinstance(inner, Test):
                        found.append((inner, subject))
        return found


def on_any_day(stated: _Stated) -> Iterator[_Stated]:
    """Yield facts as they are judged where they state no day themselves: on whatever day it is."""
    yield stated
    if _MOMENT not in stated:
        for year in (2000, 2100):
            yield {**stated, _MOMENT: Exact(datetime(year, 1, 1))}


def _roots(tree: Rule | Expression) -> list[Node]:
    if isinstance(tree, Rule):
        return [tree.when, *(clause.condition for clause in tree.clauses)]
    return [tree]


def _reads(test: Test, name: str) -> bool:
    return any(
        isinstance(part, FactRef) and part.name == name
        for operand in test.operands
        for part in walk(operand)
    )


def _known(operand: Expression, subject: Subject) -> list[Any]:
    if any(isinstance(part, ColumnRef) for part in walk(operand)):
        return []
    value = term_value(operand, subject)
    if isinstance(value, Exact):
        return [value.value]
    if isinstance(value, Bounded):
        return [each for each in (value.low, value.high) if each is not None]
    return []


def _around(value: Any, fact: Fact) -> list[Any]:
    """Give a limit and what lies one smallest step on either side of it."""
    if fact.type in NUMBERS and isinstance(value, Decimal):
        step = Decimal(1).scaleb(-step_places(fact))
        low = value.quantize(step, rounding=ROUND_FLOOR)
        high = value.quantize(step, rounding=ROUND_CEILING)
        found = [high, low, high + step, low - step]
        if low != high:
            found += [value]
        return found
    if fact.type in MOMENTS and isinstance(value, date):
        return _moments(value, fact.type)
    if fact.type in (FactType.TEXT, FactType.ENUM) and isinstance(value, str):
        return [value]
    return []


def _moments(value: date, kind: FactType) -> list[date]:
    if kind is FactType.DATE:
        day = value.date() if isinstance(value, datetime) else value
        return [day, day + timedelta(days=1), day - timedelta(days=1)]
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    return [moment, moment + timedelta(seconds=1), moment - timedelta(seconds=1)]


def _samples(fact: Fact) -> list[Any]:
    match fact.type:
        case FactType.BOOLEAN:
            return [True, False]
        case FactType.ENUM:
            return [*fact.values]
        case FactType.TEXT:
            return [_WORD]
        case FactType.DATE:
            return [date(2026, 3, 1)]
        case FactType.DATETIME:
            return [datetime(2026, 3, 1)]
        case _:
            return [Decimal(100), Decimal(1), Decimal(0)]


def _cells(
    fact: Fact, column: str, tests: Sequence[tuple[Test, Subject]], row: Row | None = None
) -> Iterator[Any]:
    """Yield values for a cell: both sides of the limits its column is compared with."""
    found = fact.column(column)
    kind = found.type if found is not None else fact.of or FactType.TEXT
    shaped = Fact(column, fact.entity, kind, {}, fact.span, values=found.values if found else ())
    for test, subject in tests:
        if not any(
            isinstance(part, ColumnRef) and part.column == column
            for operand in test.operands
            for part in walk(operand)
        ):
            continue
        for operand in test.operands:
            if isinstance(operand, Literal) or not isinstance(operand, ColumnRef):
                yield from (
                    each for value in _known(operand, subject) for each in _around(value, shaped)
                )
            elif row is not None and row.get(operand.column) is not None:
                yield from _around(row[operand.column], shaped)
    if row is not None and isinstance(row.get(column), Decimal | date):
        yield from _around(row[column], shaped)
    yield from _samples(shaped)
