"""The job summary of a GitHub workflow: the Markdown report, with far more room."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from .markdown import write_up_to

if TYPE_CHECKING:
    from ..model.report import Report
    from . import Options

#: GitHub refuses a summary of more than 1,024 KiB a step as a whole.
_SUMMARY = 900 * 1024


def write(report: Report, stream: TextIO, options: Options) -> None:
    """Write as much as a summary holds."""
    write_up_to(_SUMMARY, report, stream, options)
