"""Run aggregates over stated rows in both engines, partial tables included.

The columnar engine is asked twice: rows may stand in lists, or lie in a file of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from sqlglot import exp

from skulint.engine.backends.context import Context
from skulint.engine.backends.duckdb.frame import compute_frame
from skulint.engine.backends.duckdb.summaries import SUMMARIES
from skulint.engine.backends.reference import Subject, judged_subject, value_of
from skulint.engine.conditions.walk import facts_in
from skulint.engine.loading import build_plan, load_rulebook
from skulint.engine.model.nodes import Aggregate
from skulint.engine.model.rule import Plan
from skulint.engine.model.values import Absent, Bounded, Exact, Value
from skulint.engine.store.casting import physical_type
from skulint.engine.store.relations import Apart, FactStore, StoredEntity, StoredFact
from skulint.engine.store.sql import fetch, sql_of
from skulint.engine.store.subjects import fetch_subjects, known
from skulint.engine.text.diagnostics import Diagnostics

TITLE = "title: {en: Made up, zh: 虚构}"
COLUMNS = "size DECIMAL(38, 12), pieces DECIMAL(38, 12), name VARCHAR, day DATE, at TIMESTAMP"
AS_OF = datetime(2026, 11, 22)
FACTS = f"""
entities: {{record: {{{TITLE}, key: [record_id]}}}}
facts:
  record_id: {{entity: record, type: text, {TITLE}}}
  limit: {{entity: record, type: decimal, {TITLE}}}
  covered: {{entity: record, type: boolean, {TITLE}}}
  rows:
    entity: record
    type: table
    {TITLE}
    columns:
      size: {{type: decimal}}
      pieces: {{type: integer, never_negative: true}}
      name: {{type: text}}
      day: {{type: date}}
      at: {{type: datetime}}
