"""The registry of reporters: each turns a finished report into one output format.

To add a format, write a module with a `write(report, stream, options)` function and name it in
`REPORTERS`; the command line computes its choices from there.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    from ..model.report import Report

Language: TypeAlias = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Options:
    """How to print a report; whoever opens the stream decides all of it.

    `width` is the number of terminal columns, None for the usual 100. `verbose` prints every line
    that the text reporter would otherwise cut and count. `root` is the folder to which the
    formats read by other programs make paths relative, and `folder` the one that the report's own
    relative paths start from; without them paths stay as they are.
    """

    lang: Language = "en"
    color: bool = False
    width: int | None = None
    verbose: bool = False
    root: Path | None = None
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Reporter:
    """One output format: the name to choose it by, what it is for, and the module that writes.

    A `binary` format wants a stream of bytes. A `table` has a row for each finding, which the
    database can write by itself. `appends_to` names the variable of the environment
    that holds the file to append to where no other is asked for.
    """

    name: str
    summary: str
    module: str
    binary: bool = False
    table: bool = False
    appends_to: str | None = None

    def write(self, report: Report, stream: IO[Any], options: Options) -> None:
        """Write the report; its module is imported now, so that a run pays for what it uses."""
        importlib.import_module(f".{self.module}", __package__).write(report, stream, options)


REPORTERS: Mapping[str, Reporter] = MappingProxyType(
    {
        reporter.name: reporter
        for reporter in (
            Reporter("text", "for people, in the terminal", "text"),
            Reporter("html", "for people, one page that works offline", "html"),
            Reporter("json", "for programs: one versioned document, numbers exact", "json_v1"),
            Reporter("ndjson", "findings for programs, one a line", "ndjson", table=True),
            Reporter("csv", "findings for a spreadsheet", "csv_findings", table=True),
            Reporter(
                "parquet", "findings for a data tool", "parquet_findings", binary=True, table=True
            ),
            Reporter("markdown", "a comment on a pull request", "markdown"),
            Reporter("sarif", "for code scanning, SARIF 2.1.0", "sarif"),
            Reporter("github", "annotations of a GitHub workflow", "github"),
            Reporter(
                "github-summary",
                "the job summary of a GitHub workflow",
                "github_summary",
                appends_to="GITHUB_STEP_SUMMARY",
            ),
            Reporter("gitlab", "a GitLab code quality report", "gitlab"),
            Reporter("junit", "JUnit XML, one test case a rule", "junit"),
            Reporter("tap", "Test Anything Protocol, one test a rule", "tap"),
        )
    }
)
