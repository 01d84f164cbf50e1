"""What is looked at in each row that an aggregate sums up, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

    from .summed_rows import Lines
    from .terms import SqlTerm


@dataclass(frozen=True, slots=True)
class RowFields:
    """What rows hold after they were looked at, each a struct.

    Field `k` tells whether the row counts (absent when all do), `v` and `h` both ends of the value
    (`h` absent when it is exact), `g` the key, and `lacks` names the fields of blame by fact.
    """

    filtered: bool
    taken: SqlTerm | None
    key: SqlTerm | None
    lacks: Mapping[str, str]
    summed: SummedFields | None = None

    @property
    def value(self) -> SqlTerm:
        """The value of a row, as it was compiled; asked for only where one is taken."""
        assert self.taken is not None
        return self.taken

    @property
    def valued(self) -> bool:
        """Tell whether a value is taken of each row."""
        return self.taken is not None


@dataclass(frozen=True, slots=True)
class SummedFields:
    """Where rows lie that are in no list, and the columns that their fields have there.

    `between` gives the ends between which all stretches of rows lie, if that is known and near.
    """

    lines: Lines
    columns: Mapping[str, exp.Column]
    between: tuple[int, int] | None
