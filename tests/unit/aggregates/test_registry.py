"""Every aggregate of the registry works in both engines, as its examples say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml

from skulint.engine.backends.duckdb.listed_summaries import LISTED_SUMMARIES
from skulint.engine.backends.duckdb.summaries import SUMMARIES
from skulint.engine.backends.reference.aggregates import SUMMARIES as BY_REFERENCE
from skulint.engine.conditions.aggregates import AGGREGATES
from skulint.engine.model.facts import FactType
from skulint.engine.model.values import Absent, Bounded, Exact, Value

from .runs import both

KINDS = {FactType.INTEGER: "integer", FactType.BOOLEAN: "boolean", FactType.LIST: "list"}
EXAMPLES = [
    pytest.param(each, example, id=f"{each.name}-{index}")
    for each in AGGREGATES.values()
    for index, example in enumerate(each.examples)
]


def test_both_engines_know_every_aggregate() -> None:
    assert set(BY_REFERENCE) == {*SUMMARIES, *LISTED_SUMMARIES} == set(AGGREGATES)
    assert not SUMMARIES.keys() & LISTED_SUMMARIES.keys()
    assert all(each.examples for each in AGGREGATES.values())


@pytest.mark.parametrize(("aggregate", "example"), EXAMPLES)
def test_example(aggregate: Any, example: Any) -> None:
    kind = KINDS[aggregate.result] if aggregate.result else "decimal"
    rows = [_plain(row) for row in yaml.safe_load(example.rows)]
    assert shown(both(kind, example.derive, {"rows": rows})[0]) == example.result


@pytest.mark.parametrize("aggregate", AGGREGATES.values(), ids=lambda each: each.name)
def test_a_missing_table_is_unknown_and_named(aggregate: Any) -> None:
    kind = KINDS[aggregate.result] if aggregate.result else "decimal"
    value = both(kind, aggregate.examples[0].derive, {})[0]
    assert value == Absent(frozenset({"rows"}))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(str(cell)) if isinstance(cell, int | float) else cell
        for name, cell in row.items()
    }


def shown(value: Value) -> str:
    if isinstance(value, Absent):
        return "unknown"
    if isinstance(value, Bounded):
        low, high = (_word(end) for end in (value.low, value.high))
        return f"{low}..{high}"
    assert isinstance(value, Exact)
    return _word(value.value)


def _word(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_word, value))}]"
    return value.isoformat() if isinstance(value, date) else str(value)
