"""SQL of an author's sentence with values in it: what `evaluation.templates` says, of columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlglot import exp

from ...backends.duckdb.terms import case, is_literally, is_null
from ...conditions.describe import LANGUAGES
from ...model.facts import Translated
from ...store.sql import alias, call, column, text
from ...text.safe_text import sanitise
from ...wording.values import PROSE_LIMIT
from ..templates import PLACEHOLDER, placeholders
from .texts import cut, is_text, joined, safe


@dataclass(frozen=True, slots=True)
class Words:
    """A value in words, NULL where there is none; `ranged` tells where it is one between bounds.

    `raw` words hold a unit as a file has it.
    """

    said: exp.Expr
    ranged: exp.Expr
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with values in it, not cut yet; a `raw` one may hold what a file says."""

    said: exp.Expr
    raw: bool


def put_in(words: Words, name: str) -> tuple[list[exp.Expr], Words]:
    """Give words a column of their own, so that they are worked out once, and refer to it."""
    if is_text(words.said):
        return [], words
    columns = [alias(words.said, name)]
    ranged = words.ranged
    if not is_literally(ranged, False):
        columns.append(alias(ranged, f"{name}_ranged"))
        ranged = column(f"{name}_ranged")
    return columns, replace(words, said=column(name), ranged=ranged)


def fill(words: Translated, lang: str, values: Mapping[str, Words]) -> Sentence:
    """Fill a sentence; a placeholder without a value reads as not known."""
    spoken = next(
        (each for each in (lang, *LANGUAGES) if words.get(each)),
        lang,
    )
    template = words.get(spoken, "")
    pieces: list[exp.Expr] = []
    at = 0
    for match in PLACEHOLDER.finditer(template):
        pieces.append(text(template[at : match.start()]))
        at = match.end()
        pieces.append(_value(match[1], match[2], spoken, values))
    pieces.append(text(template[at:]))
    named = placeholders(words) & values.keys()
    return Sentence(joined(pieces), any(values[name].raw for name in named))


def printed(sentence: Sentence, name: str) -> tuple[list[exp.Expr], exp.Expr]:
    """Make a sentence safe to print; gives the column it takes to do so, by this name."""
    if is_text(sentence.said):
        return [], text(sanitise(sentence.said.this, PROSE_LIMIT))
    end = (safe if sentence.raw else cut)(column(name), PROSE_LIMIT)
    return [alias(sentence.said, name)], end


def _value(space: str, name: str, lang: str, values: Mapping[str, Words]) -> exp.Expr:
    found = values.get(name)
    unknown = text(f"{space}?")
    if found is None:
        return unknown
    plain = joined([text(space), found.said])
    if lang == "zh" and space:
        # Chinese has a space beside digits and none beside words.
        wordy = call("regexp_matches", found.said, text("^[^\\x00-\\x7F]"))
        plain = case([(wordy, found.said)], plain)
    whens: list[tuple[exp.Expr, exp.Expr]] = []
    if not is_text(found.said):
        whens.append((is_null(found.said), unknown))
    if name == "limit" and not is_literally(found.ranged, False):
        # `above the ceiling (at most 7.19 USD)`: the author's sentence names the limit.
        start, end = ("（", "）") if lang == "zh" else (f"{space}(", ")")
        whens.append((found.ranged, joined([text(start), found.said, text(end)])))
    return case(whens, plain)
