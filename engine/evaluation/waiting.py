"""Finds the moment from which time alone makes a failed rule pass, and proves it by judging then.

Nothing is known of the rules' own arithmetic here. Moments that the rule reads, moved by every
length of time it reads, are where something may change; the rule is judged at each in turn, and
between the last that fails and the first that passes the very second is searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ..backends.reference import Subject, judge, value_of
from ..conditions.walk import Node, facts_in, walk
from ..model.facts import Dictionary, Fact, FactType
from ..model.nodes import Call, Literal
from ..model.outcome import Outcome
from ..model.rule import Plan, Rule
from ..model.values import Absent, Exact, Known, Partial, Row, Value

#: The fact that holds the moment of the check.
_AS_OF = "as_of"
#: Nobody waits longer, in days, nor is a rule judged at more moments than that.
_FARTHEST, _MOST_PROBES = 3700, 400
_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)
_LONGER = {
    "workday": timedelta(days=2), "week": timedelta(days=7), "month": timedelta(days=31),
    "year": timedelta(days=366),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment of the check, and what rules and parameters are in force on later days.

    `turns` lists the days on which some rule or parameter changes.
    """

    as_of: datetime
    turns: Sequence[date] = ()
    plan_on: Callable[[date], Plan | None] = lambda _: None
    plans: dict[date, Plan | None] = field(default_factory=dict)

    def plan_at(self, moment: datetime, now: Plan) -> Plan | None:
        """Give the plan in force at a later moment; `now` is that of the check."""
        passed = [turn for turn in self.turns if self.as_of.date() < turn <= moment.date()]
        if not passed:
            return now
        if passed[-1] not in self.plans:
            self.plans[passed[-1]] = self.plan_on(passed[-1])
        return self.plans[passed[-1]]


@dataclass(frozen=True, slots=True)
class Wait:
    """The first moment at which a rule holds; `applies` is False where it no longer asks."""

    until: datetime
    applies: bool

    @property
    def shown(self) -> date | datetime:
        """The day where it begins at midnight, else the moment."""
        return self.until.date() if self.until.time() == time() else self.until


def wait_for(rule: Rule, subject: Subject, plan: Plan, clock: Clock) -> Wait | None:
    """Give the earliest moment at which a failed rule holds if nothing but time goes by."""
    if not isinstance(subject.stated.get(_AS_OF), Exact) or not _depends(
        rule, subject, plan, clock
    ):
        return None

    def outcome_at(moment: datetime) -> Outcome | None:
        later = clock.plan_at(moment, plan)
        found = next((each for each in later.rules if each.id == rule.id), None) if later else None
        if later is None or found is None:
            return None
        return judge(found, moved(subject, later, clock.as_of, moment))[0]

    def holds(moment: datetime) -> bool:
        return outcome_at(moment) in (Outcome.PASS, Outcome.NOT_APPLICABLE)

    before = clock.as_of
    for moment in _probes(rule, subject, plan, clock)[:_MOST_PROBES]:
        if not holds(moment):
            before = moment
            continue
        until = _first(before, moment, holds)
        return Wait(until, outcome_at(until) is Outcome.PASS)
    return None


def _first(before: datetime, after: datetime, holds: Callable[[datetime], bool]) -> datetime:
    """Search the second from which on something holds, between one before and one after it."""
    if after - before > _SECOND and not holds(after - _SECOND):
        # Nearly always, since the moments tried are those at which something changes.
        return after
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if holds(middle):
            after = middle
        else:
            before = middle
    return after


def moved(subject: Subject, plan: Plan, now: datetime, moment: datetime) -> Subject:
    """Give the subject as it is at a later moment if nothing changes until then.

    What stands in the catalogue now is then one more earlier copy of it, so tables made of such
    copies get its row.
    """
    stated: dict[str, Value] = {**subject.stated, _AS_OF: Exact(moment)}
    for name, value in subject.stated.items():
        fact = plan.dictionary.facts[name]
        if fact.from_copies == "all" and isinstance(value, Exact | Partial):
            row = _present_row(fact, subject, now, moment)
            if row is not None:
                stated[name] = _with_row(value, row)
    return Subject(stated, plan.dictionary, plan.derivations, subject.rates)


def _with_row(value: Exact | Partial, row: Row) -> Value:
    if isinstance(value, Partial):
        return Partial((*value.rows, row), value.missing)
    assert isinstance(value.value, tuple)
    return Exact((*value.value, row))


