"""Small builders of SQL trees; SQL is never joined from strings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from sqlglot import exp

if TYPE_CHECKING:
    import duckdb


def column(name: str, table: str | None = None) -> exp.Column:
    """Refer to a column, quoted."""
    return exp.column(name, table=table, quoted=True)


def text(value: str) -> exp.Expr:
    """Write a text."""
    return exp.Literal.string(value)


def number(value: int) -> exp.Expr:
    """Write a whole number."""
    return exp.Literal.number(value)


def call(function: str, *arguments: exp.Expr) -> exp.Expr:
    """Call a function of the database."""
    return exp.Anonymous(this=function, expressions=list(arguments))


def option(name: str, value: exp.Expr) -> exp.Expr:
    """Name an argument of a table function."""
    return exp.PropertyEQ(this=exp.to_identifier(name), expression=value)


@cache
def type_of(name: str) -> exp.DataType:
    """Write a type; reading its name takes a parser, so all trees share it."""
    return exp.DataType.build(name, dialect="duckdb")


def cast(tree: exp.Expr, to: str) -> exp.Expr:
    """Cast, failing on what does not fit."""
    return exp.Cast(this=tree, to=type_of(to))


def try_cast(tree: exp.Expr, to: str) -> exp.Expr:
    """Cast, giving NULL for what does not fit."""
    return exp.TryCast(this=tree, to=type_of(to))


def alias(tree: exp.Expr, name: str) -> exp.Expr:
    """Give a column of a SELECT its name."""
    return exp.alias_(tree, name, quoted=True, copy=False)


def table(name: str) -> exp.Table:
    """Refer to a table, quoted."""
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def select(*columns: exp.Expr) -> exp.Select:
    """Begin a SELECT without copying its columns: trees are shared until they are rendered."""
    return exp.Select(expressions=list(columns))


def select_from(query: exp.Select, name: str, *columns: exp.Expr) -> exp.Select:
    """Select columns from a query, shared and not copied; one copy is made on rendering."""
    return select(*columns).from_(query.subquery(name, copy=False), copy=False)


def is_one_of(tree: exp.Expr, values: Sequence[str]) -> exp.Expr:
    """Test that `tree` is one of some texts.

    DuckDB turns a longer IN list into a join, and rows that pass a join lose their order.
    """
    return exp.or_(
        *(exp.EQ(this=tree.copy(), expression=text(value)) for value in values), copy=False
    )


def not_null(tree: exp.Expr) -> exp.Expr:
    """Build `tree IS NOT NULL`."""
    return exp.not_(exp.Is(this=exp.paren(tree, copy=True), expression=exp.Null()), copy=False)


def is_null(tree: exp.Expr) -> exp.Expr:
    """Build `tree IS NULL`."""
    return exp.Is(this=exp.paren(tree, copy=False), expression=exp.Null())


def sql_of(tree: exp.Expr) -> str:
    """Render a tree in DuckDB's dialect."""
    return tree.sql(dialect="duckdb", copy=False)


def count_if(tree: exp.Expr) -> exp.Expr:
    """Count the rows for which `tree` is true; DuckDB gives NULL where it never is decided."""
    return exp.Coalesce(this=exp.CountIf(this=tree), expressions=[number(0)])


def sum_if(tree: exp.Expr, weight: exp.Expr) -> exp.Expr:
    """Add up a column of the rows for which `tree` is true; 0 where there is none."""
    added = exp.Sum(this=exp.Case(ifs=[exp.If(this=tree, true=weight)]))
    return exp.Coalesce(this=added, expressions=[number(0)])


def another(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Open one more connection to a database, which takes times as the first one does."""
    opened = connection.cursor()
    in_utc(opened)
    return opened


def in_utc(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a connection take times without a zone as UTC, whatever the machine's zone is."""
    connection.execute(exp.Command(this="SET", expression="TimeZone = 'UTC'").sql())


def keep_filters_up(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep DuckDB from testing rows before it computes their columns.

    It writes computed columns out wherever they are read, level by level: a few derived facts
    that read each other then take minutes and gigabytes to plan.
    """
    disabled = exp.Command(this="SET", expression="disabled_optimizers = 'filter_pushdown'")
    connection.execute(disabled.sql())


@runtime_checkable
class TreeRunner(Protocol):
    """A database other than DuckDB that runs trees, in a dialect of its own."""

    def fetch_tree(self, tree: exp.Expr) -> list[tuple[Any, ...]]:
        """Run a query and fetch all its rows."""

    def stream_tree(self, tree: exp.Expr) -> Iterator[tuple[Any, ...]]:
        """Run a query and yield its rows."""

    def create_tree(self, name: str, tree: exp.Expr, *, view: bool) -> None:
        """Create or replace a table (or view) from a query."""


def fetch(
    connection: duckdb.DuckDBPyConnection | TreeRunner,
    tree: exp.Expr,
    parameters: Sequence[Any] = (),
) -> list[tuple[Any, ...]]:
    """Run a query and fetch all its rows."""
    if isinstance(connection, TreeRunner):
        assert not parameters
        return connection.fetch_tree(tree)
    cursor = connection.execute(sql_of(tree), list(parameters) or None)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def stream(
    connection: duckdb.DuckDBPyConnection | TreeRunner, tree: exp.Expr, size: int
) -> Iterator[tuple[Any, ...]]:
    """Run a query and yield its rows, which are fetched so many at a time."""
    if isinstance(connection, TreeRunner):
        yield from connection.stream_tree(tree)
        return
    cursor = connection.cursor().execute(sql_of(tree))
    while rows := cursor.fetchmany(size):
        yield from rows


def create(
    connection: duckdb.DuckDBPyConnection | TreeRunner,
    name: str,
    query: exp.Expr,
    *,
    view: bool = False,
    parameters: Sequence[Any] = (),
) -> None:
    """Create or replace a table (or view) from a query."""
    if isinstance(connection, TreeRunner):
        assert not parameters
        connection.create_tree(name, query, view=view)
        return
    tree = exp.Create(
        this=table(name),
        kind="VIEW" if view else "TABLE",
        replace=True,
        expression=query,
    )
    connection.execute(sql_of(tree), list(parameters) or None)
