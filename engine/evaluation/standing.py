"""Where one item stands: ready, one fix away, not ready, or not to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model.conclusion import State
from ..model.rule import Rule


def standing_of(rules: Sequence[Rule], states: Mapping[str, State]) -> str:
    """Sum up the rules that readiness counts; a failure that follows from another is none."""
    failed = {rule.id for rule in rules if states[rule.id] is State.BLOCKED}
    unknown = {rule.id for rule in rules if states[rule.id] is State.UNDECIDED}
    fails = [
        rule.id
        for rule in rules
        if rule.id in failed and not failed.intersection(rule.follows_from)
    ]
    unknowns = [
        rule.id
        for rule in rules
        if rule.id in unknown and not (failed | unknown).intersection(rule.follows_from)
    ]
    if not fails:
        return "cannot_tell" if unknowns else "ready"
    return "one_fix_away" if len(fails) == 1 and not unknowns else "not_ready"
