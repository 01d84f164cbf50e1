"""Runs commands: in this process to be quick, and as a user does to be sure."""

from __future__ import annotations

import subprocess
import sys

from click.testing import CliRunner, Result

from skulint.cli.main import main


def run(*arguments: object) -> Result:
    """Run a command in this process, in English."""
    result = CliRunner(env={"SKULINT_LANG": "en"}).invoke(main, [str(each) for each in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def run_outside(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "skulint", *(str(each) for each in arguments)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=600,
    )
