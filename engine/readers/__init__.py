"""Turns files into tables of text; what the text means as a value is decided later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..text.diagnostics import Diagnostic, Diagnostics, Level
from ..text.source import display_name
from ..text.suggest import did_you_mean
from .addresses import is_database
from .cell_places import CellFinder
from .copies import Copy
from .csv_faults import ragged_rows, report_broken_rows
from .files import read_head
from .given import Given, read_given
from .intake import requests_for, unpacked
from .reading import Request, Settings
from .recognise import Recogniser
from .sniff import sniff, sniff_binary
from .tables import (
    Cell,
    CsvRows,
    ExportColumns,
    GivenRows,
    ParquetRows,
    RawColumn,
    RawRow,
    RawTable,
    RawValue,
    RecordRows,
)
from .vocabulary import Vocabulary, normalise, vocabulary_of

if TYPE_CHECKING:
    from ..model.facts import Dictionary
    from ..model.rule import Export

__all__ = [
    "READERS",
    "Cell",
    "CellFinder",
    "Copy",
    "CsvRows",
    "ExportColumns",
    "Given",
    "GivenRows",
    "ParquetRows",
    "RawColumn",
    "RawRow",
    "RawTable",
    "RawValue",
    "Reader",
    "RecordRows",
    "Settings",
    "Vocabulary",
    "normalise",
    "ragged_rows",
    "read_copies",
    "read_inputs",
    "report_broken_rows",
]

_Path: TypeAlias = "str | PathLike[str]"


@dataclass(frozen=True, slots=True)
class Reader:
    """A file format: its name, the endings that mean it, and what reads it."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[Request], tuple[RawTable, ...]]
    #: Told by the first bytes alone: marketplaces give the endings of workbooks to plain text.
    binary: bool = False


def _in(module: str, name: str) -> Callable[[Request], tuple[RawTable, ...]]:
    """Import what reads a format when a file has it: workbooks and databases take long."""

    def read(request: Request) -> tuple[RawTable, ...]:
        found: Callable[[Request], tuple[RawTable, ...]] = getattr(
            import_module(f".{module}", __package__), name
        )
        return found(request)

    return read


READERS: tuple[Reader, ...] = (
    Reader("csv", (".csv", ".tsv", ".tab", ".txt"), _in("delimited", "read_delimited")),
    Reader("json", (".json",), _in("documents", "read_json")),
    Reader("ndjson", (".ndjson", ".jsonl"), _in("documents", "read_ndjson")),
    Reader("yaml", (".yaml", ".yml"), _in("documents", "read_yaml")),
    Reader("xml", (".xml", ".rss", ".atom"), _in("documents", "read_xml")),
    Reader("parquet", (".parquet", ".pq"), _in("parquet", "read_parquet"), binary=True),
    Reader("sqlite", (".sqlite", ".sqlite3", ".db"), _in("databases", "read_sqlite"), binary=True),
    Reader("workbook", (".xlsx", ".xlsm", ".xls"), _in("workbooks", "read_workbook"), binary=True),
)

_ENDINGS = frozenset(ending for reader in READERS for ending in reader.endings) | {".gz", ".zip"}

#: Errors that say a file holds no facts, rather than that its facts are broken.
_NO_FACTS = frozenset({"SKU-F001", "SKU-F010", "SKU-F011", "SKU-F015", "SKU-Y007"})


def read_inputs(
    paths: Iterable[_Path],
    *,
    dictionary: Dictionary,
    diagnostics: Diagnostics,
    exports: Sequence[Export] = (),
    entity_of: Mapping[str, str] | Mapping[Path, str] | None = None,
    settings: Settings | None = None,
    given: Sequence[Given] = (),
) -> tuple[RawTable, ...]:
    """Return the tables of all files that can be read, in order; report on the others.

    Args:
        paths: Files, folders and patterns; one named twice is read once. `-` is standard input.
        dictionary: The facts to look for.
        diagnostics: Where problems are reported. Errors make a file's tables doubtful or absent;
            warnings name what was left out.
        exports: Known exports, recognised by their headings.
        entity_of: What a file holds where somebody said it; these files are read as well.
        settings: What holds for all files.
        given: Tables that the caller holds, after the files.
    """
    settings = settings or Settings()
    recogniser = Recogniser(
        vocabulary_of(dictionary), tuple(exports), diagnostics, settings.currency
    )
    told = {display_name(path): entity for path, entity in (entity_of or {}).items()}
    tables: list[RawTable] = []
    for name in dict.fromkeys([*(display_name(path) for path in paths), *told]):
        entity = told.get(name)
        known = recogniser.vocabulary.entity(entity) if entity is not None else None
        if entity is not None and known is None:
            names = dictionary.entities
            diagnostics.error(
                "SKU-F015",
                f"unknown kind of record `{entity}`",
                place=name,
                help=did_you_mean(entity, names) or f"use one of {', '.join(sorted(names))}",
            )
            continue
        asked = Request(Path(name), name, recogniser, known, settings=settings)
        tables += _read_named(name, asked)
    for index, each in enumerate(given):
        tables += read_given(each, index, recogniser)
    return tuple(tables)


