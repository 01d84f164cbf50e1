"""The SQL of other databases: trees made for DuckDB, said again in each one's own words."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .translate import Spelling

#: The module and the name of each dialect's spelling; DuckDB's own words need none.
DIALECTS: Mapping[str, tuple[str, str] | None] = MappingProxyType(
    {
        "duckdb": None,
        "spark": ("spark", "SPARK"),
        "postgres": ("postgres", "POSTGRES"),
        "trino": ("others", "TRINO"),
        "bigquery": ("others", "BIGQUERY"),
        "snowflake": ("others", "SNOWFLAKE"),
        "clickhouse": ("others", "CLICKHOUSE"),
    }
)

#: Those in which our tests run what is printed; the others' is only parsed.
EXECUTED = frozenset({"duckdb", "spark", "postgres"})


def spelling_of(dialect: str) -> Spelling | None:
    """Give a dialect's words; None for DuckDB's."""
    found = DIALECTS[dialect]
    if found is None:
        return None
    module, name = found
    spelling: Spelling = getattr(importlib.import_module(f".{module}", __package__), name)
    return spelling
