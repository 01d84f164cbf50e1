"""Finds out what a table holds from its headings: the kind of its records, and its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..model.facts import FactType
from .export_columns import (
    PLAIN,
    beside_of,
    canonical_names,
    facts_by_name,
    shape_of,
)
from .heading_doubts import report_no_entity, report_no_facts, report_no_key, warn_of_slips
from .recognised import Heading, Recognised
from .vocabulary import Kinship, Match, Vocabulary, normalise, split_unit

if TYPE_CHECKING:
    from ..model.rule import Export
    from ..text.diagnostics import Diagnostics
    from ..text.source import Span

#: The code for no currency.
NO_CURRENCY = "XXX"


@dataclass(frozen=True, slots=True)
class _Claim:
    """A column that means a fact, perhaps not the only one."""

    index: int
    kinship: Kinship
    heading: Heading


@dataclass(frozen=True, slots=True)
class Recogniser:
    """All that is known about names before a file is opened."""

    vocabulary: Vocabulary
    exports: Sequence[Export]
    diagnostics: Diagnostics
    #: What somebody said the currency is of files that do not say.
    currency: str | None = None

    #: The headings of all known exports, in every language.
    _export_names: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = (
            normalise(each)
            for export in self.exports
            for name, others in export.names().items()
            for each in (name, *others)
        )
        object.__setattr__(self, "_export_names", frozenset(names))

    def count_known(self, headings: Iterable[str]) -> int:
        """Count the different headings that mean a fact or belong to a known export."""
        words = self.vocabulary
        return len(
            {
                normalise(each)
                for each in headings
                if each
                and (
                    words.matches(each)
                    or words.matches(split_unit(each)[0])
                    or normalise(each) in self._export_names
                )
            }
        )

    def recognise(
        self,
        headings: Sequence[Heading],
        place: str,
        *,
        told: str | None = None,
        stem: str = "",
        needs_key: bool = True,
    ) -> Recognised | None:
        """Return what a table holds; None after reporting that it cannot be told.

        Args:
            headings: In the order of the columns.
            place: The file, for diagnostics.
            told: The entity, when somebody said it.
            stem: The file's name without its ending, which may be an entity's.
            needs_key: Whether a table without a key column is of no use.
        """
        export, canonical = self.export_of([heading.text for heading in headings])
        if export is not None and not (
            export.columns or export.first_of or export.less or export.per
        ):
            report_no_facts(export, place, self.diagnostics)
            return None
        entity = told or (export.entity if export else self.vocabulary.entity(stem))
        if entity is None:
            entity = self._entity_of(headings, place)
        if entity is None:
            return None
        found = self._facts_of(headings, entity, export, canonical, place)
        if needs_key and not self._has_key(found):
            report_no_key(headings, found, place, self.vocabulary, self.diagnostics)
            return None
        warn_of_slips(headings, found, place, self.vocabulary, self.diagnostics)
        return found

    def recognise_records(
        self, keys: Sequence[Heading], place: str, entity: str | None
    ) -> tuple[str, dict[str, tuple[str | None, ...]] | None] | None:
        """Return the entity of a document's records, and the facts an export gives to names.

        Their facts are looked up record by record, so only this much is decided here.
        """
        export, _ = self.export_of([heading.text for heading in keys])
        entity = entity or (export.entity if export else self._entity_of(keys, place))
        if entity is None:
            return None
        if export is None:
            return entity, None
        return entity, facts_by_name(export)

    def export_of(
        self, headings: Sequence[str]
    ) -> tuple[Export, tuple[str | None, ...]] | tuple[None, tuple[()]]:
        """Return the known export with these headings, and what it calls each of them."""
        best: tuple[Export, tuple[str | None, ...]] | None = None
        for export in self.exports:
            if not export.recognised_by or export.records is not None:
                continue
            names = canonical_names(export, headings)
            present = frozenset(names)
            fits = all(name in present for name in export.recognised_by)
            if fits and (best is None or _rank(export) > _rank(best[0])):
                best = export, names
        return best or (None, ())

    def _entity_of(self, headings: Sequence[Heading], place: str) -> str | None:
        """Return the finest entity whose whole key is among the headings."""
        words = self.vocabulary
        meant = {
            match.fact.name: match.fact for heading in headings for match in self._matches(heading)
        }
        mapped = {
            entity.name: sum(words.sees(entity.name, fact.entity) for fact in meant.values())
            for entity in words.dictionary.entities.values()
            if entity.key and all(name in meant for name in entity.key)
            if entity.rows_of is None or self._holds_rows(headings, entity.name)
        }
        finest = [
            entity
            for entity in mapped
            if not any(
                other != entity and words.sees(other, entity) and not words.sees(entity, other)
                for other in mapped
            )
        ]
        rank = {name: (-mapped[name], self._key_kinship(headings, name)) for name in finest}
        finest.sort(key=rank.__getitem__)
        if finest and (len(finest) == 1 or rank[finest[0]] < rank[finest[1]]):
            return finest[0]
        report_no_entity(headings, finest, place, self.vocabulary, self.diagnostics)
        return None

    def _key_kinship(self, headings: Sequence[Heading], entity: str) -> int:
        """Tell how far the headings are from the facts of a key: a `brand` may be its number."""
        key = self.vocabulary.dictionary.entities[entity].key
        closest: dict[str, int] = {}
        for heading in headings:
            for match in self._matches(heading):
                if match.fact.name in key:
                    name = match.fact.name
                    closest[name] = min(match.kinship, closest.get(name, match.kinship))
        return sum(closest.values())

    def _holds_rows(self, headings: Sequence[Heading], entity: str) -> bool:
        """Tell whether a file has nothing but rows of a table fact, and whose they are.

        A catalogue may well have a day and a price in each line.
        """
        words = self.vocabulary
        entities = words.dictionary.entities
        owners = words.dictionary.visible_entities(entity)
        beside = {key for name in owners for key in entities[name].key}
        beside |= {
            each.currency_in
            for each in words.dictionary.facts.values()
            if each.entity == entity and each.currency_in is not None
        }
        found = [words.best(self._matches(heading), entity) for heading in headings]
        return all(
            each is None or each.fact.entity == entity or each.fact.name in beside for each in found
        )

    def _matches(self, heading: Heading) -> tuple[Match, ...]:
        words = self.vocabulary
        return words.matches(heading.text) or words.matches(split_unit(heading.text)[0])

    def _facts_of(
        self,
        headings: Sequence[Heading],
        entity: str,
        export: Export | None,
        canonical: tuple[str | None, ...],
        place: str,
    ) -> Recognised:
        by_export = dict(export.columns) if export else {}
        shape = shape_of(export, canonical) if export else PLAIN
        made = {indexes[0]: fact for fact, (_, indexes) in shape.made.items()}
        parts = {index for _, indexes in shape.made.values() for index in indexes}
        names = canonical or (None,) * len(headings)
        in_export = export is not None and not export.mine
        facts: list[str | None] = []
        currencies: list[str | None] = []
        claims: dict[str, list[_Claim]] = {}
        for index, heading in enumerate(headings):
            fact, currency, kinship = by_export.get(names[index] or ""), None, Kinship.EXPORT
            if index in parts:
                fact = made.get(index)
            elif fact is None or fact == normalise(heading.text):
                fact, currency, kinship = self._fact_of(heading, entity, in_export, place)
            facts.append(fact)
            currencies.append(currency)
            if fact is not None:
                claims.setdefault(fact, []).append(_Claim(index, kinship, heading))
        for fact, claimed in claims.items():
            if len(claimed) > 1:
                kept = self._settle(fact, claimed, place)
                for claim in claimed:
                    facts[claim.index] = fact if claim is kept else None
        if export is not None and export.currency is not None:
            currencies = self._in_currency(export.currency, headings, facts, currencies, place)
        dictionary = self.vocabulary.dictionary
        beside = beside_of(export, canonical, facts, currencies, dictionary) if export else ()
        return Recognised(entity, tuple(facts), tuple(currencies), export, canonical, shape, beside)

    def _in_currency(
        self,
        currency: str,
        headings: Sequence[Heading],
        facts: Sequence[str | None],
        told: Sequence[str | None],
        place: str,
    ) -> list[str | None]:
        """Give each amount the currency of the export, unless the file has a column for it."""
        known = self.vocabulary.dictionary.facts
        stating = {known[fact].currency_in for fact in facts if fact is not None} - {None}
        if stating & set(facts):
            return list(told)
        open_ = [
            index
            for index, (fact, already) in enumerate(zip(facts, told, strict=True))
            if fact is not None and already is None and known[fact].currency_in is not None
        ]
        if open_:
            span = headings[open_[0]].span
            currency = self.currency_instead_of(currency, span, place)
        return [currency if index in open_ else already for index, already in enumerate(told)]

    def currency_instead_of(self, currency: str, span: Span | None, place: str) -> str:
        """Return the currency of an export; warn where neither it nor anybody else says."""
        if currency != NO_CURRENCY:
            return currency
        if self.currency is None:
            self.diagnostics.warning(
                "SKU-F033",
                "the file does not say which currency its amounts are in",
                span=span,
                place=None if span else place,
                help="say it with `--currency`, such as `--currency EUR`; until then amounts are"
                " compared with each other only",
            )
        return self.currency or currency

    def _fact_of(
        self, heading: Heading, entity: str, in_export: bool, place: str
    ) -> tuple[str | None, str | None, Kinship]:
        """Return the fact a heading means, the currency in its brackets, and how it is meant."""
        words = self.vocabulary
        text, unit = heading.text, None
        matches = words.matches(text)
        if not matches:
            text, unit = split_unit(text)
            matches = words.matches(text)
        # No cell of a flat file holds a table, whatever its column is called.
        matches = tuple(match for match in matches if match.fact.type is not FactType.TABLE)
        if in_export:
            # An export's own headings are general words; a column somebody added has a fact's.
            matches = tuple(match for match in matches if match.kinship is not Kinship.HEADING)
        best = words.best(matches, entity)
        if best is None:
            named = [match.fact for match in matches if match.kinship is Kinship.NAME]
            if named and not in_export:
                self.diagnostics.warning(
                    "SKU-F016",
                    f"fact `{named[0].name}` belongs to `{named[0].entity}` records, "
                    f"which `{entity}` records have nothing to do with",
                    span=heading.span,
                    place=None if heading.span else place,
                    help=f"move it to a file of `{named[0].entity}` records",
                )
            return None, None, Kinship.HEADING
        is_currency = unit is not None and re.fullmatch("[A-Z]{3}", unit)
        return best.fact.name, unit if is_currency else None, best.kinship

    def _settle(self, fact: str, claims: Sequence[_Claim], place: str) -> _Claim | None:
        """Return the column that means a fact more closely than the others, if one does."""
        closest = min(claim.kinship for claim in claims)
        best = [claim for claim in claims if claim.kinship is closest]
        names = " and ".join(f"`{claim.heading.text}`" for claim in claims)
        message = f"columns {names} {'both' if len(claims) == 2 else 'all'} mean `{fact}`"
        span = claims[1].heading.span
        if len(best) > 1:
            self.diagnostics.error(
                "SKU-F012",
                message,
                span=span,
                place=None if span else place,
                help=f"rename the one that counts to `{fact}`, or delete the others",
            )
            return None
        self.diagnostics.warning(
            "SKU-F012",
            f"{message}; only `{best[0].heading.text}` is read",
            span=span,
            place=None if span else place,
            help="delete the other column",
        )
        return best[0]

    def key_of(self, found: Recognised) -> str | None:
        """Return the fact that names a record, if the table has a column for it."""
        key = self.vocabulary.dictionary.entities[found.entity].key
        return key[0] if key and key[0] in found.facts else None

    def _has_key(self, found: Recognised) -> bool:
        export = found.export
        if export is not None and (export.key or export.key_fallback):
            return True
        key = self.vocabulary.dictionary.entities[found.entity].key
        return not key or key[0] in found.facts


def _rank(export: Export) -> tuple[bool, int]:
    return export.mine, len(export.recognised_by)
