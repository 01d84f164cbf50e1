"""Runs commands: in this process to be quick, and in one of their own to be sure.

`run` goes through the same entry point as a user's command and gives what a user would see: exit
code, stdout and stderr apart. `run_outside` is for what only a process of its own shows: that the
entry point is found, and that a run which never ends is stopped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from skulint.cli.main import main


@dataclass(frozen=True)
class Done:
    """What a process of its own left behind."""

    exit_code: int
    stdout: str
    stderr: str


def run(*arguments: object, folder: Path | None = None) -> Result:
    """Run a command in this process, in English and without colour."""
    runner = CliRunner(env={"SKULINT_LANG": "en", "FORCE_COLOR": None, "NO_COLOR": "1"})
    with chdir(folder or Path.cwd()):
        result = runner.invoke(main, [str(each) for each in arguments], prog_name="skulint")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    _is_no_fault_of_ours(result.stderr)
    return result


def run_outside(*arguments: object, folder: Path | None = None, timeout: int = 120) -> Done:
    """Run a command in a process of its own, in English and without colour."""
    kept = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    done = subprocess.run(
        [sys.executable, "-m", "skulint", *(str(each) for each in arguments)],
        cwd=folder,
        env={**kept, "SKULINT_LANG": "en", "NO_COLOR": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=timeout,
    )
    _is_no_fault_of_ours(done.stderr)
    return Done(done.returncode, done.stdout, done.stderr)


def _is_no_fault_of_ours(stderr: str) -> None:
    assert "Traceback" not in stderr
    assert "internal error" not in stderr, stderr


def check_json(*arguments: object, folder: Path | None = None) -> dict[str, Any]:
    """Run a check on Outlet and read its JSON report."""
    outlet = ("--program", "aliexpress/outlet", "--as-of", "2026-11-22", "--format", "json")
    result = run("check", *arguments, *outlet, folder=folder)
    assert result.stdout, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    assert report["summary"]["exit_code"] == result.exit_code
    return report
