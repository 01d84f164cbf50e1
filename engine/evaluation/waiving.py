"""Decides which findings do not count: those waived, and those known from a baseline."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from ..model.report import Excused, Finding, Quantity, Waived
from ..model.values import Exact
from ..model.waiver import Baseline, Waiver
from ..text.diagnostics import Diagnostics
from ..text.suggest import did_you_mean

#: So long before its last day a waiver is mentioned.
_SOON = timedelta(days=30)


@dataclass(slots=True)
class Desk:
    """Where findings are looked up; it remembers which waivers were of use."""

    waivers: Sequence[Waiver]
    baseline: Baseline | None
    today: date
    #: True where some records were left out, so that nobody can say what is of no use.
    partial: bool = False
    used: set[int] = field(default_factory=set)
    voided: dict[int, list[Finding]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    _by_rule: dict[str, list[int]] = field(default_factory=dict)
    _patterns: dict[int, re.Pattern[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the waivers by rule, since there may be thousands."""
        for number, waiver in enumerate(self.waivers):
            self._by_rule.setdefault(waiver.rule, []).append(number)
            self._patterns[number] = _pattern(waiver.subject)

    def excuse(self, finding: Finding) -> Excused | None:
        """Return why a finding does not count; None where it does."""
        waived = self._waived(finding)
        if waived is not None:
            return Excused(finding, waived)
        if self.baseline is not None and finding.fingerprint in self.baseline.fingerprints:
            self.seen.add(finding.fingerprint)
            return Excused(finding)
        return None

    def _waived(self, finding: Finding) -> Waived | None:
        subject = finding.subject
        keys = (subject.key, *subject.parents.values())
        for number in self._by_rule.get(finding.rule.id, ()):
            if not any(self._patterns[number].fullmatch(key) for key in keys):
                continue
            self.used.add(number)
            waiver = self.waivers[number]
            if waiver.until is None or waiver.until < self.today:
                continue
            if waiver.granted is not None and _is_worse(finding, waiver.granted):
                self.voided.setdefault(number, []).append(finding)
                continue
            return Waived(waiver.reason, waiver.owner, waiver.until)
        return None

    def report(self, rules: Collection[str], diagnostics: Diagnostics) -> None:
        """Report waivers that ended, end soon, are void or of no use, and what is gone."""
        for number, waiver in enumerate(self.waivers):
            self._report(number, waiver, rules, diagnostics)
        if self.baseline is not None and not self.partial:
            known = self.baseline.fingerprints
            if gone := len(known - self.seen):
                diagnostics.warning(
                    "SKU-W008",
                    f"{gone} of the {len(known)} findings of the baseline are gone",
                    place=self.baseline.file,
                    help="write it anew with `--write-baseline`",
                )

    def _report(
        self, number: int, waiver: Waiver, rules: Collection[str], diagnostics: Diagnostics
    ) -> None:
        name = f"`{waiver.rule}` for `{waiver.subject}`"
        if waiver.rule not in rules:
            diagnostics.warning(
                "SKU-W006",
                f"the waiver is of rule `{waiver.rule}`, which this check does not have",
                span=waiver.span,
                help=did_you_mean(waiver.rule, rules),
            )
            return
        if number not in self.used:
            if self.partial:
                return
            diagnostics.warning(
                "SKU-W005",
                f"the waiver of {name} is not needed: nothing was found",
                span=waiver.span,
                help="delete it, or correct the id",
            )
        elif waiver.until is not None and waiver.until < self.today:
            diagnostics.warning(
                "SKU-W002",
                f"the waiver of {name} expired on {waiver.until}",
                span=waiver.span,
                help=f"solve the finding, or ask {waiver.owner} for a new one",
            )
        elif waiver.until is not None and waiver.until - self.today <= _SOON:
            diagnostics.warning(
                "SKU-W003",
                f"the waiver of {name} ends with {waiver.until}",
                span=waiver.span,
                help=f"solve the finding by then, or ask {waiver.owner} for a new one",
            )
        if voided := self.voided.get(number):
            diagnostics.warning(
                "SKU-W004",
                f"the waiver of {name} is void: it was granted at {waiver.granted}, and it is "
                f"worse now for `{voided[0].subject.key}`",
                span=waiver.span,
                help="solve the finding, or have the waiver granted anew",
                count=len(voided),
            )


def _pattern(text: str) -> re.Pattern[str]:
    """Return a pattern in which only `*` and `?` are special, since ids hold brackets."""
    parts = (".*" if each == "*" else "." if each == "?" else re.escape(each) for each in text)
    return re.compile("".join(parts), re.DOTALL)


def _is_worse(finding: Finding, granted: Decimal) -> bool:
    """Tell whether the value is further on the wrong side than it was; unknown is worse."""
    actual, limit = _number(finding.actual), _number(finding.limit)
    if actual is None or limit is None:
        return True
    return actual > granted if actual > limit else actual < granted


def _number(item: Quantity | None) -> Decimal | None:
    if item is None or not isinstance(item.value, Exact):
        return None
    return item.value.value if isinstance(item.value.value, Decimal) else None


def excused_kind(excused: Iterable[Excused]) -> str:
    """Return what a record counts as whose findings are all excused."""
    return "waived" if any(each.waived is not None for each in excused) else "known"
