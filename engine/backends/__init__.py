"""The engines: ways of running one compiled plan over facts, and of summing up what it derives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..model.rule import Plan
    from ..store.relations import FactStore
    from .context import Context
    from .results import FactTotals, Results


class Unavailable(Exception):
    """An engine cannot be used here; the message says why, `help` what to do."""

    def __init__(self, message: str, help: str) -> None:
        """Keep both."""
        self.help = help
        super().__init__(message)


#: Runs a plan over a store in a context; `limit` caps the rows selected a rule and outcome.
Engine: TypeAlias = "Callable[[Plan, FactStore, Context, int | None], Results]"
#: Sums up derived facts over all their records.
Totals: TypeAlias = "Callable[[Plan, FactStore, Context, Sequence[str]], Mapping[str, FactTotals]]"


def _duckdb(plan: Plan, store: FactStore, context: Context, limit: int | None) -> Results:
    from .duckdb.run import run

    return run(plan, store, context, limit=limit)


def _reference(plan: Plan, store: FactStore, context: Context, limit: int | None) -> Results:
    from .reference.run import run

    return run(plan, store, context, limit=limit)


def _spark(plan: Plan, store: FactStore, context: Context, limit: int | None) -> Results:
    from .spark.run import run

    return run(plan, store, context, limit=limit)


def _duckdb_totals(
    plan: Plan, store: FactStore, context: Context, facts: Sequence[str]
) -> Mapping[str, FactTotals]:
    from .duckdb.totals import fact_totals

    return fact_totals(plan, store, context, facts)


def _reference_totals(
    plan: Plan, store: FactStore, context: Context, facts: Sequence[str]
) -> Mapping[str, FactTotals]:
    from .reference.totals import fact_totals

    return fact_totals(plan, store, context, facts)


def _spark_totals(
    plan: Plan, store: FactStore, context: Context, facts: Sequence[str]
) -> Mapping[str, FactTotals]:
    from .spark.run import fact_totals

    return fact_totals(plan, store, context, facts)


def _duckdb_in_place(plan: Plan) -> Callable[[str], bool]:
    from .duckdb.in_place import summed_in_place

    return summed_in_place(plan)


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {"duckdb": _duckdb, "spark": _spark, "reference": _reference}
)

#: By the name of the engine, as above.
TOTALS: Mapping[str, Totals] = MappingProxyType(
    {"duckdb": _duckdb_totals, "spark": _spark_totals, "reference": _reference_totals}
)

#: For engines that can sum up the rows of a file where they lie: tells of a plan which table facts
#: need no lists.
IN_PLACE: Mapping[str, Callable[[Plan], Callable[[str], bool]]] = MappingProxyType(
    {"duckdb": _duckdb_in_place}
)


def summed_as_they_lie(engine: str, plan: Plan) -> Callable[[str], bool]:
    """Give the test that an engine needs no list of the rows of a table fact."""
    found = IN_PLACE.get(engine)
    return (lambda _: False) if found is None else found(plan)
