"""Build the fact store of a run out of the tables the readers found."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlglot import exp

from ..model.facts import Dictionary, FactType
from ..model.report import Input
from ..readers import RawTable
from ..text.diagnostics import Diagnostics
from .entities import Assembly, assemble
from .frames import unlinked
from .lost import set_lost_aside
from .relations import KEY, ROW, FactStore, StoredEntity
from .sql import alias, call, column, create, fetch, number, sql_of, table, text
from .staging import Staged, stage
from .unreadable import span_of

if TYPE_CHECKING:
    import duckdb


def open_database(memory_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """Open an empty database in memory that spills to a temporary folder of its own."""
    import duckdb

    # Left alone, DuckDB spills to the folder the command runs in.
    spill = Path(tempfile.gettempdir(), f"skulint-{uuid4().hex}")
    config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(spill)}
    if memory_limit is not None:
        config["memory_limit"] = memory_limit
    connection = duckdb.connect(":memory:", config=config)
    connection.execute(exp.Command(this="SET", expression="preserve_insertion_order = true").sql())
    connection.execute(exp.Command(this="SET", expression="TimeZone = 'UTC'").sql())
    # It writes computed columns out wherever they are read, level by level: a few derived facts
    # that read each other then take minutes and gigabytes to plan.
    disabled = exp.Command(this="SET", expression="disabled_optimizers = 'filter_pushdown'")
    connection.execute(disabled.sql())
    return connection


def build_store(
    raws: Sequence[RawTable],
    needed: Collection[str],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
    *,
    question_fractions: bool = True,
) -> FactStore:
    """Type and join the tables; only columns of needed facts and keys are read at all.

    `question_fractions` counts percent columns that may hold fractions as missing; worked cases
    state single values, so nothing can be told from theirs.
    """
    keys = {name for entity in dictionary.entities.values() for name in entity.key}
    wanted = frozenset(needed) | keys
    staged = [
        found
        for index, raw in enumerate(raws)
        if (found := stage(index, raw, wanted, dictionary, connection, diagnostics)) is not None
    ]
    for each in staged if question_fractions else ():
        _set_fractions_aside(each, dictionary, connection, diagnostics)
        set_lost_aside(each, dictionary, connection, diagnostics)
    entities = {
        name: _with_filled(each, connection)
        for name, each in assemble(Assembly(dictionary, staged, connection, diagnostics)).items()
    }
    tables = {**dict(enumerate(raws)), **{each.index: each.raw for each in staged}}
    store = FactStore(
        connection,
        _with_assumed(entities, dictionary, connection),
        tuple(tables.values()),
        tuple(_input(each) for each in staged),
        {
            (each.index, name): read.index
            for each in staged
            for name in each.facts
            if (read := each.raw.column(name)) is not None
        },
    )
    _warn_of_unlinked(store, dictionary, diagnostics)
    return store


def _with_filled(stored: StoredEntity, connection: duckdb.DuckDBPyConnection) -> StoredEntity:
    """Note which facts every record states: their lack need never be looked for."""
    if not stored.facts:
        return stored
    counts = fetch(
        connection,
        exp.select(*(exp.Count(this=column(name)) for name in stored.facts)).from_(
            table(stored.relation)
        ),
    )[0]
    facts = {
        name: replace(fact, filled=count == stored.rows and not fact.ranged)
        for (name, fact), count in zip(stored.facts.items(), counts, strict=True)
    }
    return replace(stored, facts=facts)


def _with_assumed(
    entities: dict[str, StoredEntity],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
) -> dict[str, StoredEntity]:
    """Assume one record of each entity that stored records see and no input states.

    A seller has a store even if no file speaks of it; its rules are then undecided, not absent.
    """
    seen = {
        name
        for entity in list(entities)
        for name in dictionary.visible_entities(entity)
        if name not in entities
    }
    for name in sorted(seen):
        # A file without records may have left a relation of the entity's own name behind.
        relation = f"assumed_{name}"
        create(connection, relation, exp.select(alias(number(1), ROW), alias(text(name), KEY)))
        entities[name] = StoredEntity(name, relation, 1, {}, frozenset(), (), assumed=True)
    return entities


def _input(staged: Staged) -> Input:
    raw = staged.raw
    return Input(
        path=raw.input,
        sha256=raw.sha256,
        rows=staged.rows - staged.skipped,
        entity=raw.entity,
        format=raw.format,
        encoding=raw.encoding,
        skipped=staged.skipped,
        note=raw.note,
        unmapped=raw.unmapped,
    )


def _set_fractions_aside(
    staged: Staged,
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> None:
    """Count percent columns that may hold fractions as missing: what 0.95 means is not guessed.

    A percent sign in the cells settles it.
    """
    names = [
        name
        for name in staged.facts
        if dictionary.facts[name].type is FactType.PERCENT
        and not dictionary.facts[name].may_be_below_one
    ]
    if not names:
        return
    query = exp.select(
        *(
            each
            for name in names
            for each in (
                exp.Min(this=column(name)),
                exp.Max(this=column(name)),
                call("arg_min", exp.column("rowid"), column(name)),
            )
        )
    ).from_(table(staged.relation))
    found = fetch(connection, query)[0]
    for position, name in enumerate(names):
        low, high, record = found[3 * position : 3 * position + 3]
        at = staged.raw.column(name)
        if low is None or low < 0 or high > 1 or high == 0 or at is None:
            continue
        cell = (int(record) + 1, at.index)
        span = span_of(staged.raw.places([cell]).get(cell))
        if span is not None and span.text.rstrip("\"' ").endswith(("%", "％")):
            continue
        connection.execute(
            sql_of(exp.Update(this=table(staged.relation), expressions=[_cleared(name)]))
        )
        diagnostics.warning(
            "SKU-F023",
            f"all values of `{at.heading}` lie between 0 and 1, but `{name}` is in percent",
            span=span,
            place=None if span else staged.raw.input,
            help=f"write 95% as `95` or `95%`, and 0.95% as `0.95%`; until then `{name}` counts"
            " as missing",
        )


def _cleared(name: str) -> exp.Expr:
    return exp.EQ(this=column(name), expression=exp.Null())


def _warn_of_unlinked(store: FactStore, dictionary: Dictionary, diagnostics: Diagnostics) -> None:
    reported: set[tuple[str, str]] = set()
    for entity in store.entities:
        for via, seen in unlinked(store, dictionary, entity):
            if (via, seen) in reported:
                continue
            reported.add((via, seen))
            key = dictionary.entities[seen].key
            diagnostics.warning(
                "SKU-F024",
                f"there are {store.entities[seen].rows:,} {seen} records, and the {via} records"
                f" do not say which one they belong to",
                help=f"add a column `{key[0]}` to the {via} file" if key else None,
            )
