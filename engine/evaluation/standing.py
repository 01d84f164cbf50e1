"""Where one item stands: ready, one fix away, not ready, or not to be told."""

from __future__ import annotations

from collections.abc import Mapping

from ..backends.results import RuleCounts
from ..model.outcome import Outcome
from ..model.rule import Kind, Plan, Severity


def standing_of(plan: Plan, counts: Mapping[str, RuleCounts]) -> str:
    """Roll up the blocking rules of one item; a failure that follows from another is none."""
    blocking = [
        rule
        for rule in plan.rules
        if rule.kind is Kind.ELIGIBILITY and rule.severity is Severity.ERROR and rule.id in counts
    ]
    failed = {rule.id for rule in blocking if counts[rule.id].outcomes[Outcome.FAIL]}
    unknown = {rule.id for rule in blocking if counts[rule.id].outcomes[Outcome.UNKNOWN]}
    fails = [
        rule.id
        for rule in blocking
        if rule.id in failed and not failed.intersection(rule.follows_from)
    ]
    unknowns = [
        rule.id
        for rule in blocking
        if rule.id in unknown and not (failed | unknown).intersection(rule.follows_from)
    ]
    if not fails:
        return "cannot_tell" if unknowns else "ready"
    return "one_fix_away" if len(fails) == 1 and not unknowns else "not_ready"
