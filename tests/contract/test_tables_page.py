"""The page about tables names every column, in the order that the files have."""

from __future__ import annotations

import re
from pathlib import Path

from skulint.engine.model.finding_columns import COLUMNS

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"


def test_the_page_names_every_column_in_order() -> None:
    rows = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert named == list(COLUMNS)
