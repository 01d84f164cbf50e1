"""Holds the records of small and simple tables in memory, joined as the database would join them.

Simple are tables of which each speaks of records of its own, named by keys without a blank and
without a repetition, and of parents that stand once beside them. All else is left to the database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from ..model.facts import WORDS, Dictionary, FactType
from ..model.report import Input
from ..model.row_records import with_row_records
from ..model.values import Known
from ..readers.tables import RawTable, RecordRows
from ..text.diagnostics import Diagnostics
from .held import Held, HeldRecord, held_records
from .held_cells import NotPlain, cells_of, value_of
from .relations import KEY, FactStore, StoredEntity, StoredFact, link
from .unlinked import warn_of_unlinked

if TYPE_CHECKING:
    import duckdb


#: Of more records none is looked at.
MOST_RECORDS = 500


@dataclass(frozen=True, slots=True)
class _Table:
    """A raw table whose cells were read, by fact."""

    index: int
    raw: RawTable
    count: int
    columns: Mapping[str, Sequence[Known | None]]


@dataclass(frozen=True, slots=True)
class _Group:
    """The entities of one relation, and the tables whose rows speak of its records.

    `own` has a row for each; `mentions` are tables of finer records that name them. The tables are
    in the order they were read in.
    """

    members: tuple[str, ...]
    own: _Table | None
    mentions: tuple[_Table, ...]
    links: tuple[str, ...]
    facts: tuple[str, ...]

    @property
    def tables(self) -> tuple[_Table, ...]:
        every = (*self.mentions, *(() if self.own is None else (self.own,)))
        return tuple(sorted(every, key=lambda each: each.index))


def hold(
    raws: Sequence[RawTable],
    needed: Collection[str],
    dictionary: Dictionary,
    diagnostics: Diagnostics,
    *,
    rules: Mapping[str, int],
    most: int,
    reads: Mapping[str, Collection[str]],
    parts: Collection[str],
) -> FactStore | None:
    """Build the store that `build_store` would build; None where it takes a database.

    It does where more than `most` verdicts are asked for; `rules` counts those for each entity.
    """
    keys = {name for entity in dictionary.entities.values() for name in entity.key}
    try:
        tables, left = [], MOST_RECORDS
        for index, raw in enumerate(raws):
            table = _read(index, raw, frozenset(needed) | keys, dictionary, keys, left)
            left -= table.count
            tables.append(table)
        store = _joined(tables, dictionary)
        _need_no_parts(store, parts, dictionary)
        if sum(each.rows * rules.get(name, 0) for name, each in store.entities.items()) > most:
            raise NotPlain
    except NotPlain:
        return None
    warn_of_unlinked(store, dictionary, reads, diagnostics)
    return store


def _read(
    index: int,
    raw: RawTable,
    wanted: frozenset[str],
    dictionary: Dictionary,
    keys: Collection[str],
    most: int,
) -> _Table:
    known = with_row_records(dictionary)
    said = any(each.currency is not None for each in raw.columns)
    children = isinstance(raw.rows, RecordRows) and raw.rows.complete
    if raw.export is not None or said or children or known.entities[raw.entity].rows_of is not None:
        raise NotPlain
    count, cells = cells_of(raw, most)
    columns: dict[str, list[Known | None]] = {}
    for each in raw.columns:
        if each.fact is None or each.fact not in wanted or each.fact in columns:
            continue
        fact = dictionary.facts.get(each.fact)
        if fact is None:
            raise NotPlain
        values = [value_of(cell, fact, is_key=fact.name in keys) for cell in cells(each.index)]
        if fact.type is FactType.PERCENT and not fact.may_be_below_one:
            _need_no_fractions(values)
        columns[fact.name] = values
    return _Table(index, raw.with_records(count), count, columns)


def _need_no_fractions(values: Sequence[Known | None]) -> None:
    """Leave percents between 0 and 1 to who asks what was meant."""
    numbers = [each for each in values if isinstance(each, Decimal)]
    if numbers and min(numbers) >= 0 and 0 < max(numbers) <= 1:
        raise NotPlain


def _joined(tables: Sequence[_Table], dictionary: Dictionary) -> FactStore:
    relations: dict[str, Sequence[HeldRecord]] = {}
    stored: dict[str, StoredEntity] = {}
    for group in _groups(tables, dictionary):
        entity = group.members[0]
        relation = f"entity_{entity}"
        facts = {name: StoredFact(name) for name in group.facts}
        records = relations[relation] = _records(group, dictionary)
        indexes = tuple(each.index for each in group.tables)
        links = frozenset(group.links)
        whole = StoredEntity(entity, relation, len(records), facts, links, indexes)
        stored[entity] = whole
        for member in group.members[1:]:
            is_parent = member in dictionary.entities[entity].sees and member in whole.links
            key = link(member) if is_parent else KEY
            stored[member] = replace(whole, entity=member, shares=entity, key=key)
    entities = {name: stored[name] for name in dictionary.entities if name in stored}
    seen = {each for name in entities for each in dictionary.visible_entities(name)}
    for name in sorted(seen - entities.keys()):
        relation = f"assumed_{name}"
        relations[relation] = (HeldRecord(1, {KEY: name}, {}),)
        entities[name] = StoredEntity(name, relation, 1, {}, frozenset(), (), assumed=True)
    return FactStore(
        cast("duckdb.DuckDBPyConnection", _NoDatabase()),
        entities,
        tuple(each.raw for each in tables),
        tuple(_input(each) for each in tables),
        {
            (each.index, name): column.index
            for each in tables
            for name in each.columns
            if (column := each.raw.column(name)) is not None
        },
        held=Held(relations, tuple(each.columns for each in tables)),
    )


class _NoDatabase:
    """Stands where the database would; there is none to ask."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"`{name}` was asked of a database, but records are held in memory")


