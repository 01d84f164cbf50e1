"""Decides whether the records of a check are judged in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from ..backends.needs import parts_of_items
from ..model.rule import Plan, RuleBook
from ..readers import RawTable
from ..store.hold import hold
from ..store.relations import FactStore
from ..text.diagnostics import Diagnostics
from .options import CheckOptions

#: In verdicts: so many are found in Python sooner than a database is opened and asked for them.
MOST_HELD = 3000


def held_store(
    book: RuleBook,
    plan: Plan,
    options: CheckOptions,
    raws: Sequence[RawTable],
    needed: Collection[str],
    reads: Mapping[str, Collection[str]],
    diagnostics: Diagnostics,
) -> FactStore | None:
    """Hold the records of a check in memory; None where it takes a database."""
    copies = options.snapshots or options.git_history
    others = options.subject is not None or options.earlier is not None or options.given
    if options.engine != "duckdb" or copies or others or plan.pools:
        return None
    return hold(
        raws,
        needed,
        book.dictionary,
        diagnostics,
        rules=Counter(rule.entity for rule in (*plan.rules, *plan.beside)),
        most=MOST_HELD,
        reads=reads,
        parts=parts_of_items(plan),
    )
