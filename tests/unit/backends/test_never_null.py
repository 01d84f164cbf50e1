"""Tests for NULL are left out where no row can meet them, and only there."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from skulint.engine.backends.duckdb.never_null import never_null, without_idle_tests


def made_plain(text: str, *filled: str) -> str:
    tree = sqlglot.parse_one(text, dialect="duckdb")
    # As the compiler writes fields of a row.
    tree = tree.transform(
        lambda node: (
            exp.Dot(this=exp.column("_it"), expression=node.this)
            if isinstance(node, exp.Column) and node.table == "_it"
            else node
        )
    )
    return without_idle_tests(tree, "_it", filled).sql(dialect="duckdb")


@pytest.mark.parametrize(
    ("text", "filled", "plain"),
    [
        ("_it.a IS NULL", ["a"], "FALSE"),
        ("_it.a IS NULL", ["b"], "_it.a IS NULL"),
        ("NOT (CAST(_it.a AS DATE)) IS NULL", ["a"], "TRUE"),
        ("NOT TRY_CAST(_it.a AS DATE) IS NULL", ["a"], "NOT TRY_CAST(_it.a AS DATE) IS NULL"),
        ("CASE WHEN NOT (_it.a + 1) IS NULL AND NOT FALSE THEN _it.a + 1 END", ["a"], "_it.a + 1"),
        ("CASE WHEN _it.a IS NULL THEN 1 END", ["b"], "CASE WHEN _it.a IS NULL THEN 1 END"),
        ("COALESCE(_it.a, _it.b)", ["a"], "_it.a"),
        ("COALESCE(_it.a, _it.b)", ["b"], "COALESCE(_it.a, _it.b)"),
        ("_it.a >= 1 OR _it.b IS NULL", ["b"], "(_it.a >= 1)"),
        ("_it.a >= 1 AND _it.b IS NULL", ["b"], "FALSE"),
        ("(_it.a + _it.b) IS NULL", ["a"], "(_it.a + _it.b) IS NULL"),
    ],
)  # fmt: skip
def test_what_is_known_of_blanks_is_worked_out(text: str, filled: list[str], plain: str) -> None:
    assert made_plain(text, *filled) == plain


def test_a_list_without_its_item_is_a_blank() -> None:
    tree = sqlglot.parse_one("LIST_EXTRACT([1], 2)", dialect="duckdb")
    assert not never_null(tree, "_it", ())
