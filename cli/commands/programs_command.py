"""`skulint programs`: which programs are open to a store, and how near its items are to each."""

from __future__ import annotations

import shutil
import sys
from typing import Literal

import click

from ..asking import asked_of
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
)
from ..progress import shown
from ..terminal import print_diagnostics, tolerate_narrow_encodings


@click.command("programs")
# No paths yet: an address such as `sqlite:///shop.db` would lose its slashes.
@click.argument("files", nargs=-1)
@NAMED
@click.option(
    "--program",
    "only",  # a configured program is for checks: here all of them are looked at
    multiple=True,
    metavar="ID",
    help="Only this program. May be given several times.",
)
@RULES
@NO_CACHE
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day to judge for; today if not given."
)
@PARAMS
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it; JSON names the nearest program of every item.",
)
@MEMORY_LIMIT
@MAPPING
@LANGUAGE
@NO_CONFIG
@CONFIG
@click.option("-v", "--verbose", is_flag=True, help="Say of every fact where it is found.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    form: str,
    lang: Literal["en", "zh"],
    verbose: bool,
    **_asked: object,
) -> None:
    """Judge FILES for every program at once; without FILES, say what each program needs to know."""
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.checking.survey import needs_of, survey
    from skulint.engine.reporters.page import Page
    from skulint.engine.text.diagnostics import Diagnostics

    from ..programs_report import (
        needs_document,
        survey_document,
        write_document,
        write_needs,
        write_survey,
    )

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    options = asked_of(ctx)
    width = min(max(shutil.get_terminal_size((100, 24)).columns, 60), 200)
    color = sys.stdout.isatty()
    if not files and not named:
        needs = needs_of(options, diagnostics)
        print_diagnostics(diagnostics.sorted(), lang)
        if needs is None:
            sys.exit(ExitCode.COULD_NOT_RUN)
        found, book = needs
        titles = {name: each.title for name, each in book.dictionary.entities.items()}
        if form == "json":
            write_document(needs_document(found, options.as_of), sys.stdout)
        else:
            write_needs(found, titles, sys.stdout, Page(lang, width, verbose, titles), color=color)
        sys.exit(ExitCode.CLEAR)
    with shown(lang) as progress:
        progress.enter("judging", 0, 0)
        surveyed = survey(options, diagnostics, items=form == "json")
    print_diagnostics(diagnostics.sorted(), lang)
    if surveyed is None:
        sys.exit(ExitCode.COULD_NOT_RUN)
    if form == "json":
        write_document(survey_document(surveyed, options.as_of), sys.stdout)
    else:
        page = Page(lang, width, verbose, surveyed.entities)
        write_survey(surveyed, sys.stdout, page, color=color)
    judged = any(row.readiness is not None or row.state is not None for row in surveyed.rows)
    sys.exit(ExitCode.CLEAR if judged else ExitCode.NOTHING_CHECKED)
