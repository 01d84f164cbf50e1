"""Spark gives the same answers as DuckDB: the engine, and what `skulint compile` prints.

All in one test, since tests run in several processes and each would start a Spark of its own.
SKULINT_SPARK_PROGRAMS is the number of generated packs, SKULINT_SEED where they begin.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from skulint.engine.backends.spark.run import run as run_on_spark
from skulint.engine.loading import load_rulebook
from skulint.engine.resources import rules_dir
from skulint.engine.text.diagnostics import Diagnostics

from .engines import Check, prepare, run
from .made import check_of, make
from .typed_tables import TABLES, checked, compiled
from .warehouses import in_duckdb, in_spark

PROGRAMS = int(os.environ.get("SKULINT_SPARK_PROGRAMS", "3"))
# The records of the first of these packs have each of the four outcomes.
FIRST_SEED = int(os.environ.get("SKULINT_SEED", "3"))
PRICE = "AE-OUTLET-002"
EXAMPLE = Path(__file__).parents[2] / "fixtures/examples/outlet"


def begin(folder: Path) -> Any:
    """Start a Spark that compiles nothing to Java code, which takes longer than few rows do."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        # It does not live long enough to pay for what makes a program fast.
        .config(
            "spark.driver.extraJavaOptions",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto",
        )
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.driver.host", "127.0.0.1")
        # What is printed must not depend on where a session thinks it is.
        .config("spark.sql.session.timeZone", "Asia/Shanghai")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def outlet() -> Check:
    diagnostics = Diagnostics()
    book = load_rulebook([rules_dir()], diagnostics)
    assert not diagnostics.has_errors
    files = sorted(path for path in EXAMPLE.iterdir() if path.suffix in (".csv", ".yaml"))
    return prepare(
        book,
        [path for path in files if path.name != "skulint.yaml"],
        programs=["aliexpress/outlet"],
        defaults={"program_applied": "OUTLET"},
    )


def compare_engines(check: Check) -> int:
    """Hold everything the engine gives against DuckDB; counts the pairs."""
    one = run(check, "duckdb")
    other = run_on_spark(check.plan, check.store, check.context, limit=3)
    assert other.rules == one.rules
    assert other.selected == one.selected
    assert other.readiness == one.readiness
    assert other.missing() == one.missing()
    pairs = list(other.outcomes())
    assert pairs == list(one.outcomes())
    sets = [[rule.id for rule in check.plan.rules if rule.entity == "sku"]]
    assert other.roll_up("sku", sets, None) == one.roll_up("sku", sets, None)
    return len(pairs)


def compare_statements(session: Any, folder: Path) -> Counter[str]:
    decided: Counter[str] = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + PROGRAMS):
        made = make(seed)
        check = check_of(made, folder / str(seed))
        try:
            found = in_spark(check, session)
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}\n{made.shown()}") from error
        assert found == in_duckdb(check), f"seed {seed}\n{made.shown()}"
        decided.update(row[3] for row in found)
        check.store.connection.close()
    return decided


def compare_typed_tables(session: Any, folder: Path) -> int:
    """Judge tables by what is printed, and let Spark write what it found."""
    sql, rules = compiled("spark")
    for name, table in TABLES.items():
        session.createDataFrame(table).createOrReplaceTempView(f"{name}s")
    session.sql(sql).write.parquet(str(folder / "outcomes"))
    written = pa.parquet.read_table(folder / "outcomes").to_pylist()
    assert sorted(tuple(row.values())[:4] for row in written) == checked(rules)
    sides = {row["key"]: (row["actual"], row["limit"]) for row in written if row["rule"] == PRICE}
    assert sides["B/US"] == (Decimal("8.4001"), Decimal("8.4"))
    assert sides["C"] == (Decimal("35.7"), Decimal("35.7"))
    assert sides["D/ES"] == (None, Decimal("8.4"))
    return len(written)


def test_spark_gives_the_same_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark", reason="Spark is not installed: `pip install skulint[spark]`")
    if shutil.which("java") is None:
        pytest.skip("there is no Java here to run Spark")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = begin(tmp_path)
        try:
            typed = compare_typed_tables(session, tmp_path)
            # A table of the caller's, of a name that we use as well.
            session.sql("SELECT 1 AS mine").createOrReplaceTempView("entity_sku")
            whole = outlet()
            # The rules of one history and some others; all take a minute of planning.
            chosen = ("AE-OUTLET-002", "AE-PRICE-002", "AE-OUTLET-006")
            rules = tuple(rule for rule in whole.plan.rules if rule.id in chosen)
            pairs = compare_engines(replace(whole, plan=replace(whole.plan, rules=rules)))
            assert session.table("entity_sku").columns == ["mine"]
            decided = compare_statements(session, tmp_path)
        finally:
            session.stop()
    with capsys.disabled():
        print(f"\nSpark: {pairs} pairs of Outlet, {typed} of typed tables, generated {decided}")
    assert pairs
    assert min(decided.values()) > 0
    assert len(decided) == 4
