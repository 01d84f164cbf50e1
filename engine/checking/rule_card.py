"""All that is to be said of one rule, with an example on each side of its limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..backends.reference import Subject, judge, judge_clause
from ..conditions.describe import describe_condition, describe_expression
from ..conditions.walk import facts_in
from ..evaluation.explain import explain, quantity_of
from ..loading import build_plan
from ..model.facts import Fact, Translated
from ..model.nodes import ALWAYS, AllOf, Condition, FactRef
from ..model.outcome import Outcome, Truth
from ..model.report import Quantity
from ..model.rule import Plan, Program, Rule, RuleBook
from ..model.values import Exact, Value
from ..text.diagnostics import Diagnostics
from ..wording.phrases import say
from .cases import Days
from .mutation import Variant
from .proposals import fulfilled, varied

#: So many facts are changed at most on the way to an example.
_MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact that a rule reads; `derivation` says what a derived one follows from."""

    fact: Fact
    derivation: Translated | None


@dataclass(frozen=True, slots=True)
class Example:
    """Facts for which a rule passes or fails; a failure says what is wrong and how to mend it."""

    outcome: Outcome
    given: tuple[tuple[Fact, Quantity], ...]
    says: tuple[Translated, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule in words, put together for a day on which it is in force."""

    rule: Rule
    program: Program | None
    day: date
    asks: tuple[Translated, ...]
    when: Translated | None
    reads: tuple[ReadFact, ...]
    passing: Example | None
    failing: Example | None


def rule_card(book: RuleBook, id: str, as_of: date, diagnostics: Diagnostics) -> RuleCard | None:
    """Describe a rule as it is on a day, or on the nearest day it is in force."""
    day = Days(book).nearest(id, as_of) if id in book.rules else as_of
    plan = build_plan(book, as_of=day, diagnostics=diagnostics, programs=[], rules=[id])
    rule = next((each for each in plan.rules if each.id == id), None)
    if rule is None or diagnostics.has_errors:
        return None
    passing, failing = _examples(rule, plan)
    names = dict.fromkeys(
        name
        for condition in (rule.when, *(clause.condition for clause in rule.clauses))
        for name in facts_in(condition)
    )
    return RuleCard(
        rule=rule,
        program=book.programs.get(rule.program),
        day=day,
        asks=tuple(
            describe_condition(clause.condition, plan.dictionary) for clause in rule.clauses
        ),
        when=None if rule.when == ALWAYS else describe_condition(rule.when, plan.dictionary),
        reads=tuple(_read(name, plan) for name in names),
        passing=passing,
        failing=failing,
    )


def _read(name: str, plan: Plan) -> ReadFact:
    tree = plan.derivations.get(name)
    described = None if tree is None else describe_expression(tree, plan.dictionary)
    if described is not None and any("…" in text for text in described.values()):
        described = None
    return ReadFact(plan.dictionary.facts[name], described)


def _examples(rule: Rule, plan: Plan) -> tuple[Example | None, Example | None]:
    passing, failing = (
        None if stated is None else _example(rule, stated, plan)
        for stated in both_sides(rule, plan)
    )
    return passing, failing


def both_sides(
    rule: Rule, plan: Plan
) -> tuple[Mapping[str, Value] | None, Mapping[str, Value] | None]:
    """Find facts for which a rule just passes and just fails; None where none were found."""
    variant = Variant(rule.id, rule, rule, plan)
    passing = _passing(variant)
    if passing is None:
        return None, None
    failing = _nearest(variant, passing, Outcome.FAIL)
    if failing is None:
        # Where one of several ways is enough, more than one fact has to change.
        twice = (_nearest(variant, each, Outcome.FAIL) for each in varied(variant, passing))
        return passing, next((each for each in twice if each is not None), None)
    # Of the passing values, the example shows the one at the limit.
    passing = _nearest(variant, failing, Outcome.PASS) or passing
    failing = _nearest(variant, passing, Outcome.FAIL) or failing
    return passing, failing


def _passing(variant: Variant) -> Mapping[str, Value] | None:
    """Change one fact after another until the rule applies and passes, then drop what is idle."""
    rule = variant.rule
    assert rule is not None
    demands = [
        *_demands(rule.when),
        *(each for clause in rule.clauses for each in _demands(clause.condition)),
    ]
    stated = fulfilled(variant)
    for _ in range(_MOST_STEPS):
        if _comes_out(variant, stated, Outcome.PASS):
            for name in list(stated):
                fewer = {each: value for each, value in stated.items() if each != name}
                if _comes_out(variant, fewer, Outcome.PASS):
                    stated = fewer
            return stated
        met = _met(demands, stated, variant)
        better = max(varied(variant, stated), key=lambda each: _met(demands, each, variant))
        if _met(demands, better, variant) <= met:
            return None
        stated = better
    return None


def _demands(condition: Condition) -> list[Condition]:
    if isinstance(condition, AllOf):
        return [each for item in condition.items for each in _demands(item)]
    return [condition]


def _met(demands: list[Condition], stated: Mapping[str, Value], variant: Variant) -> int:
    subject = Subject(stated, variant.plan.dictionary, variant.plan.derivations)
    return sum(judge_clause(each, subject).truth is Truth.TRUE for each in demands)


def _nearest(
    variant: Variant, given: Mapping[str, Value], wanted: Outcome
) -> Mapping[str, Value] | None:
    """Change one of some facts, and as little as possible, for the other outcome."""
    found: list[tuple[Decimal, int, Mapping[str, Value]]] = []
    for index, stated in enumerate(varied(variant, given)):
        if stated.keys() == given.keys() and _comes_out(variant, stated, wanted):
            found.append((_distance(stated, given), index, stated))
    return min(found, key=lambda each: each[:2])[2] if found else None


def _comes_out(variant: Variant, stated: Mapping[str, Value], wanted: Outcome) -> bool:
    assert variant.rule is not None
    subject = Subject(stated, variant.plan.dictionary, variant.plan.derivations)
    applies = judge_clause(variant.rule.when, subject).truth is Truth.TRUE
    return applies and judge(variant.rule, subject)[0] is wanted


def _distance(stated: Mapping[str, Value], given: Mapping[str, Value]) -> Decimal:
    """Tell how far the changed fact moved; a word or a day is no distance at all."""
    for name, value in stated.items():
        before = given[name]
        if value == before or not (isinstance(value, Exact) and isinstance(before, Exact)):
            continue
        if isinstance(value.value, Decimal) and isinstance(before.value, Decimal):
            return abs(value.value - before.value)
        if isinstance(value.value, date) and isinstance(before.value, date):
            return Decimal(abs(value.value.toordinal() - before.value.toordinal()))
    return Decimal(0)


def _example(rule: Rule, stated: Mapping[str, Value], plan: Plan) -> Example:
    subject = Subject(stated, plan.dictionary, plan.derivations)
    outcome, _ = judge(rule, subject)
    given = tuple(
        (plan.dictionary.facts[name], quantity_of(FactRef(name), subject)) for name in stated
    )
    return Example(outcome, given, tuple(_says(rule, subject, outcome)))


def _says(rule: Rule, subject: Subject, outcome: Outcome) -> Iterator[Translated]:
    if outcome is not Outcome.FAIL:
        return
    for each in explain(rule, subject):
        for text in (each.message, *(mend.say for mend in each.fixes)):
            # A text about a fact that the example leaves out would only puzzle.
            if not any(say(lang, "absent") in words for lang, words in text.items()):
                yield text
