"""The rules, the shops and the catalogue of the benchmark, made from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from conditions import All, Any, Compare, Condition, Limit, Rule, Share

#: The columns of `skus.csv` after the SKU and its shop, and what they hold.
SKU_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "goods_group": "text",
        "ask_price": "money",
        "low_30d": "money",
        "unit_cost": "money",
        "units": "integer",
        "rating": "decimal",
        "bad_reviews": "integer",
        "ship_days": "integer",
        "photos": "integer",
        "certified": "boolean",
    }
)
#: The columns of `shops.csv` after the shop.
SHOP_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "shop_rating": "decimal",
        "shop_disputes": "decimal",
        "shop_sent": "decimal",
        "shop_days": "integer",
        "shop_level": "integer",
        "shop_notice": "boolean",
    }
)
FACTS: Mapping[str, str] = MappingProxyType({**SKU_FACTS, **SHOP_FACTS})
#: Those that lack in some records.
NULLABLE = ("low_30d", "unit_cost", "units", "rating", "bad_reviews", "certified", "shop_sent")
SHOPS = 100


def _is(fact: str, sign: str, limit: str | bool | Share) -> Compare:
    known: Limit = limit
    if isinstance(limit, str) and FACTS[fact] != "text":
        known = Decimal(limit)
    return Compare(fact, sign, known)


def _all(*parts: Condition) -> All:
    return All(parts)


def _any(*parts: Condition) -> Any:
    return Any(parts)


def _of(factor: str, fact: str) -> Share:
    return Share(Decimal(factor), fact)


def _group(name: str) -> Compare:
    return _is("goods_group", "=", name)


#: What is asked, and under which condition: 29 single comparisons, 11 compound ones.
_FORTY: tuple[tuple[Condition, Condition | None], ...] = (
    (_is("ask_price", "<=", _of("0.70", "low_30d")), None),
    (_is("ask_price", ">=", "1.50"), None),
    (_is("units", ">=", "50"), None),
    (_is("rating", ">=", "4.0"), None),
    (_is("bad_reviews", "=", "0"), None),
    (_is("ask_price", ">=", _of("1.10", "unit_cost")), None),
    (_is("photos", ">=", "3"), None),
    (_is("ship_days", "<=", "7"), None),
    (_is("ask_price", "<=", "190.00"), None),
    (_is("units", "<=", "980"), None),
    (_is("low_30d", ">", "2.50"), None),
    (_is("rating", ">", "3.9"), None),
    (_is("photos", "<=", "11"), None),
    (_is("ship_days", ">=", "1"), None),
    (_is("bad_reviews", "<", "3"), None),
    (_is("unit_cost", "<", "120.00"), None),
    (_is("shop_rating", ">=", "4.5"), None),
    (_is("shop_disputes", "<=", "1.50"), None),
    (_is("shop_sent", ">=", "95.0"), None),
    (_is("shop_days", ">=", "90"), None),
    (_is("shop_level", ">=", "2"), None),
    (_is("shop_notice", "=", False), None),
    (_is("ask_price", ">", "2.00"), None),
    (_is("photos", ">", "1"), None),
    (_is("certified", "=", True), _group("toys")),
    (_is("ship_days", "<=", "5"), _group("food")),
    (_is("rating", ">=", "4.2"), _group("beauty")),
    (_is("units", ">=", "10"), _group("home")),
    (_is("photos", ">=", "5"), _group("apparel")),
    (_all(_is("ask_price", "<=", _of("0.90", "low_30d")), _is("units", ">=", "20")), None),
    (_any(_is("rating", ">=", "4.6"), _is("bad_reviews", "=", "0")), None),
    (_any(_is("ask_price", ">=", _of("1.30", "unit_cost")), _is("units", ">=", "500")), None),
    (_any(_is("certified", "=", True), _is("goods_group", "=", "apparel")), None),
    (_all(_is("ship_days", "<=", "9"), _is("photos", ">=", "2")), None),
    (
        _any(
            _all(_is("shop_level", ">=", "3"), _is("ship_days", "<=", "10")),
            _is("ship_days", "<=", "4"),
        ),
        None,
    ),
    (_all(_is("shop_rating", ">=", "4.3"), _is("rating", ">=", "3.8")), None),
    (_any(_is("shop_days", ">=", "180"), _is("shop_level", ">=", "4")), None),
    (
        _any(_all(_is("ask_price", "<", "30.00"), _is("units", ">=", "100")), _group("home")),
        None,
    ),
    (_all(_is("bad_reviews", "<=", "2"), _is("rating", ">", "3.7")), None),
    (_any(_is("photos", ">=", "8"), _is("ask_price", "<=", "60.00"), _group("food")), None),
)

#: The smallest step of a number of each type.
_STEPS = {"money": "0.01", "decimal": "0.1", "integer": "1"}


def make_rules(count: int) -> tuple[Rule, ...]:
    """Return so many rules: the forty, then the forty with other limits, and so on."""
    made = []
    for index in range(count):
        require, when = _FORTY[index % len(_FORTY)]
        turn = index // len(_FORTY)
        made.append(Rule(f"PEER-{index + 1:04d}", _moved(require, turn), when))
    return tuple(made)


def _moved(condition: Condition, turn: int) -> Condition:
    """Move the limits of a condition, so that no two rules are alike."""
    if not turn:
        return condition
    if not isinstance(condition, Compare):
        return replace(condition, parts=tuple(_moved(part, turn) for part in condition.parts))
    limit = condition.limit
    if isinstance(limit, Share):
        return replace(
            condition, limit=replace(limit, factor=limit.factor + turn * Decimal("0.01"))
        )
    if isinstance(limit, Decimal):
        return replace(condition, limit=limit + turn * Decimal(_STEPS[FACTS[condition.fact]]))
    # There are no steps between yes and no.
    return All((condition, Compare("shop_days", ">=", Decimal(10 * turn))))


#: Drawn for each record and column by a hash of both and the seed, so that every run on every
#: machine writes the same files. `r(i, name)` is a whole number from 0 to 9,999.
_DRAW = """
CREATE MACRO r(i, name) AS
    (md5_number_lower(concat($seed, ':', name, ':', i)) % 10000)::BIGINT
