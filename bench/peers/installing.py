"""Puts the engines into environments of their own, and says which could not be installed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def install(venv: str, folder: Path) -> tuple[Path, dict[str, str]]:
    """Return the Python of an environment, and pip's reason for each package it lacks.

    What is there already is kept, so that a second run starts at once.
    """
    python = folder / venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / venv)], check=True)
    lines = requirements(venv)
    if _pip(python, lines) is None:
        return python, {}
    # One that fails keeps all from being installed: each by itself.
    found = {line: _pip(python, [line]) for line in lines}
    return python, {name_of(line): why for line, why in found.items() if why is not None}


def requirements(venv: str) -> list[str]:
    """Return the lines of the file of an environment."""
    text = (HERE / f"requirements-{venv}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def name_of(line: str) -> str:
    """Return the name of the package that a requirement is for."""
    return line.partition("==")[0].partition("[")[0]


def _pip(python: Path, lines: list[str]) -> str | None:
    """Install; return why that failed, if it did."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, *lines], capture_output=True, text=True)
    if done.returncode == 0:
        return None
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
    why = (errors or done.stderr.splitlines() or ["pip failed"])[-1].removeprefix("ERROR: ")
    # Of other Pythons pip speaks in a line before, with those that every version wants.
    version = re.escape(lines[0].partition("==")[2])
    wanted = re.search(rf"\b{version} (Requires-Python [^;]+)", done.stderr)
    return f"{why} ({wanted[1].strip()})" if wanted else why