def _groups(tables: Sequence[_Table], dictionary: Dictionary) -> list[_Group]:
    """Part the entities that tables speak of by the relation they share."""
    shares = _shared(tables, dictionary)
    found: dict[str, _Group] = {}
    for entity in dictionary.entities:
        if entity not in shares:
            members = (entity, *(child for child, parent in shares.items() if parent == entity))
            group = _group(members, tables, dictionary)
            if group is not None:
                found[entity] = group
    for parent, group in list(found.items()):
        child = _child_of(parent, group, found, dictionary)
        if child is not None:
            taken = found[child]
            del found[parent]
            found[child] = replace(
                taken,
                members=(*taken.members, *group.members),
                links=tuple(dict.fromkeys((*group.links, *taken.links))),
                facts=(*group.facts, *taken.facts),
            )
        elif group.mentions:
            _need_whole_keys(parent, group, dictionary)
    return list(found.values())


def _group(
    members: tuple[str, ...], tables: Sequence[_Table], dictionary: Dictionary
) -> _Group | None:
    """Gather what tables say of the records of some entities."""
    own, mentions, links, facts = None, [], list[str](), list[str]()
    for table in tables:
        mine = [name for name in table.columns if dictionary.facts[name].entity in members]
        if table.raw.entity in members:
            if own is not None:
                raise NotPlain
            own = table
        elif mine:
            mentions.append(table)
        else:
            continue
        links += _links(members[0], table, dictionary)
        facts += mine
    if own is None and not mentions:
        return None
    every = dict.fromkeys
    return _Group(members, own, tuple(mentions), tuple(every(links)), tuple(every(facts)))


def _links(entity: str, table: _Table, dictionary: Dictionary) -> list[str]:
    """Name the entities of which a table says which record one of `entity` belongs to."""
    entities = dictionary.entities
    return [
        seen
        for seen in entities[entity].sees
        if entities[seen].key and set(entities[seen].key) <= table.columns.keys()
    ]


def _child_of(
    parent: str, group: _Group, groups: Mapping[str, _Group], dictionary: Dictionary
) -> str | None:
    """Find the entity whose records are row for row those of a parent: it stands beside them."""
    if group.own is not None or len(group.mentions) != 1:
        return None
    for child, other in groups.items():
        sees = parent in dictionary.entities[child].sees and parent in other.links
        if sees and other.own is group.mentions[0] and not other.mentions:
            keys = _keys(group.mentions[0], dictionary.entities[parent].key, dictionary)
            return child if None not in keys and len(set(keys)) == len(keys) else None
    return None


def _need_whole_keys(entity: str, group: _Group, dictionary: Dictionary) -> None:
    """Leave tables that say of no one record what they say, or of strangers, to the database."""
    key = set(dictionary.entities[entity].key)
    for table in group.mentions:
        of = table.raw.entity
        seen = entity in dictionary.visible_entities(of)
        apart = not seen and of not in dictionary.visible_entities(entity)
        if not key or not key <= table.columns.keys() or apart:
            raise NotPlain


def _shared(tables: Sequence[_Table], dictionary: Dictionary) -> dict[str, str]:
    """Name the entities that no table tells apart from the entity their key extends."""
    entities, shares = dictionary.entities, {}
    for name, entity in entities.items():
        if len(entity.key) < 2:
            continue
        parent = next(
            (other for other in entity.sees if entities[other].key == entity.key[:-1]), None
        )
        if parent is not None and not any(entity.key[-1] in each.columns for each in tables):
            shares[name] = parent
    return shares


