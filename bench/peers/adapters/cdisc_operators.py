"""The operators of CDISC's rules engine over pandas: the package has no command of its own.

Its rules say what is broken, so each of ours is turned round; a share of a fact is a column more.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from cdisc_rules_engine.check_operators.dataframe_operators import DataframeType
from cdisc_rules_engine.models.dataset import PandasDataset
from conditions import All, Compare, Condition, Rule, Share
from rows import read_rows
from tally import Tallies, tally_of

_HOLDS = {
    "<=": "less_than_or_equal_to",
    ">=": "greater_than_or_equal_to",
    "<": "less_than",
    ">": "greater_than",
    "=": "equal_to",
}
_BROKEN = {
    "<=": "greater_than",
    ">=": "less_than",
    "<": "greater_than_or_equal_to",
    ">": "less_than_or_equal_to",
    "=": "not_equal_to",
}


def prepare(rules: Sequence[Rule]) -> Sequence[Rule]:
    """Do nothing: an operator is called for each comparison."""
    return rules


def load(folder: Path) -> pd.DataFrame:
    """Read a frame, with binary floats."""
    return pd.DataFrame(read_rows(folder, float))


def run(prepared: Sequence[Rule], data: pd.DataFrame) -> Tallies:
    """Ask for each rule which rows break it."""
    frame = DataframeType({"value": PandasDataset(data.copy())})
    tallies = {}
    for rule in prepared:
        broken = _asked(frame, rule.require, holds=False)
        if rule.when is not None:
            broken = broken & _asked(frame, rule.when, holds=True)
        tallies[rule.id] = tally_of(len(data), int(broken.sum()))
    return tallies


def _asked(frame: Any, condition: Condition, *, holds: bool) -> Any:
    if not isinstance(condition, Compare):
        first, *others = [_asked(frame, part, holds=holds) for part in condition.parts]
        for other in others:
            first = first & other if isinstance(condition, All) is holds else first | other
        return first
    limit: Any = condition.limit
    literal = True
    if isinstance(limit, Share):
        name = f"{limit.factor} of {limit.fact}"
        frame.value[name] = frame.value[limit.fact] * float(limit.factor)
        limit, literal = name, False
    elif isinstance(limit, Decimal):
        limit = float(limit)
    word = (_HOLDS if holds else _BROKEN)[condition.sign]
    asked = {"target": condition.fact, "comparator": limit, "value_is_literal": literal}
    return getattr(frame, word)(asked).astype(bool)
