"""Build the fact store of a run out of the tables the readers found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlglot import exp

from ..model.facts import Dictionary, FactType
from ..model.report import Input
from ..model.row_records import with_row_records
from ..readers import RawTable
from ..readers.copies import Copy
from ..text.diagnostics import Diagnostics
from ..text.source import display_name
from .assumed import with_assumed, with_assumed_parts
from .copies import StagedCopy, copied_facts, tables_of_copies
from .entities import Assembly, assemble
from .lost import set_lost_aside
from .relations import FactStore, StoredEntity
from .rows import is_of_rows, join_rows, rows_from_copies, rows_of_files, sources_of
from .sql import (
    call,
    column,
    fetch,
    in_utc,
    keep_filters_up,
    sql_of,
    table,
)
from .staging import Staged, stage
from .unlinked import warn_of_unlinked
from .unreadable import span_of

if TYPE_CHECKING:
    import duckdb

#: Records that are looked at before all of them are.
_FIRST = 2048


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
    in_utc(connection)
    keep_filters_up(connection)
    return connection


def build_store(
    raws: Sequence[RawTable],
    needed: Collection[str],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
    *,
    question_fractions: bool = True,
    reads: Mapping[str, Collection[str]] | None = None,
    as_of: datetime | None = None,
    copies: Sequence[tuple[Copy, RawTable]] = (),
    parts: Collection[str] = (),
    summed_as_they_lie: Callable[[str], bool] = lambda _: False,
) -> FactStore:
    """Type and join the tables; only columns of needed facts and keys are read at all.

    `reads` names the facts that are read of the records of each entity; links they need and lack
    are reported. `copies` are earlier states of a catalogue, oldest first; `as_of` is the moment
    after which nothing can have happened yet. `parts` names entities of which each record they are
    parts of must have one. `summed_as_they_lie` tells of a table fact whether the engine sums up
    its rows where they lie, so that a large file need not be gathered into lists.
    `question_fractions` counts percent columns that may
    hold fractions as missing; worked cases state single values, so nothing can be told from theirs.
    """
    needed = frozenset(needed)
    known = with_row_records(dictionary)
    keys = {name for entity in dictionary.entities.values() for name in entity.key}
    cells = {
        name for name, fact in known.facts.items() if known.entities[fact.entity].rows_of in needed
    }
    taken = {name for fact in tables_of_copies(dictionary, needed) for name in copied_facts(fact)}
    wanted = needed | keys | cells | (taken if copies else set())
    for raw in raws:
        if known.entities[raw.entity].rows_of is not None:
            # A verdict on a record cites rows from all over a file.
            raw.expect_places()
    staged = [
        found
        for index, raw in enumerate(raws)
        if (found := stage(index, raw, wanted, known, connection, diagnostics)) is not None
    ]
    records = [each for each in staged if not is_of_rows(each, known)]
    for each in records if question_fractions else ():
        _set_fractions_aside(each, dictionary, connection, diagnostics)
        set_lost_aside(each, dictionary, connection, diagnostics)
    assembled = assemble(Assembly(dictionary, records, connection, diagnostics))
    whole = with_assumed_parts(assembled, parts, dictionary, connection)
    entities = _with_filled(whole, connection)
    earlier = _staged_copies(copies, len(raws), wanted, known, connection, diagnostics)
    rows = rows_of_files(staged, known, connection, diagnostics, as_of)
    rows += rows_from_copies(earlier, needed, dictionary)
    entities = join_rows(entities, rows, known, connection, diagnostics, summed_as_they_lie)
    every = [*raws, *(raw for _, raw in copies)]
    read_tables = [*staged, *(each.staged for each in earlier)]
    tables = {**dict(enumerate(every)), **{each.index: each.raw for each in read_tables}}
    store = FactStore(
        connection,
        with_assumed(entities, dictionary, connection),
        tuple(tables.values()),
        (
            *(_input(each, of_rows=is_of_rows(each, known)) for each in staged),
            # The state not committed yet is the file itself.
            *(_input_of_copy(each) for each in earlier if not each.copy.is_now),
        ),
        {
            (each.index, name): read.index
            for each in read_tables
            for name in each.facts
            if (read := each.raw.column(name)) is not None
        },
        sources_of(rows, entities, known),
    )
    warn_of_unlinked(store, dictionary, reads or {}, diagnostics)
    return store


def _staged_copies(
    copies: Sequence[tuple[Copy, RawTable]],
    first: int,
    wanted: frozenset[str],
    dictionary: Dictionary,
    connection: duckdb.DuckDBPyConnection,
    diagnostics: Diagnostics,
) -> list[StagedCopy]:
    """Read earlier copies; one that cannot be read is reported and leaves a gap."""
    found = []
    for index, (copy, raw) in enumerate(copies, first):
        staged = stage(index, raw, wanted, dictionary, connection, diagnostics)
        if staged is not None:
            found.append(StagedCopy(copy, staged))
    return found


def _with_filled(
    entities: dict[str, StoredEntity], connection: duckdb.DuckDBPyConnection
) -> dict[str, StoredEntity]:
    """Note which facts every record states: their lack need never be looked for."""
    filled: dict[str, frozenset[str]] = {}
    for stored in entities.values():
        # Entities that share a relation share its facts.
        if stored.facts and stored.relation not in filled:
            filled[stored.relation] = _filled(stored, connection)
    return {
        name: replace(
            stored,
            facts={
                fact.name: replace(
                    fact, filled=fact.name in filled[stored.relation] and not fact.ranged
                )
                for fact in stored.facts.values()
            },
        )
        for name, stored in entities.items()
    }


def _filled(stored: StoredEntity, connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """List the facts that every record states; most others lack in one of the first records."""
    names = list(stored.facts)
    rows = exp.select(exp.Star()).from_(table(stored.relation)).limit(_FIRST)
    for most, source in ((_FIRST, rows.subquery("first")), (None, table(stored.relation))):
        if names and (most is None or stored.rows > most):
            stated = (exp.Count(this=column(name)) for name in names)
            counts = fetch(connection, exp.select(*stated).from_(source))[0]
            full = stored.rows if most is None else most
            names = [name for name, count in zip(names, counts, strict=True) if count == full]
    return frozenset(names)


def _input(staged: Staged, *, of_rows: bool = False) -> Input:
    raw = staged.raw
    return Input(
        path=raw.input,
        sha256=raw.hash,
        rows=staged.rows - staged.skipped,
        entity=raw.entity,
        format=raw.format,
        encoding=raw.encoding,
        skipped=staged.skipped,
        note=raw.note,
        unmapped=raw.unmapped,
        of_rows=of_rows,
    )


def _input_of_copy(copy: StagedCopy) -> Input:
    of = display_name(copy.copy.of)
    return replace(_input(copy.staged), copy_of=of, moment=copy.copy.moment)


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
