"""Rows of a table fact in a file of their own, such as a price history, as a kind of record.

A file that holds one row a line, beside the key of the record it belongs to, is read like any
other; the store puts the rows back together. To the readers each table fact is therefore one more
entity, called like the fact, whose facts are the columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .facts import Column, Dictionary, Entity, Fact, FactType
from .once import once


@once
def with_row_records(dictionary: Dictionary) -> Dictionary:
    """Add to a dictionary an entity for the rows of each table fact that names headings."""
    entities: dict[str, Entity] = dict(dictionary.entities)
    facts: dict[str, Fact] = dict(dictionary.facts)
    for fact in dictionary.facts.values():
        owner = dictionary.entities.get(fact.entity)
        if fact.type is not FactType.TABLE or owner is None or not owner.key:
            continue
        if fact.name in entities or not any(each.headings for each in fact.columns):
            continue
        columns = dict(_column_facts(fact))
        asked = [
            name for name, each in zip(columns, fact.columns, strict=True) if each.otherwise is None
        ]
        entities[fact.name] = Entity(
            fact.name, fact.title, (owner.key[0], *asked), (owner.name,), fact.span,
            rows_of=fact.name,
        )  # fmt: skip
        facts |= columns
    return replace(dictionary, entities=entities, facts=facts)


def column_fact(table: str, column: str) -> str:
    """Name the fact that stands for a column of a table fact."""
    return f"{table}.{column}"


def _column_facts(table: Fact) -> Iterator[tuple[str, Fact]]:
    for each in table.columns:
        yield column_fact(table.name, each.name), _as_fact(table, each)


def _as_fact(table: Fact, column: Column) -> Fact:
    title: Mapping[str, str] = {"en": column.name}
    return Fact(
        name=column_fact(table.name, column.name),
        entity=table.name,
        type=column.type,
        title=title,
        span=table.span,
        unit=column.unit,
        headings=column.headings,
        values=column.values,
        of=column.of,
        currency_in=column.currency_in,
    )
