"""`skulint test`: run the cases beside the rules, or files of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from ..clock import today
from ..options import LANGUAGE, RULES, AsOf
from ..terminal import print_diagnostics, tolerate_narrow_encodings


@click.command("test")
@click.argument("paths", nargs=-1, metavar="[PATH | RULE]...")
@click.option(
    "--cases",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A list of {rule, given, expect} to run instead of the cases beside the rules.",
)
@RULES
@click.option(
    "--engine",
    type=click.Choice(["both", "duckdb", "reference"]),
    default="both",
    show_default=True,
    help="What judges the cases; with both of them, they must agree.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the results.",
)
@click.option(
    "--as-of",
    type=AsOf(),
    metavar="DATE",
    help="The day for cases that give no `as_of`; today if not given.",
)
@LANGUAGE
def command(
    paths: tuple[str, ...],
    files: tuple[Path, ...],
    packs: tuple[Path, ...],
    engine: str,
    form: str,
    as_of: datetime | None,
    lang: str,
) -> None:
    """Run the cases of rules and derived facts.

    Without arguments these are all cases of the shipped rules. Name packs, rule files, ids of
    rules or derived facts to run only theirs.
    """
    from skulint.engine.checking.case_engines import CASE_ENGINES
    from skulint.engine.checking.cases import run_cases
    from skulint.engine.checking.choose_cases import choose_cases
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.text.diagnostics import Diagnostics

    from ..case_report import write_json, write_text

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    engines: Sequence[str] = tuple(CASE_ENGINES) if engine == "both" else (engine,)
    chosen = choose_cases(paths, files, packs, diagnostics)
    results = None
    if chosen is not None:
        results = run_cases(chosen.book, chosen.cases, engines, as_of or today(), diagnostics)
    # Whoever brings a file for other rules wants to see all that is lacking at once.
    print_diagnostics(diagnostics.sorted(), limit=None)
    if results is None:
        sys.exit(ExitCode.COULD_NOT_RUN)
    if form == "json":
        write_json(results, sys.stdout)
    else:
        write_text(results, sys.stdout, lang)
    if not results:
        sys.exit(ExitCode.NOTHING_CHECKED)
    sys.exit(ExitCode.CLEAR if all(each.ok for each in results) else ExitCode.FINDINGS)
