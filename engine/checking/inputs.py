"""Reads the inputs of a run, with all that its options say of them."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.facts import Dictionary
from ..model.rule import Export, RuleBook
from ..readers import RawTable, Settings, read_inputs
from ..text.diagnostics import Diagnostics
from .options import CheckOptions


def exports_of(
    book: RuleBook, options: CheckOptions, diagnostics: Diagnostics
) -> tuple[Export, ...]:
    """Return the exports to look for: the user's own mapping goes before those we know."""
    if options.mapping is None:
        return book.exports
    from ..loading.mapping import load_mapping  # most runs have none

    return (*load_mapping(options.mapping, book.dictionary, diagnostics), *book.exports)


def read_files(
    options: CheckOptions,
    dictionary: Dictionary,
    exports: Sequence[Export],
    diagnostics: Diagnostics,
) -> tuple[RawTable, ...]:
    """Return the tables of all inputs of a run."""
    return read_inputs(
        options.files,
        dictionary=dictionary,
        diagnostics=diagnostics,
        exports=exports,
        entity_of={str(path): entity for path, entity in options.entity_of.items()},
        settings=settings_of(options),
        given=options.given,
    )


def settings_of(options: CheckOptions) -> Settings:
    """Return what the options say of every input."""
    return Settings(options.encoding, options.as_of, options.currency)
