"""`skulint docs`: write the rule book of packs as pages for people."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..options import RULES
from ..output import write_whole
from ..terminal import default_language, print_diagnostics, tolerate_narrow_encodings


@click.command("docs")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "markdown"]),
    default="html",
    show_default=True,
    help="HTML works without a network.",
)
@click.option("--program", "programs", multiple=True, metavar="ID", help="Only its page.")
@click.option(
    "--lang",
    "langs",
    multiple=True,
    type=click.Choice(["en", "zh"]),
    help="Only pages in this language; both if not given.",
)
@RULES
def command(
    folder: Path,
    form: str,
    programs: tuple[str, ...],
    langs: tuple[str, ...],
    packs: tuple[Path, ...],
) -> None:
    """Write into FOLDER a page for each program: rules, thresholds, sources, facts."""
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.loading import kept_rulebook, packs_with
    from skulint.engine.loading.programs import report_unknown_program
    from skulint.engine.resources import rules_dir
    from skulint.engine.text.diagnostics import Diagnostics

    from ..rule_pages import html, markdown
    from ..rule_pages.content import book_pages

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    book = kept_rulebook(packs_with(rules_dir(), packs), diagnostics)
    for name in programs:
        report_unknown_program(name, None, book.programs, diagnostics)
    print_diagnostics(diagnostics.sorted(), langs[0] if len(langs) == 1 else default_language())
    if diagnostics.has_errors:
        sys.exit(ExitCode.COULD_NOT_RUN)
    writer = html if form == "html" else markdown
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"cannot write `{folder}`: {error.strerror}") from None
    count = 0
    for lang in langs or ("en", "zh"):
        for page in book_pages(book, programs or tuple(book.programs), lang):
            write_whole(folder / f"{page.name}{writer.ENDING}", writer.render(page).encode())
            count += 1
    click.echo(f"wrote {count} pages; begin with {folder / ('index' + writer.ENDING)}")
