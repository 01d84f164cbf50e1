"""`skulint compile`: print SQL by which a warehouse judges its own tables."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skulint.engine.backends.dialects import DIALECTS, EXECUTED

from ..clock import today
from ..options import NO_CACHE, PARAMS, RULES, AsOf
from ..terminal import default_language, print_diagnostics, tolerate_narrow_encodings

if TYPE_CHECKING:
    from skulint.engine.checking.compiling import Compiled


class _Table(click.ParamType[tuple[str, str]]):
    """An entity and the table that holds its records."""

    name = "ENTITY=TABLE"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        """Part at the first `=`."""
        entity, sign, table = str(value).partition("=")
        if not sign or not entity.strip() or not table.strip():
            self.fail(f"`{value}` is not of the form `sku=catalog.skus`", param, ctx)
        return entity.strip(), table.strip()


@click.command("compile")
@click.option("--program", "programs", multiple=True, metavar="ID", help="The program to apply to.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="A rule to judge.")
@click.option(
    "--dialect",
    type=click.Choice(list(DIALECTS)),
    required=True,
    help="Whose SQL to print.",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    type=_Table(),
    metavar="ENTITY=TABLE",
    help="Where the records of an entity are; one table for each entity if not given.",
)
@click.option(
    "--single",
    multiple=True,
    metavar="ENTITY",
    help="An entity of which its table has one record, which all others belong to.",
)
@click.option(
    "--stated",
    multiple=True,
    metavar="FACT",
    help="A derived fact that is a column, and is not worked out.",
)
@click.option("--without", multiple=True, metavar="FACT", help="A fact that no table has.")
@click.option(
    "--leave-out",
    is_flag=True,
    help="Leave out the rules that the dialect has no words for, instead of stopping.",
)
@RULES
@NO_CACHE
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day to judge for; today if not given."
)
@PARAMS
def command(
    programs: tuple[str, ...],
    rules: tuple[str, ...],
    dialect: str,
    tables: tuple[tuple[str, str], ...],
    single: tuple[str, ...],
    stated: tuple[str, ...],
    without: tuple[str, ...],
    leave_out: bool,
    packs: tuple[Path, ...],
    as_of: datetime | None,
    params: Path | None,
) -> None:
    """Print one SELECT: the outcome of every rule for every record, with both sides of it."""
    from skulint.engine.checking.compiling import CompileOptions, compile_program
    from skulint.engine.checking.options import CheckOptions, ExitCode
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    moment = as_of or today()
    options = CompileOptions(
        CheckOptions(
            files=(),
            as_of=moment,
            programs=programs,
            rules=rules,
            packs=packs,
            parameters=params,
        ),
        dialect,
        dict(tables),
        single,
        stated,
        without,
        leave_out,
    )
    diagnostics = Diagnostics()
    compiled = compile_program(options, diagnostics)
    print_diagnostics(diagnostics.sorted(), default_language())
    if compiled is None:
        sys.exit(ExitCode.COULD_NOT_RUN)
    for line in _head(compiled, options.check, dialect):
        click.echo(f"-- {line}".rstrip())
    click.echo(compiled.sql + ";")


def _head(compiled: Compiled, options: Any, dialect: str) -> list[str]:
    import skulint

    what = ", ".join((*options.programs, *options.rules))
    lines = [
        f"skulint {skulint.__version__}, {what}, as of {options.as_of.isoformat(sep=' ')},"
        f" for {dialect}: {len(compiled.rules)} rules",
        "Columns: rule, entity, key, outcome (pass, fail, unknown, not_applicable), actual, limit",
    ]
    if dialect not in EXECUTED:
        lines.append(f"No {dialect} was at hand to try this on: compare counts first.")
    for each in compiled.tables:
        lines.append(f"Reads {each.name} ({each.entity}):")
        lines += [f"  {name} {kind}" for name, kind in each.columns.items()]
    for rule, what in compiled.left_out.items():
        lines.append(f"Left out: {rule}, which needs {what}")
    return [each.replace("\n", " ") for each in lines]
