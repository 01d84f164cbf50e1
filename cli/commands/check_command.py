"""`skulint check`: judge facts and print what was found."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

import skulint
from skulint.engine.model.waiver import Changed
from skulint.engine.reporters import REPORTERS

from ..local_files import refuse_elsewhere
from ..options import (
    CONFIG,
    LANGUAGE,
    MAPPING,
    MEMORY_LIMIT,
    NAMED,
    NO_CACHE,
    NO_CONFIG,
    PARAMS,
    RULES,
    AsOf,
    CurrencyCode,
    ExpectedRows,
    FormatFile,
    Snapshot,
    TextEncoding,
)
from ..output import plan_outputs, write_reports, write_whole
from ..progress import shown
from ..terminal import print_diagnostics, tolerate_narrow_encodings


@click.command("check")
# No paths yet: an address such as `sqlite:///shop.db` would lose its slashes.
@click.argument("files", nargs=-1)
@NAMED
@click.option("--program", "programs", multiple=True, metavar="ID", help="The program to apply to.")
@click.option(
    "--rule", "rules", multiple=True, metavar="ID", help="A rule to judge, even a disabled one."
)
@RULES
@NO_CACHE
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day to judge for; today if not given."
)
@PARAMS
@click.option(
    "--waivers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Findings that are accepted for a time, each with reason, owner and last day.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Findings of an earlier run; only new ones count.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write today's findings for later runs to compare with.",
)
@click.option("--since", metavar="REV", help="Only what changed in git since this revision counts.")
@click.option(
    "--snapshot",
    "snapshots",
    multiple=True,
    type=Snapshot(),
    metavar="DATE=FILE",
    help="An earlier copy of the catalogue and the day it is of. May be given several times.",
)
@click.option(
    "--history",
    type=click.Choice(["git"]),
    help="Take price history from the commits of the catalogue's git repository.",
)
@click.option("--sku", "subject", metavar="KEY", help="Show one record with all its rules.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=FormatFile(),
    metavar="NAME[=FILE]",
    help=f"{', '.join(REPORTERS)}; with =FILE into a file. May be given several times.",
)
@click.option(
    "--evidence",
    type=click.Path(path_type=Path),
    metavar="FILE.zip",
    help="Pack what leads to this report, for `skulint verify` to repeat and compare.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "unknown"]),
    default="error",
    show_default=True,
    help="The mildest finding that makes the exit code 1.",
)
@click.option(
    "--allow-unknown",
    is_flag=True,
    help="Exit with 0 where nothing failed but something is undecided.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found, for a mere look.")
@click.option("--all-outcomes", is_flag=True, help="List every outcome in the JSON report.")
@click.option(
    "--show-facts", is_flag=True, help="Show what the program works out: fees, dates, quantities."
)
@click.option(
    "--max-findings",
    type=click.IntRange(min=0),
    metavar="N",
    help="Keep the worst N findings a rule, 0 for all; by default as many as the size allows.",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark", "reference"]),
    default="duckdb",
    show_default=True,
    help="What evaluates the rules; `spark` needs `pip install skulint[spark]` and Java.",
)
@MEMORY_LIMIT
@click.option(
    "--encoding",
    type=TextEncoding(),
    metavar="NAME",
    help="The encoding of text files that are not UTF-8, such as gb18030 or cp1252.",
)
@click.option(
    "--expect-rows",
    "expected_rows",
    type=ExpectedRows(),
    metavar="N|REPORT",
    help="Warn if the largest file has not about N rows, or any other rows than in an earlier"
    " JSON report.",
)
@click.option(
    "--currency",
    type=CurrencyCode(),
    metavar="CODE",
    help="The currency of amounts in exports that do not say it, such as EUR.",
)
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the workbook among FILES here, with the cells in question marked.",
)
@MAPPING
@LANGUAGE
@NO_CONFIG
@CONFIG
@click.option("-v", "--verbose", is_flag=True, help="Cut nothing in the text report.")
def command(
    files: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    programs: tuple[str, ...],
    rules: tuple[str, ...],
    packs: tuple[Path, ...],
    as_of: datetime | None,
    params: Path | None,
    waivers: Path | None,
    baseline: Path | None,
    write_baseline: Path | None,
    since: str | None,
    snapshots: tuple[tuple[datetime, Path], ...],
    history: str | None,
    subject: str | None,
    formats: Sequence[tuple[str, Path | None]],
    evidence: Path | None,
    fail_on: str,
    allow_unknown: bool,
    exit_zero: bool,
    all_outcomes: bool,
    show_facts: bool,
    max_findings: int | None,
    engine: str,
    memory_limit: str | None,
    encoding: str | None,
    expected_rows: int | dict[str, int] | None,
    currency: str | None,
    annotate: Path | None,
    mapping: Path | None,
    lang: Literal["en", "zh"],
    verbose: bool,
    no_config: bool,
) -> None:
    """Judge the records in FILES against a program.

    These are CSV, TSV, Excel, JSON, NDJSON, YAML, XML feeds, Parquet and SQLite, packed or not,
    folders of them, patterns, addresses such as `postgresql://host/database#table`, and `-`.
    """
    from skulint.engine.checking.check import check
    from skulint.engine.checking.options import CheckOptions, ExitCode, FailOn
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    if not files and not named:
        raise click.UsageError("name at least one file with facts")
    outputs = plan_outputs(formats)
    every = [*files, *(path for _, path in named)]
    if evidence is not None:
        refuse_elsewhere("--evidence", "is for checks that can be repeated", every)
    diagnostics = Diagnostics()
    options = CheckOptions(
        files=files,
        as_of=as_of or _today(),
        entity_of={path: entity for entity, path in named},
        programs=programs,
        rules=rules,
        packs=packs,
        parameters=params,
        engine=engine,
        fail_on=FailOn(fail_on),
        allow_unknown=allow_unknown,
        exit_zero=exit_zero,
        all_outcomes=all_outcomes,
        show_facts=show_facts,
        keep=max_findings,
        subject=subject,
        memory_limit=memory_limit,
        encoding=encoding,
        expected_rows=expected_rows,
        currency=currency,
        mapping=mapping,
        waivers=waivers,
        baseline=baseline,
        changed=_changed_since(since, every) if since else None,
        gather=write_baseline is not None,
        snapshots=snapshots,
        git_history=history == "git",
    )
    with shown(lang) as progress:
        report = check(options, skulint.__version__, diagnostics, progress.enter)
    if report is None:
        print_diagnostics(diagnostics.sorted())
        sys.exit(ExitCode.COULD_NOT_RUN)
    if write_baseline is not None:
        from ..baseline import baseline_text

        write_whole(write_baseline, baseline_text(report).encode())
    if evidence is not None:
        from ..evidence import evidence_zip

        write_whole(evidence, evidence_zip(options, report))
    write_reports(report, outputs, lang, verbose)
    if annotate is not None:
        from ..annotate import annotate as write_remarks

        remarks = write_remarks(report, every, annotate, lang)
        click.echo(f"wrote {annotate}: {remarks:,} remarks", err=True)
    sys.exit(report.exit_code)


def _changed_since(revision: str, files: Sequence[str]) -> Changed:
    from ..since import changed_since

    return changed_since(revision, files)


def _today() -> datetime:
    """The clock is read here and nowhere else."""
    now = datetime.now()
    return datetime(now.year, now.month, now.day)
