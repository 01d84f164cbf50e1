"""Makes records of a sheet column by column, where its rows are records as they stand.

A call for each cell would cost more than calamine takes to find it. So cells become text a column
at a time and each value once, and only rows that begin like something else are looked at.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

from .cleaning import LeftOut, Row, Sieve
from .files import NOTED, absent_from
from .reading import TemporaryFile
from .recognised import Recognised
from .shaping import Shaped, compact, used_columns
from .tables import CsvRows

#: Parts the cells of a copy in which no cell has it, so that none has to be quoted.
_SEPARATOR = "\x1f"

#: Values whose texts are kept.
_MOST_KEPT = 1 << 16


def shape_columns(
    batches: Iterable[Sequence[Sequence[Any]]],
    first: int,
    text_of: Callable[[Any], str],
    headings: Sequence[str],
    found: Recognised,
    label: Callable[[int], str],
    left_out: LeftOut,
    *,
    key: int | None,
    kept: tuple[object, ...] = (),
) -> Shaped:
    """Write the records among the rows into a plain copy.

    Args:
        batches: What stands below the headings, some rows at a time, all of one width.
        first: The number of the first of them.
        text_of: Writes a cell as text.
        headings: Their texts.
        found: What the sheet was taken for; its shape is plain.
        label: Gives the place of a row, for those that are left out.
        left_out: Where these are noted.
        key: The column of the key.
        kept: What the copy must keep alive.
    """
    used = used_columns(found)
    sieve = Sieve(tuple(headings), key)
    known = _Texts(text_of)
    numbers = array("L")

    def texts() -> Iterator[list[Sequence[str]]]:
        number = first
        for rows in batches:
            cells = list(zip(*rows, strict=True))
            is_record = bytearray(b"\1") * len(rows)
            for at in sieve.doubtful(_as_texts(cells[0], known, text_of)):
                kind = sieve.kind([text_of(cell) for cell in rows[at]])
                if kind is not Row.RECORD:
                    is_record[at] = 0
                    left_out.add(kind, label(number + at))
            numbers.extend(compress(range(number, number + len(rows)), is_record))
            written = [_as_texts(cells[at], known, text_of) for at in used]
            number += len(rows)
            if 0 in is_record:
                written = [list(compress(each, is_record)) for each in written]
            yield written

    copy = _written(texts(), len(used))
    return Shaped(
        replace(copy, kept=(*kept, *copy.kept)),
        found.columns(headings, used),
        compact(found.export_columns(), used),
        numbers,
        tuple((index,) for index in used),
        {},
    )


class _Texts(dict[Any, str]):
    """The texts of values, each written when it is first looked up."""

    def __init__(self, text_of: Callable[[Any], str]) -> None:
        self._text_of = text_of

    def __missing__(self, value: Any) -> str:
        if len(self) > _MOST_KEPT:
            self.clear()
        return self.setdefault(value, self._text_of(value))


def _as_texts(cells: Sequence[Any], texts: _Texts, text_of: Callable[[Any], str]) -> Sequence[str]:
    try:
        "".join(cells)
    except TypeError:
        kinds = set(map(type, cells))
    else:
        return cells
    # True, 1 and 1.0 are one value to a dictionary.
    is_mixed = bool in kinds or int in kinds
    return list(map(text_of if is_mixed else texts.__getitem__, cells))


def _written(batches: Iterator[list[Sequence[str]]], width: int) -> CsvRows:
    """Write the records into a copy, without quotes as long as no cell needs them."""
    bare = TemporaryFile(".csv")
    absent = NOTED
    with bare.path.open("w", encoding="utf-8", newline="") as file:
        file.write(_SEPARATOR.join(map(str, range(width))) + "\n")
        for columns in batches:
            text = "\n".join(map(_SEPARATOR.join, zip(*columns, strict=True)))
            if not _is_bare(text, columns):
                file.flush()
                return _quoted(bare, columns, batches, width)
            absent = absent_from(text, absent)
            file.write(text + "\n" if text else "")
    absent |= {"\n"}
    return CsvRows(bare.path, _SEPARATOR, False, width, absent=absent, kept=(bare,))


def _is_bare(text: str, columns: Sequence[Sequence[str]]) -> bool:
    count = len(columns[0]) if columns else 0
    return (
        len(columns) > 1
        and text.count(_SEPARATOR) == (len(columns) - 1) * count
        and text.count("\n") == max(0, count - 1)
        and not any(each in text for each in '"\r\0')
    )


def _quoted(
    bare: TemporaryFile,
    columns: Sequence[Sequence[str]],
    batches: Iterator[list[Sequence[str]]],
    width: int,
) -> CsvRows:
    """Write a copy with quotes: what was written without, some columns, and what follows."""
    copy = TemporaryFile(".csv")
    with (
        copy.path.open("w", encoding="utf-8", newline="") as file,
        bare.path.open(encoding="utf-8", newline="") as before,
    ):
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows(line.removesuffix("\n").split(_SEPARATOR) for line in before)
        writer.writerows(zip(*columns, strict=True))
        for each in batches:
            writer.writerows(zip(*each, strict=True))
    return CsvRows(copy.path, ",", True, width, kept=(copy,))
