"""`skulint plan`: the changes that together make items ready, in an order to make them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Literal

import click

from ..asking import asked_of, need_files
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


@click.command("plan")
# No paths yet: an address such as `sqlite:///shop.db` would lose its slashes.
@click.argument("files", nargs=-1)
@NAMED
@click.option("--program", "programs", multiple=True, metavar="ID", help="The program to apply to.")
@RULES
@NO_CACHE
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day to plan for; today if not given."
)
@PARAMS
@click.option(
    "--can-change",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What may be changed and how far, such as `can_change: {outlet_price: {at_least: 5}}`.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to print it; CSV holds the changes alone.",
)
@click.option(
    "--max-changes",
    type=click.IntRange(min=1),
    metavar="N",
    default=20_000,
    show_default=True,
    help="Look at the first N failures.",
)
@MEMORY_LIMIT
@MAPPING
@LANGUAGE
@NO_CONFIG
@CONFIG
@click.option("-v", "--verbose", is_flag=True, help="Cut nothing in the text.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    can_change: Path | None,
    form: str,
    max_changes: int,
    lang: Literal["en", "zh"],
    verbose: bool,
    **_asked: object,
) -> None:
    """Say what to change in FILES, all rules taken together, and what is ready afterwards."""
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.checking.plan_changes import plan_changes
    from skulint.engine.reporters.page import Page
    from skulint.engine.text.diagnostics import Diagnostics

    from ..plan_report import write_csv, write_document, write_markdown, write_text

    tolerate_narrow_encodings()
    need_files(ctx)
    diagnostics = Diagnostics()
    options = asked_of(ctx)
    with shown(lang) as progress:
        progress.enter("judging", 0, 0)
        plan = plan_changes(options, diagnostics, can_change=can_change, most=max_changes)
    print_diagnostics(diagnostics.sorted(), lang)
    if plan is None:
        sys.exit(ExitCode.COULD_NOT_RUN)
    width = min(max(shutil.get_terminal_size((100, 24)).columns, 60), 200)
    page = Page(lang, width, verbose)
    if form == "json":
        write_document(plan, options.as_of, sys.stdout)
    elif form == "csv":
        write_csv(plan, sys.stdout)
    elif form == "markdown":
        write_markdown(plan, sys.stdout, page)
    else:
        write_text(plan, sys.stdout, page, color=sys.stdout.isatty())
    sys.exit(ExitCode.CLEAR)
