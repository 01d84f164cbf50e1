"""An engine that is not there is said to be missing, and nothing is judged."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .running import run


def test_without_spark_the_check_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    file = tmp_path / "skus.csv"
    file.write_text("SKU,Price,30-day low\nA,8.41,12\n", encoding="utf-8")
    result = run("check", file, "--program", "aliexpress/outlet", "--engine", "spark")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "error[SKU-C010]: `pyspark` is not installed" in result.stderr
    assert "pip install skulint[spark]" in result.stderr
