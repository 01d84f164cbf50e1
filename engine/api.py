"""The library's front door: check files and tables from Python as the command line does."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from io import BytesIO, StringIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from skulint import __version__

from .backends import ENGINES
from .checking.check import check as _check
from .checking.options import CheckOptions, ExitCode, FailOn
from .model.outcome import Outcome
from .model.report import Readiness, Report
from .readers.given import Given, is_table
from .reporters import REPORTERS, Language, Options
from .text.diagnostics import Diagnostic, Diagnostics

if TYPE_CHECKING:
    import pyarrow


class Streamable(Protocol):
    """A table of any library that speaks Arrow's C interface, such as Polars or DuckDB."""

    def __arrow_c_stream__(self, requested_schema: object = None, /) -> object:
        """Give the rows as an Arrow stream."""


_Path: TypeAlias = "str | PathLike[str]"
#: A file, folder or pattern, or a table: pandas, Polars, PyArrow, a DuckDB relation.
Source: TypeAlias = "_Path | Streamable"


class CheckError(Exception):
    """A check could not run; `diagnostics` says why, each with its place."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Keep the diagnostics and show their messages."""
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(each.message for each in self.diagnostics))


@dataclass(frozen=True)
class Checked:
    """What a check came to; `report` holds all of it, and the rest is drawn from there.

    Notebooks show it as a small page, `print` as a line.
    """

    report: Report
    lang: Language = "en"

    @cached_property
    def findings(self) -> pyarrow.Table:
        """The findings as an Arrow table, one row each, with the columns of `--format parquet`."""
        from .reporters.arrow_findings import findings_arrow

        return findings_arrow(self.report, Options(self.lang))

    @cached_property
    def rules(self) -> pyarrow.Table:
        """The exact counts of every rule as an Arrow table."""
        from .reporters.arrow_findings import rules_arrow

        return rules_arrow(self.report)

    @cached_property
    def outcomes(self) -> pyarrow.Table:
        """The outcome of every rule for every record; there where `all_outcomes` was asked for."""
        from .reporters.arrow_findings import outcomes_arrow

        if self.report.outcomes is None:
            raise ValueError("check with `all_outcomes=True` to have every outcome")
        return outcomes_arrow(self.report.outcomes)

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs of rule and record passed, failed, are unknown or not applicable."""
        return {outcome.value: self.report.counts.get(outcome, 0) for outcome in Outcome}

    @property
    def readiness(self) -> tuple[Readiness, ...]:
        """How many items can go into each program now."""
        return self.report.readiness

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was wrong with the inputs, though the check could run."""
        return self.report.diagnostics

    @property
    def exit_code(self) -> int:
        """The exit code the command line would end with."""
        return self.report.exit_code

    @property
    def ok(self) -> bool:
        """Whether nothing failed and nothing is undecided: the exit code is 0."""
        return self.exit_code == ExitCode.CLEAR

    def render(self, format: str = "text") -> str:
        """Return the report in one of the formats of `--format`, as text."""
        reporter = REPORTERS[format]
        if reporter.binary:
            raise ValueError(f"`{format}` is no text; use `write`")
        stream = StringIO()
        reporter.write(self.report, stream, Options(self.lang))
        return stream.getvalue()

    def write(self, path: _Path, format: str) -> None:
        """Write the report into a file, in one of the formats of `--format`."""
        if not REPORTERS[format].binary:
            Path(path).write_text(self.render(format), encoding="utf-8", newline="")
            return
        stream = BytesIO()
        REPORTERS[format].write(self.report, stream, Options(self.lang))
        Path(path).write_bytes(stream.getvalue())

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,}" for name, count in self.counts.items() if count)
        programs = ", ".join(self.report.programs)
        return f"<skulint {programs or 'rules'}: {counts or 'nothing judged'}>"

    def _repr_html_(self) -> str:
        from .reporters.notebook import notebook_html

        return notebook_html(self.report, self.lang)


