"""Finds what files lost on their way here: letters, and the last digits of long ids."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Dictionary, FactType
from ..readers import CsvRows, RawTable
from ..text.diagnostics import Diagnostics
from .sql import call, column, count_if, fetch, number, sql_of, table, text
from .unreadable import span_of

if TYPE_CHECKING:
    import duckdb

    from .staging import Staged

#: The sign for a letter that could not be read, question marks in a row, or one inside a word.
_LOST_LETTERS = r"\x{FFFD}|\?\?|\pL\?\pL|^\?\pL\pL"
#: Excel keeps fifteen digits of a number and writes zeros, or a power, for the rest.
_ROUNDED = r"[0-9]{15,}0|[0-9](\.[0-9]+)?[eE]\+?[0-9]{2,}"
#: A text without any of these has lost no letter, and a short one no digit.
_LOST, _SIGNS = "?\ufffd", "+"


def set_lost_aside(
    staged: Staged,
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> None:
    """Count texts that lost letters as missing, and warn of ids that lost digits."""
    texts = [name for name in staged.facts if dictionary.facts[name].type is FactType.TEXT]
    if not texts:
        return
    keys = {name for entity in dictionary.entities.values() for name in entity.key}
    absent = staged.raw.rows.absent if isinstance(staged.raw.rows, CsvRows) else frozenset()
    tests = {
        name: test for name in texts if (test := _test(name, name in keys, absent)) is not None
    }
    if not tests:
        return
    query = exp.select(*(count_if(test) for test in tests.values())).from_(table(staged.relation))
    counts = fetch(connection, query)[0]
    for (name, test), count in zip(tests.items(), counts, strict=True):
        if not count:
            continue
        first = exp.select(exp.Min(this=exp.column("rowid"))).from_(table(staged.relation))
        record = int(fetch(connection, first.where(test.copy()))[0][0]) + 1
        if name in keys:
            _report_rounded(staged.raw, name, int(count), record, diagnostics)
        else:
            _report_letters(staged.raw, name, int(count), record, diagnostics)
            cleared = exp.EQ(this=column(name), expression=exp.Null())
            update = exp.Update(this=table(staged.relation), expressions=[cleared], where=None)
            update.set("where", exp.Where(this=test.copy()))
            connection.execute(sql_of(update))


def _test(name: str, is_key: bool, absent: Collection[str]) -> exp.Expr | None:
    """Test for a loss; the cheap test goes first, since nearly no cell has one.

    `absent` are characters that no cell has; without them there may be nothing to test.
    """
    cell = column(name)
    signs = [each for each in (_SIGNS if is_key else _LOST) if each not in absent]
    cheap: list[exp.Expr] = [call("contains", cell, text(each)) for each in signs]
    if is_key:
        cheap.append(exp.GTE(this=call("strlen", cell.copy()), expression=number(16)))
        sure = call("regexp_full_match", cell.copy(), text(_ROUNDED))
    else:
        sure = call("regexp_matches", cell.copy(), text(_LOST_LETTERS))
    if not cheap:
        return None
    return exp.Case(ifs=[exp.If(this=exp.or_(*cheap), true=sure)], default=exp.false())


def _report_letters(
    raw: RawTable, name: str, count: int, record: int, diagnostics: Diagnostics
) -> None:
    others = f", and {count - 1:,} more like it" if count > 1 else ""
    _warn(
        "SKU-F031",
        f"letters were lost in this text before it came here{others}; `{name}` counts as missing",
        "export the file again in UTF-8; what was lost at the source cannot be brought back",
        (raw, name, record),
        diagnostics,
    )


def _report_rounded(
    raw: RawTable, name: str, count: int, record: int, diagnostics: Diagnostics
) -> None:
    others = f", and {count - 1:,} more like it" if count > 1 else ""
    _warn(
        "SKU-F034",
        f"this `{name}` may have lost its last digits{others}: Excel keeps fifteen",
        "format the column as text before the ids go in, or name the marketplace's own export",
        (raw, name, record),
        diagnostics,
    )


def _warn(
    code: str,
    message: str,
    help_text: str,
    cell: tuple[RawTable, str, int],
    diagnostics: Diagnostics,
) -> None:
    raw, name, record = cell
    found = raw.column(name)
    places = raw.places([(record, found.index)]) if found is not None else {}
    place = next(iter(places.values()), None)
    span = span_of(place)
    diagnostics.warning(
        code,
        message,
        span=span,
        place=None if span else str(place or raw.input),
        help=help_text,
    )
