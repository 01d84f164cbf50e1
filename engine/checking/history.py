"""Finds the earlier copies of a catalogue that a check was told of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from ..model.rule import Export, RuleBook
from ..readers import RawTable, read_copies
from ..readers.copies import Copy, dated_copies, git_copies
from ..store.copies import copied_facts, tables_of_copies
from ..text.diagnostics import Diagnostics
from .inputs import settings_of
from .options import CheckOptions


def earlier_copies(
    book: RuleBook,
    options: CheckOptions,
    exports: Sequence[Export],
    raws: Sequence[RawTable],
    needed: Collection[str],
    folder: Path,
    diagnostics: Diagnostics,
) -> tuple[tuple[Copy, RawTable], ...]:
    """Read the snapshots and commits that facts of this check are made of.

    Commits are written into `folder`, which has to stay until the store is built.
    """
    tables = tables_of_copies(book.dictionary, frozenset(needed))
    taken = {name for fact in tables for name in copied_facts(fact)}
    if not taken:
        return ()
    copies = list(dated_copies(options.snapshots))
    if options.git_history:
        for number, path in enumerate(_catalogues(raws, taken, diagnostics)):
            found = git_copies(path, folder / str(number), options.as_of, diagnostics)
            copies += found or ()
    return read_copies(
        sorted(copies, key=lambda each: each.moment),
        dictionary=book.dictionary,
        diagnostics=diagnostics,
        exports=exports,
        entity_of={str(path): entity for path, entity in options.entity_of.items()},
        settings=settings_of(options),
    )


def _catalogues(
    raws: Sequence[RawTable],
    taken: Collection[str],
    diagnostics: Diagnostics,
) -> list[Path]:
    """List the files whose earlier states say something: those that state one of the facts now."""
    stating = {raw.input: None for raw in raws if any(raw.column(name) for name in taken)}
    if not stating:
        named = " or ".join(f"`{name}`" for name in sorted(taken))
        diagnostics.error(
            "SKU-F068",
            f"no file has {named}, so there is no history to look up",
            help="leave `--history git` out, or add the column to your catalogue",
        )
    found = []
    for name in stating:
        if Path(name).is_file():
            found.append(Path(name))
            continue
        diagnostics.error(
            "SKU-F068",
            f"`{name}` is no file of its own, so git has no history of it",
            place=name,
            help="name a file that is committed, or use `--snapshot DATE=FILE`",
        )
    return found
