"""Nouns that are counted in a report: records and units of measure, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model.facts import Translated

# English gives the singular and the plural; Chinese puts a measure word before the noun.
_RECORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "sku": {"en": ("SKU", "SKUs"), "zh": ("个 SKU", "SKU")},
    "sku_market": {"en": ("listing", "listings"), "zh": ("个站点商品", "站点商品")},
    "campaign": {"en": ("campaign", "campaigns"), "zh": ("个推广活动", "推广活动")},
    "order": {"en": ("order", "orders"), "zh": ("笔订单", "订单")},
    "shipment": {"en": ("shipment", "shipments"), "zh": ("票货件", "货件")},
    "stock": {"en": ("stock item", "stock items"), "zh": ("条库存", "库存")},
    "factory": {"en": ("factory", "factories"), "zh": ("家工厂", "工厂")},
    "donation": {"en": ("donation", "donations"), "zh": ("笔捐赠", "捐赠")},
    "store": {"en": ("store", "stores"), "zh": ("家店铺", "店铺")},
    "application": {"en": ("application", "applications"), "zh": ("份申请", "申请")},
    "seller": {"en": ("seller", "sellers"), "zh": ("个卖家", "卖家")},
    "warehouse": {"en": ("warehouse", "warehouses"), "zh": ("个仓库", "仓库")},
    "pool": {"en": ("stock pool", "stock pools"), "zh": ("个库存池", "库存池")},
    "pool_month": {"en": ("pool month", "pool months"), "zh": ("个库存池月份", "库存池月份")},
    "pool_order": {"en": ("pool order", "pool orders"), "zh": ("笔库存池订单", "库存池订单")},
    "integration": {"en": ("system", "systems"), "zh": ("个系统", "系统")},
    "issue": {"en": ("problem", "problems"), "zh": ("个问题", "问题")},
    "ticket": {"en": ("ticket", "tickets"), "zh": ("张工单", "工单")},
    "store_quarter": {"en": ("store quarter", "store quarters"), "zh": ("个店铺季度", "店铺季度")},
    "store_market": {"en": ("store market", "store markets"), "zh": ("个店铺站点", "店铺站点")},
    "document": {"en": ("document", "documents"), "zh": ("份材料", "材料")},
    "brand": {"en": ("brand", "brands"), "zh": ("个品牌", "品牌")},
    "candidate": {"en": ("candidate", "candidates"), "zh": ("个候选新品", "候选新品")},
    "amz_account": {
        "en": ("Amazon account", "Amazon accounts"),
        "zh": ("个亚马逊账号", "亚马逊账号"),
    },
    "amz_sku": {"en": ("Amazon product", "Amazon products"), "zh": ("个亚马逊商品", "亚马逊商品")},
    "amz_sku_market": {
        "en": ("Amazon listing", "Amazon listings"),
        "zh": ("个亚马逊站点商品", "亚马逊站点商品"),
    },
    "amz_deal": {"en": ("Amazon deal", "Amazon deals"), "zh": ("个亚马逊促销", "亚马逊促销")},
    "amz_promo": {
        "en": ("Amazon discount", "Amazon discounts"),
        "zh": ("个亚马逊折扣", "亚马逊折扣"),
    },
    "amz_order": {"en": ("Amazon order", "Amazon orders"), "zh": ("笔亚马逊订单", "亚马逊订单")},
    "markdown_stage": {
        "en": ("markdown stage", "markdown stages"),
        "zh": ("个降价阶段", "降价阶段"),
    },
    "replenishment": {"en": ("batch", "batches"), "zh": ("个补货批次", "补货批次")},
    "row": {"en": ("row", "rows"), "zh": ("行", "行")},
    "": {"en": ("record", "records"), "zh": ("条记录", "记录")},
}

_UNITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "pieces": {"en": ("piece", "pieces"), "zh": ("件", "件")},
    "pieces per day": {"en": ("piece per day", "pieces per day"), "zh": ("件/天", "件/天")},
    "countries": {"en": ("country", "countries"), "zh": ("个国家", "个国家")},
    "marketplaces": {"en": ("marketplace", "marketplaces"), "zh": ("个站点", "个站点")},
    "minutes": {"en": ("minute", "minutes"), "zh": ("分钟", "分钟")},
    "hours": {"en": ("hour", "hours"), "zh": ("小时", "小时")},
    "working hours": {"en": ("working hour", "working hours"), "zh": ("个工作小时", "个工作小时")},
    "days": {"en": ("day", "days"), "zh": ("天", "天")},
    "working days": {"en": ("working day", "working days"), "zh": ("个工作日", "个工作日")},
    "weeks": {"en": ("week", "weeks"), "zh": ("周", "周")},
    "months": {"en": ("month", "months"), "zh": ("个月", "个月")},
    "years": {"en": ("year", "years"), "zh": ("年", "年")},
    "events": {"en": ("event", "events"), "zh": ("次", "次")},
    "changes": {"en": ("change", "changes"), "zh": ("次", "次")},
    "orders": {"en": ("order", "orders"), "zh": ("单", "单")},
    "orders per day": {"en": ("order a day", "orders a day"), "zh": ("单/天", "单/天")},
    "calls per minute": {"en": ("call a minute", "calls a minute"), "zh": ("次/分钟", "次/分钟")},
    "turns per year": {"en": ("turn a year", "turns a year"), "zh": ("次/年", "次/年")},
    "points": {"en": ("point", "points"), "zh": ("分", "分")},
    "reviews": {"en": ("review", "reviews"), "zh": ("条评价", "条评价")},
    "sessions": {"en": ("session", "sessions"), "zh": ("场", "场")},
    "indicators": {"en": ("indicator", "indicators"), "zh": ("项指标", "项指标")},
    "clicks": {"en": ("click", "clicks"), "zh": ("次点击", "次点击")},
    "SKU months": {"en": ("SKU month", "SKU months"), "zh": ("个 SKU 月", "个 SKU 月")},
    "pages": {"en": ("page", "pages"), "zh": ("页", "页")},
    "persons": {"en": ("person", "persons"), "zh": ("人", "人")},
    "stores": {"en": ("store", "stores"), "zh": ("家店铺", "家店铺")},
    "SKUs": {"en": ("SKU", "SKUs"), "zh": ("个 SKU", "个 SKU")},
    "times": {"en": ("time", "times"), "zh": ("次", "次")},
}


def of_one_kind(entities: Sequence[str]) -> str:
    """Name what records of these entities are counted as: the only one, or records of any kind."""
    return entities[0] if len(entities) == 1 else ""


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
