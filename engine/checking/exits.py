"""Decide the exit code of a check."""

from __future__ import annotations

from ..backends.results import Results
from ..model.outcome import Outcome
from ..model.rule import Plan, Severity
from .options import CheckOptions, ExitCode, FailOn


def exit_code_of(
    results: Results,
    plan: Plan,
    options: CheckOptions,
    set_aside: int = 0,
    worked_out: bool = False,
) -> int:
    """Give 1 for findings at or above the threshold, 3 for nothing checked, 4 for undecided.

    Findings set aside as waived or known were judged, but decide nothing. Where there are values
    that a program works out, something was done although nothing was judged.
    """
    judged = sum(count for each in results.rules.values() for count in each.outcomes.values())
    if judged + set_aside == 0 and not worked_out:
        return ExitCode.NOTHING_CHECKED
    if options.exit_zero:
        return ExitCode.CLEAR
    heaviest = Severity.INFO if options.fail_on is FailOn.UNKNOWN else Severity(options.fail_on)
    failed = undecided = False
    for rule in plan.rules:
        if rule.id not in results.rules:
            continue
        outcomes = results.rules[rule.id].outcomes
        if rule.severity.rank <= heaviest.rank:
            failed = failed or outcomes[Outcome.FAIL] > 0
            undecided = undecided or outcomes[Outcome.UNKNOWN] > 0
    if failed or (undecided and options.fail_on is FailOn.UNKNOWN):
        return ExitCode.FINDINGS
    if undecided and not options.allow_unknown:
        return ExitCode.UNDECIDED
    return ExitCode.CLEAR
