"""What the store hands out: the relation of each entity and the columns it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    from sqlglot import exp

    from ..model.report import Input
    from ..readers.tables import RawTable
    from .held import Held
    from .row_places import RowSource

#: Columns that every relation has besides its facts.
ROW = "_row"
KEY = "_key"

#: Columns of a row that tells of a record: its cells as a struct, which table it is of (of the
#: entity's tables in a pile, of all raw tables for a table fact), and its number there.
CELLS = "_cells"
ORDER = "_order"
TABLE = "_table"
RECORD = "_record"


def link(entity: str) -> str:
    """Name the column that holds the key of the record of `entity` a record belongs to."""
    return f"_to_{entity}"


def source_row(table: int) -> str:
    """Name the column that holds the record's number in raw table `table`."""
    return f"_r{table}"


def upper(column: str) -> str:
    """Name the column of the upper bound, for a fact that some record states as a range."""
    return f"{column}__high"


def partial(column: str) -> str:
    """Name the column that tells of a list or table whether there may be more rows."""
    return f"{column}__partial"


@dataclass(frozen=True, slots=True)
class Apart:
    """Rows of a table fact that stay in a file of their own, and are in no list yet.

    `lines` gives the key of the record and the cells of each row; `named_by` is the column of the
    fact's relation that holds that key, and `kind` the type of a list of the rows. Every row has
    in column `same[x]` what it has in column `x`, and no blank in a column of `filled`.
    """

    lines: exp.Select
    named_by: str
    kind: str
    same: Mapping[str, str]
    filled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact's column: the DECIMAL it is for a number, and whether it has an upper bound too.

    A table has the DECIMAL of all numbers in its rows, or 0 where they are long ones.
    `partial` tells that a further column says which lists or tables may have more rows.
    """

    name: str
    width: int = 0
    scale: int = 0
    ranged: bool = False
    #: True when every record states the fact.
    filled: bool = False
    partial: bool = False
    #: Where the relation has no column for it: the rows it has.
    apart: Apart | None = None


@dataclass(frozen=True, slots=True)
class StoredEntity:
    """The records of one entity.

    `relation` has one row a record: its number, its key, links to the records it belongs to, its
    facts, and for each raw table it came from the record's number there. Entities whose records
    are row for row those of another share its relation: `shares` names the other one then.
    """

    entity: str
    relation: str
    rows: int
    facts: Mapping[str, StoredFact]
    links: frozenset[str]
    tables: tuple[int, ...]
    shares: str | None = None
    #: The column that holds the entity's key; a link's where the relation is its child's.
    key: str = KEY
    #: True when no input has such a record and one is assumed, with nothing known of it.
    assumed: bool = False
    #: Where several rows may speak of one record: the view that has them all, else None.
    pile: str | None = None


@dataclass(frozen=True, slots=True)
class FactStore:
    """All records of a run."""

    connection: duckdb.DuckDBPyConnection
    entities: Mapping[str, StoredEntity]
    tables: tuple[RawTable, ...]
    inputs: tuple[Input, ...]
    #: For raw table and fact: the index of the column it was read from.
    columns: Mapping[tuple[int, str], int] = field(default_factory=dict)
    #: Where rows of table facts that stand in files of their own can be looked up.
    rows: tuple[RowSource, ...] = ()
    #: The records, where they are held in memory and there is no database to ask.
    held: Held | None = None
