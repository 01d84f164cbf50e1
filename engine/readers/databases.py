"""Reads tables and queries of databases: SQLite files, PostgreSQL and MySQL servers.

What is asked for stands behind `#` of the address: a table, or a query. Only reading is asked of
a database, in a session that may do nothing else, and addresses hold nothing but where to go: no
options that could make a driver read files or run commands.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from ..model.report import Place
from ..text.diagnostics import Diagnostics, Level
from .addresses import SCHEMES
from .cleaning import LeftOut
from .hashing import sha256_of
from .recognised import Heading
from .shaping import Shaped, shape_records
from .tables import Cell, RawTable

if TYPE_CHECKING:
    from .reading import Request

_BATCH = 10_000
#: In seconds.
_PATIENCE = 300
_MOST_TABLES = 200

_HOST = re.compile(r"[A-Za-z0-9_.:-]+")
_NAME = re.compile(r"[A-Za-z0-9_.$ -]{1,128}")


#: What a query must not hold anywhere: a SELECT may write, too.
_WRITING = (exp.Insert, exp.Update, exp.Delete, exp.Into, exp.Command, exp.Lock, exp.Create)


class Refused(Exception):
    """Why a database is not read; the text is for people."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is and what is wanted of it; `shown` has no password."""

    dialect: str
    parts: SplitResult
    wanted: str
    shown: str


def parse_address(name: str) -> Address:
    """Take an address apart; raises `Refused` for one that is more than an address."""
    try:
        parts = urlsplit(name)
        port = parts.port
    except ValueError:
        raise Refused("the address cannot be read") from None
    dialect = SCHEMES[parts.scheme.lower()]
    place = parts.hostname or ""
    shown = f"{parts.scheme}://{place}{f':{port}' if port else ''}{unquote(parts.path)}"
    if parts.query:
        raise Refused("an address has no options, so there must be no `?` in it")
    if any(not letter.isprintable() for letter in unquote(name)):
        raise Refused("the address holds control characters")
    if dialect == "sqlite":
        if place or not unquote(parts.path).strip("/"):
            raise Refused("an SQLite address is `sqlite:///` and the path of a file")
    elif not place or not _HOST.fullmatch(place):
        raise Refused("the address names no server")
    elif not _NAME.fullmatch(unquote(parts.path).removeprefix("/")):
        raise Refused("the address names no database")
    wanted = unquote(parts.fragment).strip()
    return Address(dialect, parts, wanted, f"{shown}#{wanted}" if wanted else shown)


def read_database(request: Request, name: str) -> tuple[RawTable, ...]:
    """Return the table of an address, or nothing after reporting why."""
    diagnostics = request.recogniser.diagnostics
    try:
        address = parse_address(name)
    except Refused as refused:
        # The address itself may hold a password.
        _report(diagnostics, str(refused), name.partition("://")[0] + "://")
        return ()
    try:
        with closing(_OPENERS[address.dialect](address)) as connection:
            return _read(replace(request, name=address.shown), address.dialect, connection, address)
    except Refused as refused:
        _report(diagnostics, str(refused), address.shown)
    except ImportError as error:
        _report(
            diagnostics,
            f"the driver `{error.name}` is not installed",
            address.shown,
            "install it: `pip install skulint[databases]`",
        )
    except Exception as error:
        _report(diagnostics, _said(error, address), address.shown)
    return ()


def read_sqlite(request: Request) -> tuple[RawTable, ...]:
    """Return a table for each table of an SQLite file that holds records we know."""
    try:
        with closing(_open_file(request.path)) as connection:
            address = Address("sqlite", urlsplit(""), "", request.name)
            return _read(request, "sqlite", connection, address)
    except (sqlite3.Error, Refused) as error:
        _report(request.recogniser.diagnostics, str(error), request.name)
        return ()


def _report(diagnostics: Diagnostics, said: str, place: str, help_text: str | None = None) -> None:
    diagnostics.error(
        "SKU-F050",
        f"the database cannot be read: {said}",
        place=place,
        help=help_text or "write `postgresql://user@host/database#table`, or export it as CSV",
    )


def _said(error: Exception, address: Address) -> str:
    """Give the first line of a driver's message, without what nobody should see."""
    found = error.args[0] if error.args else error
    text = str(found.get("M", found)) if isinstance(found, dict) else str(error.args[-1:] and error)
    text = " ".join(text.split("\n")[0].split())
    secret = address.parts.password
    return text.replace(unquote(secret), "…") if secret else text


def _open_address(address: Address) -> sqlite3.Connection:
    return _open_file(Path(unquote(address.parts.path)[1:]))


