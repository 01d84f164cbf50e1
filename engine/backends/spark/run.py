"""Run a plan on Spark."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..duckdb import run as columnar
from ..duckdb import totals
from .session import spark_session
from .tables import SparkTables

if TYPE_CHECKING:
    from ...model.rule import Plan
    from ...store.relations import FactStore
    from ..context import Context
    from ..results import FactTotals, Results


def run(plan: Plan, store: FactStore, context: Context, *, limit: int | None) -> Results:
    """Judge all subjects on Spark; `limit` caps the rows selected for each rule and outcome.

    The store's relations are handed over as Parquet; the rest is what the columnar engine does,
    said in Spark's dialect.
    """
    return columnar.run(plan, _on_spark(store), context, limit=limit)


def fact_totals(
    plan: Plan, store: FactStore, context: Context, facts: Sequence[str]
) -> Mapping[str, FactTotals]:
    """Count for each fact the records that have it exactly, its sum and its ends."""
    return totals.fact_totals(plan, _on_spark(store), context, facts)


def _on_spark(store: FactStore) -> FactStore:
    session = spark_session()
    # Where workers are other machines, they have to see the folder, too.
    within = os.environ.get("SKULINT_SPARK_FOLDER")
    folder = tempfile.TemporaryDirectory(prefix="skulint-spark-", dir=within)
    tables = SparkTables(session, store.connection, Path(folder.name))
    weakref.finalize(tables, folder.cleanup)
    return replace(store, connection=cast("Any", tables))
