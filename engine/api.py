"""The library's front door: check facts from Python as the command line does."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from os import PathLike
from pathlib import Path

from .checking.check import check as _check
from .checking.options import CheckOptions
from .model.report import Report
from .resources import version
from .text.diagnostics import Diagnostic, Diagnostics


class CheckError(Exception):
    """A check could not run; `diagnostics` says why, each with its place."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep the diagnostics and show their messages."""
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(each.message for each in self.diagnostics))


def check(
    *files: str | PathLike[str],
    program: str,
    as_of: datetime,
    facts: Mapping[str, str | PathLike[str]] | None = None,
    rules: Sequence[str | PathLike[str]] = (),
    params: str | PathLike[str] | None = None,
) -> Report:
    """Judge the records in files against a program.

    Args:
        *files: Files with facts, taken for what their names and headings say.
        program: The program's id, such as `aliexpress/outlet`.
        as_of: The moment to judge for.
        facts: Further files by the entity whose records they hold.
        rules: Folders with rules besides those shipped.
        params: A file with values of parameters.

    Raises:
        CheckError: A rule or fact file is at fault; nothing was judged.
    """
    diagnostics = Diagnostics()
    options = CheckOptions(
        files=tuple(os.fspath(each) for each in files),
        as_of=as_of,
        entity_of={os.fspath(path): entity for entity, path in (facts or {}).items()},
        programs=(program,),
        packs=tuple(Path(each) for each in rules),
        parameters=Path(params) if params is not None else None,
    )
    report = _check(options, version(), diagnostics)
    if report is None:
        raise CheckError(diagnostics.sorted())
    return report
