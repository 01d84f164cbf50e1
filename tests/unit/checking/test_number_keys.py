"""Records may be told apart by a number, such as the stages of a markdown."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from skulint.engine.api import check
from skulint.engine.model.outcome import Outcome

PRODUCTS = "asin,stock_age_months\nB01,7\nB02,2\n"
AS_OF = datetime(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("stages.csv", "asin,stage_no\nB01,3\nB02,3\nB02,1\n"),
        (
            "stages.yaml",
            "markdown_stage:\n  - {asin: B01, stage_no: 3}\n"
            "  - {asin: B02, stage_no: 3}\n  - {asin: B02, stage_no: 1}\n",
        ),
    ],
)
def test_a_number_in_a_key_is_written_without_places(
    tmp_path: Path, name: str, stages: str
) -> None:
    products, file = tmp_path / "products.csv", tmp_path / name
    products.write_text(PRODUCTS, encoding="utf-8")
    file.write_text(stages, encoding="utf-8")
    report = check(products, file, program="amazon/markdown", as_of=AS_OF).report
    failed = [
        finding.subject.key
        for finding in report.findings
        if finding.rule.id == "AMZ-MARKDOWN-006" and finding.outcome is Outcome.FAIL
    ]
    assert failed == ["B02/3"]
