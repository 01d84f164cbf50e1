"""Makes records of the rows of a table that are not yet records as they stand.

The records go into a plain copy that the columnar engine reads; a map leads from each of its
cells back to the row and the column of the file.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Context, Decimal, InvalidOperation
from itertools import islice
from typing import TYPE_CHECKING

from ..model.values import EXACT
from .cleaning import LeftOut, Row, Sieve
from .csv_text import read_records
from .reading import TemporaryFile
from .recognised import Recognised
from .tables import Cell, CsvRows, ExportColumns, Make, RawColumn, Shape

if TYPE_CHECKING:
    from collections.abc import Callable

_UPWARDS = Context(prec=40, rounding=ROUND_CEILING)
_PLACES = Decimal("0.000001")

#: A row of the file: its number, and its cells as text.
NumberedRow = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Shaped:
    """Records in a plain copy, with the columns they have there and the way back."""

    rows: CsvRows
    columns: tuple[RawColumn, ...]
    export: ExportColumns | None
    #: The number of the row each record came from.
    numbers: Sequence[int]
    #: By column of the copy, the columns of the file it was made of.
    sources: tuple[tuple[int, ...], ...]
    #: By column made of the first filled one, which of them that was, for each record.
    chosen: Mapping[int, bytearray]
    #: What the records say where all of them must say the same.
    said: tuple[str, ...] = ()

    def origin(self, cell: Cell) -> tuple[int, int] | None:
        """Return the row and the column of the file that a cell came from."""
        record, column = cell
        if not 1 <= record <= len(self.numbers):
            return None
        which = self.chosen[column][record - 1] if column in self.chosen else 0
        return self.numbers[record - 1], self.sources[column][which]

    def texts(self, cells: Iterable[Cell]) -> dict[Cell, str]:
        """Return what stands in some cells of the copy."""
        wanted: dict[int, list[int]] = {}
        for record, column in sorted(set(cells)):
            wanted.setdefault(record, []).append(column)
        found: dict[Cell, str] = {}
        with read_records(self.rows) as records:
            done = 0
            for record, columns in wanted.items():
                row = next(islice(records, record - done, None), None)
                if row is None:
                    break
                done = record + 1
                found.update({(record, column): row[column] for column in columns})
        return found


def shape_records(
    rows: Iterable[NumberedRow],
    headings: Sequence[str],
    found: Recognised,
    label: Callable[[int], str],
    left_out: LeftOut,
    *,
    key: int | None,
    kept: tuple[object, ...] = (),
) -> Shaped:
    """Write the records among some rows into a plain copy.

    Args:
        rows: What stands below the headings.
        headings: Their texts.
        found: What the table was taken for.
        label: Gives the place of a row, for those that are left out.
        left_out: Where these are noted.
        key: The column of the key.
        kept: What the copy must keep alive.
    """
    used = used_columns(found)
    shape = found.shape
    by_fact = {
        fact: at for at, index in enumerate(used) if (fact := found.facts[index]) is not None
    }
    sources = tuple(
        shape.made[fact][1]
        if (fact := found.facts[index]) is not None and fact in shape.made
        else (index,)
        for index in used
    )
    # A fact that two headings say alike is read from neither, so there is nothing to make of it.
    makers = {
        by_fact[fact]: (make, indexes)
        for fact, (make, indexes) in shape.made.items()
        if fact in by_fact
    }
    chosen = {at: bytearray() for at, (make, _) in makers.items() if make is Make.FIRST}
    sieve = Sieve(tuple(headings), key)
    numbers = array("L")
    said: dict[str, None] = {}
    copy = TemporaryFile(".csv")
    with copy.path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(range(len(used)))
        for number, row in _shaped(rows, shape):
            kind = sieve.kind(row)
            if kind is not Row.RECORD:
                left_out.add(kind, label(number))
                continue
            if len(row) < len(headings):
                row = [*row, *[""] * (len(headings) - len(row))]
            cells = [row[index] for index in used]
            for at, (make, indexes) in makers.items():
                cells[at], which = _made(make, [row[index] for index in indexes])
                if at in chosen:
                    chosen[at].append(which)
            writer.writerow(cells)
            numbers.append(number)
            if shape.one_of is not None:
                said.setdefault(row[shape.one_of].strip())
    return Shaped(
        CsvRows(copy.path, ",", True, len(used), kept=(*kept, copy)),
        found.columns(headings, used),
        compact(found.export_columns(), used),
        numbers,
        sources,
        chosen,
        tuple(said),
    )


def _shaped(rows: Iterable[NumberedRow], shape: Shape) -> Iterable[NumberedRow]:
    if not shape.only and not shape.fill_down:
        return rows
    return _filtered(rows, shape)


def _filtered(rows: Iterable[NumberedRow], shape: Shape) -> Iterable[NumberedRow]:
    last = dict.fromkeys(shape.fill_down, "")
    within: str | None = None
    for number, row in rows:
        cells = list(row)
        if shape.fill_within is not None and shape.fill_within < len(cells):
            if cells[shape.fill_within] != within:
                last = dict.fromkeys(shape.fill_down, "")
            within = cells[shape.fill_within]
        for index in shape.fill_down:
            if index < len(cells):
                if cells[index].strip():
                    last[index] = cells[index]
                elif any(cell.strip() for cell in cells):
                    cells[index] = last[index]
        if all(index < len(cells) and cells[index].strip() in texts for index, texts in shape.only):
            yield number, cells


def _made(make: Make, cells: Sequence[str]) -> tuple[str, int]:
    """Make one cell of several; what cannot be made is left as it stands, for its reader."""
    if make is Make.FIRST:
        which = next((at for at, cell in enumerate(cells) if cell.strip()), 0)
        return cells[which], which
    if make is Make.FRACTION:
        text = cells[0].strip()
        value = as_number(text)
        if value is None or text.endswith(("%", "％")):
            return text, 0
        return format(EXACT.multiply(value, Decimal(100)), "f") + "%", 0
    values = [as_number(cell) for cell in cells]
    if values[0] is None:
        return cells[0], 0
    if any(value is None for value in values):
        return "", 0
    if make is Make.PER:
        return _part(values[0], values[1]), 0
    total = values[0]
    for value in values[1:]:
        assert value is not None
        total = EXACT.subtract(total, value)
    return format(total, "f"), 0


def _part(amount: Decimal, count: Decimal | None) -> str:
    """Divide an amount by a count; what is left over goes up, so that it stays an upper bound."""
    if not count or count < 0:
        return ""
    return format(_UPWARDS.quantize(_UPWARDS.divide(amount, count), _PLACES), "f")


def as_number(text: str) -> Decimal | None:
    """Return the number that a machine wrote, or None."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def used_columns(found: Recognised) -> list[int]:
    """List the columns that are copied: those of facts, and those an export looks at."""
    export = found.export_columns()
    extra = {*export.key, *export.key_fallback, *export.skip_blank} if export else set()
    extra |= {index for index, _, _ in found.beside}
    return [index for index, fact in enumerate(found.facts) if fact is not None or index in extra]


def compact(export: ExportColumns | None, used: Sequence[int]) -> ExportColumns | None:
    """Give an export's columns the indexes they have in the copy."""
    if export is None:
        return None
    at = {index: position for position, index in enumerate(used)}

    def moved(indexes: Sequence[int]) -> tuple[int, ...]:
        return tuple(at[index] for index in indexes)

    return replace(
        export,
        key=moved(export.key),
        key_fallback=moved(export.key_fallback),
        skip_blank=moved(export.skip_blank),
    )
