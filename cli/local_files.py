"""Tells which inputs are files here: the others cannot be read again, or have no git history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_elsewhere(name: str) -> bool:
    """Tell whether an input is standard input or stands at an address."""
    return name == "-" or (_SCHEME.match(name) is not None and not Path(name).exists())


def refuse_elsewhere(option: str, why: str, names: Sequence[str]) -> None:
    """Stop where an option needs files that can be read again and some input is none."""
    for name in names:
        if is_elsewhere(name):
            # An address may hold a password.
            scheme = _SCHEME.match(name)
            shown = f"`{scheme[0]}…`" if scheme is not None else "standard input"
            raise click.UsageError(f"`{option}` {why}; {shown} is no file: save it to one first")
