"""Reads the cells of a small table in Python, where every one of them is plain.

Plain cells are those of which all ways of reading make the same value: `62.48`, `2026-11-22`,
`yes`. At the first that is not, all is left to the database, which knows the other forms.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from types import MappingProxyType

from ..model.facts import NUMBERS, Fact, FactType
from ..model.values import Known
from ..readers.csv_text import long_fields, open_text
from ..readers.tables import CsvRows, RawTable, RecordRows
from .subjects import plain_decimal

#: In bytes; a larger file is left to the database without a look.
_MOST_BYTES = 1 << 18

_WHOLE = re.compile("-?[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + "[T ](?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}")
_TRUTHS: Mapping[str, bool] = MappingProxyType(
    {"true": True, "yes": True, "false": False, "no": False}
)
#: What a text has that lost letters, and an id that lost digits.
_LOST = ("?", "\ufffd")
_LONG = 16
_FIRST_YEAR = 1900


class NotPlain(Exception):
    """Something is left to the database."""


def cells_of(raw: RawTable, most: int) -> tuple[int, Callable[[int], Sequence[object]]]:
    """Give the count of records and what gives a column's cells; a blank is None.

    Raises `NotPlain` where the table is no small and simple one.
    """
    if isinstance(raw.rows, RecordRows):
        if not 0 < raw.rows.length <= most:
            raise NotPlain
        return raw.rows.length, raw.rows.columns.__getitem__
    if not isinstance(raw.rows, CsvRows):
        raise NotPlain
    records = _records(raw.rows, most)
    return len(records), lambda index: [record[index] or None for record in records]


def _records(rows: CsvRows, most: int) -> list[list[str]]:
    """Read the records of a file that every reader of CSV reads alike."""
    heads = rows.skip_lines or rows.skip_records or rows.original is not None
    if heads or rows.path.stat().st_size > _MOST_BYTES:
        raise NotPlain
    with open_text(rows.path) as file:
        text = file.read()
    delimiter = re.escape(rows.delimiter)
    plain = rf"[^\"\r\n{delimiter}]*"
    field = rf'(?:"(?:[^"\r\n]|"")*"|{plain})' if rows.quoted else plain
    if not re.fullmatch(rf"(?:{field}(?:{delimiter}|\r?\n|\Z))*", text):
        raise NotPlain
    with long_fields():
        lines = csv.reader(
            StringIO(text, newline=""),
            delimiter=rows.delimiter,
            quoting=csv.QUOTE_MINIMAL if rows.quoted else csv.QUOTE_NONE,
        )
        records = [record for record in lines if record][1:]
    if not 0 < len(records) <= most or any(len(record) != rows.width for record in records):
        raise NotPlain
    return records


def value_of(cell: object, fact: Fact, *, is_key: bool) -> Known | None:
    """Read a cell as the fact's type; raises `NotPlain` where there is more to it."""
    if cell is None:
        return None
    if not isinstance(cell, str) or not cell or cell[0] <= " " or cell != cell.strip():
        raise NotPlain
    value: Known | None = None
    if fact.type in NUMBERS:
        form = _WHOLE if fact.type is FactType.INTEGER else _NUMBER
        # `-0` is not worth a thought here.
        if form.fullmatch(cell) and not cell.startswith("-0"):
            value = plain_decimal(Decimal(cell))
    elif fact.type is FactType.BOOLEAN:
        value = _TRUTHS.get(cell)
    elif fact.type is FactType.ENUM and fact.values:
        value = cell if cell in fact.values else None
    elif fact.type in (FactType.TEXT, FactType.ENUM):
        value = cell if _is_whole(cell, is_key) else None
    elif fact.type in (FactType.DATE, FactType.DATETIME):
        value = _time(cell, fact.type)
    if value is None:
        raise NotPlain
    return value


def _is_whole(cell: str, is_key: bool) -> bool:
    """Tell that a text shows no sign of a loss, and has no odd ends."""
    if cell[0] == "\ufeff" or cell[-1] == "\ufeff":
        return False
    if is_key:
        return "+" not in cell and len(cell.encode()) < _LONG
    return not any(sign in cell for sign in _LOST)


def _time(cell: str, kind: FactType) -> date | datetime | None:
    form, read = (
        (_DAY, date.fromisoformat) if kind is FactType.DATE else (_MOMENT, datetime.fromisoformat)
    )
    if not form.fullmatch(cell):
        return None
    try:
        found = read(cell)
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None
