"""Soda over DuckDB: a contract with a check of failed rows for each rule."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# It reports to its vendor at every start, and waits where there is no network.
os.environ["SODA_CORE_TELEMETRY_ENABLED"] = "false"

from conditions import Rule
from soda_core.common.yaml import ContractYamlSource
from soda_core.contracts.contract_verification import ContractVerificationSession
from soda_duckdb.common.data_sources.duckdb_data_source import DuckDBDataSourceImpl
from tally import Tallies, tally_of

from adapters import duckdb_sql


def prepare(rules: Sequence[Rule]) -> Any:
    """Write the contract."""
    lines = ["dataset: peers/main/catalogue", "columns: []", "checks:"]
    for rule in rules:
        lines += [
            "  - failed_rows:",
            f"      name: {rule.id}",
            f"      qualifier: {rule.id}",
            f"      expression: NOT ({duckdb_sql.verdict(rule)})",
        ]
    return ContractYamlSource.from_str("\n".join(lines))


def load(folder: Path) -> tuple[Any, int]:
    """Read and join both files."""
    connection = duckdb_sql.load(folder)
    connection.execute("CREATE TABLE catalogue AS FROM skus JOIN shops USING (store_id)")
    found = connection.execute("SELECT count(*) FROM catalogue").fetchone()
    assert found is not None
    return DuckDBDataSourceImpl.from_existing_cursor(connection, "peers"), found[0]


def run(prepared: Any, data: tuple[Any, int]) -> Tallies:
    """Verify the contract."""
    source, total = data
    session = ContractVerificationSession.execute(
        contract_yaml_sources=[prepared], data_source_impls=[source]
    )
    (contract,) = session.contract_verification_results
    return {
        each.check.name: tally_of(total, each.diagnostic_metric_values["failed_rows_count"])
        for each in contract.check_results
    }
