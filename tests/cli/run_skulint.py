"""Runs the command line as a user does, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def skulint(
    *arguments: str | Path, folder: Path | None = None, timeout: int = 120
) -> subprocess.CompletedProcess[str]:
    """Run `skulint` with these arguments; no colour, UTF-8."""
    kept = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    result = subprocess.run(
        [sys.executable, "-m", "skulint", *map(str, arguments)],
        cwd=folder,
        env={**kept, "LANG": "C.UTF-8", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=timeout,
    )
    assert "Traceback" not in result.stderr
    assert "internal error" not in result.stderr
    return result


def check_json(*arguments: str | Path, folder: Path | None = None) -> dict[str, Any]:
    """Run a check on Outlet and read its JSON report."""
    result = skulint(
        "check",
        *arguments,
        "--program",
        "aliexpress/outlet",
        "--as-of",
        "2026-11-22",
        "--format",
        "json",
        folder=folder,
    )
    assert result.stdout, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    assert report["summary"]["exit_code"] == result.returncode
    return report
