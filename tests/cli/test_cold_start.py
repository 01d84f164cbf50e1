"""What a command does not need it does not import, so that it starts at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .running import run

#: Each takes longer to import than Python to start.
HEAVY = {
    "babel", "charset_normalizer", "duckdb", "durable", "email", "jinja2", "jsonschema", "openpyxl",
    "pandas", "polars", "pyarrow", "pyspark", "python_calamine", "sqlglot", "yaml",
}  # fmt: skip
PRINT = """
import json, sys
from skulint.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
sys.stderr.write(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported_by(*arguments: str) -> set[str]:
    # Rule books are kept where compiled modules are.
    off = ("PYTHONDONTWRITEBYTECODE", "SKULINT_NO_CACHE")
    result = subprocess.run(
        [sys.executable, "-c", PRINT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={name: value for name, value in os.environ.items() if name not in off},
    )
    assert result.stdout
    return set(json.loads(result.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help")])
def test_help_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    found = imported_by(*arguments)
    assert "click" in found
    assert not found & HEAVY


def test_a_small_check_with_its_rules_kept_opens_no_database(tmp_path: Path) -> None:
    file = tmp_path / "skus.csv"
    file.write_text("SKU,Price,30-day low,Market\nA,8.41,12,US\n", encoding="utf-8")
    asked = ("check", str(file), "--program", "aliexpress/outlet", "--exit-zero", "--no-config")
    imported_by(*asked)
    found = imported_by(*asked)
    assert "babel" in found
    assert found & HEAVY <= {"babel", "durable"}
    file.write_text('SKU,Price,30-day low,Market\nA,"8,41",12,US\n', encoding="utf-8")
    assert {"duckdb", "sqlglot"} <= imported_by(*asked)


def test_a_check_without_its_cache_gives_the_same(tmp_path: Path) -> None:
    file = tmp_path / "skus.csv"
    file.write_text("SKU,Price,30-day low\nA,8.41,12\n", encoding="utf-8")
    arguments = (
        "check", file, "--program", "aliexpress/outlet", "--as-of", "2026-11-22",
        "--format", "json",
    )  # fmt: skip
    kept, anew = run(*arguments), run(*arguments, "--no-cache")
    assert kept.exit_code == anew.exit_code == 1
    assert kept.stdout == anew.stdout
