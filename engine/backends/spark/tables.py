"""Runs trees on Spark, over relations that are handed to it when a tree first names them."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlglot import exp

from ...store.sql import select, sql_of, table
from .. import Unavailable
from ..dialects.spark import SPARK
from ..dialects.translate import Translator, Unsupported

if TYPE_CHECKING:
    import duckdb
    from pyspark.sql import DataFrame, SparkSession


class SparkTables:
    """A database in Spark beside one in DuckDB: what it lacks it takes from there as Parquet."""

    def __init__(
        self, session: SparkSession, source: duckdb.DuckDBPyConnection, folder: Path
    ) -> None:
        """Begin with nothing handed over."""
        self._session, self._source, self._folder = session, source, folder
        self._known: dict[str, DataFrame] = {}
        # A session of the caller's may have tables of the same names.
        self._prefix = f"skulint_{uuid4().hex[:12]}_"
        weakref.finalize(self, _forget, session, self._known, self._prefix)

    def fetch_tree(self, tree: exp.Expr) -> list[tuple[Any, ...]]:
        """Run a query and fetch all its rows."""
        return [tuple(row) for row in self.frame(tree).collect()]

    def stream_tree(self, tree: exp.Expr) -> Iterator[tuple[Any, ...]]:
        """Run a query and yield its rows, a partition at a time."""
        for row in self.frame(tree).toLocalIterator():
            yield tuple(row)

    def create_tree(self, name: str, tree: exp.Expr, *, view: bool) -> None:
        """Create or replace a table: computed when it is first read, and kept from then on."""
        frame = self.frame(tree)
        if name in self._known:
            self._known[name].unpersist()
        self._show(name, frame if view else frame.persist())

    def frame(self, tree: exp.Expr) -> DataFrame:
        """Give a query as a data frame, which has not run yet."""
        for each in tree.find_all(exp.Table):
            if each.name and each.name not in self._known:
                self._hand_over(each.name)
        try:
            statement = Translator(SPARK, self._prefix).sql(tree)
        except Unsupported as lack:
            raise Unavailable(
                f"Spark's SQL has no words for {lack.what}", "use `--engine duckdb`"
            ) from None
        return self._session.sql(statement)

    def _hand_over(self, name: str) -> None:
        path = self._folder / f"{name}.parquet"
        whole = select(exp.Star()).from_(table(name), copy=False)
        copying = exp.Copy(
            this=whole.subquery(),
            kind=False,
            files=[exp.Literal.string(str(path))],
            params=[exp.CopyParameter(this=exp.var("FORMAT"), expression=exp.var("PARQUET"))],
        )
        self._source.execute(sql_of(copying))
        self._show(name, self._session.read.parquet(str(path)))

    def _show(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(f"{self._prefix}{name}")
        self._known[name] = frame


def _forget(session: SparkSession, known: Mapping[str, DataFrame], prefix: str) -> None:
    """Free what was kept, as far as the session still lives."""
    try:
        for name, frame in known.items():
            frame.unpersist()
            session.catalog.dropTempView(f"{prefix}{name}")
    except Exception:  # it was stopped, and everything with it
        return
