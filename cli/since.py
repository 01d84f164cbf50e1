"""What changed in git since a revision: for each file its changed lines."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import click

from skulint.engine.model.waiver import Changed
from skulint.engine.text.source import display_name

from .local_files import refuse_all_but_files

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def changed_since(revision: str, names: Sequence[str]) -> Changed:
    """Return the lines of each file that are not as they were; a new file is all new."""
    refuse_all_but_files("--since", "compares files with git", names)
    found: dict[str, tuple[tuple[int, int], ...] | None] = {}
    for name in names:
        file, shown = Path(name), display_name(name)
        folder = file.parent
        _git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        tracked = _git(folder, "ls-files", "--", file.name)
        if not tracked.strip():
            found[shown] = None
            continue
        diff = _git(
            folder, "diff", "--no-color", "--no-ext-diff", "--no-textconv", "-U0", revision,
            "--", file.name,
        )  # fmt: skip
        if "\nBinary files " in f"\n{diff}":
            found[shown] = None
            continue
        hunks = ((int(start), int(count or 1)) for start, count in _HUNK.findall(diff))
        found[shown] = tuple((start, start + count) for start, count in hunks if count)
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
