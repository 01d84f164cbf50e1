"""Run a plan on Spark."""

from __future__ import annotations

import tempfile
import weakref
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..duckdb import run as columnar
from .session import spark_session
from .tables import SparkTables

if TYPE_CHECKING:
    from ...model.rule import Plan
    from ...store.relations import FactStore
    from ..context import Context
    from ..results import Results


def run(plan: Plan, store: FactStore, context: Context, *, limit: int | None) -> Results:
    """Judge all subjects on Spark; `limit` caps the rows selected for each rule and outcome.

    The store's relations are handed over as Parquet; the rest is what the columnar engine does,
    said in Spark's dialect.
    """
    folder = tempfile.TemporaryDirectory(prefix="skulint-spark-")
    tables = SparkTables(spark_session(), store.connection, Path(folder.name))
    there = replace(store, connection=cast("Any", tables))
    results = columnar.run(plan, there, context, limit=limit)
    weakref.finalize(tables, folder.cleanup)
    return results
