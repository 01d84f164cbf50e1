"""The few phrases that values need, and how a phrase's placeholders are filled.

A placeholder names its type after the colon: `count` is a whole number with separators, `text` is
put in as it stands, and `plural:ONE|MANY` picks a form of a word by a count given elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from types import MappingProxyType

_EN = {
    "yes": "yes",
    "no": "no",
    "absent": "not known",
    "empty": "empty",
    "at_least": "at least {value:text}",
    "at_most": "at most {value:text}",
    "between": "{low:text} to {high:text}",
    "points": "{value:text} percentage points",
    "rows": "{n:count} {n:plural:row|rows}",
    "items_more": "{items:text} and {n:count} more",
    "with_unit": "{value:text} {unit:text}",
}

_ZH = {
    "yes": "是",
    "no": "否",
    "absent": "未知",
    "empty": "空",
    "at_least": "至少 {value:text}",
    "at_most": "至多 {value:text}",
    "between": "{low:text} 至 {high:text}",
    "points": "{value:text} 个百分点",
    "rows": "{n:count} 行",
    "items_more": "{items:text} 等，另有 {n:count} 项",
    "with_unit": "{value:text} {unit:text}",
}

PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": _EN, "zh": _ZH})


def say(lang: str, key: str, /, **values: str | int) -> str:
    """Return a phrase with its placeholders filled."""
    return fill(PHRASES[lang][key], values)


def fill(template: str, values: Mapping[str, str | int]) -> str:
    """Fill the placeholders of a phrase."""
    parts: list[str] = []
    for literal, name, kind, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            parts.append(_fill(values[name], kind or "text"))
    return "".join(parts)


def _fill(value: str | int, kind: str) -> str:
    if kind == "count":
        return f"{value:,}"
    if kind.startswith("plural:"):
        one, many = kind.removeprefix("plural:").split("|")
        return one if value == 1 else many
    return str(value)
