"""Fill the placeholders of an author's text with values, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..conditions.describe import LANGUAGES
from ..model.facts import Translated
from ..model.report import Quantity
from ..wording.values import quantity

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def fill(text: Translated, values: Mapping[str, Quantity]) -> Translated:
    """Fill a text; a placeholder without a value reads as not known."""
    return {lang: _fill(text.get(lang, ""), values, lang) for lang in LANGUAGES if lang in text}


def _fill(text: str, values: Mapping[str, Quantity], lang: str) -> str:
    def replaced(match: re.Match[str]) -> str:
        found = values.get(match[1])
        return quantity(found, lang) if found is not None else "?"

    return _PLACEHOLDER.sub(replaced, text)


def placeholders(text: Translated) -> frozenset[str]:
    """Name the placeholders of a text in any language."""
    return frozenset(name for words in text.values() for name in _PLACEHOLDER.findall(words))
