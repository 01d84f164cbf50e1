"""Find the changes of rules that no case notices."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from ..backends.reference import Subject
from ..conditions.walk import Node, facts_in, parameters_in
from ..model.nodes import Expression
from ..model.rule import Accepted, Case, Plan, Rule, RuleBook
from ..store.beside import close_database
from ..store.build import open_database
from ..text.diagnostics import Diagnostics
from ..text.source import Span
from .case_engines import Got, judged, subjects_of
from .case_table import stage_cases
from .cases import Days, agrees, batches, plan_for, tasks_of
from .mutants import Change, changes_of_fact, changes_of_rule


@dataclass(frozen=True, slots=True)
class Trial:
    """A case that comes out as it should, with what the reference evaluator knows of it.

    `touched` names the derived facts that judging it computed.
    """

    case: Case
    rule: Rule | None
    plan: Plan
    subject: Subject
    touched: frozenset[str]

    def judge(self, name: str, changed: Rule | Expression | None) -> Got:
        """Judge the case again with the rule or the derived fact `name` changed."""
        return judge_again(self.case.subject, self.rule, self.subject, name, changed)


@dataclass(frozen=True, slots=True)
class Variant:
    """A change made in one tree: that of a rule, or of the derived fact `name`."""

    name: str
    rule: Rule | None
    changed: Rule | Expression
    plan: Plan


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change, wherever its place is read; `owner` is whose YAML it stands in."""

    owner: str
    change: Change
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class MutationResult:
    """What a mutation run found; `idle` are accepted changes that a case notices after all."""

    tried: int
    noticed: int
    accepted: tuple[tuple[Mutant, Accepted], ...]
    survivors: tuple[Mutant, ...]
    idle: tuple[Accepted, ...]
    trials: tuple[Trial, ...] = field(repr=False, default=())
    failed: int = 0
    #: How many changes of each rule, derived fact and parameter were tried.
    by_owner: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def judge_again(
    subject_name: str,
    rule: Rule | None,
    subject: Subject,
    name: str,
    changed: Rule | Expression | None,
) -> Got:
    """Judge a subject from scratch, with one rule or derived fact changed."""
    derivations = subject.derivations
    if isinstance(changed, Rule):
        rule = changed
    elif changed is not None:
        derivations = {**derivations, name: changed}
    fresh = Subject(subject.stated, subject.dictionary, derivations, subject.rates)
    return judged(subject_name, rule, fresh)


def owners_in(book: RuleBook, chosen: Collection[str] | None) -> frozenset[str]:
    """Name the rules, derived facts and parameters to change: those chosen, else all."""
    every = {*book.rules, *book.dictionary.derivations, *book.parameters}
    return frozenset(every if chosen is None else every & set(chosen))


def cases_about(book: RuleBook, owners: Collection[str]) -> tuple[Case, ...]:
    """List the cases that may notice a change of these rules, derived facts or parameters."""
    reads = _Reads(book)
    return tuple(case for case in book.cases if reads.of(case.subject) & set(owners))


def run_mutation(
    book: RuleBook,
    cases: Sequence[Case],
    owners: Collection[str],
    as_of: datetime,
    diagnostics: Diagnostics,
) -> MutationResult | None:
    """Change every comparison of the owners, and judge the cases again each time.

    Args:
        book: The rules.
        cases: What may notice a change; one that fails as it is notices nothing.
        owners: The rules, derived facts and parameters to change.
        as_of: The moment for cases that do not give one.
        diagnostics: Where problems are reported; None is returned after an error.
    """
    trials, failed = _trials(book, cases, as_of, diagnostics)
    if diagnostics.has_errors:
        return None
    plans = list({id(each.plan): each.plan for each in trials}.values())
    plans += _plans_without_cases(book, trials, owners, as_of, diagnostics)
    if diagnostics.has_errors:
        return None
    mutants = _mutants(book, plans, frozenset(owners))
    by_tree = _by_tree(trials)
    survivors = [each for each in mutants if not _is_noticed(each, by_tree)]
    reasons = {(each.owner, each.change): each for each in book.accepted if each.owner in owners}
    accepted = [
        (each, reason)
        for each in survivors
        if (reason := reasons.get((each.owner, each.change.text))) is not None
    ]
    used = {id(reason) for _, reason in accepted}
    spared = {id(each) for each, _ in accepted}
    return MutationResult(
        tried=len(mutants),
        noticed=len(mutants) - len(survivors),
        accepted=tuple(accepted),
        survivors=tuple(each for each in survivors if id(each) not in spared),
        idle=tuple(each for each in reasons.values() if id(each) not in used),
        trials=tuple(trials),
        failed=failed,
        by_owner=MappingProxyType(Counter(each.owner for each in mutants)),
    )


