"""Finds the files of a pack."""

from __future__ import annotations

import os
from pathlib import Path

from ..text.diagnostics import Diagnostics
from ..text.source import display_name


def list_files(folder: Path, diagnostics: Diagnostics) -> list[tuple[Path, str]]:
    """List the files to read with their names inside the pack, in the order of those names."""
    shown = display_name(folder)
    if folder.is_file():
        return [(folder, folder.name)]
    if not folder.is_dir():
        diagnostics.error(
            "SKU-R008",
            f"no folder `{shown}`",
            place=shown,
            help="paths are relative to the folder the command runs in",
        )
        return []
    found = []
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(base, name)
            if name.startswith("."):
                continue
            if name.endswith(".yaml"):
                found.append((path, path.relative_to(folder).as_posix()))
            elif name.lower().endswith((".yml", ".yaml")):
                diagnostics.warning(
                    "SKU-R009",
                    f"`{name}` is left out",
                    place=display_name(path),
                    help=f"rename it to `{Path(name).stem}.yaml`",
                )
    if not found:
        diagnostics.error(
            "SKU-R008",
            f"no rule files in `{shown}`",
            place=shown,
            help="rule files end in `.yaml`",
        )
    return sorted(found, key=lambda item: item[1])
