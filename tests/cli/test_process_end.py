"""A process ends with its command: all is written, nothing is left behind, the code is right."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "fixtures/examples/outlet"


@pytest.mark.parametrize(
    ("program", "code"), [("aliexpress/outlet", 1), ("aliexpress/nothing-of-the-kind", 2)]
)
def test_nothing_is_lost_and_nothing_left(tmp_path: Path, program: str, code: int) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    packed = tmp_path / "catalog.csv.gz"
    packed.write_bytes(gzip.compress((EXAMPLE / "catalog.csv").read_bytes()))
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "skulint", "check", str(packed), str(EXAMPLE / "store.yaml")]
    ended = subprocess.run(
        [*command, "--program", program, "--format", f"json={report}", "--format", "text"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": str(scratch)},
        check=False,
    )
    assert ended.returncode == code, ended.stderr
    assert list(scratch.iterdir()) == []
    if code == 1:
        assert ended.stdout.rstrip().splitlines()[-1].startswith("exit 1: ")
        assert report.read_text(encoding="utf-8").endswith("}\n")
    else:
        assert "unknown program" in ended.stderr
