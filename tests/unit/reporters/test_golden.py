"""Whole reports compared with fixtures/golden; REWRITE_GOLDEN=1 writes them anew."""

import os
from pathlib import Path

import pytest

from .builders import REPORTS, all_outcomes
from .printing import printed

GOLDEN = Path(__file__).parents[3] / "fixtures" / "golden"

#: Formats that are text in one language, with the ending of their files.
ENDINGS = {
    "csv": "csv",
    "github": "txt",
    "gitlab": "json",
    "html": "html",
    "junit": "xml",
    "markdown": "md",
    "sarif": "sarif",
    "tap": "tap",
}


def cases() -> dict[str, tuple[str, str, dict[str, object]]]:
    """Return for each golden file the reporter, the report and the options that make it."""
    found: dict[str, tuple[str, str, dict[str, object]]] = {}
    for name in REPORTS:
        for lang in ("en", "zh"):
            found[f"text/{name}.{lang}.txt"] = ("text", name, {"lang": lang})
        found[f"json/{name}.json"] = ("json", name, {})
    for lang in ("en", "zh"):
        found[f"text/fifty-skus.{lang}.60.txt"] = (
            "text",
            "fifty-skus",
            {"lang": lang, "width": 60},
        )
        found[f"text/one-sku.{lang}.60.txt"] = ("text", "one-sku", {"lang": lang, "width": 60})
        for reporter, ending in ENDINGS.items():
            for name in ("one-sku", "fifty-skus", "nothing-checked"):
                file = f"{reporter}/{name}.{lang}.{ending}"
                found[file] = (reporter, name, {"lang": lang})
    found["text/fifty-skus.en.verbose.txt"] = ("text", "fifty-skus", {"verbose": True})
    found["text/one-sku.en.color.txt"] = ("text", "one-sku", {"color": True})
    found["json/all-outcomes.json"] = ("json", "all-outcomes", {})
    found["ndjson/fifty-skus.ndjson"] = ("ndjson", "fifty-skus", {})
    found["github-summary/fifty-skus.md"] = ("github-summary", "fifty-skus", {})
    return found


@pytest.mark.parametrize("file", cases())
def test_report_is_as_recorded(file: str) -> None:
    reporter, name, options = cases()[file]
    report = {**REPORTS, "all-outcomes": all_outcomes}[name]()
    got = printed(report, reporter, **options).encode()
    path = GOLDEN / file
    if os.environ.get("REWRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(got)
    assert got.decode() == path.read_bytes().decode()


def test_every_recorded_report_is_used() -> None:
    recorded = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}
    assert recorded == set(cases())
