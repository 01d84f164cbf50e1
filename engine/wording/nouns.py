"""Nouns that are counted in a report: records and units of measure, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from ..model.facts import Translated

# English gives the singular and the plural; Chinese puts a measure word before the noun.
_RECORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "sku": {"en": ("SKU", "SKUs"), "zh": ("个 SKU", "SKU")},
    "sku_market": {"en": ("listing", "listings"), "zh": ("个站点商品", "站点商品")},
    "store": {"en": ("store", "stores"), "zh": ("家店铺", "店铺")},
    "application": {"en": ("application", "applications"), "zh": ("份申请", "申请")},
    "seller": {"en": ("seller", "sellers"), "zh": ("个卖家", "卖家")},
    "row": {"en": ("row", "rows"), "zh": ("行", "行")},
}

_UNITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "pieces": {"en": ("piece", "pieces"), "zh": ("件", "件")},
    "minutes": {"en": ("minute", "minutes"), "zh": ("分钟", "分钟")},
    "hours": {"en": ("hour", "hours"), "zh": ("小时", "小时")},
    "days": {"en": ("day", "days"), "zh": ("天", "天")},
    "working days": {"en": ("working day", "working days"), "zh": ("个工作日", "个工作日")},
    "weeks": {"en": ("week", "weeks"), "zh": ("周", "周")},
    "months": {"en": ("month", "months"), "zh": ("个月", "个月")},
    "years": {"en": ("year", "years"), "zh": ("年", "年")},
    "events": {"en": ("event", "events"), "zh": ("次", "次")},
    "changes": {"en": ("change", "changes"), "zh": ("次", "次")},
    "orders": {"en": ("order", "orders"), "zh": ("单", "单")},
    "points": {"en": ("point", "points"), "zh": ("分", "分")},
    "reviews": {"en": ("review", "reviews"), "zh": ("条评价", "条评价")},
    "sessions": {"en": ("session", "sessions"), "zh": ("场", "场")},
    "pages": {"en": ("page", "pages"), "zh": ("页", "页")},
    "persons": {"en": ("person", "persons"), "zh": ("人", "人")},
    "stores": {"en": ("store", "stores"), "zh": ("家店铺", "家店铺")},
    "SKUs": {"en": ("SKU", "SKUs"), "zh": ("个 SKU", "个 SKU")},
    "times": {"en": ("time", "times"), "zh": ("次", "次")},
}


def records(entity: str, count: int, lang: str, titles: Mapping[str, Translated]) -> str:
    """Return a number of records, such as `50 SKUs` or `1 store`."""
    known = _RECORDS.get(entity)
    if known is None:
        return f"{count:,} {record(entity, lang, titles)}"
    first, second = known[lang]
    if lang == "en":
        return f"{count:,} {first if count == 1 else second}"
    return f"{count:,} {first}"


def rows_of(entity: str, count: int, lang: str, titles: Mapping[str, Translated]) -> str:
    """Return a number of rows of a table, such as `9 rows of price history`."""
    title = record(entity, lang, titles)
    if lang == "zh":
        return f"{count:,} 行{title}"
    name = title[:1].lower() + title[1:]
    return f"{count:,} {'row' if count == 1 else 'rows'} of {name}"


def record(entity: str, lang: str, titles: Mapping[str, Translated]) -> str:
    """Return the name of one record of an entity."""
    title = titles.get(entity, {}).get(lang)
    if title:
        return title
    known = _RECORDS.get(entity)
    if known is None:
        return entity.replace("_", " ")
    return known[lang][0] if lang == "en" else known[lang][1]


def unit_word(unit: str, amount: object, lang: str) -> str:
    """Return a unit in the form that goes with an amount; unlisted ones stay as they are."""
    known = _UNITS.get(unit)
    if known is None:
        return unit
    return known[lang][0] if amount in (1, -1) else known[lang][1]
