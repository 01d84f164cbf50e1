"""Fill the placeholders of an author's text with values, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..conditions.describe import LANGUAGES
from ..model.facts import Translated
from ..model.once import once
from ..model.report import Quantity
from ..model.values import Bounded
from ..wording.values import quantity

PLACEHOLDER = re.compile(r"( ?)\{([^{}]*)\}")


def fill(text: Translated, values: Mapping[str, Quantity]) -> Translated:
    """Fill a text; a placeholder without a value reads as not known."""
    return {lang: _fill(text.get(lang, ""), values, lang) for lang in LANGUAGES if lang in text}


def _fill(text: str, values: Mapping[str, Quantity], lang: str) -> str:
    def replaced(match: re.Match[str]) -> str:
        space, found = match[1], values.get(match[2])
        if found is None:
            return f"{space}?"
        said = quantity(found, lang)
        if isinstance(found.value, Bounded) and match[2] == "limit":
            # `above the ceiling (at most 7.19 USD)`: the author's sentence names the limit.
            space = "" if lang == "zh" else space
            return space + (f"（{said}）" if lang == "zh" else f"({said})")
        # Chinese has a space beside digits and none beside words.
        return said if lang == "zh" and not said[:1].isascii() else space + said

    return PLACEHOLDER.sub(replaced, text)


@once
def placeholders(text: Translated) -> frozenset[str]:
    """Name the placeholders of a text in any language."""
    return frozenset(name for words in text.values() for _, name in PLACEHOLDER.findall(words))
