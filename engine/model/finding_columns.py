"""The columns of findings as a table: one schema for every file that has a row a finding."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["text", "integer", "number", "date", "flag"]

#: Every column with the kind of its values. Names are a promise; new ones go to the end.
COLUMNS: Mapping[str, Kind] = MappingProxyType(
    {
        "rule": "text",
        "program": "text",
        "severity": "text",
        "kind": "text",
        "outcome": "text",
        "entity": "text",
        "key": "text",
        "title": "text",
        "parents": "text",
        "message": "text",
        "clause": "text",
        "actual": "text",
        "actual_number": "number",
        "limit": "text",
        "limit_number": "number",
        "unit": "text",
        "limit_from": "text",
        "missing": "text",
        "fix": "text",
        "fix_fact": "text",
        "fix_target": "number",
        "fix_change": "number",
        "fix_searched": "flag",
        "wait_until": "text",
        "file": "text",
        "line": "integer",
        "heading": "text",
        "cell": "text",
        "document": "text",
        "section": "text",
        "checked": "date",
        "fingerprint": "text",
        "packs": "text",
    }
)

#: The kinds as DuckDB's types; numbers have the places to which quotients are rounded.
TYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "VARCHAR",
        "integer": "BIGINT",
        "number": "DECIMAL(38, 12)",
        "date": "DATE",
        "flag": "BOOLEAN",
    }
)
