"""Sets aside what is waived or known, the same way in every mode: counts stay exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ..backends.results import Results, Selected
from ..evaluation.findings import Sight, findings_by_row, make_findings
from ..evaluation.waiving import Desk, excused_kind
from ..model.outcome import Outcome
from ..model.report import Excused, Finding

#: So many records are explained at a time, so that memory does not grow with the findings.
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Sifted:
    """What counts, and what does not, with the numbers of both by rule."""

    results: Results
    findings: tuple[Finding, ...]
    excused: tuple[Excused, ...] = ()
    waived: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)


def take_all(sight: Sight, results: Results) -> Sifted:
    """Count everything, as where nothing was ever accepted."""
    return Sifted(results, make_findings(sight, results.selected))


def sift(
    sight: Sight,
    results: Results,
    desk: Desk,
    keep: int | None,
    note: Callable[[Finding], None],
    went: Callable[[int], None],
) -> Sifted:
    """Go through all findings and keep as many of each rule as are shown.

    Args:
        sight: What findings are made from.
        results: An engine's answer with every failed and undecided row selected.
        desk: Where a finding is looked up.
        keep: How many of each rule and outcome to keep, None for all.
        note: Told of each finding that is not waived, for the baseline that is written.
        went: Told how many rows were gone through.
    """
    selected: list[Selected] = []
    findings: list[Finding] = []
    excused: list[Excused] = []
    counted: Counter[tuple[str, Outcome]] = Counter()
    aside: Counter[tuple[str, Outcome]] = Counter()
    kinds: dict[str, Counter[str]] = {"waived": Counter(), "known": Counter()}
    for start in range(0, len(results.selected), _AT_ONCE):
        part = results.selected[start : start + _AT_ONCE]
        went(start)
        for each, found in zip(part, findings_by_row(sight, part), strict=True):
            active: list[Finding] = []
            set_aside: list[Excused] = []
            for finding in found:
                reason = desk.excuse(finding)
                if reason is None:
                    active.append(finding)
                else:
                    set_aside.append(reason)
                if reason is None or reason.waived is None:
                    note(finding)
            name = each.rule, each.outcome
            if set_aside and not active:
                kinds[excused_kind(set_aside)][each.rule] += 1
                aside[name] += 1
                if keep is None or aside[name] <= keep:
                    excused += set_aside
                continue
            counted[name] += 1
            if keep is None or counted[name] <= keep:
                selected.append(each)
                findings += active
                excused += set_aside
    rules = {
        rule: replace(
            counts,
            outcomes={
                outcome: count - aside[rule, outcome] for outcome, count in counts.outcomes.items()
            },
        )
        for rule, counts in results.rules.items()
    }
    return Sifted(
        replace(results, rules=rules, selected=tuple(selected)),
        tuple(findings),
        tuple(excused),
        kinds["waived"],
        kinds["known"],
    )
