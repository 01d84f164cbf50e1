"""The query that an engineer writes by hand for DuckDB, over tables in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
from conditions import Rule, Words, written
from tally import Tallies, tally_of
from workload import FACTS, SHOP_FACTS, SKU_FACTS

_WORDS = Words(both="AND", either="OR", equal="=")
_TYPES = {
    "text": "VARCHAR",
    "money": "DECIMAL(9, 2)",
    "decimal": "DECIMAL(9, 2)",
    "integer": "INTEGER",
    "boolean": "BOOLEAN",
}


def prepare(rules: Sequence[Rule]) -> tuple[list[str], str]:
    """Write one verdict column a rule: true, false, or NULL where a fact decides that lacks."""
    columns, sums = [], []
    for index, rule in enumerate(rules):
        columns.append(f"{verdict(rule)} AS v{index}")
        sums += [f"count(v{index})", f"count_if(v{index})"]
    sql = (
        f"SELECT count(*), {', '.join(sums)} FROM (SELECT {', '.join(columns)}"
        " FROM skus JOIN shops USING (store_id))"
    )
    return [rule.id for rule in rules], sql


def verdict(rule: Rule) -> str:
    """Write what a rule says of a row."""
    require = written(rule.require, _WORDS)
    if rule.when is None:
        return require
    return f"CASE WHEN {written(rule.when, _WORDS)} THEN {require} ELSE true END"


def load(folder: Path) -> duckdb.DuckDBPyConnection:
    """Read both files into tables of exact decimals."""
    connection = duckdb.connect()
    for name, keys, facts in (
        ("skus", ("sku_id", "store_id"), SKU_FACTS),
        ("shops", ("store_id",), SHOP_FACTS),
    ):
        columns = dict.fromkeys(keys, "VARCHAR") | {fact: _TYPES[FACTS[fact]] for fact in facts}
        connection.execute(
            f"CREATE TABLE {name} AS FROM read_csv(?, header = true, auto_detect = false,"
            f" delim = ',', quote = '\"', columns = {columns})",
            [str(folder / f"{name}.csv")],
        )
    return connection


def run(prepared: tuple[list[str], str], data: duckdb.DuckDBPyConnection) -> Tallies:
    """Count all verdicts in one pass."""
    names, sql = prepared
    found = data.execute(sql).fetchone()
    assert found is not None
    total, counts = found[0], found[1:]
    tallies = {}
    for index, name in enumerate(names):
        decided, clear = counts[2 * index], counts[2 * index + 1] or 0
        tallies[name] = tally_of(total, decided - clear, total - decided)
    return tallies
