"""`skulint validate`: look for mistakes in rule files."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..clock import today
from ..options import LANGUAGE
from ..terminal import tolerate_narrow_encodings

if TYPE_CHECKING:
    from skulint.engine.model.rule import RuleBook
    from skulint.engine.reporters.json_writer import Json
    from skulint.engine.text.diagnostics import Diagnostic

_SUMMARY = {
    "en": "{rules:count} {rules:plural:rule|rules}, {facts:count} {facts:plural:fact|facts},"
    " {programs:count} {programs:plural:program|programs},"
    " {cases:count} {cases:plural:case|cases}: {verdict}",
    "zh": "{rules:count} 条规则，{facts:count} 个事实，{programs:count} 个活动，"
    "{cases:count} 个用例：{verdict}",
}
_CLEAN = {"en": "no problems", "zh": "没有问题"}


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the problems.",
)
@LANGUAGE
def command(paths: tuple[Path, ...], form: str, lang: str) -> None:
    """Look for mistakes in the shipped rules and in those of PATHs: packs, or files of them."""
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.checking.validate import validate
    from skulint.engine.reporters.json_writer import Stream, encode
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    book = validate(paths, today().date(), diagnostics)
    found = diagnostics.sorted()
    if form == "json":
        for piece in encode(Stream(_document(each) for each in found)):
            sys.stdout.write(piece)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(_text(found, book, lang))
    sys.exit(ExitCode.COULD_NOT_RUN if diagnostics.has_errors else ExitCode.CLEAR)


def _text(found: Sequence[Diagnostic], book: RuleBook, lang: str) -> str:
    from skulint.engine.text.render import render_diagnostic, summary
    from skulint.engine.wording.phrases import fill

    counts = {
        "rules": len(book.rules),
        "facts": len(book.dictionary.facts),
        "programs": len(book.programs),
        "cases": len(book.cases),
    }
    verdict = summary(found) if found else _CLEAN[lang]
    last = fill(_SUMMARY[lang], {**counts, "verdict": verdict})
    return "\n".join([*(render_diagnostic(each) for each in found), last]) + "\n"


def _document(found: Diagnostic) -> Json:
    return {
        "code": found.code,
        "level": found.level.value,
        "message": found.message,
        "help": found.help,
        **_place(found),
    }


def _place(found: Diagnostic) -> Mapping[str, Json]:
    span = found.span
    if span is not None:
        return {
            "file": span.source.name,
            "line": span.line,
            "column": span.column,
            "end_line": span.end_line,
            "end_column": span.end_column,
        }
    file, line, column = found.place, None, None
    # A file that is no text has no spans, but its bytes may still have lines.
    named = re.fullmatch(r"(.+):([0-9]+):([0-9]+)", found.place or "", re.DOTALL)
    if named is not None:
        file, line, column = named[1], int(named[2]), int(named[3])
    return {"file": file, "line": line, "column": column, "end_line": line, "end_column": column}
