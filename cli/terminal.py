"""What the terminal can show: colour, width, and characters it may lack."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TextIO

from skulint.engine.text.diagnostics import Diagnostic

#: So many diagnostics are printed in full; the rest is counted.
SHOWN_DIAGNOSTICS = 50


def use_colour(stream: TextIO) -> bool:
    """Decide on colour: NO_COLOR beats FORCE_COLOR, then the terminal itself decides."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


def width_of(stream: TextIO) -> int | None:
    """Give the terminal's width, or None where there is no terminal."""
    if not stream.isatty():
        return None
    return shutil.get_terminal_size().columns


def tolerate_narrow_encodings() -> None:
    """Let a console that lacks a character show a stand-in instead of stopping the run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def default_language() -> str:
    """Choose Chinese where the environment asks for it, English otherwise."""
    for name in ("SKULINT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        found = os.environ.get(name, "")
        if found:
            return "zh" if found.lower().startswith("zh") else "en"
    return "en"


def print_diagnostics(
    diagnostics: Sequence[Diagnostic], lang: str, limit: int | None = SHOWN_DIAGNOSTICS
) -> None:
    """Print diagnostics to the error stream, so many of them in full; None for all."""
    from skulint.engine.text.render import render_all

    if diagnostics:
        sys.stderr.write(render_all(diagnostics, limit, lang))
        sys.stderr.write("\n")
