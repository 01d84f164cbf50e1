"""Makes records of a sheet column by column, where its rows are records as they stand.

A call for each cell would cost more than calamine takes to find it. So cells become text a column
at a time and each value once, and only rows that begin like something else are looked at.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

from .cleaning import LeftOut, Row, Sieve
from .reading import TemporaryFile
from .recognise import Recognised
from .shaping import Shaped, compact, used_columns
from .tables import CsvRows

#: Parts the cells of a copy in which no cell has it, so that none has to be quoted.
_SEPARATOR = "\x1f"


def shape_columns(
    rows: Sequence[Sequence[Any]],
    first: int,
    text_of: Callable[[Any], str],
    headings: Sequence[str],
    found: Recognised,
    label: Callable[[int], str],
    left_out: LeftOut,
    *,
    key: int | None,
    kept: tuple[object, ...] = (),
) -> Shaped | None:
    """Write the records among the rows into a plain copy; None if rows differ in width.

    Args:
        rows: What stands below the headings, all of it.
        first: The number of the first of them.
        text_of: Writes a cell as text.
        headings: Their texts.
        found: What the sheet was taken for; its shape is plain.
        label: Gives the place of a row, for those that are left out.
        left_out: Where these are noted.
        key: The column of the key.
        kept: What the copy must keep alive.
    """
    try:
        cells = list(zip(*rows, strict=True))
    except ValueError:
        return None
    if rows and len(cells) < len(headings):
        return None
    used = used_columns(found)
    sieve = Sieve(tuple(headings), key)
    is_record = bytearray(b"\1") * len(rows)
    starts = as_texts(cells[0], text_of) if cells else ()
    for at in sieve.doubtful(starts):
        kind = sieve.kind([text_of(cell) for cell in rows[at]])
        if kind is not Row.RECORD:
            is_record[at] = 0
            left_out.add(kind, label(first + at))
    numbers = array("L", compress(range(first, first + len(rows)), is_record))
    texts = [as_texts(cells[index], text_of) if cells else () for index in used]
    if len(numbers) < len(rows):
        texts = [list(compress(each, is_record)) for each in texts]
    copy = TemporaryFile(".csv")
    copied = _write(copy.path, texts, len(numbers))
    return Shaped(
        CsvRows(copy.path, *copied, len(used), kept=(*kept, copy)),
        found.columns(headings, used),
        compact(found.export_columns(), used),
        numbers,
        tuple((index,) for index in used),
        {},
    )


def as_texts(cells: Sequence[Any], text_of: Callable[[Any], str]) -> Sequence[str]:
    """Write the cells of a column as text, each of its values once."""
    try:
        "".join(cells)
    except TypeError:
        kinds = set(map(type, cells))
    else:
        return cells
    if {bool, int, float} & kinds > {float}:
        # True, 1 and 1.0 are one value to a set.
        return list(map(text_of, cells))
    texts = {value: text_of(value) for value in set(cells)}
    return list(map(texts.__getitem__, cells))


def _write(path: Path, columns: Sequence[Sequence[str]], count: int) -> tuple[str, bool]:
    """Write a copy; gives its delimiter and whether its cells are quoted."""
    text = "\n".join(map(_SEPARATOR.join, zip(*columns, strict=True)))
    is_bare = (
        len(columns) > 1
        and text.count(_SEPARATOR) == (len(columns) - 1) * count
        and text.count("\n") == max(0, count - 1)
        and not any(each in text for each in '"\r\0')
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        if is_bare:
            file.write(_SEPARATOR.join(map(str, range(len(columns)))) + "\n" + text)
            file.write("\n" if count else "")
            return _SEPARATOR, False
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(range(len(columns)))
        writer.writerows(zip(*columns, strict=True))
    return ",", True
