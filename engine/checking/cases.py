"""Run worked cases: judge what each one gives, and compare with what it expects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from ..backends.context import Context
from ..conditions.walk import facts_in, parameters_in
from ..loading import build_plan
from ..model.nodes import Condition, Expression
from ..model.rule import Case, Plan, RuleBook
from ..model.values import Known
from ..store.beside import close_database
from ..store.build import open_database
from ..text.diagnostics import Diagnostics
from ..text.nodes import Plain, Scalar, to_plain
from ..text.source import Span
from .case_engines import CASE_ENGINES, Got, Task, subjects_of
from .case_reasons import Reason, reasons_of
from .case_table import CaseTable, moments, stage_cases, stated_in, store_of

#: How far a computed number may lie from the expected one.
TOLERANCE = Decimal("0.005")

_AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came out of a case.

    `rule`, `given` and `expect` are as the case has them; `got` is an outcome's word, a value, or
    `unknown`. `others` gives what further engines got where they disagree with the first.
    """

    rule: str
    given: Plain
    expect: Plain
    got: Got
    ok: bool
    span: Span
    others: Mapping[str, Got]
    reasons: tuple[Reason, ...] = ()


def run_cases(
    book: RuleBook,
    cases: Sequence[Case],
    engines: Sequence[str],
    as_of: datetime,
    diagnostics: Diagnostics,
) -> tuple[CaseResult, ...] | None:
    """Judge cases, in their order; gives None where that is impossible, and reports why.

    A case tests a rule as it is written, so a rule that is not in force on the day is judged as on
    the nearest day it is.

    Args:
        book: The rules.
        cases: What to judge; values that cannot be read count as missing and are reported.
        engines: Names of engines; all of them must agree for a case to pass.
        as_of: The moment for cases that do not give one.
        diagnostics: Where problems are reported.
    """
    results: dict[int, CaseResult] = {}
    connection = open_database()
    try:
        for first, batch in batches(cases):
            table = stage_cases(batch, book.dictionary, connection, diagnostics)
            if table is None:
                return None
            for task, rows in tasks_of(book, batch, table, as_of, diagnostics):
                found = _run(task, [(row, batch[row]) for row in rows], engines)
                results |= {first + row: result for row, result in found.items()}
    finally:
        close_database(connection)
    return None if diagnostics.has_errors else tuple(results[row] for row in sorted(results))


def batches(cases: Sequence[Case]) -> Iterator[tuple[int, Sequence[Case]]]:
    """Part cases by the file they stand in, each part with the number of its first case.

    Cases of one file give much the same facts. A table of all cases of all programs would have a
    column for nearly every fact there is, and nothing in most cells.
    """
    first = 0
    for _, group in groupby(cases, key=lambda case: case.span.source.name):
        batch = tuple(group)
        yield first, batch
        first += len(batch)


