"""Find what of the rules no case reaches: rules, clauses, outcomes and missing facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..backends.reference import judge, judge_clause
from ..conditions.walk import Node, facts_in, walk
from ..model.nodes import ALWAYS, Expression, FactRef, Test
from ..model.outcome import Outcome, Truth
from ..model.rule import Rule, RuleBook
from ..text.source import Span
from .mutation import Trial

_PRESENCE = ("is_present", "is_missing")
#: What a run always knows, so that no case can lack it.
_NEVER_MISSING = frozenset({"as_of"})


class Lack(StrEnum):
    """What no case reaches."""

    RULE = "rule"
    FACT = "fact"
    CLAUSE = "clause"
    OUTCOME = "outcome"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something of a rule or derived fact that no case reaches."""

    lack: Lack
    owner: str
    detail: str
    span: Span


def find_gaps(book: RuleBook, trials: Sequence[Trial], owners: Collection[str]) -> tuple[Gap, ...]:
    """Name what of the owners no case reaches, in the order of the rules."""
    by_rule: Mapping[str, list[Trial]] = defaultdict(list)
    touched: set[str] = set()
    for trial in trials:
        by_rule[trial.case.subject].append(trial)
        touched |= trial.touched
    gaps: list[Gap] = []
    for rule in book.rules.values():
        if rule.id in owners:
            gaps.extend(_of_rule(rule, by_rule.get(rule.id, []), book))
    for name in book.dictionary.derivations:
        if name in owners and name not in touched and name not in by_rule:
            gaps.append(Gap(Lack.FACT, name, name, book.dictionary.facts[name].span))
    return tuple(gaps)


def _of_rule(rule: Rule, trials: Sequence[Trial], book: RuleBook) -> Iterator[Gap]:
    if not trials:
        yield Gap(Lack.RULE, rule.id, rule.id, rule.span)
        return
    outcomes: set[Outcome] = set()
    missing: set[str] = set()
    failed: set[int] = set()
    for trial in trials:
        assert trial.rule is not None
        outcome, lacking = judge(trial.rule, trial.subject)
        outcomes.add(outcome)
        missing |= lacking
        for index, clause in enumerate(trial.rule.clauses):
            if judge_clause(clause.condition, trial.subject).truth is Truth.FALSE:
                failed.add(index)
    needed = _may_lack(rule)
    wanted = [Outcome.PASS, Outcome.FAIL]
    wanted += [Outcome.UNKNOWN] if needed else []
    wanted += [Outcome.NOT_APPLICABLE] if rule.when != ALWAYS else []
    for outcome in wanted:
        if outcome not in outcomes:
            yield Gap(Lack.OUTCOME, rule.id, outcome.value, rule.span)
    for index, clause in enumerate(rule.clauses):
        if index not in failed and len(rule.clauses) > 1:
            yield Gap(Lack.CLAUSE, rule.id, " ".join(clause.span.text.split()), clause.span)
    for name, span in needed.items():
        if not missing & _behind(name, book.dictionary.derivations):
            yield Gap(Lack.MISSING, rule.id, name, span)


def _may_lack(rule: Rule) -> dict[str, Span]:
    """Name the facts whose lack may leave the rule undecided, with a place of each."""
    found: dict[str, Span] = {}
    for root in (rule.when, *(clause.condition for clause in rule.clauses)):
        for node in walk(root):
            if isinstance(node, Test) and node.operator not in _PRESENCE:
                for part in _facts(node):
                    if part.name not in _NEVER_MISSING:
                        found.setdefault(part.name, part.span or rule.span)
    return found


def _facts(node: Node) -> Iterator[FactRef]:
    return (each for each in walk(node) if isinstance(each, FactRef))


def _behind(name: str, derivations: Mapping[str, Expression]) -> frozenset[str]:
    found: set[str] = set()
    open_ = [name]
    while open_:
        each = open_.pop()
        if each not in found:
            found.add(each)
            open_ += facts_in(derivations[each]) if each in derivations else ()
    return frozenset(found)
