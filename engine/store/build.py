"""Build the fact store of a run out of the tables the readers found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from ..model.facts import Dictionary, FactType
from ..model.report import Input
from ..readers import RawTable
from ..text.diagnostics import Diagnostics
from .entities import Assembly, assemble
from .frames import unlinked
from .relations import KEY, ROW, FactStore, StoredEntity
from .sql import alias, column, create, fetch, number, table, text
from .staging import Staged, stage

if TYPE_CHECKING:
    import duckdb


def open_database(memory_limit: str | None = None) -> duckdb.DuckDBPyConnection:
    """Open an empty database in memory that spills to a temporary folder of its own."""
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute(exp.Command(this="SET", expression="preserve_insertion_order = true").sql())
    connection.execute(exp.Command(this="SET", expression="TimeZone = 'UTC'").sql())
    if memory_limit is not None:
        connection.execute("SELECT set_config('memory_limit', ?, false)", [memory_limit])
    return connection


def build_store(
    raws: Sequence[RawTable],
    needed: Collection[str],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> FactStore:
    """Type and join the tables; only columns of needed facts and keys are read at all."""
    keys = {name for entity in dictionary.entities.values() for name in entity.key}
    wanted = frozenset(needed) | keys
    staged = [
        found
        for index, raw in enumerate(raws)
        if (found := stage(index, raw, wanted, dictionary, connection, diagnostics)) is not None
    ]
    for each in staged:
        _warn_of_fractions(each, dictionary, connection, diagnostics)
    entities = assemble(Assembly(dictionary, staged, connection, diagnostics))
    store = FactStore(
        connection,
        _with_assumed(entities, dictionary, connection),
        tuple(raws),
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
        relation = f"entity_{name}"
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
        unmapped=raw.unmapped,
    )


def _warn_of_fractions(
    staged: Staged,
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> None:
    """Ask about percent columns that may hold fractions; a rate such as 0.4% is no proof."""
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
            for each in (exp.Min(this=column(name)), exp.Max(this=column(name)))
        )
    ).from_(table(staged.relation))
    found = fetch(connection, query)[0]
    for position, name in enumerate(names):
        low, high = found[2 * position], found[2 * position + 1]
        if low is None or low < 0 or high > 1 or high == 0:
            continue
        at = staged.raw.column(name)
        heading = at.heading if at is not None else name
        diagnostics.warning(
            "SKU-F023",
            f"all values of `{heading}` lie between 0 and 1, and `{name}` is in percent",
            place=staged.raw.input,
            help="write 95% as `95` or `95%`; if the values are meant, nothing needs to be done",
        )


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