def tasks_of(
    book: RuleBook,
    cases: Sequence[Case],
    table: CaseTable,
    as_of: datetime,
    diagnostics: Diagnostics,
) -> Iterable[tuple[Task, list[int]]]:
    """Group the cases by rule or derived fact, and by the day that decides on parameters."""
    stated = moments(table, _AS_OF)
    days = Days(book)
    grouped: dict[date, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, case in enumerate(cases):
        day = days.nearest(case.subject, stated.get(row, as_of).date())
        grouped[day][case.subject].append(row)
    defaults: dict[str, Known] = {_AS_OF: as_of} if _AS_OF in book.dictionary.facts else {}
    context = Context(defaults, {})
    plans = {day: plan_for(book, day, found, diagnostics) for day, found in grouped.items()}
    if diagnostics.has_errors:
        return
    concerned: dict[str, list[int]] = defaultdict(list)
    for row, case in enumerate(cases):
        concerned[entity_of(book, case.subject)].append(row)
    known = {
        entity: stated_in(table, book.dictionary, entity, rows)
        for entity, rows in concerned.items()
    }
    for day, found in grouped.items():
        rules = {rule.id: rule for rule in plans[day].rules}
        for subject, rows in found.items():
            entity = entity_of(book, subject)
            yield (
                Task(
                    subject,
                    rules.get(subject),
                    plans[day],
                    store_of(table, book.dictionary, entity, rows),
                    context,
                    entity,
                    {row: known[entity][row] for row in rows},
                ),
                rows,
            )


def entity_of(book: RuleBook, subject: str) -> str:
    """Name the entity that a rule or derived fact is judged for."""
    rule = book.rules.get(subject)
    return book.dictionary.facts[subject].entity if rule is None else rule.entity


def plan_for(book: RuleBook, day: date, subjects: Iterable[str], diagnostics: Diagnostics) -> Plan:
    """Build the plan that judges some rules and derived facts on a day."""
    return build_plan(
        book,
        as_of=day,
        diagnostics=diagnostics,
        programs=[],
        rules=[each for each in subjects if each in book.rules],
        facts=[each for each in subjects if each not in book.rules],
    )


class Days:
    """Finds for each rule or derived fact the nearest day on which it can be judged."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._first: dict[str, date] = {}

    def nearest(self, subject: str, day: date) -> date:
        """Give the day for a subject, `day` itself where that will do."""
        if subject not in self._first:
            self._first[subject] = self._first_day(subject)
        day = max(day, self._first[subject])
        rule = self._book.rules.get(subject)
        return day if rule is None or rule.until is None else min(day, rule.until)

    def _first_day(self, subject: str) -> date:
        rule = self._book.rules.get(subject)
        roots: list[Condition | Expression] = []
        if rule is not None:
            roots = [rule.when, *(clause.condition for clause in rule.clauses)]
        else:
            roots = [self._book.dictionary.derivations[subject]]
        days = [date.min if rule is None or rule.since is None else rule.since]
        derivations = self._book.dictionary.derivations
        followed: set[str] = set()
        while roots:
            root = roots.pop()
            for name in parameters_in(root):
                values = self._book.parameters[name].values
                days.append(min(value.start or date.min for value in values))
            new = {name for name in facts_in(root) if name in derivations} - followed
            followed |= new
            roots += [derivations[name] for name in new]
        return max(days)


def _run(
    task: Task, cases: Sequence[tuple[int, Case]], engines: Sequence[str]
) -> dict[int, CaseResult]:
    got = {name: CASE_ENGINES[name](task) for name in engines}
    first, *others = engines
    results: dict[int, CaseResult] = {}
    failed: list[int] = []
    for row, case in cases:
        found = got[first][row]
        differing = {name: got[name][row] for name in others if got[name][row] != found}
        ok = not differing and agrees(case.expect, found)
        if not ok:
            failed.append(row)
        results[row] = _result(case, found, ok, differing)
    if failed:
        subjects = subjects_of(task)
        for row in failed:
            reasons = reasons_of(task.subject, task.rule, subjects[row])
            old = results[row]
            results[row] = CaseResult(
                old.rule, old.given, old.expect, old.got, old.ok, old.span, old.others, reasons
            )
    return results


def _result(case: Case, got: Got, ok: bool, others: Mapping[str, Got]) -> CaseResult:
    rule, given, expect = (case.node.get(key) for key in ("rule", "given", "expect"))
    assert given is not None and expect is not None
    return CaseResult(
        rule=rule.raw if isinstance(rule, Scalar) else case.subject,
        given=to_plain(given, "decimal"),
        expect=to_plain(expect, "decimal"),
        got=got,
        ok=ok,
        span=case.span,
        others=others,
    )


def agrees(expect: object, got: object) -> bool:
    """Tell whether a result is the expected one, numbers within the tolerance."""
    if isinstance(expect, Decimal) and isinstance(got, Decimal):
        return abs(expect - got) <= TOLERANCE
    if isinstance(expect, tuple) and isinstance(got, tuple):
        return len(expect) == len(got) and all(map(agrees, expect, got))
    if isinstance(expect, date) and isinstance(got, date):
        return _moment(expect) == _moment(got)
    if isinstance(expect, str) and isinstance(got, date):
        # Elements of an expected list are text, whatever the list holds.
        return expect.replace(" ", "T") in (got.isoformat(), _moment(got).isoformat())
    return type(expect) is type(got) and expect == got


def _moment(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
