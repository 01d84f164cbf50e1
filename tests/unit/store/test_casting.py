"""Cells read the quick way and the thorough way: a cell is never read as another value."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from skulint.engine.model.facts import Fact, FactType
from skulint.engine.store.casting import quick, thorough
from skulint.engine.store.subjects import known
from skulint.engine.text.source import Source, Span

SPAN = Span(Source("cells.yaml", "x"), 1, 1, 1, 2)
QUICK = (
    FactType.BOOLEAN,
    FactType.INTEGER,
    FactType.DECIMAL,
    FactType.MONEY,
    FactType.PERCENT,
    FactType.DATE,
    FactType.DATETIME,
    FactType.TEXT,
    FactType.ENUM,
)
ODD = (
    "0", "5", "-5", "+5", "5.", ".5", "5.0", "05", "8.40", "1e3", "1e-10", "1E2", "1_000", "1,000",
    "12,5", " 5", "5 ", "\t5", "5\u00a0", "\u30005", "0x1F", "NaN", "nan", "inf", "-Infinity", "٣",
    "５", "true", "True", "TRUE", "t", "yes", "no", "Y", "n", "1", "on", "是", "false",
    "2026-03-01", "2026-3-1", "2026/03/01", "2026-02-30", "20260301", "26-03-01",
    "2026-03-01T10:00",
    "0001-01-01", "9999-12-31", "10000-01-01", "2026-03-01 BC", "epoch", "today", "A", "a", " A",
    "A ", "A\u00a0",
    "B", "95%", "95 %", "-", ".", "e", "1e", "--5", "5-", "null", "NULL", "''", "999999999",
    "1000000000", "0.0000000001", "123456789.1", "1.123456789", "1.1234567891", "9.9e9",
    "2026-03-01 10:00:00", "2026-03-01T10:00:00", "2026-03-01t10:00:00", "2026-03-01 10:00:00Z",
    "2026-03-01 10:00:00.5", "2026-03-01 10:00:0.5", "2026-03-01 10:00+01", "2026-3-01 10:00:000",
    "2026-02-30 10:00:00", "2026-03-01 24:00:00", "2026-03-01 10:00:60", "2026-03-01 10:60:00",
    "1899-12-31 10:00:00", "0026-03-01 10:00:00", "2026/03/01 10:00:00", "2026 03 01 10:00:00",
    "2026-03-01  1:00:00", " 026-03-01 10:00:00", "2026-03-01 10:00:0 ", "2026-03-01 10:00-0800",
    "+026-03-01 10:00:00", "2026-03-0110:00:0000", "02026-03-01 1:00:00", "2026-03-01 10.00.00",
    "1e0.", "0E1.", "10e1.", "1e001", "1e-0001", "1e-100", "1e999999999", "5e-999999999",
)  # fmt: skip


MOST = "99999999999999999999.999999999999"


def fact(kind: FactType) -> Fact:
    values = ("A", "B") if kind is FactType.ENUM else ()
    return Fact("it", "sku", kind, MappingProxyType({}), SPAN, values=values)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as opened:
        yield opened


def cells(
    connection: duckdb.DuckDBPyConnection, kind: FactType, texts: Sequence[str]
) -> list[tuple[Any, bool, Any, bool]]:
    """Read cells both ways; gives quick value and flag, thorough value and flag."""
    raw = exp.column("cell", quoted=True)
    one, two = quick(raw, fact(kind)), thorough(raw, fact(kind))
    trees = [one.value, one.flag, two.value, two.flag]
    unfolded = exp.select(exp.alias_(exp.func("unnest", exp.Placeholder()), "cell", quoted=True))
    query = exp.select(*trees).from_(unfolded.subquery("cells"))
    found = connection.execute(query.sql("duckdb"), [list(texts)]).fetchall()
    return [(known(a), bool(b), known(c), bool(d)) for a, b, c, d in found]


@pytest.mark.parametrize("kind", QUICK)
def test_the_quick_way_takes_nothing_for_another_value(
    connection: duckdb.DuckDBPyConnection, kind: FactType
) -> None:
    for text, (value, flag, wanted, _) in zip(ODD, cells(connection, kind, ODD), strict=True):
        assert flag or value == wanted, (text, value, wanted)


LETTERS = "0123456789.-+eE_ ,%xaT:/\u00a0"


@pytest.mark.parametrize(
    "kind", [FactType.INTEGER, FactType.DECIMAL, FactType.DATE, FactType.BOOLEAN]
)
def test_the_quick_way_agrees_on_any_text(
    connection: duckdb.DuckDBPyConnection, kind: FactType
) -> None:
    # All in one query: planning it takes far longer than reading a thousand cells.
    dice = random.Random(str(kind))
    texts = ["".join(dice.choices(LETTERS, k=dice.randint(1, 12))) for _ in range(10_000)]
    texts += [f"{each}{tail}" for each in ODD for tail in ("", "0", ".", "e1", " ", "-")]
    agreed = 0
    for text, (value, flag, wanted, _) in zip(texts, cells(connection, kind, texts), strict=True):
        assert flag or value == wanted, (text, value, wanted)
        agreed += not flag
    # Were everything left to the thorough way, the two could not but agree.
    assert agreed > 0


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (FactType.DECIMAL, "8.40", Decimal("8.4")),
        (FactType.DECIMAL, "1e3", Decimal(1000)),
        (FactType.DECIMAL, "1.5E-12", None),
        (FactType.DECIMAL, "1E-12", Decimal("0.000000000001")),
        (FactType.DECIMAL, "0.0000000000001", None),
        (FactType.DECIMAL, "0.1000000000000000000", Decimal("0.1")),
        (FactType.DECIMAL, "1e-19", None),
        (FactType.DECIMAL, "1.00000000000000000001", None),
        (FactType.DECIMAL, MOST, Decimal(MOST)),
        (FactType.DECIMAL, "100000000000000000000", None),
        (FactType.DECIMAL, "NaN", None),
        (FactType.DECIMAL, "Infinity", None),
        (FactType.DECIMAL, "1_000", None),
        (FactType.DECIMAL, "12,5", None),
        (FactType.INTEGER, "5.0", Decimal(5)),
        (FactType.INTEGER, "5.5", None),
        (FactType.PERCENT, "95 %", Decimal(95)),
        (FactType.DATE, "2026/3/1", date(2026, 3, 1)),
        (FactType.DATE, "2026-02-30", None),
        (FactType.DATE, "24-01-02", None),
        (FactType.DATETIME, "2026-03-01T10:00:00+08:00", datetime(2026, 3, 1, 2)),
        (FactType.DATETIME, "2026-03-01", datetime(2026, 3, 1)),
        (FactType.BOOLEAN, " 是 ", True),
        (FactType.ENUM, " a ", "A"),
        (FactType.ENUM, "C", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_exactly_or_not_at_all(
    connection: duckdb.DuckDBPyConnection, kind: FactType, text: str, wanted: object
) -> None:
    raw = exp.Literal.string(text)
    reading = thorough(raw, fact(kind))
    query = exp.select(reading.value, reading.flag).sql("duckdb")
    found = connection.execute(query).fetchone()
    assert found is not None
    assert (known(found[0]), bool(found[1])) == (wanted, wanted is None)
