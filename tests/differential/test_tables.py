"""Tables of findings: what DuckDB writes by itself is what explained findings say."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from skulint.engine.checking import copied, holding
from skulint.engine.checking.check import check
from skulint.engine.checking.options import CheckOptions, TableFile
from skulint.engine.model.finding_columns import COLUMNS
from skulint.engine.reporters import Language, Options
from skulint.engine.reporters.table import findings_table
from skulint.engine.text.diagnostics import Diagnostics

from .made import check_of, make
from .tables import Row, explained_rows, made_rows, table_differences

EXAMPLES = Path(__file__).parents[2] / "fixtures" / "examples"

#: Folder, program, and the files that are checked together.
SHIPPED = [
    ("outlet", "aliexpress/outlet", "catalog.csv store.yaml"),
    ("clearance", "aliexpress/clearance", "skus.csv shipments.csv store.yaml"),
    ("clearance", "aliexpress/refurbishment", "refurbishment-a.csv refurbishment-a.yaml"),
    ("clearance", "aliexpress/alternatives", "wholesale.csv donations.yaml"),
    ("clearance", "aliexpress/external-traffic", "campaigns.yaml store.yaml"),
    ("merge", "aliexpress/merge", "before/*"),
    ("amazon", "amazon/excess", "accounts.yaml products.csv"),
    ("local-stock", "aliexpress/local-stock", "skus.csv stock.csv orders.csv store.yaml"),
]


#: Values in words differ by language, and the smaller programs have all kinds of them.
IN_CHINESE = SHIPPED[:6]


@pytest.mark.parametrize(
    ("folder", "program", "files", "lang"),
    [*((*each, "en") for each in SHIPPED), *((*each, "zh") for each in IN_CHINESE)],
)
def test_shipped_examples(
    folder: str,
    program: str,
    files: str,
    lang: Language,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copied, "WORTH_COPYING", 0)
    monkeypatch.setattr(holding, "MOST_HELD", -1)
    paths = [path for name in files.split() for path in sorted((EXAMPLES / folder).glob(name))]
    lines, counted = table_differences(*both(paths, program, lang, tmp_path))
    assert not lines, "\n".join(lines[:20])
    assert counted["fail"] or counted["unknown"]


def both(
    files: list[Path], program: str, lang: Language, folder: Path
) -> tuple[list[Row], list[Row]]:
    """Check files, with the findings explained and written by DuckDB."""
    import duckdb

    options = CheckOptions(tuple(files), datetime(2026, 11, 22), programs=(program,), keep=0)
    out = folder / "findings.parquet"
    diagnostics = Diagnostics()
    table = TableFile("parquet", out, lang, lambda path: path)
    report = check(options, "0", diagnostics, tables=[table])
    assert report is not None, [each.message for each in diagnostics]
    assert report.tabled
    explained = [
        dict(zip(COLUMNS, row, strict=True)) for row in findings_table(report, Options(lang)).rows
    ]
    relation = duckdb.read_parquet(str(out))
    assert relation.columns == list(COLUMNS)
    return explained, [dict(zip(COLUMNS, row, strict=True)) for row in relation.fetchall()]


@pytest.mark.parametrize("first", [0, 3])
def test_generated_programs(first: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted: Counter[str] = Counter()
    for seed in range(first, first + 3):
        made = make(seed)
        prepared = check_of(made, tmp_path / str(seed))
        lang: Language = "zh" if seed % 2 else "en"
        try:
            lines, found = table_differences(
                explained_rows(prepared, lang), made_rows(prepared, lang)
            )
        finally:
            prepared.store.connection.close()
        assert not lines, "\n".join([*lines[:20], made.shown()])
        counted += found
    with capsys.disabled():
        print(f"\nseeds {first} to {first + 2}: {dict(counted)}")
    assert counted["fail"] > 15
    assert counted["unknown"] > 40
