"""Finds what files lost on their way here: letters, and the last digits of long ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
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
    # Patterns are dear to prepare, so they are left to columns in which a cheap test finds a sign.
    signs = {
        name: sign for name in texts if (sign := _sign(name, name in keys, absent)) is not None
    }
    signed = [name for name, count in _counts(staged, signs, connection).items() if count]
    tests = {name: _test(name, signs[name], name in keys) for name in signed}
    for name, count in _counts(staged, tests, connection).items():
        if not count:
            continue
        test = tests[name]
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


def _counts(
    staged: Staged, tests: Mapping[str, exp.Expr], connection: duckdb.DuckDBPyConnection
) -> dict[str, int]:
    """Count, by column, the cells that pass its test."""
    if not tests:
        return {}
    query = exp.select(*(count_if(test.copy()) for test in tests.values()))
    found = fetch(connection, query.from_(table(staged.relation), copy=False))[0]
    return dict(zip(tests, found, strict=True))


def _sign(name: str, is_key: bool, absent: Collection[str]) -> exp.Expr | None:
    """Test for what every loss shows, and nearly no cell has.

    `absent` are characters that no cell has; without them there may be nothing to test.
    """
    cell = column(name)
    signs = [each for each in (_SIGNS if is_key else _LOST) if each not in absent]
    cheap: list[exp.Expr] = [call("contains", cell, text(each)) for each in signs]
    if is_key:
        cheap.append(exp.GTE(this=call("strlen", cell.copy()), expression=number(16)))
    return exp.or_(*cheap) if cheap else None


def _test(name: str, sign: exp.Expr, is_key: bool) -> exp.Expr:
    """Test for a loss, in cells that have a sign of one."""
    cell = column(name)
    if is_key:
        sure = call("regexp_full_match", cell, text(_ROUNDED))
    else:
        sure = call("regexp_matches", cell, text(_LOST_LETTERS))
    return exp.Case(ifs=[exp.If(this=sign.copy(), true=sure)], default=exp.false())


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
