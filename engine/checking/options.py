"""What a caller may ask of a check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..model.since import Earlier

if TYPE_CHECKING:
    # The readers take long to import, and most who need an exit code read nothing.
    from ..readers.given import Given


class FailOn(StrEnum):
    """From which severity on a finding fails the run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    UNKNOWN = "unknown"


class ExitCode:
    """The exit codes of the command line; severity is never in the code."""

    CLEAR = 0
    FINDINGS = 1
    COULD_NOT_RUN = 2
    NOTHING_CHECKED = 3
    UNDECIDED = 4


#: Up to so many subjects every finding is kept; above, only the worst of each rule.
SMALL_RUN = 50_000
KEPT_SMALL = 1000
KEPT_LARGE = 20
#: In pairs of a record and a rule: all findings of so few are sooner explained than copied.
WORTH_COPYING = 40_000


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that is to have a row for each finding: its format, where, and in which words.

    `path_of` turns the name of an input into the path that other programs find it by.
    """

    format: str
    path: Path
    lang: str
    path_of: Callable[[str], str]


class Unwritable(Exception):
    """A table could not be written; the message says why."""


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What to check, against what, as of when, and how much of it to keep.

    `keep` is the number of findings kept for each rule and outcome; None decides by size.
    """

    files: tuple[Path | str, ...]
    as_of: datetime
    entity_of: Mapping[Path | str, str] = field(default_factory=lambda: MappingProxyType({}))
    programs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    packs: tuple[Path, ...] = ()
    parameters: Path | None = None
    engine: str = "duckdb"
    fail_on: FailOn = FailOn.ERROR
    allow_unknown: bool = False
    #: Findings and undecided rules still count; only the exit code is 0.
    exit_zero: bool = False
    all_outcomes: bool = False
    #: Whether to give the values that the programs work out.
    show_facts: bool = False
    keep: int | None = None
    subject: str | None = None
    memory_limit: str | None = None
    #: A file that says what the columns of the user's own files hold.
    mapping: Path | None = None
    #: The encoding of text files that are not UTF-8; None to find out.
    encoding: str | None = None
    #: The rows of the largest input, or those of inputs by path; None to expect nothing.
    expected_rows: int | Mapping[str, int] | None = None
    #: The currency of amounts in files that do not say.
    currency: str | None = None
    waivers: Path | None = None
    baseline: Path | None = None
    #: The inputs as they were; only records that changed since are checked.
    earlier: Earlier | None = None
    #: Whether to gather what a baseline would hold.
    gather: bool = False
    #: Tables that the caller holds.
    given: tuple[Given, ...] = ()
    #: Earlier copies of the catalogue, each with the moment it is of.
    snapshots: tuple[tuple[datetime, Path], ...] = ()
    #: Take the committed states of the catalogue for its history.
    git_history: bool = False


def copies_all(options: CheckOptions) -> bool:
    """Tell whether the database itself can write all findings, without any being explained.

    What is set aside is known by its explanation; and other engines have no such files.
    """
    aside = (options.waivers, options.baseline, options.earlier, options.subject)
    every = options.keep == 0 and options.engine == "duckdb" and not options.gather
    return every and not any(each is not None for each in aside)
