"""Tables and queries of real databases: the same facts as from a file, and nothing but reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from skulint.engine.readers.databases import Refused, parse_address, query_of

from . import servers
from .stored import Stored, read

ROWS = [
    ("A1", "红色 cup", "12.50", 120, "EUR"),
    ("B2", 'pan "12"', "1234.05", 0, "EUR"),
    ("00123", None, None, 7, None),
]
CREATE = (
    "CREATE TABLE products (sku varchar(40), title varchar(200), price decimal(10,2),"
    " stock integer, currency varchar(3))"
)


def check(found: Stored, file: str) -> None:
    assert found.diagnostics == ()
    assert found.facts["sku"]["sku_id"] == ["A1", "B2", "00123"]
    assert found.facts["sku"]["sku_title"] == ["红色 cup", 'pan "12"', None]
    assert found.facts["sku"]["price"] == ["12.5", "1234.05", None]
    assert found.facts["sku"]["stock_qty"] == ["120", "0", "7"]
    place = found.place("stock_qty", 2)
    assert place.file == file
    assert place.label is not None
    assert place.label.endswith("row 2")


@pytest.fixture
def folder() -> Iterator[Path]:
    with servers.open_folder() as path:
        yield path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.execute(CREATE)
        connection.executemany("INSERT INTO products VALUES (?, ?, ?, ?, ?)", ROWS)
        connection.execute("CREATE TABLE visits (page text, hits integer)")
        connection.execute("CREATE TABLE store (store_id text, store_dsr_90d real)")
        connection.execute("INSERT INTO store VALUES ('S1', 4.7)")
    connection.close()
    return path


def test_sqlite_table(shop: Path) -> None:
    check(read(f"sqlite:///{shop}#products"), f"sqlite:///{shop}#products")  # type: ignore[arg-type]


def test_sqlite_query(shop: Path) -> None:
    query = "SELECT sku, stock + 1 AS stock FROM products WHERE stock > 5 ORDER BY stock"
    found = read(f"sqlite:///{shop}#{query}")  # type: ignore[arg-type]
    assert found.facts["sku"]["stock_qty"] == ["8", "121"]


def test_sqlite_file_with_all_its_tables(shop: Path) -> None:
    found = read(shop)
    assert found.facts["sku"]["sku_id"] == ["A1", "B2", "00123"]
    assert found.facts["store"]["store_dsr_90d"] == ["4.7"]
    assert [(each.code, each.level.value) for each in found.diagnostics] == [
        ("SKU-F010", "warning")
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        "SELECT 1; DELETE FROM products",
        "ATTACH DATABASE 'x' AS y",
        "PRAGMA writable_schema=1",
        "SELECT * INTO other FROM products",
        "WITH gone AS (DELETE FROM products RETURNING *) SELECT * FROM gone",
        "SELECT * FROM products FOR UPDATE",
        "products; DROP TABLE products",
        'products"',
    ],
)
def test_only_reading(shop: Path, wanted: str) -> None:
    before = shop.read_bytes()
    found = read(f"sqlite:///{shop}#{wanted}")  # type: ignore[arg-type]
    assert [each.code for each in found.diagnostics] == ["SKU-F050"]
    assert shop.read_bytes() == before
    with pytest.raises(Refused):
        query_of(wanted, "postgres")


def test_functions_of_sqlite_that_load_files(shop: Path) -> None:
    found = read(f"sqlite:///{shop}#SELECT load_extension('x') AS sku")  # type: ignore[arg-type]
    assert [each.code for each in found.diagnostics] == ["SKU-F050"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://user:secret@host/db?sslkey=/etc/passwd", "no `?`"),
        ("mysql://user:secret@host/db?local_infile=1", "no `?`"),
        ("mysql://user:secret@/db", "no server"),
        ("postgresql://user:secret@host/", "no database"),
        ("postgresql://user:secret@ho st/db", "no server"),
        ("postgresql://user:secret@host:port/db", "cannot be read"),
        ("postgresql://user:secret@host/d%22b", "no database"),
        ("sqlite://host/etc/passwd", "sqlite:///"),
        ("sqlite:///", "sqlite:///"),
        ("postgresql://user:secret@host/db#%00", "control characters"),
        ("mysql://user:secret@%2Ftmp%2Fsocket/db", "no server"),
    ],
)
def test_hostile_addresses(address: str, said: str) -> None:
    with pytest.raises(Refused, match=said.replace("?", r"\?")):
        parse_address(address)
    found = read(address)  # type: ignore[arg-type]
    (only,) = found.diagnostics
    assert only.code == "SKU-F050"
    assert "secret" not in f"{only.message}{only.place}{only.help}"


def test_no_sqlite_file(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("nothing")
    for name in ("x.db", "y.db"):
        found = read(f"sqlite:///{tmp_path}/{name}#t")  # type: ignore[arg-type]
        assert [each.code for each in found.diagnostics] == ["SKU-F050"]


def test_a_server_that_is_not_there() -> None:
    port = servers.free_port()
    for scheme in ("postgresql", "mysql"):
        found = read(f"{scheme}://user:secret@127.0.0.1:{port}/db#t")  # type: ignore[arg-type]
        (only,) = found.diagnostics
        assert only.code == "SKU-F050"
        assert "secret" not in f"{only.message}{only.place}{only.help}"


def fill(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(CREATE)
    for row in ROWS:
        cursor.execute("INSERT INTO products VALUES (%s, %s, %s, %s, %s)", row)
    connection.commit()
    connection.close()


@pytest.mark.skipif(servers.find("postgres") is None, reason="PostgreSQL is not installed")
def test_postgres(folder: Path) -> None:
    dbapi = pytest.importorskip("pg8000.dbapi", reason="the extra `databases` is not installed")
    with servers.postgres(folder / "server") as server:
        fill(
            servers.connected(
                lambda: dbapi.connect(
                    user=server.user, host="127.0.0.1", port=server.port, database="postgres"
                )
            )
        )
        base = f"postgresql://{server.user}:secret@127.0.0.1:{server.port}/postgres"
        shown = base.replace(f"{server.user}:secret@", "")
        check(read(f"{base}#products"), f"{shown}#products")  # type: ignore[arg-type]
        check(read(f"{base}#public.products"), f"{shown}#public.products")  # type: ignore[arg-type]
        found = read(f"{base}#SELECT sku, stock FROM products WHERE stock > 5")  # type: ignore[arg-type]
        assert found.facts["sku"]["stock_qty"] == ["120", "7"]
        for wrong in ("nothing", "SELECT setval('x', 1)", "SELECT pg_sleep('a')"):
            (only,) = read(f"{base}#{wrong}").diagnostics  # type: ignore[arg-type]
            assert only.code == "SKU-F050"
            assert "secret" not in f"{only.message}{only.place}"


@pytest.mark.skipif(
    (servers.find("mariadbd") or servers.find("mysqld")) is None,
    reason="neither MariaDB nor MySQL is installed",
)
def test_mysql(folder: Path) -> None:
    pymysql = pytest.importorskip("pymysql", reason="the extra `databases` is not installed")
    with servers.mariadb(folder / "server") as server:
        fill(
            servers.connected(
                lambda: pymysql.connect(
                user=server.user, host="127.0.0.1", port=server.port, database="shop",
                charset="utf8mb4",
            )
            )
        )  # fmt: skip
        base = f"mysql://{server.user}:secret@127.0.0.1:{server.port}/shop"
        shown = base.replace(f"{server.user}:secret@", "")
        check(read(f"{base}#products"), f"{shown}#products")  # type: ignore[arg-type]
        found = read(f"{base}#SELECT sku, stock FROM products WHERE stock > 5")  # type: ignore[arg-type]
        assert found.facts["sku"]["stock_qty"] == ["120", "7"]
        (only,) = read(f"{base}#nothing").diagnostics  # type: ignore[arg-type]
        assert only.code == "SKU-F050"
        assert "secret" not in f"{only.message}{only.place}"
