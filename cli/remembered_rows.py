"""Remembers how many rows each file had, and warns where the next run finds far fewer or more.

What is remembered is no input of a check: the warning goes to stderr alone, so that equal inputs
give equal reports on every machine. One small file an input, replaced as a whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skulint.engine.model.report import Input
    from skulint.engine.text.diagnostics import Diagnostics

#: A difference of at most this many rows, or of this part of them, is nothing to speak of.
_FEW = 10
_TOLERANCE = 10
#: Files that are remembered; those not seen for longest are forgotten.
_MOST = 1000


def folder() -> Path:
    """Name the folder for what is remembered of runs: `SKULINT_STATE`, or the system's own."""
    told = os.environ.get("SKULINT_STATE")
    if told:
        return Path(told)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "skulint" / "rows"


def compare_with_last_time(inputs: Iterable[Input], diagnostics: Diagnostics) -> None:
    """Warn of files with far fewer or more rows than last time, and remember what they have now.

    As long as a file stays as it is, it is compared with what it was before, run after run. What
    cannot be remembered is not: a check never fails for it.
    """
    found: dict[str, tuple[int, str]] = {}
    for each in inputs:
        if each.copy_of is None and Path(each.path).is_file():
            rows, _ = found.get(each.path, (0, ""))
            found[each.path] = (rows + each.rows, each.sha256)
    state = folder()
    for path, (rows, sha256) in found.items():
        entry = state / f"{hashlib.sha256(os.fsencode(Path(path).resolve())).hexdigest()[:32]}.json"
        last = _read(entry)
        same = last.get("sha256") == sha256
        before = last.get("before") if same else last.get("rows")
        if isinstance(before, int) and _is_far(rows, before):
            _warn(path, rows, before, diagnostics)
        _write(entry, {"rows": rows, "sha256": sha256, "before": before})
    _forget(state)


def _is_far(rows: int, before: int) -> bool:
    return abs(rows - before) > max(_FEW, before // _TOLERANCE)


def _warn(path: str, rows: int, before: int, diagnostics: Diagnostics) -> None:
    change = f" ({(rows - before) * 100 / before:+.0f}%)" if before else ""
    diagnostics.warning(
        "SKU-F053",
        f"`{path}` has {rows:,} rows, and had {before:,} last time{change}",
        place=path,
        help="the export may be partial: export it again if so. `--no-remember-rows` keeps this"
        " from being looked at",
    )


def _read(entry: Path) -> Mapping[str, object]:
    try:
        found = json.loads(entry.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(entry: Path, content: Mapping[str, object]) -> None:
    with suppress(OSError):
        entry.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=entry.parent, prefix=".", suffix=".tmp", delete=False
        ) as draft:
            json.dump(content, draft)
        try:
            Path(draft.name).replace(entry)
        except OSError:
            Path(draft.name).unlink(missing_ok=True)


def _forget(state: Path) -> None:
    with suppress(OSError):
        kept = sorted(state.glob("*.json"), key=lambda each: each.stat().st_mtime)
        for each in kept[:-_MOST]:
            each.unlink(missing_ok=True)
