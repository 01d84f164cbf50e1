"""skulint's check with every finding explained and written."""

from __future__ import annotations

from pathlib import Path

from adapters.skulint_command import arguments, prepare, run

__all__ = ["load", "prepare", "run"]


def load(folder: Path) -> list[str]:
    """Return the arguments; 0 stands for all."""
    return arguments(folder, 0)
