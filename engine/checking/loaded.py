"""The records that some plans need, read and joined for as long as they are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ..backends.needs import needed_facts, parts_of_items
from ..evaluation.findings import facts_to_show
from ..model.row_records import with_row_records
from ..model.rule import Plan, RuleBook
from ..store.beside import close_database
from ..store.build import build_store, open_database
from ..store.relations import FactStore
from ..text.diagnostics import Diagnostics
from .check import reads_of
from .history import earlier_copies
from .inputs import exports_of, read_files
from .options import CheckOptions


@contextmanager
def loaded(
    book: RuleBook,
    options: CheckOptions,
    plans: Iterable[Plan],
    diagnostics: Diagnostics,
    unread: frozenset[str] = frozenset(),
) -> Iterator[FactStore | None]:
    """Open the records of the options' files; gives None where they cannot be used.

    Args:
        book: The rules and their dictionary.
        options: The files, and what is told of them.
        plans: What the records are judged by.
        diagnostics: Where problems are reported.
        unread: Facts that are left alone though files state them.
    """
    plans = tuple(plans)
    exports = exports_of(book, options, diagnostics)
    raws = read_files(options, with_row_records(book.dictionary), exports, diagnostics)
    if diagnostics.has_errors:
        yield None
        return
    needed: set[str] = set()
    reads: dict[str, frozenset[str]] = {}
    for plan in plans:
        read = facts_to_show(plan, (*plan.rules, *plan.beside))
        needed |= needed_facts(plan, read | {name for pool in plan.pools for name in pool.facts})
        for entity, facts in reads_of(plan).items():
            reads[entity] = reads.get(entity, frozenset()) | (facts - unread)
    wanted = frozenset(needed) - unread
    connection = open_database(options.memory_limit)
    try:
        with TemporaryDirectory(prefix="skulint-") as folder:
            copies = earlier_copies(book, options, exports, raws, wanted, Path(folder), diagnostics)
            store = None
            if not diagnostics.has_errors:
                store = build_store(
                    raws,
                    wanted,
                    book.dictionary,
                    connection,
                    diagnostics,
                    as_of=options.as_of,
                    copies=copies,
                    reads=reads,
                    parts=frozenset().union(*(parts_of_items(plan) for plan in plans)),
                )
            yield None if diagnostics.has_errors else store
    finally:
        close_database(connection)
