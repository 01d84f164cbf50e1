"""Look for problems in rule files: those of each file, and those of putting a plan together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ..loading import build_plan, load_rulebook, packs_with
from ..model.rule import RuleBook
from ..resources import rules_dir
from ..text.diagnostics import Diagnostics
from .lints import LINTS, Reading


def validate(
    paths: Sequence[Path], as_of: date, diagnostics: Diagnostics, stale: int | None = None
) -> RuleBook:
    """Load the shipped rules and those of the paths, and report all their problems.

    Args:
        paths: Packs, or files of them; a file is looked at with the rest of its pack.
        as_of: The day for which each program is put together, as a check would do.
        diagnostics: Where problems are reported; a book with errors is not fit to check with.
        stale: After how many days a source has to be looked at again; None for never.
    """
    book = load_rulebook(packs_with(rules_dir(), paths), diagnostics)
    if not diagnostics.has_errors:
        for program in book.programs:
            build_plan(book, as_of=as_of, diagnostics=diagnostics, programs=[program])
    # What could be read is looked at whatever else is wrong: all problems come in one run.
    suspect(book, as_of, diagnostics, stale)
    return book


def suspect(
    book: RuleBook, as_of: date, diagnostics: Diagnostics, stale: int | None = None
) -> None:
    """Report what can be read in rules but hardly be meant."""
    # Rules that run only when asked for, and derived facts that no rule reads, are there too.
    plan = build_plan(
        book,
        as_of=as_of,
        diagnostics=diagnostics,
        programs=[],
        rules=list(book.rules),
        facts=list(book.dictionary.derivations),
    )
    reading = Reading(book, plan, as_of, diagnostics, stale)
    for lint in LINTS:
        lint(reading)
