"""`skulint schema`: print a JSON Schema of the files skulint reads and writes."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..options import RULES
from ..terminal import default_language, print_diagnostics, tolerate_narrow_encodings

_ENDING = ".schema.json"


@click.command("schema")
@click.argument("name", default="rules")
@click.option("--list", "listed", is_flag=True, help="List the names of all schemas.")
@click.option(
    "--with-facts",
    is_flag=True,
    help="For rules: with the names of facts and parameters, for completion in editors.",
)
@RULES
def command(name: str, listed: bool, with_facts: bool, packs: tuple[Path, ...]) -> None:
    """Print the schema NAME: that of rule files if none is given."""
    from skulint.engine.resources import schemas_dir
    from skulint.engine.text.suggest import did_you_mean

    tolerate_narrow_encodings()
    files = {
        path.name.removesuffix(_ENDING): path for path in sorted(schemas_dir().glob(f"*{_ENDING}"))
    }
    if listed:
        click.echo("\n".join(files))
        return
    if name not in files:
        hint = did_you_mean(name, files) or f"use one of {', '.join(files)}"
        raise click.UsageError(f"there is no schema `{name}`; {hint}")
    if not with_facts:
        if packs:
            raise click.UsageError("`--rules` goes with `--with-facts`")
        click.echo(files[name].read_text(encoding="utf-8"), nl=False)
        return
    if name != "rules":
        raise click.UsageError("`--with-facts` is for the schema `rules`")
    _print_with_facts(packs)


def _print_with_facts(packs: tuple[Path, ...]) -> None:
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.loading import kept_rulebook, packs_with
    from skulint.engine.loading.editor_schema import editor_schema
    from skulint.engine.resources import rules_dir
    from skulint.engine.text.diagnostics import Diagnostics

    diagnostics = Diagnostics()
    book = kept_rulebook(packs_with(rules_dir(), packs), diagnostics)
    print_diagnostics(diagnostics.sorted(), default_language())
    if diagnostics.has_errors:
        sys.exit(ExitCode.COULD_NOT_RUN)
    from ..editor import schema_text

    click.echo(schema_text(editor_schema(book)), nl=False)