def _records(group: _Group, dictionary: Dictionary) -> tuple[HeldRecord, ...]:
    if group.mentions:
        return _mentioned_records(group, dictionary)
    table, entities = group.own, dictionary.entities
    assert table is not None
    named = [name for name in entities[group.members[0]].key if name in table.columns]
    keys: Sequence[str | None]
    if named:
        keys = _unique(_keys(table, named, dictionary))
    elif table.count == 1:
        keys = [group.members[0]]
    else:
        keys = [f"row {number}" for number in range(1, table.count + 1)]
    links = {link(seen): _keys(table, entities[seen].key, dictionary) for seen in group.links}
    return tuple(
        HeldRecord(
            row,
            {
                KEY: keys[row],
                **{name: values[row] for name, values in links.items()},
                **{name: table.columns[name][row] for name in group.facts},
            },
            {table.index: row + 1},
        )
        for row in range(table.count)
    )


def _mentioned_records(group: _Group, dictionary: Dictionary) -> tuple[HeldRecord, ...]:
    """Make a record of each key that is named somewhere, in the order they are first named in."""
    entities, names = dictionary.entities, dictionary.entities[group.members[0]].key
    every = (*(link(seen) for seen in group.links), *group.facts)
    numbers: dict[str, dict[int, int]] = {}
    cells: dict[str, dict[str, Known | None]] = {}
    for table in group.tables:
        said: dict[str, Sequence[Known | None]] = {
            link(seen): _keys(table, entities[seen].key, dictionary)
            for seen in _links(group.members[0], table, dictionary)
        }
        said |= {name: table.columns[name] for name in group.facts if name in table.columns}
        keys = _keys(table, names, dictionary)
        for row, key in enumerate(_unique(keys) if table is group.own else keys):
            if key is None:
                raise NotPlain
            record = cells.setdefault(key, {KEY: key, **dict.fromkeys(every)})
            first = numbers.setdefault(key, {}).setdefault(table.index, row + 1)
            _need_agreement(record, said, first - 1, row)
            record |= {name: values[row] for name, values in said.items() if record[name] is None}
    return tuple(
        HeldRecord(row, record, numbers[key]) for row, (key, record) in enumerate(cells.items(), 1)
    )


def _need_agreement(
    record: Mapping[str, Known | None],
    said: Mapping[str, Sequence[Known | None]],
    first: int,
    row: int,
) -> None:
    """Leave it to the database to report that rows say different things of one record."""
    for name, values in said.items():
        contradicts = values[row] is not None and record[name] not in (None, values[row])
        if contradicts or values[row] != values[first]:
            raise NotPlain


def _keys(table: _Table, names: Sequence[str], dictionary: Dictionary) -> list[str | None]:
    """Write the keys that stand in some columns; of several parts none may be blank."""
    parts = []
    for name in names:
        if name not in table.columns:
            raise NotPlain
        kind = dictionary.facts[name].type
        if kind not in WORDS and kind is not FactType.INTEGER:
            raise NotPlain
        parts.append([None if each is None else str(each) for each in table.columns[name]])
    if len(parts) == 1:
        return parts[0]
    if any(each is None for part in parts for each in part):
        raise NotPlain
    return ["/".join(each or "" for each in row) for row in zip(*parts, strict=True)]


def _unique(keys: list[str | None]) -> list[str | None]:
    if None in keys or len(set(keys)) < len(keys):
        raise NotPlain
    return keys


def _need_no_parts(store: FactStore, parts: Collection[str], dictionary: Dictionary) -> None:
    """Leave it to the database to assume parts of records that have none."""
    for name in parts:
        key = dictionary.entities[name].key
        whole = next(
            each
            for each in dictionary.entities[name].sees
            if dictionary.entities[each].key == key[:-1]
        )
        if name not in store.entities or whole not in store.entities:
            continue
        part, of = store.entities[name], store.entities[whole]
        if whole not in part.links or part.relation == of.relation:
            continue
        known = {each.cells[link(whole)] for each in held_records(store, name)}
        if any(each.cells[of.key] not in known for each in held_records(store, whole)):
            raise NotPlain


def _input(table: _Table) -> Input:
    raw = table.raw
    return Input(
        path=raw.input,
        sha256=raw.hash,
        rows=table.count,
        entity=raw.entity,
        format=raw.format,
        encoding=raw.encoding,
        skipped=0,
        note=raw.note,
        unmapped=raw.unmapped,
        of_rows=False,
    )
