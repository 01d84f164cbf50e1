"""Great Expectations over pandas: an expectation a rule that compares one fact with a value.

Shares of another fact, and anything with `or`, would need expectations of one's own.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

# It reports to its vendor at every start.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from conditions import Compare, Rule, Share
from rows import read_rows
from tally import Tallies, Tally

_BOUNDS: dict[str, dict[str, Any]] = {
    "<=": {"max_value": None},
    "<": {"max_value": None, "strict_max": True},
    ">=": {"min_value": None},
    ">": {"min_value": None, "strict_min": True},
}


def prepare(rules: Sequence[Rule]) -> list[tuple[str, Any]]:
    """Say each rule that can be said as an expectation."""
    return [
        (rule.id, _expectation(rule, rule.require))
        for rule in rules
        if isinstance(rule.require, Compare) and not isinstance(rule.require.limit, Share)
    ]


def _expectation(rule: Rule, require: Compare) -> Any:
    limit: Any = require.limit
    if isinstance(limit, Decimal):
        limit = float(limit)
    said: dict[str, Any] = {"column": require.fact}
    if isinstance(rule.when, Compare):
        said["row_condition"] = f'{rule.when.fact} == "{rule.when.limit}"'
        said["condition_parser"] = "pandas"
    if require.sign == "=":
        return gxe.ExpectColumnValuesToBeInSet(**said, value_set=[limit])
    bounds = {name: limit if each is None else each for name, each in _BOUNDS[require.sign].items()}
    return gxe.ExpectColumnValuesToBeBetween(**said, **bounds)


def load(folder: Path) -> pd.DataFrame:
    """Read a frame, with binary floats."""
    return pd.DataFrame(read_rows(folder, float))


def run(prepared: list[tuple[str, Any]], data: pd.DataFrame) -> Tallies:
    """Validate, and take from each result what it says of values and of missing ones."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    suite = context.suites.add(gx.ExpectationSuite(name="peers"))
    for name, expectation in prepared:
        expectation.meta = {"rule": name}
        suite.add_expectation(expectation)
    asset = context.data_sources.add_pandas("peers").add_dataframe_asset("catalogue")
    batch = asset.add_batch_definition_whole_dataframe("whole")
    definition = gx.ValidationDefinition(name="peers", data=batch, suite=suite)
    found = context.validation_definitions.add(definition).run(
        batch_parameters={"dataframe": data}, result_format="BASIC"
    )
    tallies = {}
    for each in found.results:
        fail, unknown = each.result["unexpected_count"], each.result["missing_count"]
        # Rows that a condition leaves out are not counted at all.
        clear = len(data) - fail - unknown
        tallies[each.expectation_config.meta["rule"]] = Tally(clear, fail, unknown)
    return tallies
