"""What `skulint compile` prints for PostgreSQL and DuckDB gives there the same answers."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ..exports import servers
from .made import check_of, make
from .typed_tables import TABLES, checked, compiled
from .warehouses import in_duckdb, in_postgres, sayable

PROGRAMS = int(os.environ.get("SKULINT_POSTGRES_PROGRAMS", "4"))
FIRST_SEED = int(os.environ.get("SKULINT_SEED", "0"))


def test_duckdb_judges_typed_tables() -> None:
    with duckdb.connect() as database:
        for name, table in TABLES.items():
            database.register(f"{name}s", table)
        sql, rules = compiled("duckdb")
        found = sorted(tuple(row[:4]) for row in database.execute(sql).fetchall())
    assert found == checked(rules)


@pytest.mark.skipif(
    servers.find("initdb") is None or servers.find("postgres") is None,
    reason="PostgreSQL is not installed",
)
def test_postgres_gives_the_same_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pg8000", reason="install the extra `databases`: pg8000 is lacking")
    import pg8000.dbapi

    folder = Path(tempfile.mkdtemp(prefix="skulint-server-"))
    folder.chmod(0o755)
    decided: Counter[str] = Counter()
    try:
        with servers.postgres(folder / "server") as server:
            connection = servers.connected(
                lambda: pg8000.dbapi.connect(
                    user=server.user, host="127.0.0.1", port=server.port, database="postgres"
                )
            )
            connection.autocommit = True
            typed = compare_typed_tables(connection)
            for seed in range(FIRST_SEED, FIRST_SEED + PROGRAMS):
                made = make(seed)
                check, _ = sayable(check_of(made, tmp_path / str(seed)), "postgres")
                if check.plan.rules:
                    found = in_postgres(check, connection)
                    assert found == in_duckdb(check), made.shown()
                    decided.update(row[3] for row in found)
                check.store.connection.close()
            connection.close()
    finally:
        shutil.rmtree(folder)
    with capsys.disabled():
        print(f"\nPostgreSQL: {typed} pairs of typed tables, generated {dict(decided)}")
    assert len(decided) == 4


def compare_typed_tables(connection: Any) -> int:
    sql, rules = compiled("postgres", schema="catalogue.")
    cursor = connection.cursor()
    cursor.execute("CREATE SCHEMA catalogue")
    types = {"string": "text", "bool": "boolean", "int32": "integer", "date32[day]": "date"}
    for name, table in TABLES.items():
        columns = [
            f'"{each.name}" {types.get(str(each.type), "numeric(20, 4)")}' for each in table.schema
        ]
        cursor.execute(f"CREATE TABLE catalogue.{name}s ({', '.join(columns)})")
        for row in table.to_pylist():
            marks = ", ".join(["%s"] * len(row))
            cursor.execute(f"INSERT INTO catalogue.{name}s VALUES ({marks})", tuple(row.values()))
    cursor.execute(sql)
    found = sorted(tuple(row[:4]) for row in cursor.fetchall())
    assert found == checked(rules)
    return len(found)
