"""The examples of docs/library.md run, and print what the page says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "library.md"


def test_examples_run_and_print_what_stands_below_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    names: dict[str, Any] = {}
    printed = ""
    compared = 0
    for language, block in blocks:
        if language == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(block, PAGE.name, "exec"), names)
            printed = out.getvalue()
        else:
            assert block == printed
            compared += 1
    assert compared == 2
    assert (tmp_path / "findings.parquet").stat().st_size
    assert names["failed"].get_column("key").to_list() == ["BLUE-7"]
    assert names["report"].report.subjects["store"] == 1