def _present_row(fact: Fact, subject: Subject, now: datetime, until: datetime) -> Row | None:
    cells: dict[str, Known | None] = {}
    for each in fact.columns:
        moments = {"moment": now, "until": until, "before": now}
        if each.copy in moments:
            at = moments[each.copy]
            cells[each.name] = at.date() if each.type is FactType.DATE else at
        elif each.copy is not None:
            found = value_of(each.copy, subject)
            if not isinstance(found, Exact):
                return None
            cells[each.name] = found.value
        else:
            cells[each.name] = None
    return cells


def _depends(rule: Rule, subject: Subject, plan: Plan, clock: Clock) -> bool:
    """Tell whether a rule reads the moment of the check, or changes on a later day."""
    if _AS_OF in _facts_behind(rule, subject):
        return True
    for turn in clock.turns:
        later = clock.plan_at(datetime.combine(turn, time()), plan)
        found = next((each for each in later.rules if each.id == rule.id), None) if later else None
        if later is None or found is None:
            continue
        if (found.when, found.clauses) != (rule.when, rule.clauses):
            return True
        if any(
            later.derivations.get(name) != subject.derivations.get(name)
            for name in _facts_behind(found, subject)
        ):
            return True
    return False


def _roots(rule: Rule) -> list[Node]:
    return [rule.when, *(clause.condition for clause in rule.clauses)]


def _facts_behind(rule: Rule, subject: Subject) -> tuple[str, ...]:
    """Name every fact a rule reads, derived ones followed where they are not stated."""
    found: dict[str, None] = {}
    waiting = [name for root in _roots(rule) for name in facts_in(root)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        if _is_derived(name, subject):
            waiting.extend(facts_in(subject.derivations[name]))
    return tuple(found)


def _is_derived(name: str, subject: Subject) -> bool:
    stated = subject.stated.get(name, Absent())
    return isinstance(stated, Absent) and name in subject.derivations


def _probes(rule: Rule, subject: Subject, plan: Plan, clock: Clock) -> list[datetime]:
    """List the later moments at which something the rule reads may change, earliest first."""
    names = _facts_behind(rule, subject)
    trees = [*_roots(rule), *(subject.derivations[n] for n in names if _is_derived(n, subject))]
    lengths = {0, *_lengths(trees, names, subject, plan.dictionary)}
    moments = {clock.as_of, *(at for name in names for at in _moments(value_of(name, subject)))}
    turns = {datetime.combine(turn, time()) for turn in clock.turns}
    called = {part.function for tree in trees for part in walk(tree) if isinstance(part, Call)}
    # A month is about so long; the search between two moments finds the day itself.
    longer = [each for word, each in _LONGER.items() if any(word in name for name in called)]
    units = (timedelta(days=1), timedelta(hours=1), *longer)
    found = turns | {
        shifted
        for at in moments
        for length in lengths
        for unit in units
        for shifted in _shifted(at, length * unit)
    }
    last = clock.as_of + timedelta(days=_FARTHEST)
    return sorted(at for at in found if clock.as_of < at <= last)


def _shifted(at: datetime, by: timedelta) -> Iterator[datetime]:
    """Yield the moment, the second after it, and the beginning of its day and of the next."""
    try:
        moment = at + by
        day = datetime.combine(moment.date(), time())
        if moment != day:
            yield from (moment, moment + _SECOND)
        yield from (day, day + _DAY)
    except OverflowError:
        return


def _lengths(
    trees: Sequence[Node], names: Sequence[str], subject: Subject, dictionary: Dictionary
) -> Iterator[int]:
    """Yield the whole numbers that may be lengths of time: days, hours or months."""
    written = (part.value for tree in trees for part in walk(tree) if isinstance(part, Literal))
    stated = (
        value.value
        for name in names
        if dictionary.facts[name].type is FactType.INTEGER
        if isinstance(value := value_of(name, subject), Exact)
    )
    for each in (*written, *stated):
        if isinstance(each, Decimal) and abs(each) <= _FARTHEST and each == int(each):
            yield abs(int(each))


def _moments(value: Value) -> Iterator[datetime]:
    """Yield the moments within a value, those in its rows included."""
    known = value.value if isinstance(value, Exact) else None
    rows = value.rows if isinstance(value, Partial) else known if isinstance(known, tuple) else ()
    cells = (cell for row in rows if isinstance(row, Mapping) for cell in row.values())
    for each in (known, *rows, *cells):
        if isinstance(each, datetime):
            yield each
        elif isinstance(each, date):
            yield datetime.combine(each, time())
