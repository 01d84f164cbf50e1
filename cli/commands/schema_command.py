"""`skulint schema`: print a JSON Schema of the files skulint reads and writes."""

from __future__ import annotations

import click

from ..terminal import tolerate_narrow_encodings

_ENDING = ".schema.json"


@click.command("schema")
@click.argument("name", default="rules")
@click.option("--list", "listed", is_flag=True, help="List the names of all schemas.")
def command(name: str, listed: bool) -> None:
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
    click.echo(files[name].read_text(encoding="utf-8"), nl=False)
