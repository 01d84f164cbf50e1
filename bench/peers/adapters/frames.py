"""The catalogue as a Polars frame of exact decimals, and conditions as its expressions."""

from __future__ import annotations

import operator
from functools import reduce
from pathlib import Path

import polars as pl
from conditions import All, Compare, Condition, Rule, Share
from workload import FACTS, SHOP_FACTS, SKU_FACTS

_TYPES = {
    "text": pl.String(),
    "money": pl.Decimal(9, 2),
    "decimal": pl.Decimal(9, 2),
    "integer": pl.Int32(),
    "boolean": pl.Boolean(),
}
_SIGNS = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}


def read_frame(folder: Path) -> pl.DataFrame:
    """Read both files and join them."""
    return (
        _scan(folder / "skus.csv", ("sku_id", "store_id"), SKU_FACTS)
        .join(_scan(folder / "shops.csv", ("store_id",), SHOP_FACTS), on="store_id")
        .collect()
    )


def _scan(path: Path, keys: tuple[str, ...], facts: object) -> pl.LazyFrame:
    assert hasattr(facts, "__iter__")
    schema = {key: pl.String() for key in keys} | {each: _TYPES[FACTS[each]] for each in facts}
    return pl.scan_csv(path, schema=schema)


def asked(rule: Rule) -> pl.Expr:
    """Say a rule: true, false, or null where a fact decides that lacks."""
    require = expression(rule.require)
    if rule.when is None:
        return require
    return pl.when(expression(rule.when)).then(require).otherwise(True)


def expression(condition: Condition) -> pl.Expr:
    """Say a condition as an expression over columns."""
    if not isinstance(condition, Compare):
        joined = operator.and_ if isinstance(condition, All) else operator.or_
        return reduce(joined, (expression(part) for part in condition.parts))
    limit = condition.limit
    fact = pl.col(condition.fact)
    if isinstance(limit, Share):
        # Polars rounds a product to the places of its factors.
        other = pl.col(limit.fact).cast(pl.Decimal(18, 4))
        share = other * pl.lit(limit.factor, dtype=pl.Decimal(18, 4))
        return _SIGNS[condition.sign](fact, share)  # type: ignore[no-any-return]
    if isinstance(limit, bool):
        return fact if limit else ~fact
    return _SIGNS[condition.sign](fact, pl.lit(limit))  # type: ignore[no-any-return]
