"""`skulint test`: run the cases beside the rules, or files of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..clock import today
from ..options import LANGUAGE, RULES, AsOf
from ..terminal import print_diagnostics, tolerate_narrow_encodings

if TYPE_CHECKING:
    from skulint.engine.checking.choose_cases import ChosenCases
    from skulint.engine.text.diagnostics import Diagnostics


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found out about the cases themselves."""

    coverage: bool
    mutation: bool
    write: bool


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
@click.option(
    "--coverage",
    is_flag=True,
    help="Name the rules, clauses, outcomes and missing facts that no case reaches.",
)
@click.option(
    "--mutation",
    is_flag=True,
    help="Change every comparison a little, and list the changes that no case notices.",
)
@click.option(
    "--write",
    is_flag=True,
    help="Add the cases that would notice those changes to the files of PATHs.",
)
@LANGUAGE
def command(
    paths: tuple[str, ...],
    files: tuple[Path, ...],
    packs: tuple[Path, ...],
    engine: str,
    form: str,
    as_of: datetime | None,
    coverage: bool,
    mutation: bool,
    write: bool,
    lang: str,
) -> None:
    """Run the cases of rules, derived facts and conclusions.

    Without arguments these are all cases of the shipped rules. Name packs, rule files, ids of
    rules or derived facts to run only theirs.

    --coverage and --mutation look at the cases instead of running them one by one; both may be
    given. --write includes --mutation.
    """
    from skulint.engine.checking.case_engines import CASE_ENGINES
    from skulint.engine.checking.cases import run_cases
    from skulint.engine.checking.choose_cases import choose_cases
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.text.diagnostics import Diagnostics

    from ..case_report import write_json, write_text

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    if write and not paths:
        raise click.UsageError("`--write` changes files: name them, or the folder they are in")
    if coverage or mutation or write:
        sys.exit(
            _look_at_cases(
                choose_cases(paths, files, packs, diagnostics),
                as_of or today(),
                Wanted(coverage, mutation or write, write),
                bool(files),
                diagnostics,
                form,
                lang,
            )
        )
    engines: Sequence[str] = tuple(CASE_ENGINES) if engine == "both" else (engine,)
    chosen = choose_cases(paths, files, packs, diagnostics)
    results = None
    if chosen is not None:
        day = as_of or today()
        results = run_cases(chosen.book, chosen.cases, engines, day, diagnostics)
        if results is not None and chosen.conclusion_cases:
            from skulint.engine.checking.conclusion_cases import run_conclusion_cases

            drawn = run_conclusion_cases(
                chosen.book, chosen.conclusion_cases, engines, day, diagnostics
            )
            results = None if drawn is None else (*results, *drawn)
        if results is not None and chosen.pool_cases:
            from skulint.engine.checking.pool_cases import run_pool_cases

            solved = run_pool_cases(chosen.book, chosen.pool_cases, engines, day, diagnostics)
            results = None if solved is None else (*results, *solved)
    # Whoever brings a file for other rules wants to see all that is lacking at once.
    print_diagnostics(diagnostics.sorted(), lang, limit=None)
    if results is None:
        sys.exit(ExitCode.COULD_NOT_RUN)
    if form == "json":
        write_json(results, sys.stdout)
    else:
        write_text(results, sys.stdout, lang)
    if not results:
        sys.exit(ExitCode.NOTHING_CHECKED)
    sys.exit(ExitCode.CLEAR if all(each.ok for each in results) else ExitCode.FINDINGS)


def _look_at_cases(
    chosen: ChosenCases | None,
    as_of: datetime,
    wanted: Wanted,
    from_files: bool,
    diagnostics: Diagnostics,
    form: str,
    lang: str,
) -> int:
    from skulint.engine.checking.coverage import find_gaps
    from skulint.engine.checking.mutation import cases_about, owners_in, run_mutation
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.checking.proposals import propose_all
    from skulint.engine.checking.write_cases import write_cases

    from ..mutation_report import Found, write_json, write_text

    if chosen is None:
        print_diagnostics(diagnostics.sorted(), lang, limit=None)
        return ExitCode.COULD_NOT_RUN
    owners = owners_in(chosen.book, chosen.owners)
    cases = chosen.cases if from_files else cases_about(chosen.book, owners)
    result = run_mutation(chosen.book, cases, owners, as_of, diagnostics)
    print_diagnostics(diagnostics.sorted(), lang, limit=None)
    if result is None:
        return ExitCode.COULD_NOT_RUN
    gaps = find_gaps(chosen.book, result.trials, owners) if wanted.coverage else None
    proposed = propose_all(result.survivors, result.trials) if wanted.mutation else None
    written: Sequence[tuple[Path, int]] = ()
    if wanted.write and proposed is not None:
        made = list({id(each): each for _, each in proposed if each is not None}.values())
        written = write_cases(chosen.book, made)
    found = Found(result, gaps, proposed, written)
    if form == "json":
        write_json(found, sys.stdout)
    else:
        write_text(found, sys.stdout, lang)
    if not result.trials and not result.failed:
        return ExitCode.NOTHING_CHECKED
    return ExitCode.CLEAR if found.is_clean else ExitCode.FINDINGS
