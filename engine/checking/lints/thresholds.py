"""Parameters with days or records for which they have no value, or two."""

from __future__ import annotations

from datetime import date, timedelta

from ...conditions.walk import parameters_in
from ...loading.in_force import in_force
from ...model.facts import WORDS, Dictionary
from ...model.nodes import AllOf, AnyOf
from ...model.rule import Parameter, ParameterValue, Rule
from ...text.diagnostics import Related
from .base import Reading
from .worlds import Worlds, kind_of


def check_parameters(reading: Reading) -> None:
    """Report gaps and overlaps of every parameter."""
    for parameter in reading.book.parameters.values():
        for day in sorted({value.start or date.min for value in parameter.values}):
            if _check_day(parameter, day, reading):
                break
    for rule in reading.book.rules.values():
        _check_start(rule, reading)


def _check_day(parameter: Parameter, day: date, reading: Reading) -> bool:
    """Look at what is in force from a day on; tell whether anything was reported."""
    current = in_force(parameter.values, day)
    dictionary = reading.plan.dictionary
    since = f" from {day}" if day > date.min else ""
    for index, second in enumerate(current):
        for first in current[:index]:
            if first.when is None or second.when is None or first.value == second.value:
                continue
            both = AllOf((first.when, second.when))
            worlds = Worlds([both], dictionary)
            if worlds.few and worlds.can(both, True) and not _is_free(first, second, dictionary):
                reading.diagnostics.warning(
                    "SKU-R086",
                    f"two values of `{parameter.name}` count for the same records{since}",
                    span=second.span,
                    help="make the conditions exclude each other; as it is, the newest counts",
                    related=[Related("the other value", first.span)],
                )
                return True
    conditions = tuple(each.when for each in current if each.when is not None)
    if len(conditions) == len(current) and conditions:
        any_ = AnyOf(conditions)
        worlds = Worlds([any_], dictionary)
        # A value for some words only is what many sources give.
        kinds = {kind_of(test.operands[0], dictionary) for test in worlds.tests}
        if not kinds & WORDS and worlds.few and worlds.can(any_, False):
            reading.diagnostics.warning(
                "SKU-R086",
                f"`{parameter.name}` has no value{since} for records that meet none of its"
                " conditions",
                span=parameter.span,
                help="add a value without `when`; as it is, such records stay undecided",
            )
            return True
    return False


def _is_free(first: ParameterValue, second: ParameterValue, dictionary: Dictionary) -> bool:
    """Tell whether the two conditions speak of different facts, one narrowing the other."""
    assert first.when is not None and second.when is not None
    left = {test.operands[0] for test in Worlds([first.when], dictionary).tests}
    right = {test.operands[0] for test in Worlds([second.when], dictionary).tests}
    return not left & right


def _check_start(rule: Rule, reading: Reading) -> None:
    """Report a rule that is in force on days on which its parameter has no value yet."""
    if rule.since is None:
        return
    for condition in (rule.when, *(clause.condition for clause in rule.clauses)):
        for name in parameters_in(condition):
            parameter = reading.book.parameters.get(name)
            if parameter is None:
                continue
            first = min(value.start or date.min for value in parameter.values)
            if rule.since < first:
                last = first - timedelta(days=1)
                reading.diagnostics.warning(
                    "SKU-R086",
                    f"`{rule.id}` is in force from {rule.since}, but `{name}` has no value"
                    f" until {last}",
                    span=rule.span,
                    help=f"give `{name}` a value from {rule.since}, or start the rule later",
                    related=[Related("the parameter", parameter.span)],
                )