"""


@cache
def plan_of(kind: str, derive: str) -> Plan:
    """Load a pack in which `found` is derived that way."""
    kind = f"{kind}, of: text" if kind == "list" else kind
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pack.yaml").write_text(f"pack: made-up\nversion: 1.0.0\n{TITLE}\n")
        found = f"  found: {{entity: record, type: {kind}, {TITLE}, derive: {derive}}}\n"
        (folder / "facts.yaml").write_text(FACTS + found)
        diagnostics = Diagnostics()
        book = load_rulebook([folder], diagnostics)
        assert not diagnostics.has_errors, [each.message for each in diagnostics]
        return build_plan(book, as_of=AS_OF, diagnostics=diagnostics, programs=[], facts=["found"])


def store_of(records: Sequence[dict[str, Any]]) -> FactStore:
    """Put records into a database: `rows` with or without `partial`, `limit` and `covered`."""
    connection = duckdb.connect()
    fields = ", ".join(
        f'"{each.split()[0]}" {" ".join(each.split()[1:])}'
        for each in COLUMNS.replace("(38, 12)", "(38@12)").split(", ")
    )
    fields = fields.replace("@", ", ")
    connection.execute(
        "CREATE TABLE r (_row INTEGER, _key VARCHAR, record_id VARCHAR,"
        f' "rows" STRUCT({fields})[], rows__partial BOOLEAN,'
        ' "limit" DECIMAL(38, 12), covered BOOLEAN)'
    )
    names = ("size", "pieces", "name", "day", "at")
    for index, record in enumerate(records):
        rows = record.get("rows")
        plain = None if rows is None else [{n: row.get(n) for n in names} for row in rows]
        connection.execute(
            "INSERT INTO r VALUES (?, ?, ?, ?, ?, ?, ?)",
            [index, str(index), str(index), plain, record.get("partial", False),
             record.get("limit"), record.get("covered")],
        )  # fmt: skip
    facts = {
        "record_id": StoredFact("record_id"),
        "rows": StoredFact("rows", partial=True),
        "limit": StoredFact("limit", 38, 12),
        "covered": StoredFact("covered"),
    }
    entity = StoredEntity("record", "r", len(records), facts, frozenset(), ())
    return FactStore(connection, {"record": entity}, (), ())


def by_reference(plan: Plan, store: FactStore) -> list[Value]:
    facts = sorted(plan.dictionary.facts)
    context = Context({}, {})
    subjects: list[Subject] = [
        judged_subject(plan, context, each.stated)
        for each in fetch_subjects(store, plan.dictionary, "record", facts)
    ]
    return [value_of("found", each) for each in subjects]


def by_duckdb(plan: Plan, store: FactStore) -> list[Value]:
    """Give values with the facts that are missing, as the columnar engine counts them."""
    frame = compute_frame(plan, store, "record", ["found"], Context({}, {}), blaming=True)
    term = frame.scope.columns["found"]
    blamed = list(term.blame.items())
    query = exp.select(
        exp.column("_row", quoted=True),
        term.low.copy(),
        term.high.copy(),
        *(tree.copy() for _, tree in blamed),
    ).from_(frame.query.subquery("frame"))
    return [
        _value(low, high, frozenset(n for (n, _), flag in zip(blamed, flags, strict=True) if flag))
        for _, low, high, *flags in sorted(fetch(store.connection, query), key=lambda row: row[0])
    ]


def _value(low: Any, high: Any, missing: frozenset[str]) -> Value:
    first, last = known(low), known(high)
    if first is None and last is None:
        return Absent(missing)
    if first == last and first is not None:
        return Exact(first)
    return Bounded(first, last, missing)  # type: ignore[arg-type]


def where_rows_lie(plan: Plan, records: Sequence[dict[str, Any]]) -> list[Value]:
    """Give the values that the columnar engine finds without making lists of rows."""
    store = store_of(records)
    cells = exp.alias_(exp.func("unnest", exp.column("rows", quoted=True)), "_cells", quoted=True)
    lines = exp.select(exp.column("_key", quoted=True), cells).from_("r")
    entity = store.entities["record"]
    kind = physical_type(plan.dictionary.facts["rows"])
    rows = StoredFact("rows", apart=Apart(lines, "_key", kind, {}))
    entity = replace(entity, facts={**entity.facts, "rows": rows})
    store = replace(store, entities={"record": entity})
    frame = compute_frame(plan, store, "record", ["found"], Context({}, {}))
    term = frame.scope.columns["found"]
    query = exp.select(exp.column("_row", quoted=True), term.low.copy(), term.high.copy())
    query = query.from_(frame.query.subquery("frame"))
    node = plan.derivations["found"]
    assert isinstance(node, Aggregate)
    # What is held against a fact of the record needs a list after all.
    in_place = node.aggregate in SUMMARIES and "limit" not in facts_in(
        replace(node, complete_when=None)
    )
    assert ("sums_rows" in sql_of(query)) is in_place
    found = fetch(store.connection, query)
    return [_value(low, high, frozenset()) for _, low, high in sorted(found)]


def _lie_in_lines(record: dict[str, Any]) -> bool:
    """Tell whether lines can say what a record does: no line says that there is none."""
    return bool(record.get("rows")) and not record.get("partial")


def _without_blame(value: Value) -> Value:
    if isinstance(value, Bounded):
        return Bounded(value.low, value.high, frozenset())
    return Absent(frozenset()) if isinstance(value, Absent) else value


def both(kind: str, derive: str, *records: dict[str, Any]) -> list[Value]:
    """Give what both engines agree on for each record."""
    plan, store = plan_of(kind, derive), store_of(records)
    reference, columnar = by_reference(plan, store), by_duckdb(plan, store)
    for record, first, second in zip(records, reference, columnar, strict=True):
        assert first == second, (derive, record)
    in_lines = [record for record in records if _lie_in_lines(record)]
    # Rows of a file are put in an order of their own.
    if in_lines and kind != "list":
        told = (
            value for value, each in zip(reference, records, strict=True) if _lie_in_lines(each)
        )
        expected = [_without_blame(value) for value in told]
        assert where_rows_lie(plan, in_lines) == expected, derive
    return reference
