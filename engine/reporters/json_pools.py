"""Pools in the JSON report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .json_values import amount_json, subject_json, unit_json, words_json
from .json_writer import Json

if TYPE_CHECKING:
    from ..model.pooled import Dropped, PoolDemand, Pooled


def pool_json(item: Pooled) -> Json:
    """Return the verdict on one pool, the largest set that passes, and who stays out."""
    return {
        "id": item.id,
        "program": item.program,
        "title": words_json(item.title),
        "of": item.of,
        "subject": subject_json(item.subject),
        "state": item.state.value,
        "total": item.total,
        "own": [{"rule": rule.id, "state": state.value} for rule, state in item.own],
        "demands": [_demand(each) for each in item.demands],
        "keep": item.keep,
        "proven": item.proven,
        "bound": item.bound,
        "drop": item.drop,
        "left_out": {
            "failing": _members(item.failing),
            "undecided": _members(item.undecided),
            "surplus": _members(item.left_over),
        },
    }


def _demand(item: PoolDemand) -> Json:
    return {
        "title": words_json(item.title),
        "measure": item.measure.value,
        "fact": item.fact,
        "rule": item.rule,
        "state": item.state.value,
        "low": amount_json(item.low),
        "high": amount_json(item.high),
        "at_least": amount_json(item.at_least),
        "at_most": amount_json(item.at_most),
        "kept": amount_json(item.kept),
        "unit": unit_json(item.low, item.at_least, item.at_most),
    }


def _members(items: tuple[Dropped, ...]) -> Json:
    return [
        {"key": each.subject.key, "rules": [rule for rule in each.rules if ":" not in rule]}
        for each in items
    ]
