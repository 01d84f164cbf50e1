"""skulint without its command: facts in its store, then counts, readiness, missing facts, rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from conditions import Rule
from skulint_pack import AS_OF, PROGRAM
from tally import Tallies, Tally

from skulint.engine.backends import ENGINES
from skulint.engine.backends.needs import needed_facts
from skulint.engine.checking.check import context_of, plan_of, reads_of
from skulint.engine.checking.inputs import exports_of, read_files
from skulint.engine.checking.options import KEPT_LARGE, CheckOptions
from skulint.engine.evaluation.findings import facts_to_show
from skulint.engine.loading import kept_rulebook
from skulint.engine.model.outcome import Outcome
from skulint.engine.resources import rules_dir
from skulint.engine.store.build import build_store, open_database
from skulint.engine.text.diagnostics import Diagnostics


def prepare(rules: Sequence[Rule]) -> None:
    """Do nothing: the rules are read with the files, from the pack beside them."""


def load(folder: Path) -> tuple[Any, ...]:
    """Read the pack, and both files into the store."""
    options = CheckOptions(
        files=(folder / "skus.csv", folder / "shops.csv"),
        as_of=datetime.fromisoformat(AS_OF),
        programs=(PROGRAM,),
        packs=(folder / "pack",),
    )
    said = Diagnostics()
    book = kept_rulebook([rules_dir(), *options.packs], said)
    plan = plan_of(book, options, said)
    assert plan is not None, said.sorted()
    raws = read_files(options, book.dictionary, exports_of(book, options, said), said)
    needed = needed_facts(plan, facts_to_show(plan, (*plan.rules, *plan.beside)))
    store = build_store(
        raws,
        needed,
        book.dictionary,
        open_database(),
        said,
        as_of=options.as_of,
        reads=reads_of(plan),
    )
    assert not said.has_errors, said.sorted()
    return plan, store, context_of(book, plan, options.as_of)


def run(prepared: None, data: tuple[Any, ...]) -> Tallies:
    """Judge all rules, and choose the rows worth showing."""
    plan, store, context = data
    results = ENGINES["duckdb"](plan, store, context, KEPT_LARGE)
    return {name: _tally(each.outcomes) for name, each in results.rules.items()}


def _tally(outcomes: Any) -> Tally:
    return Tally(
        outcomes[Outcome.PASS] + outcomes[Outcome.NOT_APPLICABLE],
        outcomes[Outcome.FAIL],
        outcomes[Outcome.UNKNOWN],
    )
