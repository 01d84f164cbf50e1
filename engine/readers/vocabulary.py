"""The names by which people and exports call facts and kinds of records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from ..model.once import once

if TYPE_CHECKING:
    from ..model.facts import Dictionary, Fact

_SEPARATORS = re.compile(r"[\s_-]+")
_BRACKETS = re.compile(r"(.*\S)\s*[(\[]\s*([^()\[\]]*?)\s*[)\]]\s*", re.DOTALL)


class Kinship(IntEnum):
    """How a name is tied to a fact, closest first."""

    NAME = 0
    EXPORT = 1
    TITLE = 2
    HEADING = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A fact that a heading may mean."""

    fact: Fact
    kinship: Kinship


def normalise(heading: str) -> str:
    """Take away what people do not see as a difference between two headings."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return _SEPARATORS.sub("_", folded).strip("_")


def split_unit(heading: str) -> tuple[str, str | None]:
    """Split `Price (USD)` into the heading proper and what its brackets hold."""
    found = _BRACKETS.fullmatch(unicodedata.normalize("NFKC", heading))
    return (found[1], found[2]) if found else (heading, None)


@once
def vocabulary_of(dictionary: Dictionary) -> Vocabulary:
    """Index a dictionary, which takes as long as to read a small file."""
    return Vocabulary(dictionary)


class Vocabulary:
    """The dictionary of facts, looked up by what stands in a file."""

    def __init__(self, dictionary: Dictionary) -> None:
        """Index every name, title and heading."""
        self.dictionary = dictionary
        self._facts: dict[str, dict[str, Match]] = {}
        for fact in dictionary.facts.values():
            self._add(fact, Kinship.NAME, [fact.name])
            self._add(fact, Kinship.TITLE, fact.title.values())
            self._add(fact, Kinship.HEADING, fact.headings)
        self._entities: dict[str, str] = {}
        for entity in dictionary.entities.values():
            for title in entity.title.values():
                self._entities.setdefault(normalise(title), entity.name)
        for name in dictionary.entities:
            for plural in (f"{name}s", f"{name}es", re.sub("y$", "ies", name)):
                self._entities[normalise(plural)] = name
        self._entities.update((normalise(name), name) for name in dictionary.entities)
        self._visible = {
            name: {seen: step for step, seen in enumerate(dictionary.visible_entities(name))}
            for name in dictionary.entities
        }
        self._names: dict[str, dict[str, str]] = {}

    def _add(self, fact: Fact, kinship: Kinship, names: Iterable[str]) -> None:
        for name in names:
            matches = self._facts.setdefault(normalise(name), {})
            matches.setdefault(fact.name, Match(fact, kinship))

    def matches(self, heading: str) -> tuple[Match, ...]:
        """Return every fact a heading may mean."""
        return tuple(self._facts.get(normalise(heading), {}).values())

    def entity(self, name: str) -> str | None:
        """Return the entity called so in singular, plural or by a title."""
        return self._entities.get(normalise(name))

    def sees(self, entity: str, other: str) -> bool:
        """Tell whether records of `entity` read the facts of `other`."""
        return other in self._visible[entity]

    def distance(self, entity: str, other: str) -> int | None:
        """Tell how far the facts of `other` are from a record of `entity`; None if apart.

        Its own are nearest, then those it sees, then those of finer records, which a file of
        the coarser ones may hold as well.
        """
        if other in self._visible[entity]:
            return self._visible[entity][other]
        if other in self._visible and entity in self._visible[other]:
            # A day beside a product is no row of its price history.
            if self.dictionary.entities[other].rows_of is not None:
                return None
            return 100 + self._visible[other][entity]
        return None

    def best(self, matches: Iterable[Match], entity: str) -> Match | None:
        """Return the match that a record of `entity` can hold, the closest one."""
        ranked = [
            (match.kinship, distance, match)
            for match in matches
            if (distance := self.distance(entity, match.fact.entity)) is not None
        ]
        if not ranked:
            return None
        if self.dictionary.entities[entity].rows_of is not None:
            # In such a file `Price` is the row's own, before any fact that is called so.
            return min(ranked, key=lambda item: (item[1] > 0, *item[:2]))[2]
        return min(ranked, key=lambda item: item[:2])[2]

    def names_for(self, entity: str) -> Mapping[str, str]:
        """Return every name a column of an `entity` file may have, with the fact it means."""
        if entity not in self._names:
            self._names[entity] = {
                name: best.fact.name
                for name, matches in self._facts.items()
                if (best := self.best(matches.values(), entity)) is not None
            }
        return self._names[entity]

    def children(self, entity: str) -> list[str]:
        """List the entities whose records may stand inside of one of `entity`."""
        return [
            name
            for name, each in self.dictionary.entities.items()
            if name != entity and self.sees(name, entity) and each.rows_of is None
        ]
