"""Says the right counts, and what they would be with the usual shortcuts.

Plain Python over exact decimals with the three-valued logic of SQL: slow, and short enough to be
read. The shortcuts are what engines do instead; a wrong count that one of them gives to the
record is explained by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt
from pathlib import Path
from typing import Any

from conditions import All, Compare, Condition, Rule, Share, facts_of
from rows import Row, read_rows
from tally import Tallies, Tally, agrees, tally_of

_SIGNS: dict[str, Callable[[Any, Any], bool]] = {"<=": le, ">=": ge, "<": lt, ">": gt, "=": eq}


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A way to judge that is not quite right; the first has none."""

    reason: str
    floats: bool = False
    missing: str = "unknown"


#: What becomes of a rule that lacks a fact, beside `unknown` where it decides.
_MISSING = {
    "fails": "null counts as fail",
    "passes": "null counts as pass",
    "stops": "null ends the evaluation even where another clause decides",
    "any": "any null among the facts makes the rule unknown",
    "unequal": "null equals nothing, and ends the evaluation of other comparisons",
    "product": "null is less than nothing, and ends the evaluation of products",
    "zero": "null counts as zero",
}
SHORTCUTS = (
    Shortcut("binary floats at a boundary", floats=True),
    *(Shortcut(reason, missing=missing) for missing, reason in _MISSING.items()),
    *(
        Shortcut(f"{reason}, and binary floats at a boundary", True, missing)
        for missing, reason in _MISSING.items()
    ),
)


class Stopped(Exception):
    """A fact is missing, and the evaluation goes no further."""


def count(
    rules: Iterable[Rule], rows: Sequence[Row], shortcut: Shortcut = Shortcut("")
) -> dict[str, Tally]:
    """Judge all rows by all rules; the rows hold decimals, or floats where the shortcut says so."""
    found = {}
    for rule in rules:
        judge = compiled(rule, shortcut)
        outcomes = [judge(row) for row in rows]
        unknown = outcomes.count(None)
        found[rule.id] = tally_of(len(rows), outcomes.count(False), unknown)
    return found


def compiled(rule: Rule, shortcut: Shortcut) -> Callable[[Row], bool | None]:
    """Return the function that judges one row by a rule."""
    require = _compiled(rule.require, shortcut)
    facts = facts_of(rule.require)

    def judge(row: Row) -> bool | None:
        if shortcut.missing == "any" and any(row[name] is None for name in facts):
            return None
        try:
            found = require(row)
        except Stopped:
            return None
        if found is None and shortcut.missing in ("fails", "passes"):
            return shortcut.missing == "passes"
        return found

    if rule.when is None:
        return judge
    # No fact that a `when` reads is ever missing.
    when = _compiled(rule.when, shortcut)
    return lambda row: judge(row) if when(row) else True


def _compiled(condition: Condition, shortcut: Shortcut) -> Callable[[Row], bool | None]:
    if isinstance(condition, Compare):
        return _comparison(condition, shortcut)
    parts = [_compiled(part, shortcut) for part in condition.parts]
    # All: one that fails decides. Any: one that holds does.
    decisive = not isinstance(condition, All)

    def judge(row: Row) -> bool | None:
        answer: bool | None = not decisive
        for part in parts:
            found = part(row)
            if found is decisive:
                return decisive
            if found is None:
                answer = None
        return answer

    return judge


def _comparison(compare: Compare, shortcut: Shortcut) -> Callable[[Row], bool | None]:
    number = float if shortcut.floats else Decimal
    sign, fact, limit = _SIGNS[compare.sign], compare.fact, compare.limit
    zero = shortcut.missing == "zero"
    share = isinstance(limit, Share)
    stops = shortcut.missing == "stops"
    stops |= shortcut.missing == "unequal" and compare.sign != "="
    stops |= shortcut.missing == "product" and share
    unequal = shortcut.missing in ("unequal", "product")

    def lack() -> bool | None:
        if stops:
            raise Stopped
        return False if unequal else None

    if isinstance(limit, Share):
        factor, other = number(limit.factor), limit.fact

        def judge(row: Row) -> bool | None:
            left, right = row[fact], row[other]
            if zero:
                left, right = left or 0, right or 0
            if left is None or right is None:
                return lack()
            return sign(left, factor * right)

        return judge
    known = number(limit) if isinstance(limit, Decimal) else limit

    def judge_one(row: Row) -> bool | None:
        left = row[fact]
        if left is None and zero:
            left = 0
        return lack() if left is None else sign(left, known)

    return judge_one


def shortcut_counts(folder: Path, rules: Sequence[Rule]) -> dict[str, Tallies]:
    """Return what each shortcut counts."""
    tables = {False: read_rows(folder, Decimal), True: read_rows(folder, float)}
    return {each.reason: count(rules, tables[each.floats], each) for each in SHORTCUTS}


def reasons(found: Tallies, right: Tallies, shortcuts: Mapping[str, Tallies]) -> dict[str, str]:
    """Say of each rule that was counted wrong which shortcut gives the same counts.

    Several may; one that explains more of what the engine got wrong is likelier what it does.
    Empty where none does.
    """
    open_ = {name for name, tally in found.items() if not agrees(tally, right[name])}
    told: dict[str, str] = {}
    while open_:
        explained = {
            reason: {name for name in open_ if agrees(found[name], counted[name])}
            for reason, counted in shortcuts.items()
        }
        best = max(explained, key=lambda reason: len(explained[reason]))
        if not explained[best]:
            return told | dict.fromkeys(open_, "")
        told |= dict.fromkeys(explained[best], best)
        open_ -= explained[best]
    return told
