"""Make the cases a new rule begins with: both sides of its limits, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ..backends.reference import Subject
from ..loading import build_plan
from ..model.outcome import Outcome
from ..model.rule import RuleBook
from ..model.values import Value
from ..text.diagnostics import Diagnostics
from .case_engines import Got
from .mutants import changes_of_rule
from .mutation import Mutant, Variant, judge_again
from .proposals import Proposal, notices, on_any_day, propose
from .rule_card import both_sides


def first_cases(
    book: RuleBook, id: str, as_of: date, diagnostics: Diagnostics
) -> tuple[Proposal, ...]:
    """Return cases that pass, fail and are undecided, and those that notice each small change."""
    plan = build_plan(book, as_of=as_of, diagnostics=diagnostics, programs=[], rules=[id])
    rule = next((each for each in plan.rules if each.id == id), None)
    if rule is None or diagnostics.has_errors:
        return ()
    whole = Variant(id, rule, rule, plan)
    sides = [each for each in both_sides(rule, plan) if each is not None]
    sides += [_without(given, name) for given in sides[:1] for name in given]
    made: list[Proposal] = []
    for given in sides:
        outcome = _outcome(whole, given)
        if all(_outcome(whole, each) == outcome for each in on_any_day(given)):
            _add(made, Proposal(id, given, outcome))
    for change, changed in changes_of_rule(rule, plan.dictionary):
        variant = Variant(id, rule, changed, plan)
        if not any(notices(each, variant) for each in made):
            proposal = propose(Mutant(id, change, (variant,)), ())
            if proposal is not None:
                _add(made, proposal)
    return tuple(sorted(made, key=lambda each: _rank(each.expect)))


def _without(given: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    return {each: value for each, value in given.items() if each != name}


def _outcome(variant: Variant, given: Mapping[str, Value]) -> Got:
    subject = Subject(given, variant.plan.dictionary, variant.plan.derivations)
    return judge_again(variant.name, variant.rule, subject, variant.name, None)


def _add(made: list[Proposal], proposal: Proposal) -> None:
    if proposal not in made:
        made.append(proposal)


def _rank(outcome: Got) -> int:
    words: Sequence[str] = [each.value for each in Outcome]
    return words.index(outcome) if isinstance(outcome, str) and outcome in words else len(words)