"""
_SKUS = """
CREATE TABLE skus AS
WITH drawn AS (
    SELECT i, r(i, 'group') AS g, r(i, 'low') AS l, r(i, 'price') AS p, r(i, 'gap') AS a,
        r(i, 'cost') AS c, r(i, 'units') AS u, r(i, 'rating') AS d, r(i, 'bad') AS b,
        r(i, 'ship') AS s, r(i, 'photos') AS f, r(i, 'certified') AS e, r(i, 'shop') AS h
    FROM range($skus) AS t(i)
), priced AS (
    -- Tens of cents, so that 70% of it is a whole number of cents, which prices stand on.
    SELECT *, (200 + 10 * (l % 1900))::DECIMAL(9, 0) / 100 AS low FROM drawn
)
SELECT
    'SKU-' || lpad(i::VARCHAR, 9, '0') AS sku_id,
    'SHOP-' || lpad((h % $shops)::VARCHAR, 3, '0') AS store_id,
    (['apparel', 'home', 'toys', 'beauty', 'food'])[1 + g % 5] AS goods_group,
    CASE WHEN p < 1000 THEN 0.7 * low WHEN p < 1200 THEN 0.7 * low + 0.01
        ELSE low * (40 + a % 65) / 100 END::DECIMAL(9, 2) AS ask_price,
    CASE WHEN l >= 300 THEN low END::DECIMAL(9, 2) AS low_30d,
    CASE WHEN c >= 200 THEN low * (20 + c % 50) / 100 END::DECIMAL(9, 2) AS unit_cost,
    CASE WHEN u >= 100 THEN u % 1000 END::INTEGER AS units,
    CASE WHEN d >= 300 THEN 3.7 + (d % 14) / 10.0 END::DECIMAL(2, 1) AS rating,
    CASE WHEN b < 500 THEN NULL WHEN b < 1300 THEN 1 + b % 3 ELSE 0 END::INTEGER AS bad_reviews,
    (s % 12)::INTEGER AS ship_days,
    (1 + f % 12)::INTEGER AS photos,
    CASE WHEN e < 700 THEN NULL ELSE e >= 1700 END AS certified
FROM priced ORDER BY i
"""
_SHOPS = """
CREATE TABLE shops AS
SELECT
    'SHOP-' || lpad(i::VARCHAR, 3, '0') AS store_id,
    (4.2 + (r(i, 'stars') % 8) / 10.0)::DECIMAL(2, 1) AS shop_rating,
    ((r(i, 'disputes') % 180) / 100.0)::DECIMAL(4, 2) AS shop_disputes,
    CASE WHEN r(i, 'sent') >= 500 THEN 94 + (r(i, 'sent') % 60) / 10.0 END::DECIMAL(4, 1)
        AS shop_sent,
    (30 + r(i, 'days') % 900)::INTEGER AS shop_days,
    (1 + r(i, 'level') % 5)::INTEGER AS shop_level,
    r(i, 'notice') < 800 AS shop_notice
FROM range($shops) AS t(i) ORDER BY i
"""


def write_files(folder: Path, skus: int, seed: int) -> None:
    """Write `skus.csv` and `shops.csv`, and both as Parquet."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for sql in (_DRAW, _SKUS, _SHOPS):
            for name, value in (("$seed", seed), ("$skus", skus), ("$shops", SHOPS)):
                sql = sql.replace(name, str(value))
            connection.execute(sql)
        for name in ("skus", "shops"):
            connection.table(name).write_csv(str(folder / f"{name}.csv"))
            connection.table(name).write_parquet(str(folder / f"{name}.parquet"))
