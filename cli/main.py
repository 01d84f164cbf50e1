"""The entry point: hands over to a verb, and imports it only when it is called."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import NoReturn

import click

import skulint

#: How many objects more than before make it worth looking for garbage.
_GARBAGE = 200_000

#: The exit code of a run that did not take place.
COULD_NOT_RUN = 2

#: Each verb with the module its command stands in and a line for `--help`.
VERBS: Mapping[str, str] = MappingProxyType(
    {
        "check": "Judge stores and SKUs against a program's rules.",
        "validate": "Look for mistakes in rule files.",
        "test": "Run the cases beside the rules, or a file of them.",
        "verify": "Repeat the check of an evidence file and compare.",
        "init": "Write a configuration, a hook and a workflow for this repository.",
        "explain": "Say what a rule asks, or how one record fares under every rule.",
        "programs": "Show which programs are open, and how near your SKUs are to each.",
        "plan": "Say what to change, in which order, to be admitted to a program.",
        "rules": "List the rules, show one, or write a new one.",
        "facts": "Look into files of facts, and make forms for what they lack.",
        "compile": "Print SQL by which a warehouse judges its own tables.",
        "diff": "Name the records whose outcome a change of rules changes.",
        "docs": "Write the rule book as pages, in HTML or Markdown.",
        "schema": "Print a JSON Schema of the files skulint reads and writes.",
    }
)


class _Verbs(click.Group):
    """A group that imports a verb's module when the verb is used, so that help stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f".commands.{cmd_name}_command", __package__)
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from skulint.engine.text.suggest import did_you_mean

            hint = did_you_mean(args[0], VERBS) or f"use one of {', '.join(VERBS)}"
            raise click.UsageError(f"there is no command `{args[0]}`; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; a fault of ours is said to be one, and is no finding."""
        # A run is short, and looking for its little garbage took a twentieth of it.
        gc.set_threshold(_GARBAGE)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # The reader of our output left; closing quietly is all that is left to do.
            sys.stderr.close()
            ctx.exit(COULD_NOT_RUN)
        except MemoryError:
            click.echo("error: out of memory; see `--memory-limit`", err=True)
            ctx.exit(COULD_NOT_RUN)
        except Exception as error:
            if os.environ.get("SKULINT_DEBUG"):
                raise
            click.echo(f"internal error: {type(error).__name__}: {error}", err=True)
            click.echo("this is a fault in skulint, not in your files; please report it", err=True)
            click.echo("  = help: SKULINT_DEBUG=1 shows where it happened", err=True)
            ctx.exit(COULD_NOT_RUN)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


def _print_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"skulint {skulint.__version__}")
        context.exit()


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Check stores and SKUs against a marketplace program's conditions before applying."""


def run() -> None:
    """Run a command as a process of its own, and end the process with it."""
    try:
        main(prog_name="skulint")
    except SystemExit as end:
        # Whoever watches the interpreter wants to see its end, too.
        if isinstance(end.code, str) or sys.gettrace() or sys.getprofile():
            raise
        _leave(end.code or 0)


def _leave(code: int) -> NoReturn:
    """End the process once all is written and tidied up.

    To take apart what goes with the process in any case takes longer than a small check.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # its reader left, or it is closed
                stream.flush()
    atexit._run_exitfuncs()
    os._exit(code)
