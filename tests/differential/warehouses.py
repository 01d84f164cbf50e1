"""Run what `skulint compile` prints over the relations of a check, where a warehouse has them."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from sqlglot import exp

from skulint.engine.backends.dialects import spelling_of
from skulint.engine.backends.dialects.outcomes import judgements, outcomes_query
from skulint.engine.backends.dialects.translate import Translator, Unsupported
from skulint.engine.model.rule import Plan
from skulint.engine.store.sql import sql_of

from .engines import Check

#: Outcome and both sides, by rule, entity and key; equal keys are counted.
Rows: TypeAlias = "list[tuple[str, str, str, str, Decimal | None, Decimal | None]]"

_TYPES = {"VARCHAR": "text", "BOOLEAN": "boolean", "DATE": "date", "BIGINT": "bigint"}


def statement(check: Check, dialect: str) -> str:
    """Give the statement for a dialect over the relations as they stand."""
    spelling = spelling_of(dialect)
    stacks = spelling is not None and spelling.stacks
    query = outcomes_query(judgements(check.plan, check.store, check.context), stacks=stacks)
    return sql_of(query) if spelling is None else Translator(spelling).sql(query)


def sayable(check: Check, dialect: str) -> tuple[Check, list[str]]:
    """Leave out the rules that a dialect has no words for; gives what it lacks as well."""
    from dataclasses import replace

    kept, lacking = [], []
    for rule in check.plan.rules:
        one = replace(check, plan=replace(check.plan, rules=(rule,)))
        try:
            statement(one, dialect)
        except Unsupported as error:
            lacking.append(f"{rule.id}: {error}")
        else:
            kept.append(rule)
    plan: Plan = replace(check.plan, rules=tuple(kept))
    return replace(check, plan=plan), lacking


def plain(rows: Any) -> Rows:
    """Sort rows, and drop the zeros that a fixed scale adds."""
    return sorted(
        (
            tuple(
                None if cell is None else Decimal(cell).normalize() if at > 3 else str(cell)
                for at, cell in enumerate(row)
            )
            for row in rows
        ),
        key=str,
    )  # type: ignore[return-value]


def in_duckdb(check: Check) -> Rows:
    return plain(check.store.connection.execute(statement(check, "duckdb")).fetchall())


def _relations(check: Check) -> list[str]:
    query = outcomes_query(judgements(check.plan, check.store, check.context))
    own = {each.alias for each in query.find_all(exp.CTE)}
    return sorted({each.name for each in query.find_all(exp.Table)} - own)


def in_spark(check: Check, session: Any) -> Rows:
    with tempfile.TemporaryDirectory() as folder:
        for name in _relations(check):
            path = Path(folder, f"{name}.parquet")
            check.store.connection.table(name).write_parquet(str(path))
            session.read.parquet(str(path)).createOrReplaceTempView(name)
        return plain(session.sql(statement(check, "spark")).collect())


def in_postgres(check: Check, connection: Any) -> Rows:
    """Copy the relations to a server, but for columns of lists, and run the statement there."""
    cursor = connection.cursor()
    for name in _relations(check):
        relation = check.store.connection.table(name)
        kinds: Mapping[str, str] = {
            column: str(kind)
            for column, kind in zip(relation.columns, relation.types, strict=True)
            if not str(kind).endswith("[]")
        }
        columns = ", ".join(f'"{column}" {_type(kind)}' for column, kind in kinds.items())
        cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
        cursor.execute(f'CREATE TABLE "{name}" ({columns})')
        chosen = ", ".join(f'"{column}"' for column in kinds)
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            check.store.connection.execute(
                f"COPY (SELECT {chosen} FROM \"{name}\") TO '{file.name}'"
                " (HEADER false, FORCE_QUOTE *)"
            )
            text = Path(file.name).read_bytes()
        cursor.execute(f'COPY "{name}" FROM STDIN WITH (FORMAT csv)', stream=io.BytesIO(text))
    cursor.execute(statement(check, "postgres"))
    return plain(cursor.fetchall())


def _type(kind: str) -> str:
    if kind.startswith("DECIMAL"):
        return "numeric"
    return "timestamp" if kind.startswith("TIMESTAMP") else _TYPES.get(kind, "bigint")
