from pathlib import Path

import duckdb
import pytest

from skulint.engine.readers import ParquetRows

from .cells import cells
from .conftest import Read, Write


def write_parquet(path: Path, query: str) -> Path:
    with duckdb.connect() as database:
        database.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def test_parquet(read: Read, tmp_path: Path) -> None:
    query = "SELECT 'A' AS sku_id, 5::BIGINT AS \"Stock qty\", 1.50::DECIMAL(9,2) AS price, 1 AS x"
    path = write_parquet(tmp_path / "x.parquet", f"{query} UNION ALL {query}")
    outcome = read(path)
    table = outcome.table
    assert outcome.codes == []
    assert (table.format, table.entity, table.record_count) == ("parquet", "sku", 2)
    assert isinstance(table.rows, ParquetRows)
    assert table.rows.names == ("sku_id", "Stock qty", "price", "x")
    assert table.rows.types == ("VARCHAR", "BIGINT", "DECIMAL(9,2)", "INTEGER")
    assert table.unmapped == ("x",)
    assert cells(table)["stock_qty"] == [5, 5]
    places = table.places([(2, 1), (3, 1)])
    assert {cell: (str(place), place.heading) for cell, place in places.items()} == {
        (2, 1): (f"{path} row 2", "Stock qty")
    }


@pytest.mark.parametrize("folder", ["a[b]", "a*b", "a'b"])
def test_a_path_is_no_pattern(read: Read, tmp_path: Path, folder: str) -> None:
    whole = write_parquet(tmp_path / "x.parquet", "SELECT 'A' AS sku_id")
    (tmp_path / folder).mkdir()
    path = whole.rename(tmp_path / folder / "x.parquet")
    assert read(path).table.record_count == 1


def test_no_records(read: Read, tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "sku.parquet", "SELECT 'A' AS sku_id LIMIT 0")
    assert read(path).codes == ["SKU-F003"]


def test_damaged_file(read: Read, write: Write) -> None:
    path = write("sku.parquet", b"PAR1" + b"x" * 100)
    outcome = read(path)
    assert outcome.tables == ()
    assert outcome.only.code == "SKU-F008"
    assert outcome.only.message.startswith(f"cannot read `{path}`: ")


def test_contents_tell_parquet(read: Read, tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "export.bin", "SELECT 'A' AS sku_id")
    assert read(path).table.format == "parquet"


def test_no_key(read: Read, tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "sku.parquet", "SELECT 5 AS stock_qty")
    outcome = read(path)
    assert outcome.only.code == "SKU-F011"
    assert outcome.only.place == str(path)
