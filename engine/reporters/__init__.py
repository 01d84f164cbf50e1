"""The registry of reporters: each turns a finished report into one output format.

To add a format, write a module with a `write(report, stream, options)` function and name it in
`REPORTERS`; the command line computes its choices from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TextIO, TypeAlias

if TYPE_CHECKING:
    from ..model.report import Report

Language: TypeAlias = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Options:
    """How to print a report; whoever opens the stream decides all of it.

    `width` is the number of terminal columns, None for the usual 100. `verbose` prints every line
    that the text reporter would otherwise cut and count.
    """

    lang: Language = "en"
    color: bool = False
    width: int | None = None
    verbose: bool = False


Write: TypeAlias = Callable[["Report", TextIO, Options], None]


@dataclass(frozen=True, slots=True)
class Reporter:
    """One output format: the name to choose it by, what it is for, and the function that writes."""

    name: str
    summary: str
    write: Write


def _write_text(report: Report, stream: TextIO, options: Options) -> None:
    from .text import write

    write(report, stream, options)


def _write_json(report: Report, stream: TextIO, options: Options) -> None:
    from .json_v1 import write

    write(report, stream, options)


# The writers import their modules when first used: listing the formats must stay cheap, and a run
# pays only for the formats it prints.
REPORTERS: Mapping[str, Reporter] = MappingProxyType(
    {
        reporter.name: reporter
        for reporter in (
            Reporter("text", "for people, in the terminal", _write_text),
            Reporter("json", "for programs: one versioned document, numbers exact", _write_json),
        )
    }
)
