"""What changed in git since a revision: for each file its changed lines."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import click

from skulint.engine.model.waiver import Changed

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def changed_since(revision: str, files: Iterable[Path]) -> Changed:
    """Return the lines of each file that are not as they were; a new file is all new."""
    found: dict[str, tuple[tuple[int, int], ...] | None] = {}
    for file in files:
        folder = file.parent
        _git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        tracked = _git(folder, "ls-files", "--", file.name)
        if not tracked.strip():
            found[str(file)] = None
            continue
        diff = _git(
            folder, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "-U0", revision,
            "--", file.name,
        )  # fmt: skip
        if "\nBinary files " in f"\n{diff}":
            found[str(file)] = None
            continue
        hunks = ((int(start), int(count or 1)) for start, count in _HUNK.findall(diff))
        found[str(file)] = tuple((start, start + count) for start, count in hunks if count)
    return Changed(found)


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError:
        raise click.UsageError("`--since` needs git, which is not installed") from None
    if done.returncode:
        reason = done.stderr.strip().splitlines()
        raise click.UsageError(
            f"`--since` cannot compare: {reason[0] if reason else 'there is no such revision'}"
        )
    return done.stdout
