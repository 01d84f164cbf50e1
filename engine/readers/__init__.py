"""Turns files into tables of text; what the text means as a value is decided later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..text.diagnostics import Diagnostics, Level
from ..text.source import display_name
from ..text.suggest import did_you_mean
from .copies import Copy
from .csv_faults import ragged_rows, report_broken_rows
from .delimited import read_delimited
from .documents import read_json, read_ndjson, read_yaml
from .files import read_head
from .parquet import read_parquet
from .reading import Request
from .recognise import Recogniser
from .sniff import sniff
from .tables import (
    Cell,
    CsvRows,
    ExportColumns,
    ParquetRows,
    RawColumn,
    RawRow,
    RawTable,
    RawValue,
    RecordRows,
)
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from ..model.facts import Dictionary
    from ..model.rule import Export

__all__ = [
    "READERS",
    "Cell",
    "Copy",
    "CsvRows",
    "ExportColumns",
    "ParquetRows",
    "RawColumn",
    "RawRow",
    "RawTable",
    "RawValue",
    "Reader",
    "RecordRows",
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


READERS: tuple[Reader, ...] = (
    Reader("csv", (".csv", ".tsv", ".tab", ".txt"), read_delimited),
    Reader("json", (".json",), read_json),
    Reader("ndjson", (".ndjson", ".jsonl"), read_ndjson),
    Reader("yaml", (".yaml", ".yml"), read_yaml),
    Reader("parquet", (".parquet", ".pq"), read_parquet),
)


def read_inputs(
    paths: Iterable[_Path],
    *,
    dictionary: Dictionary,
    diagnostics: Diagnostics,
    exports: Sequence[Export] = (),
    entity_of: Mapping[str, str] | Mapping[Path, str] | None = None,
) -> tuple[RawTable, ...]:
    """Return the tables of all files that can be read, in order; report on the others.

    Args:
        paths: The files; one named twice is read once.
        dictionary: The facts to look for.
        diagnostics: Where problems are reported. Errors make a file's tables doubtful or absent;
            warnings name what was left out.
        exports: Known exports, recognised by their headings.
        entity_of: What a file holds where somebody said it; these files are read as well.
    """
    recogniser = Recogniser(Vocabulary(dictionary), tuple(exports), diagnostics)
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
        tables += _read_file(Request(Path(name), name, recogniser, known))
    return tuple(tables)


def read_copies(
    copies: Iterable[Copy],
    *,
    dictionary: Dictionary,
    diagnostics: Diagnostics,
    exports: Sequence[Export] = (),
    entity_of: Mapping[str, str] | None = None,
) -> tuple[tuple[Copy, RawTable], ...]:
    """Return the tables of earlier copies of a catalogue, in their order.

    What is wrong with a copy leaves a gap in the history and stops nothing: it is reported as one
    warning a copy.
    """
    told = {display_name(path): entity for path, entity in (entity_of or {}).items()}
    found: list[tuple[Copy, RawTable]] = []
    vocabulary = Vocabulary(dictionary)
    for copy in copies:
        own = Diagnostics()
        recogniser = Recogniser(vocabulary, tuple(exports), own)
        entity = told.get(display_name(copy.of))
        known = recogniser.vocabulary.entity(entity) if entity is not None else None
        tables = _read_file(Request(copy.path, copy.name, recogniser, known))
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
    ending = request.path.suffix.lower()
    reader = next((reader for reader in READERS if ending in reader.endings), None)
    if reader is None:
        kind = sniff(head)
        reader = next((reader for reader in READERS if reader.name == kind), None)
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
