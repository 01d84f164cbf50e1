"""CSV and Parquet of findings, read by programs that know nothing of us."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from skulint.engine.model.report import Report
from skulint.engine.reporters import REPORTERS, Options
from skulint.engine.reporters.table import COLUMNS

from .builders import REPORTS, fifty_skus, one_sku
from .printing import printed


def rows(report: Report, **options: object) -> list[dict[str, str]]:
    text = printed(report, "csv", **options)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def parquet(report: Report, tmp_path: Path) -> list[dict[str, object]]:
    path = tmp_path / "findings.parquet"
    stream = io.BytesIO()
    REPORTERS["parquet"].write(report, stream, Options())
    path.write_bytes(stream.getvalue())
    relation = duckdb.read_parquet(str(path))
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


@pytest.mark.parametrize("name", REPORTS)
def test_both_hold_every_finding_in_its_order(name: str, tmp_path: Path) -> None:
    report = REPORTS[name]()
    wanted = [(each.rule.id, each.subject.key) for each in report.findings]
    assert [(row["rule"], row["key"]) for row in rows(report)] == wanted
    assert [(row["rule"], row["key"]) for row in parquet(report, tmp_path)] == wanted


def test_csv_has_the_numbers_alone_and_in_words() -> None:
    price = rows(one_sku())[1]
    assert list(price) == list(COLUMNS)
    assert (price["actual"], price["actual_number"]) == ("7.90 USD", "7.90")
    assert (price["fix_fact"], price["fix_target"], price["fix_change"]) == (
        "outlet_price",
        "6.99",
        "-0.91",
    )
    assert (price["file"], price["line"], price["heading"]) == (
        "products.csv",
        "17",
        "Variant Price",
    )


def test_csv_speaks_the_language() -> None:
    assert rows(one_sku(), lang="zh")[1]["message"] == "Outlet 价格高于上限"


def test_parquet_has_exact_numbers_and_types(tmp_path: Path) -> None:
    found = parquet(one_sku(), tmp_path)
    assert [found[1][name] for name in ("actual_number", "limit_number", "line")] == [
        Decimal("7.90"),
        Decimal("6.993"),
        17,
    ]
    assert found[0]["actual_number"] is None
    assert found[0]["checked"] == one_sku().findings[0].rule.source.checked


def test_parquet_is_the_same_every_time() -> None:
    made = []
    for _ in range(3):
        stream = io.BytesIO()
        REPORTERS["parquet"].write(fifty_skus(), stream, Options())
        made.append(stream.getvalue())
    assert made[0] == made[1] == made[2]