def check(
    *data: Source | Mapping[str, Source],
    program: str | Sequence[str] = (),
    as_of: str | date | datetime | None = None,
    facts: Mapping[str, Source] | None = None,
    rules: Sequence[_Path] = (),
    params: _Path | None = None,
    waivers: _Path | None = None,
    baseline: _Path | None = None,
    fail_on: Literal["error", "warning", "info", "unknown"] = "error",
    allow_unknown: bool = False,
    all_outcomes: bool = False,
    max_findings: int | None = None,
    memory_limit: str | None = None,
    currency: str | None = None,
    engine: str = "duckdb",
    lang: Language = "en",
) -> Checked:
    """Judge the records in files and tables against a program.

    A table is a pandas or Polars data frame, a PyArrow table, a DuckDB relation, or anything else
    with Arrow's C interface. Its rows are read where they are.

    Args:
        *data: Files and tables, taken for what their names and headings say, or mappings from
            entity to file or table, such as `{"sku": frame, "store": "stores.csv"}`.
        program: The program's id, such as `aliexpress/outlet`, or several.
        as_of: The day or moment to judge for, as ISO 8601 or an object; today if not given.
        facts: Further files and tables by the entity whose records they hold.
        rules: Folders with rules besides those shipped.
        params: A file with values of parameters.
        waivers: A file of findings that are accepted for a time.
        baseline: A file of findings that are known.
        fail_on: From which severity on a finding fails the check.
        allow_unknown: Whether undecided rules are no failure.
        all_outcomes: Whether to keep the outcome of every rule for every record.
        max_findings: How many findings to keep for each rule and outcome; 0 for all.
        memory_limit: What the database may use, such as `2GB`.
        currency: The currency of amounts where nothing says it.
        engine: What judges: `duckdb`, `spark` or `reference`.
        lang: The language of messages.

    Raises:
        CheckError: Rules or facts are at fault; nothing was judged.
        TypeError: Something is neither a path nor a table.
        ValueError: There is no such engine.
    """
    if engine not in ENGINES:
        raise ValueError(f"unknown engine `{engine}`: use one of {', '.join(ENGINES)}")
    named: list[tuple[str | None, Source]] = []
    for each in data:
        if isinstance(each, Mapping):
            named += each.items()
        else:
            named.append((None, each))
    named += (facts or {}).items()
    given = [
        Given(_name(entity, position, named), source, entity)
        for position, (entity, source) in enumerate(named)
        if is_table(source)
    ]
    paths = [(entity, _path(source)) for entity, source in named if not is_table(source)]
    diagnostics = Diagnostics()
    options = CheckOptions(
        files=tuple(path for entity, path in paths if entity is None),
        as_of=_moment(as_of),
        entity_of={path: entity for entity, path in paths if entity is not None},
        given=tuple(given),
        programs=(program,) if isinstance(program, str) else tuple(program),
        packs=tuple(Path(each) for each in rules),
        parameters=None if params is None else Path(params),
        waivers=None if waivers is None else Path(waivers),
        baseline=None if baseline is None else Path(baseline),
        fail_on=FailOn(fail_on),
        allow_unknown=allow_unknown,
        all_outcomes=all_outcomes,
        keep=max_findings,
        memory_limit=memory_limit,
        currency=currency,
        engine=engine,
    )
    report = _check(options, __version__, diagnostics)
    if report is None:
        raise CheckError(diagnostics.sorted())
    return Checked(report, lang)


def _name(entity: str | None, position: int, named: Sequence[tuple[str | None, Source]]) -> str:
    """Name a table for people: by its entity, else as the caller's data."""
    if entity is not None:
        return entity
    return "data" if len(named) == 1 else f"data {position + 1}"


def _path(source: Source) -> str:
    if isinstance(source, str | PathLike):
        return os.fspath(source)
    kind = f"{type(source).__module__}.{type(source).__qualname__}"
    raise TypeError(
        f"cannot read a `{kind}`: give a path, a pandas, Polars or PyArrow table, or a DuckDB"
        " relation"
    )


def _moment(as_of: str | date | datetime | None) -> datetime:
    if isinstance(as_of, str):
        return datetime.fromisoformat(as_of)
    if isinstance(as_of, datetime):
        return as_of
    day = as_of or date.today()
    return datetime(day.year, day.month, day.day)
