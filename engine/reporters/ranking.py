"""Which findings come first where a format takes only so many, and how many are left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..model.outcome import Outcome

if TYPE_CHECKING:
    from ..model.report import Finding, Report


def worst_first(report: Report) -> list[Finding]:
    """Return the findings: failures before unknowns, the severe and the rewarding first.

    The sort keeps the report's own order within a rule, which is already that of the gap.
    """
    won = {item.rule.id: max(item.clears, item.holds_back) for item in report.rules}
    return sorted(
        report.findings,
        key=lambda finding: (
            finding.outcome is Outcome.UNKNOWN,
            finding.rule.severity.rank,
            -won.get(finding.rule.id, 0),
        ),
    )


def found(report: Report) -> int:
    """Return the exact number of findings, those included that were never listed."""
    return report.counts.get(Outcome.FAIL, 0) + report.counts.get(Outcome.UNKNOWN, 0)


def hidden(report: Report, shown: Iterable[Finding]) -> int:
    """Return how many are not among those shown; several clauses of one rule count once."""
    return max(0, found(report) - len({identity(finding) for finding in shown}))


def identity(finding: Finding) -> tuple[str, str, str]:
    """Return what a finding is counted by: its rule and the record."""
    return finding.rule.id, finding.subject.entity, finding.subject.key
