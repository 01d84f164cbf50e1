"""What a file comes down to: facts by record, their places, and what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from skulint.engine.loading import load_rulebook
from skulint.engine.model.report import Input, Place
from skulint.engine.model.rule import RuleBook
from skulint.engine.readers import RawTable, Settings, read_inputs
from skulint.engine.resources import rules_dir
from skulint.engine.store.build import build_store, open_database
from skulint.engine.store.relations import KEY, link
from skulint.engine.text.diagnostics import Diagnostic, Diagnostics

AS_OF = datetime(2026, 11, 22)


@dataclass(frozen=True)
class Stored:
    """Facts by entity, each a list along the records in their order."""

    facts: Mapping[str, Mapping[str, list[str | None]]]
    inputs: tuple[Input, ...]
    tables: tuple[RawTable, ...]
    diagnostics: tuple[Diagnostic, ...]
    #: The names of the records, by entity.
    keys: Mapping[str, list[str]]
    #: By entity and the entity it belongs to, the names of the records it belongs to.
    links: Mapping[str, Mapping[str, list[str | None]]]

    @property
    def said(self) -> list[tuple[str, str, str]]:
        return [
            (each.level.value, each.code, each.location.rsplit("/", 1)[-1])
            for each in self.diagnostics
        ]

    def place(self, fact: str, record: int) -> Place:
        table = next(table for table in self.tables if table.column(fact) is not None)
        column = table.column(fact)
        assert column is not None
        return table.places([(record, column.index)])[record, column.index]

    def where(self, fact: str, record: int) -> str:
        """Say where a fact of a record stands: its line and column, or what its place is called."""
        place = self.place(fact, record)
        return place.label or f"{place.line}:{place.column}"


@cache
def book() -> RuleBook:
    diagnostics = Diagnostics()
    found = load_rulebook([rules_dir()], diagnostics)
    assert not diagnostics.has_errors
    return found


def read(*paths: Path, settings: Settings | None = None) -> Stored:
    """Read files with the shipped dictionary and exports, and no options."""
    rules = book()
    diagnostics = Diagnostics()
    raws = read_inputs(
        paths,
        dictionary=rules.dictionary,
        diagnostics=diagnostics,
        exports=rules.exports,
        settings=settings or Settings(as_of=AS_OF),
    )
    connection = open_database()
    try:
        store = build_store(
            raws, list(rules.dictionary.facts), rules.dictionary, connection, diagnostics
        )
        facts: dict[str, dict[str, list[str | None]]] = {}
        keys: dict[str, list[str]] = {}
        links: dict[str, dict[str, list[str | None]]] = {}
        for name, stored in store.entities.items():
            if stored.assumed or not stored.facts:
                continue
            if (
                stored.shares is not None
                and stored.relation == store.entities[stored.shares].relation
            ):
                continue
            cursor = connection.execute(f'SELECT * FROM "{stored.relation}" ORDER BY _row')
            columns = [each[0] for each in cursor.description]
            values: Sequence[Sequence[Any]] = list(zip(*cursor.fetchall(), strict=True))
            keys[name] = [str(each) for each in values[columns.index(KEY)]]
            links[name] = {
                seen: list(values[columns.index(link(seen))]) for seen in sorted(stored.links)
            }
            facts[name] = {
                column: [plain(each) for each in cells]
                for column, cells in zip(columns, values, strict=False)
                if not column.startswith("_")
            }
        return Stored(facts, store.inputs, store.tables, diagnostics.freeze(), keys, links)
    finally:
        connection.close()


def plain(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if value is None else str(value)
