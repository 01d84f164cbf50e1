"""Lets the database write all findings into tables."""

from __future__ import annotations

from collections.abc import Sequence

from ..evaluation.findings import Sight
from ..evaluation.tabled.copying import copy_rows
from ..evaluation.tabled.lay_out import lay_out
from ..model.report import Report
from ..model.rule import Plan
from ..store.relations import FactStore
from .options import WORTH_COPYING, TableFile, Unwritable


def worth_copying(store: FactStore, plan: Plan) -> bool:
    """Tell whether there may be so many findings that to explain them all takes longer."""
    pairs = sum(
        store.entities[rule.entity].rows for rule in plan.rules if rule.entity in store.entities
    )
    return pairs > WORTH_COPYING


def copy_tables(tables: Sequence[TableFile], sight: Sight, packs: str, report: Report) -> None:
    """Let the database write all findings into files."""
    counts = {each.rule.id: each.counts for each in report.rules}
    for each in tables:
        query = lay_out(sight, counts, each.lang, each.path_of, packs)
        try:
            copy_rows(sight.store, query, each.format, str(each.path))
        except OSError as error:
            raise Unwritable(f"cannot write the {each.format} report: {error}") from error
