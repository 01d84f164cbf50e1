"""Tables in memory are judged as files are: exactly, without a copy, missing values missing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from types import FrameType
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import skulint
from skulint.engine.model.report import Place

from .tables import EXPECTED, NAN, ROWS, checked, exact, in_shanghai, outcomes

PRICES = [8.4, 8.41, 35.7, NAN, NAN]


def arrow() -> pa.Table:
    return pa.table(ROWS)


def pandas_of_numpy() -> pd.DataFrame:
    """Floats with NaN, NaT, and Python objects for what numpy has no type for."""
    frame = pd.DataFrame(ROWS)
    frame["launched_on"] = pd.to_datetime(frame["launched_on"])
    frame["pieces"] = pd.array(ROWS["pieces"], dtype="Int64")
    return frame


def pandas_of_arrow() -> pd.DataFrame:
    return arrow().to_pandas(types_mapper=pd.ArrowDtype)


def with_zones() -> pl.DataFrame:
    moments = [in_shanghai(each) for each in ROWS["packed_at"]]
    column = pl.Series("packed_at", moments, dtype=pl.Datetime("us", "Asia/Shanghai"))
    return pl.DataFrame(ROWS, strict=False).with_columns(column)


def with_decimals() -> pa.Table:
    return pa.table(ROWS | {name: exact(ROWS[name]) for name in ("sale_price", "usual_price")})


def with_texts() -> pl.DataFrame:
    rows = {name: [None if each is None or each != each else str(each) for each in cells]
            for name, cells in ROWS.items() if name != "marks"}  # fmt: skip
    return pl.DataFrame(rows | {"marks": ["CE", "EN71; RoHS", "", "RoHS|CE", "RoHS"]})


def with_short_floats() -> pa.Table:
    table = arrow()
    for name in ("sale_price", "usual_price"):
        position = table.schema.get_field_index(name)
        table = table.set_column(position, name, table[name].cast(pa.float32()))
    return table


KINDS: dict[str, Callable[[], Any]] = {
    "pyarrow": arrow,
    "pyarrow batches": lambda: arrow().to_reader(),
    "decimals": with_decimals,
    "short floats": with_short_floats,
    "pandas": pandas_of_numpy,
    "pandas of arrow": pandas_of_arrow,
    "polars": lambda: pl.DataFrame(ROWS, strict=False),
    "polars, lazy": lambda: pl.LazyFrame(ROWS, strict=False),
    "zones": with_zones,
    "texts": with_texts,
    "duckdb": lambda: duckdb.connect().from_arrow(arrow()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_gives_the_same_outcomes(kind: str) -> None:
    assert outcomes({"sku": KINDS[kind]()}) == EXPECTED


def test_headings_are_known_by_the_dictionary() -> None:
    found = checked(arrow().rename_columns(["SKU", "售价", *arrow().column_names[2:]]))
    assert found.counts["fail"] == sum(each.split().count("fail") for each in EXPECTED.values())
    (source,) = found.report.inputs
    assert (source.entity, source.rows, source.format) == ("sku", 5, "table")


def test_tables_and_files_are_judged_together(tmp_path: Any) -> None:
    half = ["sku_id", "sale_price"]
    (tmp_path / "usual.csv").write_text("sku_id,usual_price\nA,12\nB,12\nC,51\nD,1\nE,1\n")
    found = outcomes({"sku": arrow().select(half)}, tmp_path / "usual.csv")
    assert found["LIB-PRICE"] == EXPECTED["LIB-PRICE"]


def test_objects_of_many_types_stay_exact() -> None:
    """A decimal of 32 digits beside a float must not become a float."""
    frame = pd.DataFrame(
        {
            "sku_id": ["A", "B", "C", "D"],
            "sale_price": [
                Decimal("70000000000000000000.000000000001"),
                Decimal("70000000000000000000"),
                0.7,
                np.float64("nan"),
            ],
            "usual_price": ["99999999999999999999", Decimal("1E+20"), 1, 1.5],
        },
        dtype=object,
    )
    # One cell is beyond the language's numbers, and says so.
    assert outcomes(frame)["LIB-PRICE"] == "fail unknown pass unknown"
    (diagnostic,) = checked(frame).diagnostics
    assert diagnostic.code == "SKU-F020"
    assert "`usual_price` counts as missing" in diagnostic.message
    assert str(diagnostic.place) == "data row 2"


def test_infinity_is_unreadable_and_nan_is_missing() -> None:
    frame = pl.DataFrame({"sku_id": ["A", "B"], "pieces": [float("inf"), float("nan")]})
    found = checked(frame)
    assert outcomes(frame)["LIB-PIECES"] == "unknown unknown"
    assert [str(each.place) for each in found.diagnostics] == ["data row 1"]


def test_places_are_rows_and_columns() -> None:
    found = checked({"sku": arrow().select(["sku_id", "sale_price", "usual_price"])})
    (failed,) = (each for each in found.report.findings if each.outcome.value == "fail")
    assert failed.place == Place("sku", label="row 2", heading="sale_price")
    assert failed.fixes[0].place == failed.place


def test_a_query_is_run_where_its_tables_are() -> None:
    database = duckdb.connect()
    database.register("stock", arrow())
    query = database.sql("select sku_id, pieces + 1 as pieces from stock where sku_id <> 'D'")
    assert outcomes(query)["LIB-PIECES"] == "pass pass unknown pass"


def test_no_python_runs_for_a_row() -> None:
    def calls(rows: int) -> int:
        table = pa.table({
            "sku_id": [f"K{each:06}" for each in range(rows)],
            "pieces": [each % 9 + 0.0 for each in range(rows)],
        })  # fmt: skip
        made = 0

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal made
            made += event in ("call", "c_call")

        previous = sys.getprofile()
        sys.setprofile(count)
        try:
            found = checked(table, max_findings=3)
        finally:
            sys.setprofile(previous)
        assert found.report.subjects["sku"] == rows
        return made

    calls(300)
    few, many = calls(30_000), calls(45_000)
    assert abs(many - few) < 0.03 * few, (few, many)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(TypeError, match=r"cannot read a `builtins\.list`: give a path, a pandas"):
        checked([{"sku_id": "A"}])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="unknown engine `spork`"):
        checked(arrow(), engine="spork")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"skew": ROWS}, "unknown kind of record `skew`"),
        ({"sku": {"colour": ["red"]}}, "`sku`"),
    ],
)
def test_errors_name_the_table(data: dict[str, Any], message: str) -> None:
    with pytest.raises(skulint.CheckError) as caught:
        checked({name: pa.table(rows) for name, rows in data.items()})
    first = caught.value.diagnostics[0]
    assert message in first.message
    assert first.place == next(iter(data))
    assert first.help
