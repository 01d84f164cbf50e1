"""`skulint check`: judge facts and print what was found."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

import click
from click.core import ParameterSource

import skulint
from skulint.engine.reporters import REPORTERS

from ..asking import asked_of, need_files
from ..local_files import refuse_elsewhere
from ..options import (
    CONFIG,
    CONFIG_FILE,
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
from ..tables import drafted_tables
from ..terminal import print_diagnostics, tolerate_narrow_encodings

if TYPE_CHECKING:
    from skulint.engine.checking.options import CheckOptions
    from skulint.engine.model.since import Earlier

    from ..since import Recipe


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
@click.option(
    "--since",
    metavar="REV",
    help="Check only records whose facts changed in git since REV; `REV...` is where HEAD left it.",
)
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
    help="Keep the worst N findings a rule, 0 for all (in `parquet`, `csv` and `ndjson` of any"
    " size); by default as many as the size allows.",
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
    "--remember-rows/--no-remember-rows",
    default=None,
    help="Warn if a file has far fewer or more rows than last time, and remember how many it has;"
    " by default where a person looks on.",
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
@click.pass_context
def command(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    write_baseline: Path | None,
    since: str | None,
    formats: Sequence[tuple[str, Path | None]],
    evidence: Path | None,
    remember_rows: bool | None,
    annotate: Path | None,
    lang: Literal["en", "zh"],
    verbose: bool,
    **_asked: object,
) -> None:
    """Judge the records in FILES against a program.

    These are CSV, TSV, Excel, JSON, NDJSON, YAML, XML feeds, Parquet and SQLite, packed or not,
    folders of them, patterns, addresses such as `postgresql://host/database#table`, and `-`.
    """
    from skulint.engine.checking.check import check
    from skulint.engine.checking.options import ExitCode, Unwritable
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    need_files(ctx)
    outputs = plan_outputs(formats)
    every = [*files, *(path for _, path in named)]
    if evidence is not None:
        refuse_elsewhere("--evidence", "is for checks that can be repeated", every)
    diagnostics = Diagnostics()
    options = asked_of(ctx)
    recipe = None if since is None else _recipe(ctx, since, options)
    with ExitStack() as stack:
        with shown(lang) as progress, _laid_out(recipe) as earlier:
            asked = replace(options, earlier=earlier)
            whole = verbose or evidence is not None or annotate is not None
            tables = stack.enter_context(drafted_tables(outputs, asked, lang, explain_all=whole))
            try:
                report = check(
                    asked,
                    skulint.__version__,
                    diagnostics,
                    progress.enter,
                    tables.files,
                    explain_all=tables.explain_all,
                )
            except Unwritable as error:
                raise click.UsageError(str(error)) from None
        if report is None:
            print_diagnostics(diagnostics.sorted(), lang)
            sys.exit(ExitCode.COULD_NOT_RUN)
        if write_baseline is not None:
            from ..baseline import baseline_text

            write_whole(write_baseline, baseline_text(report).encode())
        if evidence is not None:
            from ..evidence import evidence_zip

            write_whole(evidence, evidence_zip(options, report, recipe))
        drafts = tables.drafts if report.tabled else None
        write_reports(report, outputs, lang, verbose, drafts)
    if sys.stderr.isatty() if remember_rows is None else remember_rows:
        from ..remembered_rows import compare_with_last_time

        # Beside the report, which is the same wherever the same files are checked.
        beside = Diagnostics()
        compare_with_last_time(report.inputs, beside)
        print_diagnostics(beside.sorted(), lang)
    if annotate is not None:
        from ..annotate import annotate as write_remarks

        remarks = write_remarks(report, every, annotate, lang)
        click.echo(f"wrote {annotate}: {remarks:,} remarks", err=True)
    sys.exit(report.exit_code)


def _recipe(ctx: click.Context, since: str, options: CheckOptions) -> Recipe:
    """Find what the inputs were; most checks look at all records and need no git."""
    from ..since import Asked, recipe_of

    if options.subject is not None:
        raise click.UsageError("`--sku` looks at one record, changed or not; leave `--since` out")
    if options.gather:
        raise click.UsageError("a baseline holds all findings; leave `--since` out to write one")
    others = (*options.packs, options.parameters, options.mapping)
    snapshots = (path for _, path in options.snapshots)
    return recipe_of(
        since,
        Asked(
            tuple(map(str, options.files)),
            {str(path): entity for path, entity in options.entity_of.items()},
            tuple(each for each in (*others, *snapshots) if each is not None),
            ctx.meta.get(CONFIG_FILE),
            frozenset(
                name
                for name in ctx.params
                if ctx.get_parameter_source(name) is ParameterSource.DEFAULT_MAP
            ),
        ),
    )


@contextmanager
def _laid_out(recipe: Recipe | None) -> Iterator[Earlier | None]:
    """Give the earlier inputs for as long as they are looked at."""
    if recipe is None:
        yield None
        return
    with TemporaryDirectory(prefix="skulint-") as folder:
        yield recipe.lay_out(Path(folder))
