"""What a reader makes of a file: a table of text, and a way back to the place of any cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from ..model.report import Place

#: The number of a record, from 1 on, and the index of a column, from 0 on.
Cell: TypeAlias = "tuple[int, int]"

#: Finds the places of some cells; a cell whose place is not known is left out.
PlaceFinder: TypeAlias = "Callable[[Iterable[Cell]], Mapping[Cell, Place]]"


class CountedPlaceFinder(Protocol):
    """Finds cells of a table of which it is told how many records it has."""

    def __call__(self, count: int, cells: Iterable[Cell]) -> Mapping[Cell, Place]:
        """Return the places of some cells."""
        ...

    def begin(self) -> None:
        """Begin what takes long, where places will be asked for."""
        ...


#: A row of a table fact: text, a list of texts, or None for a blank, by column name.
RawRow: TypeAlias = "Mapping[str, str | tuple[str | None, ...] | None]"

#: Known bounds of a value: the keys `at_least` and `at_most`, or one of them.
RawRange: TypeAlias = "Mapping[str, str]"

#: A value before its type is looked at. Tuples hold a list fact's texts or a table fact's rows.
RawValue: TypeAlias = "str | tuple[str | None, ...] | tuple[RawRow, ...] | RawRange | None"


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column as the file has it, and the fact it was taken for.

    `currency` is the code a heading such as `Price (USD)` gives in brackets.
    """

    index: int
    heading: str
    fact: str | None
    currency: str | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True)
class CsvRows:
    """Records left in a delimited file, to be read where they lie.

    The heading is the one line after `skip_lines` lines; blank lines are no records. All lines
    end in the same way, and the text is known to be UTF-8 without NUL bytes.
    """

    path: Path
    delimiter: str
    quoted: bool
    width: int
    skip_lines: int = 0
    #: Records of the csv module that stand before the heading.
    skip_records: int = 0
    #: How to read the file itself, where `path` is a plain copy of it.
    original: CsvRows | None = None
    #: Characters that stand nowhere in the file, so that no cell need be searched for them.
    absent: frozenset[str] = frozenset()
    #: What keeps a temporary file from being deleted.
    kept: tuple[object, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """Records left in a Parquet file: the names and the physical types of its columns."""

    path: Path
    names: tuple[str, ...]
    types: tuple[str, ...]
    kept: tuple[object, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GivenRows:
    """Records in a table that the caller holds, to be read under the name `relation`.

    `guessed` tells that the types of columns of Python objects are guessed from their values.
    """

    relation: str
    names: tuple[str, ...]
    types: tuple[str, ...]
    source: object = field(compare=False, repr=False)
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class RecordRows:
    """Records held in memory, column by column.

    `complete` tells, by child entity, for each record whether the list of its children was
    written out with it, so that no others can be missing.
    """

    columns: tuple[tuple[RawValue, ...], ...]
    length: int
    complete: Mapping[str, tuple[bool, ...]] = field(default_factory=lambda: MappingProxyType({}))


class Make(StrEnum):
    """How a column is made of others."""

    FIRST = "first"
    LESS = "less"
    PER = "per"
    FRACTION = "fraction"


@dataclass(frozen=True, slots=True)
class Shape:
    """What an export's descriptor asks to be done to rows before they are records.

    `made` gives for a fact how it is made and of which columns; `only` the texts that a column
    of a record holds; `fill_down` the columns that are blank where they repeat, as long as the
    column `fill_within` says the same; `one_of` a column in which all records must say the same.
    """

    made: Mapping[str, tuple[Make, tuple[int, ...]]]
    only: tuple[tuple[int, tuple[str, ...]], ...] = ()
    fill_down: tuple[int, ...] = ()
    fill_within: int | None = None
    one_of: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the rows are records as they stand."""
        return not (self.made or self.only or self.fill_down or self.one_of is not None)


@dataclass(frozen=True, slots=True)
class ExportColumns:
    """What the descriptor of a known export says, with column indexes for its headings.

    `key` are the columns that together name a record, `key_fallback` those that do so where the
    key is blank or one of the `not_key` values; a row blank in all of `skip_blank` is no record. A
    row that `bounds_only` says nothing of the rest of its day.
    """

    name: str
    key: tuple[int, ...] = ()
    key_fallback: tuple[int, ...] = ()
    not_key: tuple[str, ...] = ()
    skip_blank: tuple[int, ...] = ()
    bounds_only: bool = False


@dataclass(frozen=True, slots=True)
class RawTable:
    """The records of one entity in one file.

    `export` is there when the headings are those of a known export; `unmapped` lists the
    headings that are no fact here.
    """

    input: str
    format: str
    entity: str
    columns: tuple[RawColumn, ...]
    rows: CsvRows | ParquetRows | GivenRows | RecordRows
    #: Or what waits for it: that of a large file is found while it is read.
    sha256: str | Callable[[], str] = field(compare=False)
    places: PlaceFinder = field(compare=False, repr=False)
    #: None where the records have not been counted yet.
    record_count: int | None = None
    encoding: str | None = None
    export: ExportColumns | None = None
    unmapped: tuple[str, ...] = ()
    #: What the file was taken for, in words, where there is more to say than its format.
    note: Mapping[str, str] | None = None
    #: A quicker way to places for whoever knows how many records there are.
    places_among: CountedPlaceFinder | None = field(default=None, compare=False, repr=False)

    @property
    def hash(self) -> str:
        """The SHA-256 of the file, as soon as it is known."""
        return self.sha256 if isinstance(self.sha256, str) else self.sha256()

    def expect_places(self) -> None:
        """Begin, beside other work, what it takes to find cells."""
        if self.places_among is not None:
            self.places_among.begin()

    def with_records(self, count: int) -> RawTable:
        """Note how many records were read."""
        if self.places_among is None:
            return self
        return replace(self, places=partial(self.places_among, count))

    def column(self, fact: str) -> RawColumn | None:
        """Return the column taken for `fact`, if any."""
        return next((column for column in self.columns if column.fact == fact), None)
