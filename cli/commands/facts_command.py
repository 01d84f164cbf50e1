"""`skulint facts`: what files hold, what is lacking, and a form for it."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from ..clock import today
from ..options import (
    CONFIG,
    LANGUAGE,
    MAPPING,
    NO_CONFIG,
    RULES,
    AsOf,
    CurrencyCode,
    EntityFile,
    TextEncoding,
)
from ..terminal import print_diagnostics, tolerate_narrow_encodings

if TYPE_CHECKING:
    from skulint.engine.checking.template import Asked

#: What `--write` calls the mapping it proposes.
_MAPPING = "mapping.yaml"


@click.group("facts")
def command() -> None:
    """Look into files of facts, and make forms for what they lack."""


@command.command("doctor")
@click.argument("files", nargs=-1)
@click.option(
    "--facts", "named", multiple=True, type=EntityFile(), metavar="ENTITY=FILE",
    help="A file and what its records are.",
)  # fmt: skip
@click.option("--program", "programs", multiple=True, metavar="ID", help="The program to apply to.")
@RULES
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day of the check; today if not given."
)
@click.option(
    "--encoding", type=TextEncoding(), metavar="NAME", help="That of text files not in UTF-8."
)
@click.option(
    "--currency", type=CurrencyCode(), metavar="CODE", help="That of exports that do not say."
)
@MAPPING
@click.option("--write", is_flag=True, help="Write a mapping to fill in into `mapping.yaml`.")
@LANGUAGE
@NO_CONFIG
@CONFIG
def doctor(
    files: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    programs: tuple[str, ...],
    packs: tuple[Path, ...],
    as_of: datetime | None,
    encoding: str | None,
    currency: str | None,
    mapping: Path | None,
    write: bool,
    lang: Literal["en", "zh"],
    no_config: bool,
) -> None:
    """Say what FILES were taken for, which columns are read, and what is lacking."""
    from skulint.engine.checking.doctor import examine
    from skulint.engine.checking.options import CheckOptions, ExitCode
    from skulint.engine.text.diagnostics import Diagnostics

    from ..facts_report import doctor_lines, mapping_lines

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    options = CheckOptions(
        files=files,
        as_of=as_of or today(),
        entity_of={path: entity for entity, path in named},
        programs=programs,
        packs=packs,
        encoding=encoding,
        currency=currency,
        mapping=mapping,
    )
    found = examine(options, diagnostics)
    print_diagnostics(diagnostics.sorted(), lang)
    if found is None:
        sys.exit(ExitCode.COULD_NOT_RUN)
    for line in doctor_lines(found, lang):
        click.echo(line)
    if write:
        tables = [each for each in found.tables if not each.is_known and each.unread]
        _write_mapping("\n".join(mapping_lines(tables, found.book.dictionary)) + "\n", bool(tables))
    if diagnostics.has_errors:
        sys.exit(ExitCode.COULD_NOT_RUN)


def _write_mapping(text: str, is_needed: bool) -> None:
    """Write the proposal; never over a file that is there."""
    path = Path(_MAPPING)
    if not is_needed:
        click.echo("no mapping is needed: every column is known, or the export is")
        return
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.UsageError(
            f"there is a `{path}` already; rename it, and run this again"
        ) from None
    except OSError as error:
        raise click.UsageError(f"cannot write `{path}`: {error.strerror}") from None
    click.echo(
        f"wrote {path}: take out the `#`, put in the facts you mean, and name the file with"
        f" `--mapping {path}`, or with `mapping: {path}` in skulint.yaml"
    )


@command.command("template")
@click.argument("files", nargs=-1)
@click.option(
    "--facts", "named", multiple=True, type=EntityFile(), metavar="ENTITY=FILE",
    help="A file and what its records are.",
)  # fmt: skip
@click.option("--program", "programs", multiple=True, metavar="ID", help="The program to apply to.")
@RULES
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day of the check; today if not given."
)
@MAPPING
@click.option(
    "--format", "form", type=click.Choice(["xlsx", "csv", "yaml"]), default="xlsx",
    show_default=True, help="The kind of file.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
    help="Where to write it; `facts.xlsx` and the like if not given, `-` for standard output.",
)  # fmt: skip
@LANGUAGE
@NO_CONFIG
@CONFIG
def template(
    files: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    programs: tuple[str, ...],
    packs: tuple[Path, ...],
    as_of: datetime | None,
    mapping: Path | None,
    form: str,
    output: Path | None,
    lang: Literal["en", "zh"],
    no_config: bool,
) -> None:
    """Write a form with a column for each fact a program reads, or for what FILES lack.

    With FILES the form has a row for each record that lacks something, its ids filled in. Fill in
    the rest, and name it beside FILES in the next check.
    """
    from skulint.engine.checking.missing_form import facts_lacking
    from skulint.engine.checking.options import CheckOptions, ExitCode
    from skulint.engine.checking.template import facts_to_ask
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    options = CheckOptions(
        files=files,
        as_of=as_of or today(),
        entity_of={path: entity for entity, path in named},
        programs=programs,
        packs=packs,
        mapping=mapping,
    )
    choose = facts_lacking if files or named else facts_to_ask
    asked = choose(options, diagnostics)
    if asked is None or diagnostics.has_errors:
        print_diagnostics(diagnostics.sorted(), lang)
        sys.exit(ExitCode.COULD_NOT_RUN)
    if (files or named) and not asked.tables:
        click.echo("nothing is lacking that a form could ask for")
        return
    _write_form(asked, form, output, lang)
    if asked.left_out:
        click.echo(f"{asked.left_out:,} records more lack something; fill these in first")


def _write_form(asked: Asked, form: str, output: Path | None, lang: Literal["en", "zh"]) -> None:
    """Write the form; a CSV holds one table, so that there may be several."""
    from ..forms import FORMS, Form

    write: Form = FORMS[form]
    path = output or Path(f"facts.{form}")
    parts = {path: asked}
    if form == "csv" and len(asked.rows) > 1:
        if output == Path("-"):
            raise click.UsageError("a CSV holds one table: name a file, and several are written")
        parts = {
            path.with_name(f"{path.stem}-{entity}{path.suffix}"): replace(
                asked, tables={entity: facts}, rows={entity: asked.rows[entity]}
            )
            for entity, facts in asked.tables.items()
        }
    if output == Path("-"):
        sys.stdout.buffer.write(write(asked, lang))
        return
    for each, part in parts.items():
        try:
            with each.open("xb" if output is None else "wb") as file:
                file.write(write(part, lang))
        except OSError as error:
            raise click.UsageError(f"cannot write `{each}`: {error.strerror}") from None
        click.echo(f"wrote {each}")