def _open_file(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise Refused(f"there is no file `{path}`")
    with path.open("rb") as file:
        if not file.read(16).startswith(b"SQLite format 3\0"):
            raise Refused(f"`{path}` is no SQLite database")
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.set_authorizer(_allow_reading)
    return connection


_READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


def _allow_reading(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _open_postgres(address: Address) -> Any:
    import pg8000.dbapi  # an extra

    parts = address.parts
    connection = pg8000.dbapi.connect(
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password) if parts.password else None,
        host=parts.hostname or "localhost",
        port=parts.port or 5432,
        database=unquote(parts.path).removeprefix("/"),
        timeout=_PATIENCE,
    )
    cursor = connection.cursor()
    cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    connection.commit()
    return connection


def _open_mysql(address: Address) -> Any:
    import pymysql  # an extra
    import pymysql.cursors

    parts = address.parts
    connection = pymysql.connect(
        user=unquote(parts.username or "root"),
        password=unquote(parts.password or ""),
        host=parts.hostname,
        port=parts.port or 3306,
        database=unquote(parts.path).removeprefix("/"),
        charset="utf8mb4",
        local_infile=False,
        connect_timeout=10,
        read_timeout=_PATIENCE,
        cursorclass=pymysql.cursors.SSCursor,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
    return connection


_OPENERS: Mapping[str, Callable[[Address], Any]] = {
    "sqlite": _open_address,
    "postgres": _open_postgres,
    "mysql": _open_mysql,
}


def _read(
    request: Request, dialect: str, connection: Any, address: Address
) -> tuple[RawTable, ...]:
    if address.wanted:
        query, label = query_of(address.wanted, dialect)
        return _read_query(request, connection, query, label)
    if dialect != "sqlite":
        raise Refused("the address names no table; add it behind `#`")
    names = _tables(connection)
    tables: list[RawTable] = []
    faults = Diagnostics()
    for name in names:
        aside = Diagnostics()
        recogniser = replace(request.recogniser, diagnostics=aside)
        query, label = query_of(name, dialect)
        tables += _read_query(replace(request, recogniser=recogniser), connection, query, label)
        for each in aside:
            is_none = each.level is Level.ERROR and each.code in ("SKU-F010", "SKU-F011")
            (faults if is_none else request.recogniser.diagnostics).add(each)
    level = Level.WARNING if tables else Level.ERROR
    request.recogniser.diagnostics.extend(replace(each, level=level) for each in faults)
    if not names:
        raise Refused("it has no tables")
    return tuple(tables)


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = (
        exp.select("name")
        .from_("sqlite_master")
        .where("type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")
        .order_by("name")
        .limit(_MOST_TABLES)
    )
    return [str(row[0]) for row in connection.execute(query.sql(dialect="sqlite"))]


def query_of(wanted: str, dialect: str) -> tuple[str, str]:
    """Return the query for a table or a query of the user's, and what to call its rows.

    Raises `Refused` for anything but one query that only reads.
    """
    if not re.match(r"(?i)\s*(select|with|\()\b", wanted):
        if not _NAME.fullmatch(wanted):
            raise Refused(f"`{wanted[:60]}` is no name of a table and no query")
        parts = [exp.to_identifier(part, quoted=True) for part in wanted.split(".")]
        table = exp.Table(this=parts[-1], db=parts[-2] if len(parts) > 1 else None)
        return exp.select("*").from_(table).sql(dialect=dialect), f"{wanted} "
    try:
        trees = [tree for tree in parse(wanted, dialect=dialect) if tree is not None]
    except (SqlglotError, RecursionError):
        raise Refused("the query cannot be read") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise Refused("only one query is run, a SELECT")
    writing = (exp.Insert, exp.Update, exp.Delete, exp.Into, exp.Command, exp.Lock, exp.DDL)
    if any(
        not isinstance(node, exp.Query) and isinstance(node, writing) for node in trees[0].walk()
    ):
        raise Refused("the query does more than read")
    return trees[0].sql(dialect=dialect), ""


def _read_query(request: Request, connection: Any, query: str, label: str) -> tuple[RawTable, ...]:
    with closing(connection.cursor()) as cursor:
        cursor.execute(query)
        names = [str(each[0]) for each in cursor.description]
        headings = [Heading(name) for name in names]
        stem = label.strip().rsplit(".", 1)[-1]
        found = request.recogniser.recognise(
            headings,
            f"{request.name} {label}".strip(),
            told=request.told,
            stem=stem,
        )
        if found is None:
            return ()
        key = request.recogniser.key_of(found)
        shaped = shape_records(
            ((number, [text_of(cell) for cell in row]) for number, row in _numbered(cursor)),
            names,
            found,
            lambda number: f"{request.name} {label}row {number}",
            LeftOut(),
            key=found.facts.index(key) if key else None,
            kept=request.kept,
        )
    return (
        RawTable(
            input=request.name,
            format="database",
            entity=found.entity,
            columns=shaped.columns,
            rows=shaped.rows,
            sha256=request.sha256 or sha256_of(shaped.rows.path),
            places=partial(_places, request.name, names, label, shaped),
            record_count=len(shaped.numbers),
            export=shaped.export,
            note=found.note or ({"en": label.strip(), "zh": label.strip()} if label else None),
            unmapped=found.unmapped(headings),
        ),
    )


def _numbered(cursor: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    number = 0
    while rows := cursor.fetchmany(_BATCH):
        for row in rows:
            number += 1
            yield number, row


def text_of(cell: Any) -> str:
    """Write a database's value as text that gives the same value back."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return ";".join(text_of(each) for each in cell)
    return "" if isinstance(cell, bytes | bytearray | memoryview) else str(cell)


def _places(
    name: str, headings: Sequence[str], label: str, shaped: Shaped, cells: Iterable[Cell]
) -> Mapping[Cell, Place]:
    wanted = list(cells)
    texts = shaped.texts(wanted)
    places: dict[Cell, Place] = {}
    for cell in wanted:
        origin = shaped.origin(cell)
        if origin is not None:
            row, column = origin
            places[cell] = Place(
                name, label=f"{label}row {row}", heading=headings[column], snippet=texts.get(cell)
            )
    return places