class _Reads:
    """Follows rules and derived facts to everything their outcome depends on."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._known: dict[str, frozenset[str]] = {}

    def of(self, name: str) -> frozenset[str]:
        if name not in self._known:
            self._known[name] = frozenset()  # circles are reported when a pack is loaded
            found = {name}
            for root in self._roots(name):
                for part in (*facts_in(root), *_parameters(root, self._book)):
                    found |= {part} | self.of(part)
            self._known[name] = frozenset(found)
        return self._known[name]

    def _roots(self, name: str) -> list[Node]:
        rule = self._book.rules.get(name)
        if rule is not None:
            return [rule.when, *(clause.condition for clause in rule.clauses)]
        derivation = self._book.dictionary.derivations.get(name)
        if derivation is not None:
            return [derivation]
        parameter = self._book.parameters.get(name)
        if parameter is None:
            return []
        return [each.when for each in parameter.values if each.when is not None]


def _parameters(root: Node, book: RuleBook) -> Iterator[str]:
    yield from (each for each in parameters_in(root) if each in book.parameters)


def _trials(
    book: RuleBook, cases: Sequence[Case], as_of: datetime, diagnostics: Diagnostics
) -> tuple[list[Trial], int]:
    found: dict[int, Trial] = {}
    failed = 0
    for first, batch in batches(cases):
        connection = open_database()
        try:
            table = stage_cases(batch, book.dictionary, connection, diagnostics)
            if table is None:
                return [], 0
            for task, rows in tasks_of(book, batch, table, as_of, diagnostics):
                for row, subject in subjects_of(task).items():
                    got = judged(task.subject, task.rule, subject)
                    if not agrees(batch[row].expect, got):
                        failed += 1
                        continue
                    touched = frozenset(
                        name
                        for name in subject.remembered
                        if name in task.plan.derivations and name not in subject.stated
                    )
                    found[first + row] = Trial(batch[row], task.rule, task.plan, subject, touched)
                assert len(rows) == len(task.stated)
        finally:
            close_database(connection)
    return [found[row] for row in sorted(found)], failed


def _plans_without_cases(
    book: RuleBook,
    trials: Sequence[Trial],
    owners: Collection[str],
    as_of: datetime,
    diagnostics: Diagnostics,
) -> list[Plan]:
    """Put together what no case reaches, so that its changes are listed too."""
    reached = {each.case.subject for each in trials} | {
        name for each in trials for name in each.touched
    }
    reads = _Reads(book)
    wanted = set()
    for name in (*book.rules, *book.dictionary.derivations):
        if name not in reached and reads.of(name) & set(owners):
            wanted.add(name)
    days = Days(book)
    by_day = defaultdict(list)
    for name in sorted(wanted):
        by_day[days.nearest(name, as_of.date())].append(name)
    return [plan_for(book, day, names, diagnostics) for day, names in by_day.items()]


def _mutants(book: RuleBook, plans: Iterable[Plan], owners: frozenset[str]) -> list[Mutant]:
    """List every change of the owners, with the trees it can be made in."""
    parameters = _Places(book)
    found: dict[tuple[str, tuple[str, int, int, str]], tuple[Change, list[Variant]]] = {}
    for plan in plans:
        for rule in plan.rules:
            for change, changed in changes_of_rule(rule, plan.dictionary):
                owner = parameters.owner(change.span) or rule.id
                if owner in owners:
                    variant = Variant(rule.id, rule, changed, plan)
                    found.setdefault((owner, change.key), (change, []))[1].append(variant)
        for name, tree in plan.derivations.items():
            for change, altered in changes_of_fact(tree, plan.dictionary):
                owner = parameters.owner(change.span) or name
                if owner in owners:
                    variant = Variant(name, None, altered, plan)
                    found.setdefault((owner, change.key), (change, []))[1].append(variant)
    return [
        Mutant(owner, change, tuple(variants)) for (owner, _), (change, variants) in found.items()
    ]


class _Places:
    """Tells by its place whether something belongs to a value of a parameter."""

    def __init__(self, book: RuleBook) -> None:
        self._found: dict[str, list[tuple[tuple[int, int], tuple[int, int], str]]] = {}
        for name, parameter in book.parameters.items():
            for value in parameter.values:
                span = value.span
                self._found.setdefault(span.source.name, []).append(
                    ((span.line, span.column), (span.end_line, span.end_column), name)
                )

    def owner(self, span: Span) -> str | None:
        place = span.line, span.column
        for start, end, name in self._found.get(span.source.name, ()):
            if start <= place < end:
                return name
        return None


_ByTree = Mapping[tuple[int, str], Sequence[Trial]]


def _by_tree(trials: Iterable[Trial]) -> _ByTree:
    """Group the cases by the plan and the tree they reach, a tree's own cases first."""
    own: dict[tuple[int, str], list[Trial]] = defaultdict(list)
    others: dict[tuple[int, str], list[Trial]] = defaultdict(list)
    for trial in trials:
        own[id(trial.plan), trial.case.subject].append(trial)
        for name in trial.touched:
            if name != trial.case.subject:
                others[id(trial.plan), name].append(trial)
    return MappingProxyType(
        {key: (*own.get(key, ()), *others.get(key, ())) for key in {*own, *others}}
    )


def _is_noticed(mutant: Mutant, by_tree: _ByTree) -> bool:
    for variant in mutant.variants:
        for trial in by_tree.get((id(variant.plan), variant.name), ()):
            if not agrees(trial.case.expect, trial.judge(variant.name, variant.changed)):
                return True
    return False
