"""`skulint compile`: what it prints can be parsed, says what it reads, and refuses the rest."""

from __future__ import annotations

import pytest
import sqlglot

from skulint.engine.backends.dialects import DIALECTS, EXECUTED

from .running import run

OUTLET = ("compile", "--program", "aliexpress/outlet", "--as-of", "2026-11-22")
TABLES = ("--table", "sku=shop.skus", "--table", "store=shop.stores")
STATED = ("--stated", "outlet_price", "--stated", "lowest_price_30d")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_prints_one_select_that_parses(dialect: str) -> None:
    result = run(*OUTLET, *TABLES, *STATED, "--leave-out", "--dialect", dialect)
    assert result.exit_code == 0, result.stderr
    (tree,) = sqlglot.parse(result.stdout, dialect=dialect)
    assert isinstance(tree, sqlglot.exp.Select)
    columns = [each.alias_or_name for each in tree.selects]
    assert columns == ["rule", "entity", "key", "outcome", "actual", "limit"]
    read = {each.sql(dialect="duckdb") for each in tree.find_all(sqlglot.exp.Table) if each.db}
    assert read == {'"shop"."skus"', '"shop"."stores"'}
    assert ("compare counts first" in result.stdout) is (dialect not in EXECUTED)
    assert ("-- Left out: AE-PRICE-002, which needs the items of a list" in result.stdout) is (
        dialect not in ("duckdb", "spark")
    )
    assert "AE-OUTLET-002" in result.stdout.partition("WITH")[2]


def test_the_columns_that_are_expected_are_listed() -> None:
    head = run(*OUTLET, *TABLES, *STATED, "--leave-out", "--dialect", "spark").stdout
    assert "-- Reads shop.skus (sku):\n--   sku_id STRING\n" in head
    assert "--   outlet_price DECIMAL(32, 12)\n" in head
    assert "18 rules" in head.splitlines()[0]


def test_what_cannot_be_said_is_refused() -> None:
    result = run(*OUTLET, "--dialect", "postgres")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "error[SKU-C011]: rule `AE-OUTLET-002` cannot be said in postgres" in result.stderr
    assert "`--stated outlet_price` `--stated lowest_price_30d`" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--table", "skew=x"), "unknown kind of record `skew`"),
        (("--stated", "outlet_prise"), "did you mean `outlet_price`?"),
        (("--table", "sku"), "is not of the form `sku=catalog.skus`"),
        (("--program", "aliexpress/outlte"), "did you mean `aliexpress/outlet`?"),
    ],
)
def test_slips_are_named(arguments: tuple[str, ...], message: str) -> None:
    result = run("compile", *OUTLET[1:], *arguments, "--dialect", "duckdb")
    assert result.exit_code == 2
    assert message in result.stderr
