"""Make the plan of changes for one program and catalogue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..backends import ENGINES
from ..evaluation.findings import Sight
from ..evaluation.summary import rule_infos
from ..evaluation.waiting import Clock
from ..loading import kept_rulebook
from ..loading.can_change import CanChange, load_can_change
from ..model.steps import ActionPlan
from ..planning.make import make_plan
from ..resources import rules_dir
from ..text.diagnostics import Diagnostics
from .check import context_of, plan_of
from .loaded import loaded
from .options import CheckOptions

#: So many failures are looked at; each is judged again a few times in Python.
MOST = 20_000


def plan_changes(
    options: CheckOptions,
    diagnostics: Diagnostics,
    *,
    can_change: Path | None = None,
    most: int = MOST,
) -> ActionPlan | None:
    """Return what to do to be admitted; gives None where that could not be worked out.

    Args:
        options: The program, files, packs, day and parameters, as of a check.
        diagnostics: Where problems are reported.
        can_change: A file of facts with limits that a change may not cross.
        most: So many failures are looked at.
    """
    book = kept_rulebook([rules_dir(), *options.packs], diagnostics)
    if diagnostics.has_errors:
        return None
    plan = plan_of(book, options, diagnostics)
    limits = CanChange()
    if can_change is not None:
        limits = load_can_change(can_change, book, diagnostics)
    if plan is None or diagnostics.has_errors:
        return None
    plan = replace(plan, beside=limits.limits, conclusions=(), pools=())
    with loaded(book, options, [plan], diagnostics) as store:
        if store is None:
            return None
        context = context_of(book, plan, options.as_of)
        results = ENGINES["duckdb"](plan, store, context, None)
        sight = Sight(plan, store, context, rule_infos(plan), Clock(options.as_of))
        program = plan.programs[0] if plan.programs else ""
        title = book.programs[program].title if program in book.programs else {}
        return make_plan(sight, results, limits, program=program, title=title, most=most)
