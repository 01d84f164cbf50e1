"""`skulint rules`: list the rules, show one as it is written, or write a new one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..options import LANGUAGE, RULES
from ..terminal import print_diagnostics, tolerate_narrow_encodings
from .new_rule_command import command as new_rule

if TYPE_CHECKING:
    from skulint.engine.model.rule import RuleBook

_FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the list.",
)


@click.group("rules")
def command() -> None:
    """List the rules, show one, or write a new one."""


command.add_command(new_rule)


@command.command("list")
@click.option("--program", "programs", multiple=True, metavar="ID", help="Only its rules.")
@RULES
@_FORM
@LANGUAGE
def list_rules(programs: tuple[str, ...], packs: tuple[Path, ...], form: str, lang: str) -> None:
    """List every rule with its id, what it is about, and its title."""
    from skulint.engine.loading.programs import report_unknown_program
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    book = _book(packs, diagnostics)
    for name in programs:
        report_unknown_program(name, None, book.programs, diagnostics)
    _stop_on_errors(diagnostics, lang)
    chosen = [rule for rule in book.rules.values() if not programs or rule.program in programs]
    if form == "json":
        from skulint.engine.reporters.json_writer import Stream, encode

        documents = Stream(
            {
                "id": rule.id,
                "program": rule.program,
                "entity": rule.entity,
                "kind": rule.kind.value,
                "severity": rule.severity.value,
                "enabled": rule.enabled,
                "title": dict(rule.title),
                "file": rule.span.source.name,
                "line": rule.span.line,
            }
            for rule in chosen
        )
        click.echo("".join(encode(documents)))
        return
    from skulint.engine.wording.values import translated

    width = max((len(rule.id) for rule in chosen), default=0)
    program = None
    for rule in sorted(chosen, key=lambda each: each.program):
        if rule.program != program:
            click.echo(("" if program is None else "\n") + rule.program)
            program = rule.program
        mark = "" if rule.enabled else " (enabled: false)"
        title = translated(rule.title, lang)
        click.echo(f"  {rule.id:<{width}}  {rule.severity.value:<7}  {title}{mark}")


@command.command("show")
@click.argument("ids", nargs=-1, required=True, metavar="RULE...")
@RULES
@LANGUAGE
def show_rules(ids: tuple[str, ...], packs: tuple[Path, ...], lang: str) -> None:
    """Print rules as they stand in their files."""
    from skulint.engine.text.diagnostics import Diagnostics
    from skulint.engine.text.safe_text import sanitise
    from skulint.engine.text.suggest import did_you_mean

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    book = _book(packs, diagnostics)
    for id in ids:
        if id not in book.rules and not diagnostics.has_errors:
            diagnostics.error(
                "SKU-R015",
                f"unknown rule `{id}`",
                help=did_you_mean(id, book.rules) or "`skulint rules list` shows all ids",
            )
    _stop_on_errors(diagnostics, lang)
    for index, id in enumerate(ids):
        span = book.rules[id].span
        click.echo(("\n" if index else "") + f"# {sanitise(str(span))}")
        lines = span.source.text.splitlines()
        for line in _lines_of(lines, span.line - 1):
            click.echo(sanitise(line, len(line) + 1))


def _lines_of(lines: Sequence[str], start: int) -> list[str]:
    """Take a list item from its dash to the next line that stands no deeper."""
    while start > 0 and not lines[start].lstrip().startswith("- "):
        start -= 1
    depth = len(lines[start]) - len(lines[start].lstrip())
    found = [lines[start]]
    for line in lines[start + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            break
        found.append(line)
    while not found[-1].strip():
        found.pop()
    return [line[depth:] for line in found]


def _book(packs: Sequence[Path], diagnostics: object) -> RuleBook:
    from skulint.engine.loading import load_rulebook, packs_with
    from skulint.engine.resources import rules_dir
    from skulint.engine.text.diagnostics import Diagnostics

    assert isinstance(diagnostics, Diagnostics)
    return load_rulebook(packs_with(rules_dir(), packs), diagnostics)


def _stop_on_errors(diagnostics: object, lang: str) -> None:
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.text.diagnostics import Diagnostics

    assert isinstance(diagnostics, Diagnostics)
    print_diagnostics(diagnostics.sorted(), lang)
    if diagnostics.has_errors:
        sys.exit(ExitCode.COULD_NOT_RUN)
