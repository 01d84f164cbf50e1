"""`--memory-limit`: sizes that are none are refused, and a small one changes no result."""

import json
from pathlib import Path

import pytest

from .running import run

HEADING = "SKU,Price,Stock,30-day low,Market,DSR\n"


@pytest.mark.parametrize("size", ["abc", "-1", "0GB", "512", "80%", ""])
def test_what_is_no_size_is_refused(size: str, tmp_path: Path) -> None:
    result = run("check", tmp_path / "catalog.csv", "--memory-limit", size)
    assert result.exit_code == 2
    assert "is not a size such as 512MB or 2GB" in result.output


def test_a_small_limit_changes_no_result(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalog.csv"
    rows = (f"K-{index},{index % 90}.50,{index % 120},60.00,ES,4.5\n" for index in range(20_000))
    catalogue.write_text(HEADING + "".join(rows), encoding="utf-8")
    command = ["check", catalogue, "--rule", "AE-OUTLET-002", "--as-of", "2026-11-22"]
    free, limited = (
        json.loads(run(*command, "--format", "json", *limit).stdout)
        for limit in ([], ["--memory-limit", "64MB"])
    )
    assert free == limited
    assert free["summary"]["subjects"]["sku_market"] == 20_000
