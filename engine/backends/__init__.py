"""The engines: ways of running one compiled plan over facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..model.rule import Plan
    from ..store.relations import FactStore
    from .context import Context
    from .results import Results

#: Runs a plan over a store in a context; `limit` caps the rows selected a rule and outcome.
Engine: TypeAlias = "Callable[[Plan, FactStore, Context, int | None], Results]"


def _duckdb(plan: Plan, store: FactStore, context: Context, limit: int | None) -> Results:
    from .duckdb.run import run

    return run(plan, store, context, limit=limit)


def _reference(plan: Plan, store: FactStore, context: Context, limit: int | None) -> Results:
    from .reference.run import run

    return run(plan, store, context, limit=limit)


ENGINES: Mapping[str, Engine] = MappingProxyType({"duckdb": _duckdb, "reference": _reference})
