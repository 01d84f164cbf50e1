"""The figures of the HTML page as lengths; the template draws them beside the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ..model.facts import FactType
from ..model.outcome import Outcome
from ..model.values import Exact
from ..text.safe_text import sanitise
from ..wording.values import digits, translated
from .html_view import Both, Pages, amount_text, records_text, translation
from .issues import issues

if TYPE_CHECKING:
    from ..model.report import Finding, Quantity, Readiness, Report

#: Every chart is so many units wide.
WIDTH = 1000
_BARS = 10
_PRICES = 20
_STATES = ("ready", "one_fix_away", "not_ready", "cannot_tell")


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a bar: what it stands for, where it begins and how long it is."""

    name: str
    count: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many items of a program are in each state."""

    title: Both
    total: Both
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """What solving one rule wins: items made ready, or held back by it until then."""

    rule: str
    title: Both
    count: int
    held: bool
    length: int


@dataclass(frozen=True, slots=True)
class Price:
    """An amount beside its limit, both as distances from nothing."""

    key: str
    rule: str
    actual: Both
    limit: Both
    share: str
    at_actual: int
    at_limit: int


def readiness(item: Readiness, pages: Pages) -> Standing:
    """Return the bar of a program; whatever is not none can be seen."""
    counts = [getattr(item, state) for state in _STATES]
    present = [count for count in counts if count]
    pieces, start = [], 0
    room = WIDTH - 8 * len(present)
    for state, count in zip(_STATES, counts, strict=True):
        length = 8 + count * room // item.total if count else 0
        pieces.append(Piece(state, count, start, length))
        start += length
    return Standing(
        pages.both(lambda page: translated(item.title, page.lang) or sanitise(item.program, 200)),
        pages.both(records_text, item.entity, item.total),
        tuple(pieces),
    )


def clears(report: Report, pages: Pages) -> tuple[Bar, ...]:
    """Return what each fix wins, the biggest win first."""
    won = [issue for issue in issues(report) if issue.clears or issue.holds_back]
    shown = sorted(won, key=lambda issue: -max(issue.clears, issue.holds_back))[:_BARS]
    most = max((max(issue.clears, issue.holds_back) for issue in shown), default=1)
    return tuple(
        Bar(
            sanitise(issue.summary.rule.id, 200),
            pages.both(translation, issue.summary.rule.title),
            max(issue.clears, issue.holds_back),
            issue.holds_back > issue.clears,
            max(4, max(issue.clears, issue.holds_back) * WIDTH // most),
        )
        for issue in shown
    )


def prices(findings: list[Finding], pages: Pages) -> tuple[Price, ...]:
    """Return amounts of money beside their limits, those furthest off first."""
    found = []
    for finding in findings:
        actual, limit = _money(finding.actual), _money(finding.limit)
        if finding.outcome is not Outcome.FAIL or actual is None or limit is None or limit <= 0:
            continue
        if finding.actual and finding.limit and finding.actual.unit == finding.limit.unit:
            found.append((actual / limit, finding))
    found.sort(key=lambda pair: -abs(pair[0] - 1))
    shown = found[:_PRICES]
    # One amount far away must not press all others together.
    scale = max(Decimal("1.25"), min(Decimal(3), max((share for share, _ in shown), default=1)))
    return tuple(
        Price(
            sanitise(finding.subject.key, 200),
            sanitise(finding.rule.id, 200),
            pages.both(amount_text, finding.actual),
            pages.both(amount_text, finding.limit),
            _percent(share - 1),
            int(min(share, scale) / scale * WIDTH),
            int(WIDTH / scale),
        )
        for share, finding in shown
    )


def _money(item: Quantity | None) -> Decimal | None:
    if item is None or item.type is not FactType.MONEY or not isinstance(item.value, Exact):
        return None
    value = item.value.value
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _percent(share: Decimal) -> str:
    text = digits((share * 100).quantize(Decimal("0.1")), 1)
    return f"{text if share < 0 else '+' + text}%"