def _read_named(name: str, asked: Request) -> list[RawTable]:
    """Read all that one name of the command line stands for.

    A file nobody named, in a folder or an archive, may be left out with a warning; but if
    nothing is left to read, the reasons are errors.
    """
    if is_database(name):
        from .databases import read_database

        return list(read_database(asked, name))
    diagnostics = asked.recogniser.diagnostics
    tables: list[RawTable] = []
    left_out: list[Diagnostic] = []
    for request in requests_for(name, asked, _ENDINGS):
        if not request.found:
            tables += _read_file(request)
            continue
        aside = Diagnostics()
        recogniser = replace(request.recogniser, diagnostics=aside)
        tables += _read_file(replace(request, recogniser=recogniser))
        for each in aside:
            if each.level is Level.ERROR and each.code in _NO_FACTS:
                left_out.append(each)
            else:
                diagnostics.add(each)
    level = Level.WARNING if tables else Level.ERROR
    diagnostics.extend(replace(each, level=level) for each in left_out)
    return tables


def read_copies(
    copies: Iterable[Copy],
    *,
    dictionary: Dictionary,
    diagnostics: Diagnostics,
    exports: Sequence[Export] = (),
    entity_of: Mapping[str, str] | None = None,
    settings: Settings | None = None,
) -> tuple[tuple[Copy, RawTable], ...]:
    """Return the tables of earlier copies of a catalogue, in their order.

    What is wrong with a copy leaves a gap in the history and stops nothing: it is reported as one
    warning a copy.
    """
    settings = settings or Settings()
    told = {display_name(path): entity for path, entity in (entity_of or {}).items()}
    found: list[tuple[Copy, RawTable]] = []
    vocabulary = vocabulary_of(dictionary)
    for copy in copies:
        own = Diagnostics()
        recogniser = Recogniser(vocabulary, tuple(exports), own, settings.currency)
        entity = told.get(display_name(copy.of))
        known = recogniser.vocabulary.entity(entity) if entity is not None else None
        asked = Request(copy.path, copy.name, recogniser, known, settings=settings)
        tables = [table for request in unpacked(asked) for table in _read_file(request)]
        if own.has_errors:
            first = next(each for each in own.sorted() if each.level is Level.ERROR)
            diagnostics.warning(
                "SKU-F069",
                f"the copy `{copy.name}` cannot be read: {first.message}",
                place=copy.name,
                help="its prices are missing from the history",
            )
            continue
        found += [(copy, each) for each in tables]
    return tuple(found)


def _read_file(request: Request) -> tuple[RawTable, ...]:
    diagnostics = request.recogniser.diagnostics
    head = read_head(request.path, request.name, diagnostics)
    if head is None:
        return ()
    reader = _reader_for(request, head)
    if reader is None:
        endings = ", ".join(ending for reader in READERS for ending in reader.endings)
        diagnostics.error(
            "SKU-F001",
            f"cannot tell what kind of file `{request.name}` is",
            place=request.name,
            help=f"give it one of the endings {endings}",
        )
        return ()
    return reader.read(request)


def _reader_for(request: Request, head: bytes) -> Reader | None:
    kind = sniff_binary(head)
    if kind is None:
        named = next((each for each in READERS if request.ending in each.endings), None)
        if named is not None and not named.binary:
            return named
        kind = sniff(head)
    return next((each for each in READERS if each.name == kind), None)
