"""Write reports: to the terminal, or to files that are whole or not there at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Literal, TextIO

import click

from skulint.engine.model.report import Report
from skulint.engine.reporters import REPORTERS, Options, Reporter

from .terminal import use_colour, width_of


def write_reports(
    report: Report,
    formats: Iterable[tuple[str, Path | None]],
    lang: Literal["en", "zh"],
    verbose: bool,
) -> None:
    """Write the report in every format asked for."""
    for name, path in formats:
        reporter = REPORTERS[name]
        if path is None:
            options = Options(
                lang=lang,
                color=use_colour(sys.stdout),
                width=width_of(sys.stdout),
                verbose=verbose,
            )
            reporter.write(report, sys.stdout, options)
            continue
        options = Options(lang=lang, color=False, width=None, verbose=verbose)
        _write_whole(path, partial(_write, reporter, report, options))


def _write(reporter: Reporter, report: Report, options: Options, stream: TextIO) -> None:
    reporter.write(report, stream, options)


def _write_whole(path: Path, write: Callable[[TextIO], None]) -> None:
    """Write beside the file and move into place, so that a failure leaves no half report."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            write(stream)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
