"""Warns of records that do not say which others they belong to."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..model.facts import Dictionary
from ..text.diagnostics import Diagnostics
from .reach import unlinked
from .relations import FactStore


def warn_of_unlinked(
    store: FactStore,
    dictionary: Dictionary,
    reads: Mapping[str, Collection[str]],
    diagnostics: Diagnostics,
) -> None:
    """Say once of each link that records lack to read the facts that are read of them."""
    reported: set[tuple[str, str]] = set()
    for entity, facts in reads.items():
        if entity not in store.entities:
            continue
        for via, seen in unlinked(store, dictionary, entity, facts):
            if (via, seen) in reported:
                continue
            reported.add((via, seen))
            key = dictionary.entities[seen].key
            diagnostics.warning(
                "SKU-F024",
                f"there are {store.entities[seen].rows:,} {seen} records, and the {via} records"
                f" do not say which one they belong to",
                help=f"say it with each of the {via} records: `{key[0]}`, as a column of the file"
                " or a key of the record"
                if key
                else None,
            )
