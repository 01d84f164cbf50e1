"""From which moment a change may be made, where making it is itself an event that rules count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ..backends.reference import Subject, judge, value_of
from ..model.facts import Fact
from ..model.outcome import Outcome
from ..model.rule import Rule
from ..model.values import Exact
from .world import Record, World

#: How far a change may have to wait: every moment noted, and these lengths after it.
_LENGTHS = tuple(timedelta(days=days) for days in range(1, 31))


def earliest(
    world: World, rules: Sequence[Rule], record: Record, fact: Fact
) -> tuple[datetime, Rule] | None:
    """Give the first moment at which a change breaks no rule, and the rule it would break now.

    None where it can be made at once, where nothing is noted of such changes, or where waiting
    does not help.
    """
    noted = fact.changes_noted_in
    if noted is None:
        return None
    owner = world.sight.plan.dictionary.facts[noted].entity
    (row, *_) = world.rows_seeing(record, record[0])
    subject = world.after(record[0], row)
    moments = value_of(noted, subject)
    clock = world.sight.clock
    if clock is None or not isinstance(moments, Exact) or not isinstance(moments.value, tuple):
        return None
    times = [each for each in moments.value if isinstance(each, datetime)]
    watching = [rule for rule in rules if rule.entity == owner]
    now = clock.as_of
    broken = _broken(watching, subject, noted, times, now)
    if broken is None:
        return None
    for moment in sorted({each + length for each in times for length in _LENGTHS}):
        if moment > now and _broken(watching, subject, noted, times, moment) is None:
            return moment, broken
    return None


def _broken(
    rules: Sequence[Rule], subject: Subject, noted: str, times: Sequence[datetime], at: datetime
) -> Rule | None:
    """Name the rule that a change at a moment would break."""
    later = subject.with_fact(noted, Exact((*times, at)))
    for rule in rules:
        if judge(rule, later)[0] is Outcome.FAIL and judge(rule, subject)[0] is not Outcome.FAIL:
            return rule
    return None
