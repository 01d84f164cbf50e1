"""What is said of headings that are not understood, or look like a misspelt one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from ..text.suggest import nearest
from .vocabulary import normalise

if TYPE_CHECKING:
    from ..model.rule import Export
    from ..text.diagnostics import Diagnostics
    from .recognised import Heading, Recognised
    from .vocabulary import Vocabulary

_LISTED = 12


def warn_of_slips(
    headings: Sequence[Heading],
    found: Recognised,
    place: str,
    words: Vocabulary,
    diagnostics: Diagnostics,
) -> None:
    """Warn of headings that look like a misspelt one."""
    if found.export is not None and not found.export.mine:
        return
    names = words.names_for(found.entity)
    free: dict[int, list[str]] = {}
    for name, meant in names.items():
        if meant not in found.facts:
            free.setdefault(len(name), []).append(name)
    for heading, fact in zip(headings, found.facts, strict=True):
        if fact is not None or words.matches(heading.text):
            continue
        written = normalise(heading.text)
        alike = (len(written) + more for more in (0, 1, -1))
        close = (name for length in alike for name in free.get(length, ()))
        near = next((name for name in close if _is_slip(written, name)), None)
        if near is not None:
            diagnostics.warning(
                "SKU-F013",
                f"column `{heading.text}` is not read; no fact has this name",
                span=heading.span,
                place=None if heading.span else place,
                help=f"did you mean `{names[near]}`?",
            )


def report_no_entity(
    headings: Sequence[Heading],
    fitting: Sequence[str],
    place: str,
    words: Vocabulary,
    diagnostics: Diagnostics,
) -> None:
    """Report that none of the entities fits, or more than one."""
    if fitting:
        kinds = " or ".join(f"`{entity}`" for entity in fitting[:_LISTED])
        message = f"the records may be {kinds}"
        help_text = f"say which: `--facts {fitting[0]}={place}`"
    else:
        message = f"cannot tell what the records of `{place}` are"
        help_text = (
            f"found {_listed(headings)}; {_like_a_key(headings, words)}give it a key column such as"
            f" {_example_keys(words)}, or say what it holds: `--facts ENTITY={place}`"
        )
    diagnostics.error(
        "SKU-F010",
        message,
        span=headings[0].span if headings else None,
        place=None if headings and headings[0].span else place,
        help=help_text,
    )


def report_no_facts(export: Export, place: str, diagnostics: Diagnostics) -> None:
    """Warn of a known export in which nothing is a fact."""
    diagnostics.warning(
        "SKU-F049",
        f"`{place}` is left out: no rule reads anything in this export ({export.title['en']})",
        place=place,
        help="leave it away, or name an export that holds prices or stock",
    )


def _example_keys(words: Vocabulary) -> str:
    entities = words.dictionary.entities.values()
    keys = dict.fromkeys(entity.key[0] for entity in entities if entity.key)
    return ", ".join(f"`{key}`" for key in sorted(keys, key=lambda key: key != "sku_id")[:3])


def _like_a_key(headings: Sequence[Heading], words: Vocabulary) -> str:
    """Name the heading that is most like what a key is called, if one is at all."""
    names = {
        name: key
        for entity in words.dictionary.entities.values()
        for key in entity.key[:1]
        if (fact := words.dictionary.facts.get(key)) is not None
        for name in (*fact.headings, *fact.title.values(), key)
    }
    for heading in headings:
        near = nearest(heading.text, names)
        if near is not None and not words.matches(heading.text):
            key = names[near]
            name = f"`{key}`" if normalise(near) == key else f"`{near}` (`{key}`)"
            return f"is `{heading.text}` what is called {name}? rename it, or "
    return ""


def report_no_key(
    headings: Sequence[Heading],
    found: Recognised,
    place: str,
    words: Vocabulary,
    diagnostics: Diagnostics,
) -> None:
    """Report that records of a kind that is told apart by a key have none."""
    key = words.dictionary.entities[found.entity].key[0]
    fact = words.dictionary.facts.get(key)
    known = [f"`{name}`" for name in (fact.headings if fact else ())][:4]
    also = f" (or {', '.join(known)})" if known else ""
    span = headings[0].span if headings else None
    diagnostics.error(
        "SKU-F011",
        f"no column holds `{key}`, the key of `{found.entity}` records",
        span=span,
        place=None if span else place,
        help=f"found {_listed(headings)}; name the column `{key}`{also}",
    )


def _listed(headings: Sequence[Heading]) -> str:
    shown = [f"`{heading.text}`" for heading in headings if heading.text.strip()]
    more = f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else ""
    return f"the headings {', '.join(shown[:_LISTED])}{more}"


def _is_slip(written: str, meant: str) -> bool:
    """Tell whether one slip of the finger lies between two names of about one length.

    Only one, and none in a digit: a real export has many headings that look like a known one.
    """
    if len(meant) < 4:
        return False
    start = _shared(written, meant)
    end = _shared(written[start:][::-1], meant[start:][::-1])
    one, other = written[start : len(written) - end], meant[start : len(meant) - end]
    if any(letter.isdigit() for letter in one + other):
        return False
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _shared(one: str, other: str) -> int:
    """Count the letters that two texts start with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
