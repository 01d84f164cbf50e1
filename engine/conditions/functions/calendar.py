"""Days, hours, working days and months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from ...model.facts import MOMENTS, FactType
from ...model.values import quotient
from .base import Function

_FRIDAY = 4
_WORKDAYS = 5


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _time(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day)


def _days_between(start: date, end: date) -> Decimal:
    return Decimal((_day(end) - _day(start)).days)


def _hours_between(start: date, end: date) -> Decimal | None:
    elapsed = _time(end) - _time(start)
    seconds = Decimal(elapsed.days * 86_400 + elapsed.seconds)
    micro = Decimal(elapsed.microseconds).scaleb(-6)
    return quotient(seconds + micro, Decimal(3600))


def _add_days(start: date, days: Decimal) -> date | None:
    try:
        return start + timedelta(days=int(days))
    except OverflowError:
        return None


def _add_workdays(start: date, days: Decimal) -> date | None:
    """Count on by Mondays to Fridays; the start itself is day 0, weekend or not."""
    count = int(days)
    if count <= 0:
        return start if count == 0 else None
    weekday = start.weekday()
    # A weekend counts from the Friday before it.
    since_friday = max(weekday - _FRIDAY, 0)
    place = min(weekday, _FRIDAY)
    weeks, rest = divmod(place + count, _WORKDAYS)
    return _add_days(start, Decimal(weeks * 7 + rest - place - since_friday))


def _add_months(start: date, months: Decimal) -> date | None:
    """Move by months; a day the month lacks becomes its last."""
    index = start.year * 12 + start.month - 1 + int(months)
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        return None
    day = min(start.day, monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def _add_years(start: date, years: Decimal) -> date | None:
    return _add_months(start, Decimal(int(years) * 12))


def _two_moments(result: FactType) -> Callable[[tuple[FactType, ...]], FactType | None]:
    def type_of(types: tuple[FactType, ...]) -> FactType | None:
        return result if all(each in MOMENTS for each in types) else None

    return type_of


def _moved(types: tuple[FactType, ...]) -> FactType | None:
    moment, count = types
    return moment if moment in MOMENTS and count is FactType.INTEGER else None


def _day_type(types: tuple[FactType, ...]) -> FactType | None:
    return FactType.DATE if types[0] in MOMENTS else None


DAY_OF = Function("day_of", 1, 1, _day_type, _day, "+", "the day of a moment")
DAYS_BETWEEN = Function(
    "days_between",
    2,
    2,
    _two_moments(FactType.INTEGER),
    _days_between,
    "-+",
    "calendar days from the first to the second",
)
HOURS_BETWEEN = Function(
    "hours_between",
    2,
    2,
    _two_moments(FactType.DECIMAL),
    _hours_between,
    "-+",
    "hours from the first to the second",
)
ADD_DAYS = Function("add_days", 2, 2, _moved, _add_days, "+", "so many days later")
ADD_WORKDAYS = Function(
    "add_workdays", 2, 2, _moved, _add_workdays, "+", "so many Mondays to Fridays later"
)
ADD_MONTHS = Function("add_months", 2, 2, _moved, _add_months, "+", "so many months later")
ADD_YEARS = Function("add_years", 2, 2, _moved, _add_years, "+", "so many years later")

LISTED = (DAY_OF, DAYS_BETWEEN, HOURS_BETWEEN, ADD_DAYS, ADD_WORKDAYS, ADD_MONTHS, ADD_YEARS)
