"""A table read in one go has the values that the flagged way gives; what it doubts it leaves."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from skulint.engine.model.facts import NUMBERS, FactType
from skulint.engine.readers import CsvRows
from skulint.engine.store import staging
from skulint.engine.store.casting import quick, thorough
from skulint.engine.store.plain_cells import plain_values, read_plain
from skulint.engine.store.sql import alias, column, is_null, select, select_from, table
from tests.exports.stored import read

from .test_casting import ODD, QUICK, fact

COUNT = 6000
LETTERS = {
    FactType.BOOLEAN: "trueyesnoTF10 ",
    FactType.DATE: "0123456789-/ T:",
    FactType.TEXT: "ab \t\n\r\u00a0\u3000?+_é",
    FactType.ENUM: "ABab ",
}


def texts(kind: FactType, absent: str) -> list[str]:
    chance = random.Random(kind.value)
    letters = LETTERS.get(kind, "00012359..eE+-_ ,")
    made = {"".join(chance.choices(letters, k=chance.randint(1, 9))) for _ in range(COUNT)}
    whole = {str(chance.randrange(10 ** chance.randint(1, 12))) for _ in range(COUNT // 3)}
    powers = {
        f"{chance.randrange(10 ** chance.randint(1, 5))}e{chance.randint(-8, 4)}"
        for _ in range(COUNT // 3)
    }
    cents = {f"{chance.randrange(10 ** chance.randint(1, 7)) / 100:.2f}" for _ in range(COUNT // 3)}
    days = {f"20{each % 100:02}-{1 + each % 12:02}-{1 + each % 31:02}" for each in range(COUNT)}
    bent = {_bent(each, chance, letters) for each in sorted(days) for _ in range(3)}
    every = {*made, *whole, *powers, *cents, *days, *bent, *ODD}
    return sorted(each for each in every if not set(absent) & set(each))


def _bent(day: str, chance: random.Random, letters: str) -> str:
    """Make a text as long as a day that some reader may still take for one."""
    day = day.replace("-", chance.choice("-/ \\"))
    cut = chance.randrange(10)
    day = chance.choice((day, day[:cut] + day[cut + 1 :] + chance.choice("0123456789Z ")))
    at = chance.randrange(10)
    return chance.choice((day, day[:at] + chance.choice(letters) + day[at + 1 :], "1" + day[:9]))


@pytest.mark.parametrize("absent", ["", "_"])
@pytest.mark.parametrize("kind", QUICK)
def test_a_plain_cell_has_the_value_that_is_written(kind: FactType, absent: str) -> None:
    it, cell = fact(kind), column("it")
    readings = {"it": quick(cell, it)}
    values, odd = plain_values(readings, {"it": it}, absent)
    # Reading ends where a cast fails, which stops no query here.
    lost = [is_null(column("_value_it"))] if isinstance(values["it"], exp.TryCast) else []
    written = thorough(cell, it)
    number = kind in NUMBERS
    kind_of = "DECIMAL(38, 12)" if number else "VARCHAR"
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            "CREATE TABLE cells AS SELECT unnest(?::VARCHAR[]) AS it", [texts(kind, absent)]
        )
        source = select(exp.Star()).from_(table("cells"), copy=False)
        valued = select_from(
            source, "cells", exp.Star(), alias(values["it"], "_value_it"),
            alias(written.value, "value"), alias(written.flag, "flag"),
        )  # fmt: skip
        query = select_from(valued, "valued", exp.Star(), alias(exp.or_(*odd, *lost), "odd"))
        connection.execute(f"CREATE TABLE read AS {query.sql(dialect='duckdb')}")
        wrong = connection.execute(
            "SELECT it, _value_it, value FROM read WHERE coalesce(NOT odd, true)"
            f" AND (flag OR _value_it::{kind_of} IS DISTINCT FROM value::{kind_of})"
        ).fetchall()
        (plain, every) = connection.execute(
            "SELECT count(*) FILTER (coalesce(NOT odd, true)), count(*) FROM read"
        ).fetchall()[0]
    print(kind.value, f"{plain} of {every} texts are plain")
    assert wrong == []
    assert 1 < plain < every


def test_an_odd_cell_costs_nothing_but_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"A{each},{each}.50,{each},yes" for each in range(300)]
    heading = "sku_id,price,stock_qty,epr_registered\n"
    plain, odd = tmp_path / "plain.csv", tmp_path / "odd.csv"
    plain.write_text(heading + "\n".join(rows), encoding="utf-8")
    odd.write_text(heading + "\n".join([*rows, "B, 7 ,1e-7,maybe"]), encoding="utf-8")
    tries: list[bool] = []

    def watched(*given: object) -> bool:
        tries.append(read_plain(*given))  # type: ignore[arg-type]
        return tries[-1]

    monkeypatch.setattr(staging, "read_plain", watched)
    found, other = read(plain), read(odd)
    assert tries == [True, False]
    assert [each.code for each in other.diagnostics] == ["SKU-F020"] * 2
    for name, values in found.facts["sku"].items():
        assert other.facts["sku"][name][:-1] == values


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_end_of_a_line_within_a_cell_is_no_part_of_it(tmp_path: Path, end: str) -> None:
    path = tmp_path / "ends.csv"
    for cell, bare in ((f'"A1{end}"', False), ("A1", True)):
        lines = ["sku_id,price,market", f"{cell},5.50,US"]
        path.write_bytes(end.join([*lines, ""]).encode())
        found = read(path)
        assert found.facts["sku_market"]["sku_id"] == ["A1"]
        (raw,) = found.tables
        assert isinstance(raw.rows, CsvRows)
        assert ("\n" in raw.rows.absent) == bare
