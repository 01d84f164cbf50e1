"""skulint's check with one finding a rule: nearly nothing but its counts."""

from __future__ import annotations

from pathlib import Path

from adapters.skulint_command import arguments, prepare, run

__all__ = ["load", "prepare", "run"]


def load(folder: Path) -> list[str]:
    """Return the arguments."""
    return arguments(folder, 1)
